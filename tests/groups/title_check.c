// SPDX-License-Identifier: Apache-2.0
/*
 * Titles of captures with known truth: file -> lines -> engine -> derive, against the expected titles
 * of the corpus beside the source tree.  Without arguments a test with floors; with -v it prints every
 * mismatch, with --half 0|1 it looks at one half of the captures (split by a hash of the path), with
 * a further argument at the captures alone whose path or kind holds it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "analyzer/groups/derive.h"
#include "parsers/base/cleanup.h"
#include "parsers/faults/engine.h"
#include "parsers/lines/lines.h"

#define CORPUS SOURCE_DIR "/../shared/corpus/"

#define TITLE_FLOOR     0.92
#define FUNCTION_FLOOR  0.92
#define CORRUPTED_FLOOR 0.85

struct capture {
	struct slice path, kind, title, culprit;
	bool says_corrupted, corrupted;
};

/** The first fault of a capture, by line. */
struct found {
	struct arena arena;
	bool any;
	enum fault_kind kind;
	int64_t line;
	struct slice title, function, reason;
	bool corrupted;
	const struct capture *capture;
};

static struct {
	int title, title_n, function, function_n, tp, fp, fn;
	double derive_s;
	int derived;
} score;

static bool verbose;

static bool set_aside(enum fault_kind kind, struct slice capture_kind)
{
	static const enum fault_kind aside[] = {
		FAULT_OOM,      FAULT_PAGE_ALLOC_FAILURE, FAULT_IO_ERROR,
		FAULT_FS_ERROR, FAULT_NET_WATCHDOG,       FAULT_MCE,
		FAULT_SEGFAULT,
	};

	for (size_t i = 0; i < sizeof(aside) / sizeof(*aside); i++)
		if (aside[i] == kind)
			return !slice_eq(slice_str(fault_kind_info[kind].slug), capture_kind);
	return false;
}

static bool on_fault(void *ctx, struct fault *f)
{
	struct found *best = ctx;
	struct derived d;
	struct timespec a, b;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	derive_fault(f, f->arena, &d);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	score.derive_s += (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
	score.derived++;
	if (set_aside(f->kind, best->capture->kind) || (best->any && best->line <= f->first_line))
		return false;
	best->any = true;
	best->kind = f->kind;
	best->line = f->first_line;
	best->title = arena_dup(&best->arena, d.title);
	best->function = arena_dup(&best->arena, d.function);
	best->reason = arena_dup(&best->arena, d.corrupted_reason);
	best->corrupted = d.corrupted;
	return false;
}

static bool on_wants(void *ctx, struct slice block)
{
	return engine_wants(ctx, block);
}

static void on_record(void *ctx, const struct record *r)
{
	engine_record(ctx, r);
}

static void on_boot(void *ctx, const struct boot *b)
{
	engine_boot(ctx, b);
}

static bool read_capture(const struct capture *c, struct found *ret)
{
	struct limits limits = limits_default();
	static char buf[65536];
	char path[1024];
	size_t n;

	snprintf(path, sizeof(path), CORPUS SLICE_FMT, SLICE_ARG(c->path));
	_cleanup_fclose_ FILE *in = fopen(path, "rb");
	if (!in)
		return false;
	struct engine *e =
		engine_new(&(struct engine_sink){ .ctx = ret, .fault = on_fault }, &limits);
	struct lines_sink sink = {
		.ctx = e, .wants = on_wants, .record = on_record, .boot = on_boot
	};
	struct lines *l = lines_new(&sink, &limits, INT64_MIN);
	while ((n = fread(buf, 1, sizeof(buf), in)) > 0)
		lines_feed(l, (struct slice){ buf, n });
	lines_end(l);
	engine_end(e);
	lines_free(l);
	engine_free(e);
	return true;
}

/** `… in F`, `… in F / G` at the end of a title. */
static struct slice title_function(struct slice title)
{
	struct slice in = title, f = { 0 };

	while (slice_skip_past(&in, S(" in ")))
		f = in;
	struct slice word, rest = f;
	if (!f.p || !slice_word(&rest, &word) || (rest.n && !slice_starts(rest, S(" / "))))
		return (struct slice){ 0 };
	for (size_t i = 0; i < word.n; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.",
		            word.p[i], 64))
			return (struct slice){ 0 };
	return word;
}

static void miss(const char *what, const struct capture *c, struct slice want,
                 const struct found *f)
{
	if (!verbose)
		return;
	printf("%-9s " SLICE_FMT "\n   want " SLICE_FMT "\n   got  " SLICE_FMT " [" SLICE_FMT
	       "] %s " SLICE_FMT "\n",
	       what, SLICE_ARG(c->path), SLICE_ARG(want), SLICE_ARG(f->title),
	       SLICE_ARG(f->function), f->any ? fault_kind_info[f->kind].slug : "-",
	       SLICE_ARG(f->reason));
}

static void compare(const struct capture *c, const struct found *f)
{
	if (c->says_corrupted) {
		score.tp += c->corrupted && f->corrupted;
		score.fp += f->any && !c->corrupted && f->corrupted;
		score.fn += c->corrupted && !f->corrupted;
		if (c->corrupted != f->corrupted && (f->any || c->corrupted))
			miss("corrupted", c, c->corrupted ? S("yes") : S("no"), f);
	}
	if (c->corrupted)
		return;
	score.title_n++;
	bool title_ok = f->any && slice_eq(f->title, c->title);
	score.title += title_ok;
	if (!title_ok)
		miss("title", c, c->title, f);
	struct slice want = c->culprit.p ? c->culprit : title_function(c->title);
	if (!want.p)
		return;
	score.function_n++;
	bool function_ok = f->any && slice_eq(f->function, want);
	score.function += function_ok;
	if (!function_ok && title_ok)
		miss("function", c, want, f);
}

static struct slice json_text(struct slice json, struct slice key)
{
	struct slice in = json, value;

	return slice_skip_past(&in, key) && slice_cut(&in, '"', &value) ? value
	                                                                : (struct slice){ 0 };
}

static bool row_parse(struct slice row, struct capture *ret)
{
	struct slice source;
	struct capture c = { 0 };

	if (!slice_cut(&row, '\t', &c.path) || !slice_cut(&row, '\t', &source) ||
	    !slice_cut(&row, '\t', &c.kind) || !slice_cut(&row, '\t', &c.title) || !c.title.n)
		return false;
	c.says_corrupted = slice_has(row, S("\"corrupted\":"));
	c.corrupted = slice_has(row, S("\"corrupted\":true"));
	c.culprit = json_text(row, S("\"culprit\":\""));
	*ret = c;
	return true;
}

static unsigned half_of(struct slice path)
{
	char key[KEY_HEX + 1];

	key_of(&path, 1, key);
	return (unsigned)(key[0] <= '9' ? key[0] - '0' : key[0] - 'a' + 10) & 1;
}

static double ratio(const char *name, int n, int of)
{
	double r = of ? (double)n / of : 1;
	printf("%-12s %4d / %4d  %.4f\n", name, n, of, r);
	return r;
}

int main(int argc, char **argv)
{
	int half = -1;
	const char *only = NULL;
	_cleanup_free_ char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-v") == 0)
			verbose = true;
		else if (strcmp(argv[i], "--half") == 0 && i + 1 < argc)
			half = argv[++i][0] - '0';
		else
			only = argv[i];
	}
	_cleanup_fclose_ FILE *in = fopen(CORPUS "MANIFEST.tsv", "r");
	if (!in)
		return 77;
	while ((n = getline(&line, &cap, in)) > 0) {
		struct capture c;
		struct slice row = slice_trim((struct slice){ line, (size_t)n });
		if (!row_parse(row, &c) || slice_is(c.path, "path") ||
		    (half >= 0 && half_of(c.path) != (unsigned)half) ||
		    (only && !slice_has(c.path, slice_str(only)) &&
		     !slice_eq(c.kind, slice_str(only))))
			continue;
		struct found f = { .capture = &c };
		if (read_capture(&c, &f))
			compare(&c, &f);
		arena_deinit(&f.arena);
	}
	double title = ratio("title", score.title, score.title_n);
	double function = ratio("function", score.function, score.function_n);
	double p = ratio("corrupted_p", score.tp, score.tp + score.fp);
	double r = ratio("corrupted_r", score.tp, score.tp + score.fn);
	printf("derive       %.1f us a fault\n",
	       score.derive_s * 1e6 / (score.derived + !score.derived));
	return !(only || half >= 0 ||
	         (title >= TITLE_FLOOR && function >= FUNCTION_FLOOR && p >= CORRUPTED_FLOOR &&
	          r >= CORRUPTED_FLOOR));
}
