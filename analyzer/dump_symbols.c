// SPDX-License-Identifier: Apache-2.0
#include "analyzer/dump_symbols.h"

#include "analyzer/symbols/resolve.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"

struct module {
	struct slice name, build_id;
};

struct dump_symbols {
	struct resolver *resolver;
	struct dump_debug debug;
	struct kernel_run run;
	struct arena arena; /**< of what is kept from batch to batch */
	struct module_range *ranges;
	struct module *modules;
	size_t n_ranges, n_modules;
	struct debug_file *kernel; /**< whose folder of sources is left out of paths; NULL */
	bool found;                /**< a line was */
};

/** vmlinux; NULL: it is not at hand. */
static struct debug_file *kernel_file(struct dump_symbols *s)
{
	struct slice none = { NULL, 0 };

	return resolve_object(s->resolver, &s->run, none, none).file;
}

struct each_symbol {
	bool (*fn)(void *ctx, const struct dump_symbol *sym);
	void *ctx;
};

static bool on_symbol(void *ctx, const struct symbol *s)
{
	struct each_symbol *each = ctx;
	const struct dump_symbol sym = {
		.name = s->name,
		.addr = s->addr,
		.is_function = s->is_function,
		.is_global = s->is_global,
	};

	return each->fn(each->ctx, &sym);
}

static void give_symbols(void *ctx, bool (*fn)(void *fn_ctx, const struct dump_symbol *sym),
                         void *fn_ctx)
{
	struct debug_file *df = kernel_file(ctx);
	struct each_symbol each = { fn, fn_ctx };

	if (df)
		debug_file_each_symbol(df, on_symbol, &each);
}

static bool add_type(void *ctx, struct btf *btf, const char *name)
{
	struct debug_file *df = kernel_file(ctx);

	return df && debug_file_add_type(df, btf, name);
}

/** Its own address, KASLR taken off, where that is known; else by the name of its function. */
static bool find_code(struct dump_symbols *s, const struct dump_code *code, struct arena *arena,
                      struct debug_file **ret_file, uint64_t *ret_addr)
{
	struct code_ref ref = {
		.function = code->function,
		.module = code->module,
		.offset = (int64_t)code->offset,
		.size = -1,
		.address = code->addr,
		.has_address = true,
		.is_exact = true,
	};
	struct slice none = { NULL, 0 };
	struct code_spot spot = { .file = NULL };

	if (!code->module.p && s->run.has_offset) {
		*ret_file = resolve_object(s->resolver, &s->run, none, none).file;
		*ret_addr = code->addr - s->run.offset;
		return *ret_file;
	}
	if (code->function.p)
		resolve_locate(s->resolver, &s->run, &ref, arena, &spot);
	*ret_file = spot.file;
	*ret_addr = spot.addr;
	return spot.file && !spot.n_others;
}

static enum cfi_answer unwind_frame(void *ctx, const struct dump_code *code,
                                    struct cfi_frame *frame, uint64_t *ret_ip)
{
	struct dump_symbols *s = ctx;
	struct arena scratch = { 0 };
	struct debug_file *df;
	uint64_t addr;

	bool found = find_code(s, code, &scratch, &df, &addr);
	arena_deinit(&scratch);
	return found ? debug_file_unwind(df, addr, frame, ret_ip) : CFI_UNKNOWN;
}

static bool find_symbol(void *ctx, const char *name, uint64_t *ret)
{
	struct debug_file *df = kernel_file(ctx);
	struct arena scratch = { 0 };
	struct symbol *found;
	size_t n = 0;

	if (df)
		n = debug_file_find_symbols(df, slice_str(name), SYMBOL_DATA, &scratch, &found);
	if (n)
		*ret = found[0].addr;
	arena_deinit(&scratch);
	return n;
}

const struct dump_debug *dump_symbols_debug(struct dump_symbols *s)
{
	s->debug = (struct dump_debug){
		.ctx = s,
		.symbols = give_symbols,
		.add_type = add_type,
		.find_symbol = find_symbol,
		.unwind = unwind_frame,
	};
	return &s->debug;
}

struct dump_symbols *dump_symbols_new(const struct debug_find_options *options)
{
	struct dump_symbols *s = xcalloc(1, sizeof(*s));

	s->resolver = resolver_new(options);
	return s;
}

void dump_symbols_free(struct dump_symbols *s)
{
	if (!s)
		return;
	resolver_free(s->resolver);
	arena_deinit(&s->arena);
	free(s);
}

void dump_symbols_kernel(struct dump_symbols *s, const struct dump *d)
{
	struct kernel_run *run = &s->run;

	if (fact_has(d, kernel_release))
		run->release = arena_dup(&s->arena, d->kernel_release);
	if (fact_has(d, kernel_version))
		run->version = arena_dup(&s->arena, d->kernel_version);
	if (fact_has(d, build_id)) {
		run->build_id = arena_dup(&s->arena, d->build_id);
		run->is_vmcoreinfo_id = true;
	}
	run->has_offset = fact_has(d, kaslr_offset);
	if (run->has_offset)
		run->offset = d->kaslr_offset;
}

static void take_modules(struct dump_symbols *s, const struct snapshot_rows *rows)
{
	for (size_t i = 0; i < rows->n_kernel_module; i++) {
		const struct kernel_module *row = &rows->kernel_module[i];
		if (!fact_has(row, name))
			continue;
		struct module m = { .name = arena_dup(&s->arena, row->name) };
		if (fact_has(row, build_id))
			m.build_id = arena_dup(&s->arena, row->build_id);
		arena_push(&s->arena, &s->modules, &s->n_modules, &m);
		struct module_range range = { .name = m.name };
		if (fact_has(row, address) && fact_has(row, size)) {
			range.addr = row->address;
			range.size = (uint64_t)row->size;
		}
		arena_push(&s->arena, &s->ranges, &s->n_ranges, &range);
	}
	s->run.modules = s->ranges;
	s->run.n_modules = s->n_ranges;
}

static struct code_ref ref_of(const struct dump_symbols *s, const struct task_frame *row)
{
	struct code_ref ref = {
		.offset = fact_has(row, offset) ? row->offset : -1,
		.size = fact_has(row, size) ? row->size : -1,
		.address = row->address,
		.has_address = fact_has(row, address),
		.is_exact = fact_has(row, exact) && row->exact,
	};

	if (fact_has(row, function))
		ref.function = row->function;
	if (!fact_has(row, module))
		return ref;
	ref.module = row->module;
	for (size_t i = 0; i < s->n_modules; i++)
		if (slice_eq(s->modules[i].name, row->module))
			ref.build_id = s->modules[i].build_id;
	return ref;
}

/** Is it code of the kernel, of which a debug file can tell? */
static bool is_wanted(const struct task_frame *row)
{
	return fact_has(row, address) &&
	       !(fact_has(row, context) && slice_is(row->context, "user"));
}

static void set_place(struct dump_symbols *s, const struct place *p, struct arena *arena,
                      struct task_frame *row)
{
	if (!p->file.p)
		return;
	struct slice path = resolve_short_path(s->resolver, s->kernel, p, arena);
	fact_set_text(row, file, arena_dup(arena, path));
	if (p->line) {
		fact_set(row, line, p->line);
		s->found = true;
	}
}

/** The function of an address that the dump has no name for. */
static void set_function(const struct code_spot *spot, struct arena *arena, struct task_frame *row)
{
	if (fact_has(row, function) || !spot->function.p)
		return;
	fact_set_text(row, function, arena_dup(arena, spot->function));
	if (spot->offset >= 0)
		fact_set(row, offset, spot->offset);
	if (spot->size >= 0)
		fact_set(row, size, spot->size);
	if (spot->module.p && !fact_has(row, module))
		fact_set_text(row, module, arena_dup(arena, spot->module));
}

struct output {
	struct task_frame *rows;
	size_t n;
	int64_t shift; /**< functions inlined so far, on this stack */
};

/** Frame @p row with the functions inlined into it in front. */
static void put_frame(struct dump_symbols *s, const struct task_frame *row,
                      const struct code_spot *spot, const struct debug_query *q,
                      struct arena *arena, struct output *out)
{
	if (fact_has(row, depth) && row->depth == 0)
		out->shift = 0; // the next stack
	struct task_frame last = *row;
	// of several functions of that name one may be the wrong one
	size_t n = spot->n_others ? 0 : q->n_places;
	if (!spot->n_others)
		set_function(spot, arena, &last);
	for (size_t i = 0; i + 1 < n; i++) {
		struct task_frame inlined = last;
		fact_set(&inlined, depth, row->depth + out->shift++);
		fact_set(&inlined, inlined, 1);
		inlined.has_offset = inlined.has_size = false;
		if (q->places[i].function.p)
			fact_set_text(&inlined, function, arena_dup(arena, q->places[i].function));
		set_place(s, &q->places[i], arena, &inlined);
		arena_push(arena, &out->rows, &out->n, &inlined);
	}
	if (fact_has(row, depth))
		fact_set(&last, depth, row->depth + out->shift);
	if (n)
		set_place(s, &q->places[n - 1], arena, &last);
	arena_push(arena, &out->rows, &out->n, &last);
}

static void add_lines(struct dump_symbols *s, struct snapshot_rows *rows)
{
	size_t n = rows->n_task_frame;
	struct arena scratch = { 0 };
	struct code_spot *spots = arena_array(&scratch, struct code_spot, n);
	struct debug_query *queries = arena_array(&scratch, struct debug_query, n);
	struct output out = { NULL, 0, 0 };

	s->kernel =
		resolve_object(s->resolver, &s->run, (struct slice){ 0 }, (struct slice){ 0 }).file;
	for (size_t i = 0; i < n; i++) {
		struct code_ref ref = ref_of(s, &rows->task_frame[i]);
		if (is_wanted(&rows->task_frame[i]))
			resolve_locate(s->resolver, &s->run, &ref, &scratch, &spots[i]);
	}
	resolve_places(s->resolver, spots, n, queries, &scratch);
	for (size_t i = 0; i < n; i++)
		put_frame(s, &rows->task_frame[i], &spots[i], &queries[i], rows->arena, &out);
	rows->task_frame = out.rows;
	rows->n_task_frame = out.n;
	arena_deinit(&scratch);
}

static bool has_word(struct slice text, struct slice wanted)
{
	struct slice word;

	while (slice_skip_blanks(&text), slice_word(&text, &word))
		if (slice_eq(word, wanted))
			return true;
	return false;
}

/** The levels that were reached are told by the dump's own row, which comes last. */
static void tell_level(struct snapshot_rows *rows)
{
	struct sbuf text = { 0 };

	for (size_t i = 0; i < rows->n_dump; i++) {
		struct dump *d = &rows->dump[i];
		if (fact_has(d, knowledge) && has_word(d->knowledge, S("dwarf")))
			continue; // types came from there
		sbuf_reset(&text);
		if (fact_has(d, knowledge))
			sbuf_add(&text, d->knowledge);
		sbuf_puts(&text, text.n ? " dwarf" : "dwarf");
		fact_set_text(d, knowledge, arena_dup(rows->arena, sbuf_slice(&text)));
	}
	sbuf_deinit(&text);
}

void dump_symbols_add(struct dump_symbols *s, struct snapshot_rows *rows)
{
	take_modules(s, rows);
	if (rows->n_task_frame)
		add_lines(s, rows);
	if (s->found)
		tell_level(rows);
}
