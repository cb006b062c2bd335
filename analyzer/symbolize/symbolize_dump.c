// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/symbolize_dump.h"

#include "analyzer/queries.h"

#define FRAME_FIELDS(F)   \
	F(I64, row_no)    \
	F(TEXT, function) \
	F(I64, offset)    \
	F(I64, size) F(TEXT, module) F(TEXT, address) F(TEXT, build_id) F(I64, is_exact)
ROW_STRUCT(task_frame_row, FRAME_FIELDS);
#define ROW_OF task_frame_row
static const struct row_field frame_fields[] = { FRAME_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

struct dump_work {
	sqlite3 *db;
	struct symbol_cache *cache;
	struct symbolize_counts *counts;
	struct query *found; /**< keeps what is found for one frame */
	struct kernel_run run;
	int64_t source_id;
};

static struct code_ref ref_of(const struct task_frame_row *f)
{
	struct code_ref ref = {
		.function = f->function,
		.module = f->module,
		.build_id = f->build_id,
		.offset = f->offset == ROW_NO_I64 ? -1 : f->offset,
		.size = f->size == ROW_NO_I64 ? -1 : f->size,
		.is_exact = f->is_exact == 1,
	};
	struct slice address = f->address;

	ref.has_address = slice_hex(&address, &ref.address);
	return ref;
}

static struct err *frame_found(struct dump_work *w, const struct task_frame_row *f,
                               const struct code_spot *spot)
{
	enum knowledge known = spot->knowledge;
	struct query *q = w->found;
	int64_t inlined = 0;
	bool found = false, row;
	struct err *e = NULL;

	if (spot->file && !spot->n_others)
		e = symbol_cache_find(w->cache, slice_str(spot->object), spot->addr, &found,
		                      &inlined, &known);
	symbolize_count(w->counts, known);
	if (e || !spot->object[0] || spot->n_others)
		return e;
	query_reset(q);
	query_bind_i64(q, ":row_no", f->row_no);
	query_bind_text(q, ":build_id", slice_str(spot->object));
	query_bind_i64(q, ":address", (int64_t)spot->addr);
	query_bind_i64(q, ":inlined", found ? inlined : 0);
	query_bind_text(q, ":function", spot->function);
	if (spot->offset >= 0)
		query_bind_i64(q, ":offset", spot->offset);
	if (spot->size >= 0)
		query_bind_i64(q, ":size", spot->size);
	query_bind_text(q, ":module", spot->module);
	return query_next(q, &row);
}

/** Some frames behind row @p after, which becomes the last of them. */
static struct err *frames_batch(struct dump_work *w, int64_t *after, bool *ret_more)
{
	const struct param p[] = {
		{ .name = ":source_id", .type = ROW_I64, .i64 = w->source_id },
		{ .name = ":after", .type = ROW_I64, .i64 = *after },
	};
	struct debug_file *kernel = resolve_object(w->cache->resolver, &w->run, (struct slice){ 0 },
	                                           (struct slice){ 0 })
	                                    .file;
	struct arena arena = { 0 };
	struct task_frame_row *rows = NULL;
	size_t n = 0;

	struct err *e = rows_load(w->db, query_symbols_task_frames, (struct params){ p, 2 },
	                          frame_fields, sizeof(*rows), &arena, &rows, &n);
	struct code_spot *spots = arena_array(&arena, struct code_spot, n + 1);
	for (size_t i = 0; !e && i < n; i++) {
		const struct code_ref ref = ref_of(&rows[i]);
		resolve_locate(w->cache->resolver, &w->run, &ref, &arena, &spots[i]);
		e = symbol_cache_want(w->cache, &spots[i], kernel);
	}
	if (!e)
		e = symbol_cache_fill(w->cache);
	for (size_t i = 0; !e && i < n; i++)
		e = frame_found(w, &rows[i], &spots[i]);
	*ret_more = n > 0;
	if (n)
		*after = rows[n - 1].row_no;
	arena_deinit(&arena);
	return e;
}

/** Run a statement for the dump. */
static struct err *change(struct dump_work *w, const char *sql)
{
	_cleanup_(query_freep) struct query *q = NULL;
	bool row;

	struct err *e = query_new(w->db, slice_str(sql), &q, NULL);
	if (e)
		return e;
	query_bind_i64(q, ":source_id", w->source_id);
	return query_next(q, &row);
}

/** Put what was found into task_frame; rows move to make room for inlined functions. */
static struct err *dump_write(struct dump_work *w)
{
	static const char *const steps[] = {
		query_symbols_dump_places, query_symbols_dump_moves,   query_symbols_dump_away,
		query_symbols_dump_back,   query_symbols_dump_inlined, query_symbols_dump_level,
	};
	struct err *e = NULL;

	for (size_t i = 0; !e && i < sizeof(steps) / sizeof(*steps); i++)
		e = change(w, steps[i]);
	return e;
}

static struct err *dump_symbolize(struct dump_work *w)
{
	_cleanup_(query_freep) struct query *found = NULL;
	struct err *e = symbol_cache_script(w->db, query_symbols_dump_begin);
	int64_t after = -1;

	if (!e)
		e = query_new(w->db, slice_str(query_symbols_dump_found), &found, NULL);
	w->found = found;
	for (bool more = true; !e && more;)
		e = frames_batch(w, &after, &more);
	return e ? e : dump_write(w);
}

struct err *symbolize_dumps(sqlite3 *db, struct symbol_cache *cache, struct fault_runs *runs,
                            struct symbolize_counts *counts)
{
	struct dump_work w = { .db = db, .cache = cache, .counts = counts };
	struct fault_run_row *rows = NULL;
	struct arena arena = { 0 };
	size_t n = 0;

	struct err *e = rows_load(db, query_symbols_dumps, (struct params){ NULL, 0 },
	                          fault_run_fields, sizeof(*rows), &arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		struct fault_kernel k;
		w.source_id = rows[i].source_id;
		e = fault_run(runs, &rows[i], &arena, &k);
		if (e)
			break;
		w.run = k.run;
		w.run.kallsyms = NULL; // of the bundle: the dump has its own
		e = dump_symbolize(&w);
	}
	arena_deinit(&arena);
	return e;
}
