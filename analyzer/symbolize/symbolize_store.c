// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/symbolize_store.h"

#include "analyzer/queries.h"
#include "analyzer/symbolize/list_fit.h"
#include "analyzer/symbolize/symbol_cache.h"
#include "analyzer/symbolize/symbolize_dump.h"
#include "analyzer/symbols/frame_text.h"
#include "db/query.h"
#include "db/sql.h"
#include "parsers/base/sbuf.h"

/** Faults that are done together: enough for each compilation unit to be read once for many. */
#define BATCH_FAULTS 256

#define FRAME_FIELDS(F)   \
	F(I64, stack_no)  \
	F(I64, depth)     \
	F(I64, flags)     \
	F(TEXT, function) \
	F(I64, offset)    \
	F(I64, size)      \
	F(TEXT, module)   \
	F(I64, address)   \
	F(TEXT, build_id) \
	F(TEXT, file) F(TEXT, done_build_id) F(I64, done_address) F(TEXT, done_knowledge)
ROW_STRUCT(frame_row, FRAME_FIELDS);
#define ROW_OF frame_row
static const struct row_field frame_fields[] = { FRAME_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

/** One fault of the batch. */
struct work {
	int64_t fault_id;
	struct frame_row *frames;
	struct code_spot *spots; /**< one a frame; of those that are done nothing is set */
	size_t n;
	struct debug_file *kernel; /**< whose folder of sources is left out of paths; NULL */
};

struct symbolizer {
	sqlite3 *db;
	struct resolver *r;
	struct fault_runs runs;
	struct arena arena; /**< of the batch */
	struct work *work;
	size_t n_work;
	struct symbol_cache cache;
	struct query *set, *shift;
	struct symbolize_counts counts;
	bool listed; /**< only what a list of symbols may name */
};

static enum knowledge done_knowledge(const struct frame_row *f)
{
	return f->done_build_id.p ? knowledge_find(f->done_knowledge) : KNOWLEDGE_NONE;
}

/** Nothing can tell more of it. */
static bool is_done(const struct frame_row *f)
{
	return f->file.p || done_knowledge(f) >= KNOWLEDGE_DWARF;
}

static struct code_ref ref_of(const struct frame_row *f, bool interrupted)
{
	uint32_t flags = (uint32_t)f->flags;

	return (struct code_ref){
		.function = f->function,
		.module = f->module,
		.build_id = f->build_id,
		.offset = f->offset == ROW_NO_I64 ? -1 : f->offset,
		.size = f->size == ROW_NO_I64 ? -1 : f->size,
		.address = (uint64_t)f->address,
		.has_address = f->address != ROW_NO_I64,
		.is_exact = flags & (FRAME_IP | FRAME_AFTER_REGS | FRAME_USER) || interrupted,
		.is_user = flags & FRAME_USER,
	};
}

/** A frame that has both a name and an address tells KASLR's offset. */
static void offset_solve(struct symbolizer *s, struct work *w, struct kernel_run *run)
{
	for (size_t i = 0; i < w->n && !run->has_offset; i++) {
		const struct code_ref ref = ref_of(&w->frames[i], false);
		uint64_t offset;
		if (ref.function.p && resolve_offset(s->r, run, &ref, &offset)) {
			run->has_offset = true;
			run->offset = offset;
		}
	}
}

/** And where its module lies, for those that have only an address: the list of the bundle may be of another
 *  boot, so what the report says comes first. */
static void modules_solve(struct symbolizer *s, const struct work *w, struct kernel_run *run)
{
	struct module_range *all = NULL, m;
	size_t n = 0;
	bool is_wanted = false;

	for (size_t i = 0; i < w->n; i++)
		is_wanted |= !w->frames[i].function.p && !is_done(&w->frames[i]);
	for (size_t i = 0; is_wanted && i < w->n; i++) {
		const struct code_ref ref = ref_of(&w->frames[i], false);
		bool known = !ref.module.p;
		for (size_t k = 0; k < n && !known; k++)
			known = slice_eq(all[k].name, ref.module);
		if (!known && resolve_module(s->r, run, &ref, &m))
			arena_push(&s->arena, &all, &n, &m);
	}
	if (!n)
		return;
	for (size_t i = 0; i < run->n_modules; i++)
		arena_push(&s->arena, &all, &n, &run->modules[i]);
	run->modules = all;
	run->n_modules = n;
}

/** Which symbols of the frames' own kernel and bundle may name them. */
static struct code_ref *refs_of(struct symbolizer *s, const struct work *w)
{
	struct code_ref *refs = arena_array(&s->arena, struct code_ref, w->n + 1);
	bool interrupted = false;

	for (size_t i = 0; i < w->n; i++) {
		const struct frame_row *f = &w->frames[i];
		bool follows = i && w->frames[i - 1].stack_no == f->stack_no && interrupted;
		refs[i] = ref_of(f, follows);
		interrupted = f->function.p && frame_is_exception_entry(f->function);
	}
	return refs;
}

static void locate_frames(struct symbolizer *s, struct work *w, struct fault_kernel *k)
{
	struct code_ref *refs = refs_of(s, w);
	struct kernel_run unlisted;
	bool *fits;

	offset_solve(s, w, &k->run);
	modules_solve(s, w, &k->run);
	list_fit(k, refs, w->n, &s->arena, &fits);
	unlisted = k->run;
	unlisted.kallsyms = NULL;
	w->spots = arena_array(&s->arena, struct code_spot, w->n);
	for (size_t i = 0; i < w->n; i++) {
		struct code_spot *spot = &w->spots[i];
		if (is_done(&w->frames[i]))
			continue;
		resolve_locate(s->r, fits[i] ? &k->run : &unlisted, &refs[i], &s->arena, spot);
		// lists go when others are needed
		if (spot->function.p)
			spot->function = arena_dup(&s->arena, spot->function);
		if (spot->module.p)
			spot->module = arena_dup(&s->arena, spot->module);
	}
	w->kernel = resolve_object(s->r, &k->run, (struct slice){ 0 }, (struct slice){ 0 }).file;
}

static struct err *fault_load(struct symbolizer *s, const struct fault_run_row *row)
{
	const struct param p = { .name = ":fault_id", .type = ROW_I64, .i64 = row->fault_id };
	struct work w = { .fault_id = row->fault_id };
	struct fault_kernel k;

	struct err *e = rows_load(s->db, query_symbols_frames, (struct params){ &p, 1 },
	                          frame_fields, sizeof(*w.frames), &s->arena, &w.frames, &w.n);
	if (!e)
		e = fault_run(&s->runs, row, &s->arena, &k);
	if (e)
		return e;
	locate_frames(s, &w, &k);
	arena_push(&s->arena, &s->work, &s->n_work, &w);
	s->counts.faults++;
	return NULL;
}

/** `fs/a.c:12, fs/b.c:40` of several functions of one name. */
static struct err *candidates_text(struct symbolizer *s, const struct code_spot *spot,
                                   struct sbuf *out)
{
	struct err *e = NULL;
	struct slice file;
	int64_t line;
	bool found;

	for (size_t i = 0; !e && i <= spot->n_others; i++) {
		const struct code_spot *c = i ? &spot->others[i - 1] : spot;
		e = symbol_cache_place(&s->cache, c, &found, &file, &line);
		if (!e && found)
			sbuf_printf(out, "%s" SLICE_FMT ":%lld", out->n ? ", " : "",
			            SLICE_ARG(file), (long long)line);
	}
	return e;
}

static void bind_number(struct query *q, const char *name, int64_t v)
{
	if (v >= 0)
		query_bind_i64(q, name, v);
}

void symbolize_count(struct symbolize_counts *n, enum knowledge known)
{
	n->frames++;
	n->lines += known == KNOWLEDGE_LINE;
	n->known += known != KNOWLEDGE_LINE && known != KNOWLEDGE_NONE;
	n->none += known == KNOWLEDGE_NONE;
}

/** A frame that was done before: others of its stack may have got inlined functions since. */
static struct err *frame_shift(struct symbolizer *s, const struct work *w, size_t i, int64_t *shift)
{
	const struct frame_row *f = &w->frames[i];
	enum knowledge known;
	struct err *e = NULL;
	int64_t inlined = 0;
	bool found = false, row;

	query_reset(s->shift);
	query_bind_i64(s->shift, ":fault_id", w->fault_id);
	query_bind_i64(s->shift, ":stack_no", f->stack_no);
	query_bind_i64(s->shift, ":depth", f->depth);
	query_bind_i64(s->shift, ":shift", *shift);
	e = query_next(s->shift, &row);
	if (!e && f->done_address != ROW_NO_I64)
		e = symbol_cache_find(&s->cache, f->done_build_id, (uint64_t)f->done_address,
		                      &found, &inlined, &known);
	*shift += found ? inlined : 0;
	return e;
}

static struct err *frame_write(struct symbolizer *s, const struct work *w, size_t i, int64_t *shift)
{
	_cleanup_(sbuf_deinit) struct sbuf candidates = { 0 };
	const struct frame_row *f = &w->frames[i];
	const struct code_spot *spot = &w->spots[i];
	enum knowledge known = spot->knowledge;
	struct query *q = s->set;
	struct err *e = NULL;
	int64_t inlined = 0;
	bool found = false, row;

	if (spot->n_others)
		e = candidates_text(s, spot, &candidates);
	else if (spot->file)
		e = symbol_cache_find(&s->cache, slice_str(spot->object), spot->addr, &found,
		                      &inlined, &known);
	if (e)
		return e;
	if (known < done_knowledge(f)) { // what was at hand then is not now
		symbolize_count(&s->counts, done_knowledge(f));
		return frame_shift(s, w, i, shift);
	}
	query_reset(q);
	query_bind_i64(q, ":fault_id", w->fault_id);
	query_bind_i64(q, ":stack_no", f->stack_no);
	query_bind_i64(q, ":depth", f->depth);
	query_bind_i64(q, ":shift", *shift);
	if (spot->object[0])
		query_bind_text(q, ":build_id", slice_str(spot->object));
	if (spot->object[0] && !spot->n_others)
		query_bind_i64(q, ":address", (int64_t)spot->addr);
	query_bind_text(q, ":knowledge", slice_str(knowledge_name(known)));
	query_bind_text(q, ":function", spot->function);
	query_bind_text(q, ":module", spot->module);
	if (!f->function.p) {
		bind_number(q, ":offset", spot->offset);
		bind_number(q, ":size", spot->size);
	}
	if (candidates.n)
		query_bind_text(q, ":candidates", sbuf_slice(&candidates));
	query_bind_text(q, ":note", spot->note);
	*shift += found ? inlined : 0;
	if (!f->file.p)
		symbolize_count(&s->counts, known);
	return query_next(q, &row);
}

static struct err *work_write(struct symbolizer *s, const struct work *w)
{
	struct err *e = NULL;
	int64_t shift = 0;

	for (size_t i = 0; !e && i < w->n; i++) {
		if (i && w->frames[i].stack_no != w->frames[i - 1].stack_no)
			shift = 0;
		// one whose source was printed needs a row for its shift alone
		const struct frame_row *f = &w->frames[i];
		e = f->done_build_id.p && is_done(f) ? frame_shift(s, w, i, &shift)
		                                     : frame_write(s, w, i, &shift);
	}
	return e;
}

static struct err *batch_write(struct symbolizer *s)
{
	struct err *e = NULL;

	for (size_t i = 0; !e && i < s->n_work; i++) {
		const struct work *w = &s->work[i];
		for (size_t k = 0; !e && k < w->n; k++)
			e = symbol_cache_want(&s->cache, &w->spots[k], w->kernel);
	}
	if (!e)
		e = symbol_cache_fill(&s->cache);
	for (size_t i = 0; !e && i < s->n_work; i++)
		e = work_write(s, &s->work[i]);
	return e;
}

static struct err *batch(struct symbolizer *s, int64_t *after, bool *ret_more)
{
	const struct param p[] = { { .name = ":after", .type = ROW_I64, .i64 = *after },
		                   { .name = ":listed", .type = ROW_I64, .i64 = s->listed },
		                   { .name = ":limit", .type = ROW_I64, .i64 = BATCH_FAULTS } };
	struct fault_run_row *rows = NULL;
	size_t n = 0;

	arena_reset(&s->arena);
	s->work = NULL;
	s->n_work = 0;
	struct err *e = rows_load(s->db, query_symbols_faults, (struct params){ p, 3 },
	                          fault_run_fields, sizeof(*rows), &s->arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = fault_load(s, &rows[i]);
	if (!e)
		e = batch_write(s);
	*ret_more = n == BATCH_FAULTS;
	if (n)
		*after = rows[n - 1].fault_id;
	return e;
}

/** All faults behind @p after. */
static struct err *all_batches(struct symbolizer *s, int64_t after)
{
	bool more = true;
	struct err *e = NULL;

	while (!e && more) {
		e = symbol_cache_script(s->db, sql_begin);
		if (!e)
			e = batch(s, &after, &more);
		e = symbol_cache_end(s->db, e);
	}
	return e;
}

static struct err *prepare(struct symbolizer *s)
{
	struct err *e = symbol_cache_init(&s->cache, s->db, s->r);

	if (!e)
		e = query_new(s->db, slice_str(query_frame_symbol_set), &s->set, NULL);
	if (!e)
		e = query_new(s->db, slice_str(query_frame_symbol_shift), &s->shift, NULL);
	return e;
}

static void symbolizer_deinit(struct symbolizer *s)
{
	query_free(s->set);
	query_free(s->shift);
	symbol_cache_deinit(&s->cache);
	fault_runs_deinit(&s->runs);
	arena_deinit(&s->arena);
}

/** Stacks of dumps, in a transaction of their own. */
static struct err *dumps(struct symbolizer *s)
{
	struct err *e = symbol_cache_script(s->db, sql_begin);

	if (!e)
		e = symbolize_dumps(s->db, &s->cache, &s->runs, &s->counts);
	return symbol_cache_end(s->db, e);
}

struct err *symbolize_store(struct store *store, struct resolver *r, bool again,
                            struct symbolize_counts *ret)
{
	struct symbolizer s = { .db = store_db(store), .r = r, .runs = { .db = store_db(store) } };
	uint64_t before = resolver_lookups(r);

	struct err *e = again ? symbol_cache_script(s.db, query_symbols_clear) : NULL;
	if (!e)
		e = prepare(&s);
	if (!e)
		e = all_batches(&s, 0);
	if (!e)
		e = dumps(&s);
	symbolizer_deinit(&s);
	s.counts.lookups = resolver_lookups(r) - before;
	*ret = s.counts;
	return e;
}

#define MARK_FIELDS(F) F(I64, after)
ROW_STRUCT(mark_row, MARK_FIELDS);
#define ROW_OF mark_row
static const struct row_field mark_fields[] = { MARK_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

struct err *symbolize_listed(struct store *store, bool all)
{
	const struct debug_find_options nowhere = { .no_standard = true };
	const struct param p = { .name = ":all", .type = ROW_I64, .i64 = all };
	struct symbolizer s = { .db = store_db(store),
		                .runs = { .db = store_db(store) },
		                .listed = true };
	struct mark_row *mark = NULL;
	size_t n = 0;

	struct err *e = rows_load(s.db, query_symbols_mark, (struct params){ &p, 1 }, mark_fields,
	                          sizeof(*mark), &s.arena, &mark, &n);
	if (!e && n) {
		int64_t after = mark->after;
		s.r = resolver_new(&nowhere);
		e = prepare(&s);
		if (!e)
			e = all_batches(&s, after);
		if (!e)
			e = symbol_cache_script(s.db, query_symbols_mark_set);
	}
	symbolizer_deinit(&s);
	resolver_free(s.r);
	return e;
}
