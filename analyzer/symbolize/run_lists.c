// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/run_lists.h"

#include "analyzer/queries.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"

/** What a row of symbols_lists.sql is, in their order. */
enum list_what {
	LIST_KALLSYMS,
	LIST_SYSTEM_MAP,
	LIST_MODULES,
};

#define SOURCE_FIELDS(F) F(I64, source_id) F(TEXT, path) F(I64, what)
ROW_STRUCT(source_row, SOURCE_FIELDS);
#define ROW_OF source_row
static const struct row_field source_fields[] = { SOURCE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

#define LIST_FIELDS(F) F(TEXT, module) F(TEXT, address) F(TEXT, list)
ROW_STRUCT(list_row, LIST_FIELDS);
#define ROW_OF list_row
static const struct row_field list_fields[] = { LIST_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

#define MODULE_FIELDS(F) F(TEXT, name) F(TEXT, address) F(I64, size)
ROW_STRUCT(module_row, MODULE_FIELDS);
#define ROW_OF module_row
static const struct row_field module_fields[] = { MODULE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

#define BOOT_FIELDS(F) F(TEXT, release) F(I64, boots)
ROW_STRUCT(boot_row, BOOT_FIELDS);
#define ROW_OF boot_row
static const struct row_field boot_fields[] = { BOOT_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

static void lists_deinit(struct run_lists *l)
{
	symbol_list_free(l->kallsyms);
	symbol_list_free(l->system_map);
	arena_deinit(&l->arena);
	*l = (struct run_lists){ .bundle_id = ROW_NO_I64 };
}

void run_lists_deinit(struct run_lists_cache *c)
{
	for (size_t i = 0; i < c->n; i++)
		lists_deinit(&c->lists[i]);
	c->n = 0;
}

/** Lines `offset type name` of a list become those of /proc/kallsyms. */
static void list_feed(struct symbol_list *list, const struct list_row *row, uint64_t begin)
{
	_cleanup_(sbuf_deinit) struct sbuf text = { 0 };
	struct slice line, rest = row->list;

	while (slice_line(&rest, &line)) {
		uint64_t offset;
		if (!slice_u64(&line, 16, &offset))
			continue;
		sbuf_reset(&text);
		sbuf_printf(&text, "%016llx" SLICE_FMT, (unsigned long long)(begin + offset),
		            SLICE_ARG(line));
		if (row->module.p)
			sbuf_printf(&text, "\t[" SLICE_FMT "]", SLICE_ARG(row->module));
		sbuf_char(&text, '\n');
		symbol_list_feed(list, sbuf_slice(&text));
	}
}

/** The list of source @p source_id; NULL: there are no symbols.  @p ret_begin: of the kernel's first. */
static struct err *list_load(sqlite3 *db, int64_t source_id, struct symbol_list **ret,
                             uint64_t *ret_begin)
{
	const struct param p = { .name = ":source_id", .type = ROW_I64, .i64 = source_id };
	_cleanup_(symbol_list_freep) struct symbol_list *list = symbol_list_new();
	struct list_row *rows = NULL;
	struct arena arena = { 0 };
	size_t n = 0;

	struct err *e = rows_load(db, query_symbols_list, (struct params){ &p, 1 }, list_fields,
	                          sizeof(*rows), &arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		struct slice address = rows[i].address;
		uint64_t begin;
		if (!address.p || !slice_hex(&address, &begin))
			continue;
		list_feed(list, &rows[i], begin);
		if (!rows[i].module.p)
			*ret_begin = begin;
	}
	arena_deinit(&arena);
	symbol_list_end(list);
	if (!e)
		*ret = symbol_list_count(list) ? take(list) : NULL;
	return e;
}

struct err *run_modules(sqlite3 *db, int64_t source_id, struct arena *arena,
                        struct module_range **ret, size_t *ret_n)
{
	const struct param p = { .name = ":source_id", .type = ROW_I64, .i64 = source_id };
	struct module_row *rows = NULL;
	size_t n = 0;

	struct err *e = rows_load(db, query_symbols_modules, (struct params){ &p, 1 },
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
	*ret = m;
	*ret_n = n;
	return NULL;
}

/** `/boot/System.map-6.1.0-18-amd64` is of that release. */
static struct slice map_release(struct slice path)
{
	struct slice rest = path;

	if (!slice_skip_past(&rest, S("System.map-")))
		return (struct slice){ 0 };
	ssize_t end = slice_find(rest, S("!")); // what it is compressed with
	return end < 0 ? rest : slice_head(rest, (size_t)end);
}

static struct err *source_load(sqlite3 *db, const struct source_row *row, struct run_lists *l)
{
	struct err *e = NULL;

	if (row->what == LIST_KALLSYMS && !l->kallsyms) {
		e = list_load(db, row->source_id, &l->kallsyms, &l->kallsyms_begin);
	} else if (row->what == LIST_SYSTEM_MAP && !l->system_map) {
		e = list_load(db, row->source_id, &l->system_map, &l->map_begin);
		l->map_release = arena_dup(&l->arena, map_release(row->path));
		if (!l->map_release.n)
			l->map_release = (struct slice){ 0 };
	} else if (row->what == LIST_MODULES && !l->n_modules) {
		e = run_modules(db, row->source_id, &l->arena, &l->modules, &l->n_modules);
	}
	return e;
}

static struct err *boots_load(sqlite3 *db, struct params params, struct run_lists *l)
{
	struct boot_row *rows = NULL;
	size_t n = 0;

	struct err *e = rows_load(db, query_symbols_boots, params, boot_fields, sizeof(*rows),
	                          &l->arena, &rows, &n);
	if (e || !n)
		return e;
	l->release = rows[0].release;
	l->one_boot = rows[0].boots == 1;
	return NULL;
}

static struct err *lists_load(sqlite3 *db, int64_t bundle_id, struct slice folder,
                              struct run_lists *l)
{
	const struct param p[] = { { .name = ":bundle_id", .type = ROW_I64, .i64 = bundle_id },
		                   { .name = ":folder", .type = ROW_TEXT, .text = folder },
		                   { .name = ":limit", .type = ROW_I64, .i64 = RUN_LIST_SOURCES } };
	struct source_row *rows = NULL;
	size_t n = 0;

	*l = (struct run_lists){ .bundle_id = bundle_id };
	l->folder = arena_dup(&l->arena, folder);
	struct err *e = rows_load(db, query_symbols_lists, (struct params){ p, 3 }, source_fields,
	                          sizeof(*rows), &l->arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = source_load(db, &rows[i], l);
	if (!e && n)
		e = boots_load(db, (struct params){ p, 2 }, l);
	return e;
}

struct err *run_lists_of(struct run_lists_cache *c, int64_t bundle_id, struct slice folder,
                         const struct run_lists **ret)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->lists[i].bundle_id == bundle_id && slice_eq(c->lists[i].folder, folder)) {
			*ret = &c->lists[i];
			return NULL;
		}
	}
	if (c->n == RUN_LISTS) { // the oldest goes
		lists_deinit(&c->lists[0]);
		memmove(c->lists, c->lists + 1, (RUN_LISTS - 1) * sizeof(*c->lists));
		c->n--;
	}
	struct run_lists *l = &c->lists[c->n++];
	struct err *e = lists_load(c->db, bundle_id, folder, l);
	if (!e)
		*ret = l;
	return e;
}
