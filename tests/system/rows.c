// SPDX-License-Identifier: Apache-2.0
#include "tests/system/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "parsers/base/cleanup.h"

static bool keep_rows(void *ctx, const struct snapshot_rows *rows)
{
	struct rows *r = ctx;

	r->given = xreallocarray(r->given, r->batches + 1, sizeof(*r->given));
	r->given[r->batches++] = *rows;
	return true;
}

static void join(struct rows *r)
{
	r->r.arena = xcalloc(1, sizeof(*r->r.arena));
#define JOIN(name, FIELDS)                                        \
	for (size_t b = 0; b < r->batches; b++)                   \
		for (size_t i = 0; i < r->given[b].n_##name; i++) \
			*snapshot_row(&r->r, name) = r->given[b].name[i];
	SNAPSHOT_TABLES(JOIN)
#undef JOIN
}

const char *rows_probe(const char *path, struct slice text)
{
	const struct system_format *f =
		system_probe(slice_head(text, SYSTEM_HEAD_BYTES), slice_str(path));

	return f ? f->name : NULL;
}

struct rows *rows_of(const char *format, const char *path, struct slice text)
{
	static const size_t pieces[] = { 1, 7, 4096, 100, 3 };
	struct rows *r = xcalloc(1, sizeof(*r));
	const struct system_sink sink = { .ctx = r, .rows = keep_rows };
	const struct limits limits = limits_default();

	r->format = system_probe(slice_head(text, SYSTEM_HEAD_BYTES), slice_str(path));
	if (!r->format || strcmp(r->format->name, format) != 0)
		fail_msg("%s: is found to be %s, not %s", path,
		         r->format ? r->format->name : "nothing", format);
	struct system_reader *reader = system_new(r->format, slice_str(path), &sink, &limits);
	for (size_t i = 0; text.n; i++) {
		struct slice piece = slice_head(text, pieces[i % 5]);
		system_feed(reader, piece);
		text = slice_from(text, piece.n);
	}
	system_end(reader);
	r->bad_lines = system_bad_lines(reader);
	system_free(reader);
	join(r);
	return r;
}

static bool no_log(void *ctx, struct slice head)
{
	(void)ctx, (void)head;
	return false;
}

static bool keep_part(void *ctx, const struct part *part, const struct snapshot_rows *rows)
{
	struct rows *r = ctx;

	r->n_parts = part->no + 1;
	return keep_rows(ctx, rows);
}

struct rows *rows_parts(const char *path, struct slice text)
{
	static const size_t pieces[] = { 1, 7, 4096, 100, 3 };
	struct rows *r = xcalloc(1, sizeof(*r));
	const struct parts_sink sink = { .ctx = r, .rows = keep_part, .is_log = no_log };
	const struct limits limits = limits_default();
	struct parts *p = parts_new(slice_str(path), &sink, &limits);

	for (size_t i = 0; text.n; i++) {
		struct slice piece = slice_head(text, pieces[i % 5]);
		parts_feed(p, piece);
		text = slice_from(text, piece.n);
	}
	parts_end(p);
	r->format = parts_format(p);
	parts_free(p);
	join(r);
	return r;
}

char *rows_file(const char *path, size_t *ret_n)
{
	_cleanup_fclose_ FILE *f = fopen(path, "rb");
	size_t n = 0, cap = 1 << 16, got;
	char *p = xmalloc(cap);

	if (!f)
		fail_msg("%s: cannot be read", path);
	while ((got = fread(p + n, 1, cap - n, f))) {
		n += got;
		if (n == cap)
			p = xrealloc(p, cap *= 2);
	}
	*ret_n = n;
	return p;
}

struct rows *rows_of_sample(const char *format, const char *name)
{
	char path[512];
	size_t n;

	snprintf(path, sizeof(path), SOURCE_DIR "/samples/snapshots/%s", name);
	_cleanup_free_ char *text = rows_file(path, &n);
	return rows_of(format, name, (struct slice){ text, n });
}

void rows_free(struct rows *r)
{
	for (size_t b = 0; b < r->batches; b++)
		snapshot_rows_deinit(&r->given[b]);
	snapshot_rows_deinit(&r->r);
	free(r->given);
	free(r);
}

static const struct mem_stat *find_stat(const struct rows *r, int64_t node, const char *name)
{
	for (size_t i = 0; i < r->r.n_mem_stat; i++) {
		const struct mem_stat *m = &r->r.mem_stat[i];
		if (slice_eq(m->name, slice_str(name)) &&
		    (fact_has(m, node) ? m->node : -1) == node)
			return m;
	}
	return NULL;
}

static const struct mem_stat *stat_of(const struct rows *r, int64_t node, const char *name)
{
	const struct mem_stat *m = find_stat(r, node, name);

	if (!m)
		fail_msg("no number %s of node %lld", name, (long long)node);
	return m;
}

double rows_stat(const struct rows *r, int64_t node, const char *name)
{
	return stat_of(r, node, name)->value;
}

const char *rows_unit(const struct rows *r, int64_t node, const char *name)
{
	return stat_of(r, node, name)->unit.p;
}

bool rows_has_stat(const struct rows *r, int64_t node, const char *name)
{
	return find_stat(r, node, name);
}

const struct zone_state *rows_zone(const struct rows *r, int64_t node, const char *zone)
{
	for (size_t i = 0; i < r->r.n_zone_state; i++)
		if (r->r.zone_state[i].node == node &&
		    slice_eq(r->r.zone_state[i].zone, slice_str(zone)))
			return &r->r.zone_state[i];
	fail_msg("no zone %s of node %lld", zone, (long long)node);
	return NULL;
}

int64_t rows_blocks(const struct rows *r, int64_t node, const char *zone, const char *migratetype,
                    int64_t page_order)
{
	for (size_t i = 0; i < r->r.n_buddy_free; i++) {
		const struct buddy_free *b = &r->r.buddy_free[i];
		if (b->node == node && slice_eq(b->zone, slice_str(zone)) &&
		    b->page_order == page_order && fact_has(b, migratetype) == !!migratetype &&
		    (!migratetype || slice_eq(b->migratetype, slice_str(migratetype))))
			return b->free_blocks;
	}
	fail_msg("no blocks of order %lld in zone %s of node %lld", (long long)page_order, zone,
	         (long long)node);
	return -1;
}

const struct slab_cache *rows_cache(const struct rows *r, const char *name)
{
	for (size_t i = 0; i < r->r.n_slab_cache; i++)
		if (slice_eq(r->r.slab_cache[i].name, slice_str(name)))
			return &r->r.slab_cache[i];
	fail_msg("no slab cache %s", name);
	return NULL;
}

const struct process *rows_process(const struct rows *r, int64_t pid)
{
	for (size_t i = 0; i < r->r.n_process; i++)
		if (r->r.process[i].pid == pid)
			return &r->r.process[i];
	fail_msg("no process %lld", (long long)pid);
	return NULL;
}

static const struct setting *find_setting(const struct rows *r, const char *name)
{
	for (size_t i = 0; i < r->r.n_setting; i++)
		if (slice_eq(r->r.setting[i].name, slice_str(name)))
			return &r->r.setting[i];
	return NULL;
}

struct slice rows_setting(const struct rows *r, const char *name)
{
	const struct setting *s = find_setting(r, name);

	if (!s)
		fail_msg("no setting %s", name);
	return s->value;
}

bool rows_has_setting(const struct rows *r, const char *name)
{
	return find_setting(r, name);
}

void assert_text(struct slice got, const char *want)
{
	if (!slice_eq(got, slice_str(want)))
		fail_msg("\"" SLICE_FMT "\" is not \"%s\"", SLICE_ARG(got), want);
}
