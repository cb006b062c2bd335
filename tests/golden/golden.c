// SPDX-License-Identifier: Apache-2.0
/*
 * One test per samples/KIND/CASE.log: what the tool makes of it must be what CASE.expect says.
 *
 *   golden samples                 compare
 *   golden --print CASE.log…       print what came out, in the form of an .expect file
 *
 * An .expect file lists the faults of its log in the order of their first lines:
 *
 *   # source: written by hand after kernel/watchdog.c, v6.6
 *   # checked against: reading
 *   fault soft_lockup BUG: soft lockup in foo
 *     lines 2-4
 *     comm kworker/3:1
 *     frames fault: foo bar baz
 *     rows oom_task 3
 *     memory_object.cache kmalloc-64
 *
 * Fields are those of the fact lists (fact_fields.h) and of what is derived (title, function,
 * module).  Those that are not listed are not compared; faults all are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <inttypes.h>
#include <string.h>

#include "analyzer/groups/derive.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "parsers/faults/engine.h"
#include "parsers/input/input.h"
#include "parsers/lines/lines.h"

#define FAULTS_MAX 64

struct run {
	struct fault *faults[FAULTS_MAX];
	size_t n;
	struct lines *lines;
	struct engine *engine;
};

static bool keep(void *ctx, struct fault *f)
{
	struct run *run = ctx;
	if (run->n == FAULTS_MAX)
		return false;
	run->faults[run->n++] = f;
	return true;
}

static bool wants(void *ctx, struct slice block)
{
	return engine_wants(((struct run *)ctx)->engine, block);
}

static void record(void *ctx, const struct record *r)
{
	engine_record(((struct run *)ctx)->engine, r);
}

static void boot(void *ctx, const struct boot *b)
{
	engine_boot(((struct run *)ctx)->engine, b);
}

static bool member_begin(void *ctx, const struct input_member *m)
{
	(void)ctx;
	(void)m;
	return true;
}

static void member_bytes(void *ctx, struct slice bytes)
{
	lines_feed(((struct run *)ctx)->lines, bytes);
}

static void member_idle(void *ctx)
{
	(void)ctx;
}

static void member_end(void *ctx, enum input_status status, const char *message)
{
	(void)ctx;
	(void)status;
	(void)message;
}

static void member_problem(void *ctx, const char *path, const char *message)
{
	(void)ctx;
	fprintf(stderr, "%s: %s\n", path, message);
}

static int by_line(const void *a, const void *b)
{
	const struct fault *x = *(struct fault *const *)a, *y = *(struct fault *const *)b;
	return (x->first_line > y->first_line) - (x->first_line < y->first_line);
}

static void run_file(const char *path, struct run *run)
{
	struct limits limits = limits_default();
	struct engine_sink es = { .ctx = run, .fault = keep };
	struct lines_sink ls = { .ctx = run, .wants = wants, .record = record, .boot = boot };
	struct input_sink is = { .ctx = run,
		                 .begin = member_begin,
		                 .bytes = member_bytes,
		                 .idle = member_idle,
		                 .end = member_end,
		                 .problem = member_problem };
	struct input_file file = { .path = (char *)path };

	*run = (struct run){ 0 };
	run->engine = engine_new(&es, &limits);
	run->lines = lines_new(&ls, &limits, INT64_MIN);
	input_read(&file, &limits, &is);
	lines_end(run->lines);
	engine_end(run->engine);
	lines_free(run->lines);
	engine_free(run->engine);
	qsort(run->faults, run->n, sizeof(*run->faults), by_line);
}

static void run_free(struct run *run)
{
	for (size_t i = 0; i < run->n; i++)
		fault_free(run->faults[i]);
}

/** "name value" lines of every field that is set. */
static void add_text(struct sbuf *out, const char *prefix, const char *name, struct slice v)
{
	if (strcmp(name, "excerpt") == 0 || strcmp(name, "excerpt_lines") == 0)
		return;
	sbuf_printf(out, "  %s%s ", prefix, name);
	sbuf_text(out, v);
	sbuf_char(out, '\n');
}

#define ADD_I64(p, o, n)  sbuf_printf(out, "  %s" #n " %" PRId64 "\n", p, (o)->n)
#define ADD_FLAG(p, o, n) sbuf_printf(out, "  %s" #n " %" PRId64 "\n", p, (o)->n)
#define ADD_REAL(p, o, n) sbuf_printf(out, "  %s" #n " %.6f\n", p, (o)->n)
#define ADD_NUM(p, o, n)  ADD_REAL(p, o, n)
#define ADD_ADDR(p, o, n) sbuf_printf(out, "  %s" #n " 0x%" PRIx64 "\n", p, (o)->n)
#define ADD_TEXT(p, o, n) add_text(out, p, #n, (o)->n)

static void describe(const struct fault *f, struct arena *a, struct sbuf *out)
{
	struct derived d;

	derive_fault(f, a, &d);
	sbuf_printf(out, "fault %s ", fault_kind_info[f->kind].slug);
	sbuf_text(out, d.title);
	sbuf_printf(out, "\n  lines %" PRId64 "-%" PRId64 "\n", f->first_line, f->last_line);
	if (d.function.p)
		add_text(out, "", "function", d.function);
	if (d.module.p)
		add_text(out, "", "module", d.module);
#define ADD_FAULT(type, name, ...) \
	if (fact_has(f, name))     \
		ADD_##type("", f, name);
	FAULT_FIELDS(ADD_FAULT)
	for (size_t i = 0; i < f->n_stacks; i++) {
		sbuf_printf(out, "  frames %s:", stack_role_slug[f->stacks[i].role]);
		for (size_t k = 0; k < f->stacks[i].n_frames; k++) {
			const struct frame *fr = &f->stacks[i].frames[k];
			if (fr->flags & FRAME_UNRELIABLE)
				continue;
			sbuf_char(out, ' ');
			sbuf_text(out, fr->function.p ? fr->function : S("-"));
		}
		sbuf_char(out, '\n');
	}
	for (size_t i = 0; i < f->n_regs; i++) {
		sbuf_printf(out, "  register.");
		sbuf_text(out, f->regs[i].name);
		sbuf_char(out, ' ');
		sbuf_text(out, f->regs[i].value);
		sbuf_char(out, '\n');
	}
#define ADD_SINGLE_FIELD(type, name, ...) \
	if (fact_has(one, name))          \
		ADD_##type(prefix, one, name);
#define ADD_SINGLE(name, FIELDS, doc)             \
	if (f->name) {                            \
		const struct name *one = f->name; \
		const char *prefix = #name ".";   \
		FIELDS(ADD_SINGLE_FIELD)          \
	}
	FACT_SINGLES(ADD_SINGLE)
#define ADD_ROWS(name, FIELDS, doc)                                      \
	if (f->n_##name)                                                 \
		sbuf_printf(out, "  rows " #name " %zu\n", f->n_##name); \
	for (size_t i = 0; i < f->n_##name; i++) {                       \
		char prefix[64];                                         \
		snprintf(prefix, sizeof(prefix), #name "[%zu].", i);     \
		const struct name *one = &f->name[i];                    \
		FIELDS(ADD_SINGLE_FIELD)                                 \
	}
	FACT_TABLES(ADD_ROWS)
}

static void describe_all(const struct run *run, struct sbuf *out)
{
	struct arena a = { 0 };
	for (size_t i = 0; i < run->n; i++)
		describe(run->faults[i], &a, out);
	arena_deinit(&a);
}

static bool has_line(struct slice text, struct slice line)
{
	struct slice l;
	while (slice_line(&text, &l))
		if (slice_eq(l, line))
			return true;
	return false;
}

/** The n-th "fault …" block of @p text, its head line included. */
static bool block_nth(struct slice text, size_t n, struct slice *ret)
{
	struct slice l, start = { 0 };
	const char *end = text.p + text.n;
	size_t at = 0;

	while (text.n) {
		const char *p = text.p;
		slice_line(&text, &l);
		if (!slice_starts(l, S("fault ")))
			continue;
		if (at == n)
			start.p = p;
		else if (at == n + 1) {
			start.n = p - start.p;
			*ret = start;
			return true;
		}
		at++;
	}
	if (!start.p)
		return false;
	*ret = (struct slice){ start.p, end - start.p };
	return true;
}

static char *slurp(const char *path)
{
	_cleanup_fclose_ FILE *f = fopen(path, "rb");
	if (!f)
		return NULL;
	struct sbuf b = { 0 };
	char buf[4096];
	size_t n;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		sbuf_add(&b, (struct slice){ buf, n });
	return b.p ? b.p : xstrdup("");
}

static void sample_gives_what_is_expected(void **state)
{
	const char *log_path = *state;
	_cleanup_free_ char *expect_path = NULL, *expect = NULL;
	struct sbuf got = { 0 };
	struct run run;
	bool bad = false;

	const char *dot = strrchr(log_path, '.');
	assert_true(asprintf(&expect_path, "%.*s.expect", (int)(dot - log_path), log_path) > 0);
	expect = slurp(expect_path);
	if (!expect)
		fail_msg("%s is missing", expect_path);
	assert_true(slice_has(slice_str(expect), S("# source: ")));
	assert_true(slice_has(slice_str(expect), S("# checked against: ")));
	run_file(log_path, &run);
	describe_all(&run, &got);

	struct slice want, have, line;
	size_t n = 0;
	for (; block_nth(slice_str(expect), n, &want); n++) {
		if (!block_nth(sbuf_slice(&got), n, &have)) {
			print_error("%s: fault %zu is not found\n", log_path, n);
			bad = true;
			continue;
		}
		while (slice_line(&want, &line)) {
			if (!line.n || *line.p == '#' || has_line(have, line))
				continue;
			print_error("%s: fault %zu: expected: " SLICE_FMT "\n", log_path, n,
			            SLICE_ARG(line));
			bad = true;
		}
	}
	if (run.n != n) {
		print_error("%s: %zu faults, expected %zu\n", log_path, run.n, n);
		bad = true;
	}
	if (bad)
		print_error("what came out:\n%s", got.p ? got.p : "nothing\n");
	sbuf_deinit(&got);
	run_free(&run);
	assert_false(bad);
}

static bool is_log(const char *path)
{
	static const char *const ends[] = {
		".log", ".txt", ".json", ".export", ".xz", ".gz", ".zst"
	};
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (slice_ends(slice_str(path), slice_str(ends[i])))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--print") == 0) {
		for (int i = 2; i < argc; i++) {
			struct run run;
			struct sbuf out = { 0 };
			run_file(argv[i], &run);
			describe_all(&run, &out);
			fputs(out.p ? out.p : "", stdout);
			sbuf_deinit(&out);
			run_free(&run);
		}
		return 0;
	}
	struct input_list list;
	struct input_sink sink = { .problem = member_problem };
	input_walk(argv + 1, argc - 1, &sink, &list);

	struct CMUnitTest *tests = xcalloc(list.n + 1, sizeof(*tests));
	size_t n = 0;
	for (size_t i = 0; i < list.n; i++) {
		const char *path = list.files[i].path;
		// those have tests of their own
		if (!is_log(path) || strstr(path, "/bundles/") || strstr(path, "/groups/lab/"))
			continue;
		tests[n++] = (struct CMUnitTest){ .name = list.files[i].path,
			                          .test_func = sample_gives_what_is_expected,
			                          .initial_state = list.files[i].path };
	}
	int failed = _cmocka_run_group_tests("golden", tests, n, NULL, NULL);
	free(tests);
	input_list_deinit(&list);
	return failed != 0 || n == 0;
}
