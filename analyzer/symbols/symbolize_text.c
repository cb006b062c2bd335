// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/symbolize_text.h"

#include "analyzer/symbols/boot_facts.h"
#include "analyzer/symbols/frame_text.h"
#include "parsers/base/hash.h"
#include "parsers/limits.h"

/** Notes that are kept; a stack has a few modules. */
#define TEXT_NOTES 64

/** Frames whose answers are kept: the same stacks come again and again.  Bytes of them. */
#define TEXT_KNOWN       4096
#define TEXT_KNOWN_BYTES ((size_t)8 << 20)

/** Lines that are done together: each compilation unit is read once for all of them. */
#define TEXT_BATCH 16384

/** What is added to a frame. */
struct known_frame {
	struct slice key;     /**< p NULL: not kept */
	struct slice inlined; /**< lines without what stands in front of them */
	struct slice place;   /**< behind the line */
	enum knowledge knowledge;
};

/** A frame that is to be looked up. */
struct frame_todo {
	struct known_frame *answer;
	struct text_frame frame;
	struct code_spot spot;
	struct debug_file *root; /**< whose folder of sources is left out of paths; NULL */
};

struct text_line {
	struct slice text; /**< without CR and LF */
	bool has_cr, has_lf;
	struct known_frame *answer; /**< NULL: the line has no frame */
	size_t indent;
	bool is_unreliable;
};

struct text_symbolizer {
	const struct text_symbolize_options *o;
	struct boot_facts facts;
	struct arena batch; /**< of the lines under way */
	struct text_line *lines;
	struct frame_todo *todo;
	size_t n_lines, n_todo;
	struct arena notes_arena;
	struct slice *notes;
	size_t n_notes;
	bool interrupted; /**< the frame before entered the kernel by an exception */
	struct text_symbolize_counts counts;
	struct arena known_arena;
	struct known_frame *known[TEXT_KNOWN]; /**< by hash of the key; NULL: free */
};

struct text_symbolizer *text_symbolizer_new(const struct text_symbolize_options *o)
{
	struct text_symbolizer *t = xcalloc(1, sizeof(*t));

	t->o = o;
	t->facts.given.release = slice_str(o->release);
	t->facts.given.build_id = slice_str(o->build_id);
	t->facts.given.kallsyms = o->kallsyms;
	t->facts.given.system_map = o->system_map;
	boot_facts_rewind(&t->facts);
	return t;
}

void text_symbolizer_free(struct text_symbolizer *t)
{
	if (!t)
		return;
	boot_facts_deinit(&t->facts);
	arena_deinit(&t->batch);
	arena_deinit(&t->notes_arena);
	arena_deinit(&t->known_arena);
	free(t);
}

const struct text_symbolize_counts *text_symbolizer_counts(const struct text_symbolizer *t)
{
	return &t->counts;
}

struct slice text_symbolizer_note(const struct text_symbolizer *t, size_t i)
{
	return i < t->n_notes ? t->notes[i] : (struct slice){ 0 };
}

static void note_add(struct text_symbolizer *t, struct slice note)
{
	for (size_t i = 0; i < t->n_notes; i++) {
		if (slice_eq(t->notes[i], note))
			return;
	}
	if (!note.p || t->n_notes >= TEXT_NOTES)
		return;
	struct slice copy = arena_dup(&t->notes_arena, note);
	arena_push(&t->notes_arena, &t->notes, &t->n_notes, &copy);
}

/** A frame that prints a function and its address tells where the kernel lies, or its module. */
static void learn(struct text_symbolizer *t, const struct code_ref *ref, bool foresee)
{
	struct module_range m;
	uint64_t offset;

	if (!ref->function.p || !ref->has_address || ref->is_user)
		return;
	if (!ref->module.p && !t->facts.run.has_offset &&
	    resolve_offset(t->o->resolver, &t->facts.run, ref, &offset))
		boot_facts_set_offset(&t->facts, offset, foresee);
	if (ref->module.p && !boot_facts_has_module(&t->facts, ref->module) &&
	    resolve_module(t->o->resolver, &t->facts.run, ref, &m))
		boot_facts_add_module(&t->facts, &m);
}

void text_symbolize_foresee(struct text_symbolizer *t, struct slice line)
{
	struct text_frame f;

	if (boot_facts_line(&t->facts, line, true) || !slice_has(line, S("[<")) ||
	    !frame_text_find(line, &f))
		return;
	const struct code_ref ref = {
		.function = f.frame.function,
		.module = f.frame.module,
		.offset = f.frame.offset,
		.size = f.frame.size,
		.address = f.frame.address,
		.has_address = f.frame.has_address,
	};
	learn(t, &ref, true);
}

static void add_source(struct text_symbolizer *t, struct debug_file *root, const struct place *p,
                       struct sbuf *out)
{
	struct slice path = t->o->full_paths
	                            ? resolve_full_path(p, &t->batch)
	                            : resolve_short_path(t->o->resolver, root, p, &t->batch);

	sbuf_printf(out, SLICE_FMT ":%u", SLICE_ARG(path), p->line);
	if (t->o->columns && p->column)
		sbuf_printf(out, ":%u", p->column);
}

/** Functions that are inlined at the address, innermost first, a line each. */
static void add_inlined(struct text_symbolizer *t, struct debug_file *root,
                        const struct debug_query *q, struct sbuf *out)
{
	for (size_t i = 0; !t->o->no_inline && i + 1 < q->n_places; i++) {
		const struct place *p = &q->places[i];
		if (!p->function.p || !p->file.p)
			continue;
		sbuf_printf(out, SLICE_FMT " ", SLICE_ARG(p->function));
		add_source(t, root, p, out);
		sbuf_puts(out, " [inline]\n");
	}
}

static const struct place *outermost(const struct debug_query *q)
{
	return q->n_places ? &q->places[q->n_places - 1] : NULL;
}

/** ` file:line`, or what else is known. */
static void add_place(struct text_symbolizer *t, const struct text_frame *f,
                      struct debug_file *root, const struct code_spot *spot,
                      const struct debug_query *q, struct sbuf *out)
{
	const struct place *p = outermost(q);
	struct slice name = spot->function;

	if (!f->frame.function.p && !name.p && p)
		name = p->function;
	if (!f->frame.function.p && name.p) {
		sbuf_printf(out, " " SLICE_FMT, SLICE_ARG(name));
		if (spot->offset >= 0)
			sbuf_printf(out, "+0x%llx", (unsigned long long)spot->offset);
		if (spot->offset >= 0 && spot->size >= 0)
			sbuf_printf(out, "/0x%llx", (unsigned long long)spot->size);
		if (spot->module.p && !f->frame.module.p)
			sbuf_printf(out, " [" SLICE_FMT "]", SLICE_ARG(spot->module));
	}
	if (p && p->file.p && p->line) {
		sbuf_char(out, ' ');
		add_source(t, root, p, out);
	}
	if (t->o->explain)
		sbuf_printf(out, " {%s}", knowledge_name(q->knowledge));
}

/** ` file:line|file:line`: one of these. */
static void add_candidates(struct text_symbolizer *t, struct debug_file *root,
                           const struct code_spot *spot, const struct debug_query *first,
                           struct sbuf *out)
{
	_cleanup_free_ struct debug_query *q = xcalloc(spot->n_others, sizeof(*q));
	const struct place *p = outermost(first);

	if (!p || !p->file.p || !p->line)
		return;
	resolve_places(t->o->resolver, spot->others, spot->n_others, q, &t->batch);
	sbuf_puts(out, " one of ");
	add_source(t, root, p, out);
	for (size_t i = 0; i < spot->n_others; i++) {
		const struct place *other = outermost(&q[i]);
		if (!other || !other->file.p || !other->line)
			continue;
		sbuf_puts(out, ", ");
		add_source(t, root, other, out);
	}
}

static void count(struct text_symbolizer *t, enum knowledge known)
{
	t->counts.frames++;
	t->counts.lines += known == KNOWLEDGE_LINE;
	t->counts.known += known != KNOWLEDGE_LINE && known != KNOWLEDGE_NONE;
	t->counts.none += known == KNOWLEDGE_NONE;
}

static struct code_ref ref_of(struct text_symbolizer *t, const struct text_frame *f)
{
	return (struct code_ref){
		.function = f->frame.function,
		.module = f->frame.module,
		.build_id = f->frame.build_id,
		.offset = f->frame.offset,
		.size = f->frame.size,
		.address = f->frame.address,
		.has_address = f->frame.has_address,
		.is_exact = f->frame.flags & (FRAME_IP | FRAME_USER) || t->interrupted,
		.is_user = f->frame.flags & FRAME_USER,
		.is_mapped = f->is_mapped,
		.map_begin = f->map_begin,
		.map_offset = f->map_offset,
	};
}

/** What is to be added to a frame, as it was looked up. */
static void frame_answer(struct text_symbolizer *t, const struct frame_todo *d,
                         const struct debug_query *q)
{
	_cleanup_(sbuf_deinit) struct sbuf inlined = { 0 }, place = { 0 };
	struct known_frame *ret = d->answer;

	if (d->spot.n_others) {
		add_candidates(t, d->root, &d->spot, q, &place);
	} else {
		add_inlined(t, d->root, q, &inlined);
		add_place(t, &d->frame, d->root, &d->spot, q, &place);
	}
	ret->inlined = arena_dup(&t->known_arena, sbuf_slice(&inlined));
	ret->place = arena_dup(&t->known_arena, sbuf_slice(&place));
	ret->knowledge = q->knowledge;
}

/** Look up all frames of the batch that are not known yet. */
static void answer_all(struct text_symbolizer *t)
{
	struct code_spot *spots = arena_array(&t->batch, struct code_spot, t->n_todo + 1);
	struct debug_query *q = arena_array(&t->batch, struct debug_query, t->n_todo + 1);

	for (size_t i = 0; i < t->n_todo; i++)
		spots[i] = t->todo[i].spot;
	resolve_places(t->o->resolver, spots, t->n_todo, q, &t->batch);
	for (size_t i = 0; i < t->n_todo; i++)
		frame_answer(t, &t->todo[i], &q[i]);
}

/** All that an answer depends on. */
static struct slice known_key(struct text_symbolizer *t, const struct code_ref *ref)
{
	const struct kernel_run *run = &t->facts.run;

	return arena_printf(
		&t->batch,
		SLICE_FMT "\n" SLICE_FMT "\n" SLICE_FMT "\n%llx %llx %llx %d %llx " SLICE_FMT,
		SLICE_ARG(ref->function), SLICE_ARG(ref->module), SLICE_ARG(ref->build_id),
		(unsigned long long)ref->offset, (unsigned long long)ref->size,
		(unsigned long long)(ref->has_address ? ref->address : 0),
		ref->is_exact | run->has_offset << 1, (unsigned long long)run->offset,
		SLICE_ARG(run->release));
}

/** Say where a frame is; it is looked up with the others of the batch. */
static struct known_frame *frame_ask(struct text_symbolizer *t, const struct text_frame *f,
                                     const struct code_ref *ref, struct slice key)
{
	struct known_frame *k = arena_new(&t->known_arena, struct known_frame);
	struct frame_todo d = { .answer = k, .frame = *f };

	if (key.p)
		k->key = arena_dup(&t->known_arena, key);
	resolve_locate(t->o->resolver, &t->facts.run, ref, &t->batch, &d.spot);
	note_add(t, d.spot.note);
	if (!ref->is_user && d.spot.file)
		d.root = resolve_object(t->o->resolver, &t->facts.run, (struct slice){ 0 },
		                        (struct slice){ 0 })
		                 .file;
	arena_push(&t->batch, &t->todo, &t->n_todo, &d);
	return k;
}

/** The same, out of what is kept when it is there. */
static struct known_frame *frame_know(struct text_symbolizer *t, const struct text_frame *f,
                                      const struct code_ref *ref)
{
	if (!ref->function.p)
		return frame_ask(t, f, ref, (struct slice){ NULL, 0 });
	struct slice key = known_key(t, ref);
	struct known_frame **slot = &t->known[slice_hash(key) % TEXT_KNOWN];
	if (!*slot || !slice_eq((*slot)->key, key))
		*slot = frame_ask(t, f, ref, key);
	return *slot;
}

/** Take in a line: find its frame, and what it says of the boot. */
static void line_take(struct text_symbolizer *t, struct slice text, bool has_lf)
{
	struct text_line line = { .text = text,
		                  .has_lf = has_lf,
		                  .has_cr = slice_ends(text, S("\r")) };
	struct text_frame f;

	line.text.n -= line.has_cr;
	boot_facts_line(&t->facts, line.text, false);
	if (frame_text_find(line.text, &f)) {
		struct code_ref ref = ref_of(t, &f);
		learn(t, &ref, false);
		line.answer = frame_know(t, &f, &ref);
		line.indent = f.indent;
		line.is_unreliable = f.frame.flags & FRAME_UNRELIABLE;
		t->interrupted = f.frame.function.p && frame_is_exception_entry(f.frame.function);
	}
	arena_push(&t->batch, &t->lines, &t->n_lines, &line);
}

/** The line with what is known of its frame. */
static void line_print(struct text_symbolizer *t, const struct text_line *l, struct sbuf *out)
{
	struct slice inlined;

	if (l->answer) {
		count(t, l->answer->knowledge);
		for (struct slice rest = l->answer->inlined; slice_line(&rest, &inlined);) {
			sbuf_add(out, slice_head(l->text, l->indent));
			sbuf_printf(out, "%s" SLICE_FMT "\n", l->is_unreliable ? "? " : "",
			            SLICE_ARG(inlined));
		}
	}
	sbuf_add(out, l->text);
	if (l->answer)
		sbuf_add(out, l->answer->place);
	if (l->has_cr)
		sbuf_char(out, '\r');
	if (l->has_lf)
		sbuf_char(out, '\n');
}

static void batch_begin(struct text_symbolizer *t)
{
	arena_reset(&t->batch);
	t->lines = NULL;
	t->todo = NULL;
	t->n_lines = t->n_todo = 0;
	if (t->known_arena.used > TEXT_KNOWN_BYTES) {
		arena_reset(&t->known_arena);
		memset(t->known, 0, sizeof(t->known));
	}
}

void text_symbolize(struct text_symbolizer *t, struct slice lines, struct sbuf *out)
{
	while (lines.n) {
		batch_begin(t);
		while (lines.n && t->n_lines < TEXT_BATCH) {
			const char *lf = memchr(lines.p, '\n', lines.n);
			size_t n = lf ? (size_t)(lf - lines.p) : lines.n;
			line_take(t, slice_head(lines, n), lf != NULL);
			lines = slice_from(lines, n + (lf != NULL));
		}
		answer_all(t);
		for (size_t i = 0; i < t->n_lines; i++)
			line_print(t, &t->lines[i], out);
	}
}
