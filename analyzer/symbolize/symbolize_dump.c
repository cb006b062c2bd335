// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/symbolize_dump.h"

#include "analyzer/queries.h"

#define FRAME_FIELDS(F)   \
	F(I64, row_no)    \
	F(TEXT, function) \
	F(I64, offset) F(I64, size) F(TEXT, module) F(TEXT, address) F(I64, is_exact)
ROW_STRUCT(task_frame_row, FRAME_FIELDS);
#define ROW_OF task_frame_row
static const struct row_field frame_fields[] = { FRAME_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

struct dump_work {
	sqlite3 *db;
	struct symbol_cache *cache;
	struct symbolize_counts *counts;
	struct query *place; /**< writes one */
	struct kernel_run run;
	int64_t source_id;
};

static struct code_ref ref_of(const struct task_frame_row *f)
{
	struct code_ref ref = { .offset = -1, .size = -1, .is_exact = f->is_exact == 1 };
	struct slice address = f->address;

	ref.has_address = slice_hex(&address, &ref.address);
	if (f->module.p) { // where each section of a module lies is not known
		ref.function = f->function;
		ref.module = f->module;
		ref.offset = f->offset == ROW_NO_I64 ? -1 : f->offset;
		ref.size = f->size == ROW_NO_I64 ? -1 : f->size;
	}
	return ref;
}

static struct err *frame_write(struct dump_work *w, const struct task_frame_row *f,
                               const struct code_spot *spot)
{
	struct slice file;
	int64_t line = 0;
	bool found = false, row;

	w->counts->frames++;
	struct err *e = NULL;
	if (spot->file && !spot->n_others)
		e = symbol_cache_place(w->cache, spot, &found, &file, &line);
	w->counts->lines += found;
	w->counts->known += !found && spot->object[0];
	w->counts->none += !found && !spot->object[0];
	if (e || !found)
		return e;
	query_reset(w->place);
	query_bind_i64(w->place, ":source_id", w->source_id);
	query_bind_i64(w->place, ":row_no", f->row_no);
	query_bind_text(w->place, ":file", file);
	query_bind_i64(w->place, ":line", line);
	return query_next(w->place, &row);
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
		e = frame_write(w, &rows[i], &spots[i]);
	*ret_more = n > 0;
	if (n)
		*after = rows[n - 1].row_no;
	arena_deinit(&arena);
	return e;
}

static struct err *dump_symbolize(struct dump_work *w)
{
	struct err *e = NULL;
	int64_t after = -1;

	for (bool more = true; !e && more;)
		e = frames_batch(w, &after, &more);
	return e;
}

struct err *symbolize_dumps(sqlite3 *db, struct symbol_cache *cache, struct fault_runs *runs,
                            struct symbolize_counts *counts)
{
	_cleanup_(query_freep) struct query *place = NULL;
	struct dump_work w = { .db = db, .cache = cache, .counts = counts };
	struct fault_run_row *rows = NULL;
	struct arena arena = { 0 };
	size_t n = 0;

	struct err *e = query_new(db, slice_str(query_task_frame_place), &place, NULL);
	if (!e)
		e = rows_load(db, query_symbols_dumps, (struct params){ NULL, 0 }, fault_run_fields,
		              sizeof(*rows), &arena, &rows, &n);
	w.place = place;
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
