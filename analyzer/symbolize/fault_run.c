// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/fault_run.h"

#include "analyzer/queries.h"
#include "parsers/base/sbuf.h"
#include "parsers/input/input.h"

#define ROW_OF fault_run_row
const struct row_field fault_run_fields[] = { FAULT_RUN_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

/** Bytes of /proc/modules: some 300 modules of 100 bytes, a thousand times over. */
#define LIMIT_MODULES_BYTES ((size_t)32 << 20)

/** Bundles whose lists are kept; each has some 10 MB. */
#define RUN_LISTS 16

struct run_list {
	int64_t bundle_id;
	struct symbol_list *kallsyms, *system_map; /**< NULL: none that is of use */
	char *map_release;                         /**< that System.map's name tells; NULL: none */
	struct arena arena;                        /**< of modules */
	struct module_range *modules;              /**< of /proc/modules */
	size_t n_modules;
};

/** What a row of symbols_lists.sql is, in their order. */
enum list_what {
	LIST_KALLSYMS,
	LIST_SYSTEM_MAP,
	LIST_MODULES,
};

#define LIST_FIELDS(F) F(TEXT, path) F(I64, what)
ROW_STRUCT(list_row, LIST_FIELDS);
#define ROW_OF list_row
static const struct row_field list_fields[] = { LIST_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

#define MODULE_FIELDS(F) F(TEXT, name) F(TEXT, address) F(I64, size)
ROW_STRUCT(module_row, MODULE_FIELDS);
#define ROW_OF module_row
static const struct row_field module_fields[] = { MODULE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

static void lists_free(struct run_list *l)
{
	symbol_list_free(l->kallsyms);
	symbol_list_free(l->system_map);
	free(l->map_release);
	arena_deinit(&l->arena);
	*l = (struct run_list){ .bundle_id = ROW_NO_I64 };
}

void fault_runs_deinit(struct fault_runs *f)
{
	for (size_t i = 0; i < f->n_lists; i++)
		lists_free(&f->lists[i]);
	arena_deinit(&f->arena);
}

/** Reading one member. */
struct member_reader {
	const char *path;
	void (*bytes)(void *ctx, struct slice bytes);
	void *ctx;
	bool ended;
};

static bool member_begin(void *ctx, const struct input_member *m)
{
	struct member_reader *r = ctx;

	return !r->ended && strcmp(m->path, r->path) == 0;
}

static void member_bytes(void *ctx, struct slice bytes)
{
	struct member_reader *r = ctx;

	r->bytes(r->ctx, bytes);
}

static void member_end(void *ctx, enum input_status status, const char *message)
{
	struct member_reader *r = ctx;

	(void)status, (void)message;
	r->ended = true;
}

static void member_problem(void *ctx, const char *path, const char *message)
{
	(void)ctx, (void)path, (void)message;
}

static bool member_progress(void *ctx, uint64_t consumed)
{
	const struct member_reader *r = ctx;

	(void)consumed;
	return !r->ended;
}

static void member_idle(void *ctx)
{
	(void)ctx;
}

/** The content of the source at @p path, a file or a member of an archive; nothing comes of one that is no
 *  more. */
static void member_read(struct slice path, void (*bytes)(void *ctx, struct slice bytes), void *ctx)
{
	_cleanup_free_ char *whole = xmemdup0(path.p, path.n), *top = xstrdup(whole);
	struct member_reader r = { .path = whole, .bytes = bytes, .ctx = ctx };
	const struct limits limits = limits_default();
	const struct input_sink sink = {
		.ctx = &r,
		.begin = member_begin,
		.bytes = member_bytes,
		.idle = member_idle,
		.end = member_end,
		.problem = member_problem,
		.progress = member_progress,
	};
	char *inside = strchr(top, '!');

	if (inside)
		*inside = 0;
	const struct input_file file = { .path = top };
	input_read(&file, &limits, &sink);
}

static void list_bytes(void *ctx, struct slice bytes)
{
	symbol_list_feed(ctx, bytes);
}

/** NULL: there are no symbols, or all addresses are hidden. */
static struct symbol_list *list_read(struct slice path)
{
	_cleanup_(symbol_list_freep) struct symbol_list *list = symbol_list_new();

	member_read(path, list_bytes, list);
	symbol_list_end(list);
	return symbol_list_count(list) ? take(list) : NULL;
}

static void text_bytes(void *ctx, struct slice bytes)
{
	sbuf_add(ctx, bytes);
}

/** `nf_tables 303104 0 - Live 0xffffffffc0a5c000 (OE)`: lines of /proc/modules. */
static void modules_read(struct run_list *l, struct slice path)
{
	_cleanup_(sbuf_deinit) struct sbuf text = { .max = LIMIT_MODULES_BYTES };
	struct slice line;

	member_read(path, text_bytes, &text);
	for (struct slice rest = sbuf_slice(&text); slice_line(&rest, &line);) {
		struct slice word[6];
		struct module_range m;
		size_t n = 0;
		for (; n < 6 && (slice_skip_blanks(&line), slice_word(&line, &word[n])); n++)
			;
		if (n < 6 || !slice_u64(&word[1], 10, &m.size) || !slice_hex(&word[5], &m.addr) ||
		    !m.addr) // hidden
			continue;
		m.name = arena_dup(&l->arena, word[0]);
		arena_push(&l->arena, &l->modules, &l->n_modules, &m);
	}
}

static void map_read(struct run_list *l, struct slice path)
{
	_cleanup_free_ char *text = xmemdup0(path.p, path.n);
	const char *name = strstr(text, "System.map-");

	l->system_map = list_read(path);
	if (name)
		l->map_release = xstrdup(name + strlen("System.map-"));
}

static struct err *lists_load(struct fault_runs *f, int64_t bundle_id, struct run_list *ret)
{
	const struct param p = { .name = ":bundle_id", .type = ROW_I64, .i64 = bundle_id };
	struct arena arena = { 0 };
	struct list_row *rows = NULL;
	size_t n = 0;

	*ret = (struct run_list){ .bundle_id = bundle_id };
	struct err *e = rows_load(f->db, query_symbols_lists, (struct params){ &p, 1 }, list_fields,
	                          sizeof(*rows), &arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		if (rows[i].what == LIST_KALLSYMS && !ret->kallsyms)
			ret->kallsyms = list_read(rows[i].path);
		else if (rows[i].what == LIST_SYSTEM_MAP && !ret->system_map)
			map_read(ret, rows[i].path);
		else if (rows[i].what == LIST_MODULES && !ret->n_modules)
			modules_read(ret, rows[i].path);
	}
	arena_deinit(&arena);
	return e;
}

static struct err *lists_of(struct fault_runs *f, const struct fault_run_row *row,
                            struct kernel_run *run)
{
	int64_t bundle_id = row->bundle_id;
	struct run_list *l = NULL;
	struct err *e = NULL;

	if (bundle_id == ROW_NO_I64)
		return NULL;
	for (size_t i = 0; i < f->n_lists; i++) {
		if (f->lists[i].bundle_id == bundle_id)
			l = &f->lists[i];
	}
	if (!l) {
		if (f->n_lists < RUN_LISTS) {
			const struct run_list none = { .bundle_id = ROW_NO_I64 };
			l = arena_push(&f->arena, &f->lists, &f->n_lists, &none);
		} else { // the oldest
			lists_free(&f->lists[0]);
			memmove(f->lists, f->lists + 1, (RUN_LISTS - 1) * sizeof(*f->lists));
			l = &f->lists[RUN_LISTS - 1];
		}
		e = lists_load(f, bundle_id, l);
	}
	if (row->is_last_boot == 1) { // what was running when the bundle was taken
		run->kallsyms = l->kallsyms;
		run->modules = l->modules;
		run->n_modules = l->n_modules;
	}
	if (!l->map_release || slice_eq(slice_str(l->map_release), run->release))
		run->system_map = l->system_map;
	return e;
}

static struct err *modules_of(struct fault_runs *f, int64_t source_id, struct arena *arena,
                              struct kernel_run *run)
{
	const struct param p = { .name = ":source_id", .type = ROW_I64, .i64 = source_id };
	struct module_row *rows = NULL;
	size_t n = 0;

	struct err *e = rows_load(f->db, query_symbols_modules, (struct params){ &p, 1 },
	                          module_fields, sizeof(*rows), arena, &rows, &n);
	if (e || !n)
		return e;
	struct module_range *m = arena_array(arena, struct module_range, n);
	for (size_t i = 0; i < n; i++) {
		struct slice text = rows[i].address;
		m[i].name = rows[i].name;
		m[i].size = rows[i].size > 0 ? (uint64_t)rows[i].size : 0;
		if (!slice_hex(&text, &m[i].addr))
			m[i].size = 0;
	}
	run->modules = m;
	run->n_modules = n;
	return NULL;
}

struct err *fault_run(struct fault_runs *f, const struct fault_run_row *row, struct arena *arena,
                      struct kernel_run *ret)
{
	struct kernel_run run = {
		.release = row->release,
		.version = row->version,
		.build_id = row->build_id,
		.is_vmcoreinfo_id = row->build_id.p != NULL,
	};
	struct slice offset = row->kaslr_offset;

	run.has_offset = offset.p && slice_hex(&offset, &run.offset);
	struct err *e = lists_of(f, row, &run);
	if (!e)
		e = modules_of(f, row->source_id, arena, &run);
	if (!e)
		*ret = run;
	return e;
}
