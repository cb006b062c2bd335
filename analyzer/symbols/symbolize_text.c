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

/** What is added to a frame. */
struct known_frame {
	struct slice key;     /**< p NULL: the slot is free */
	struct slice inlined; /**< lines without what stands in front of them */
	struct slice place;   /**< behind the line */
	enum knowledge knowledge;
};

struct text_symbolizer {
	const struct text_symbolize_options *o;
	struct boot_facts facts;
	struct arena frame; /**< of the line under way */
	struct arena notes_arena;
	struct slice *notes;
	size_t n_notes;
	bool interrupted; /**< the frame before entered the kernel by an exception */
	struct text_symbolize_counts counts;
	struct arena known_arena;
	struct known_frame known[TEXT_KNOWN]; /**< by hash of the key */
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
	arena_deinit(&t->frame);
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

void text_symbolize_foresee(struct text_symbolizer *t, struct slice line)
{
	struct text_frame f;

	if (boot_facts_line(&t->facts, line, true) || t->facts.run.has_offset)
		return;
	if (!slice_has(line, S("[<")) || !frame_text_find(line, &f))
		return;
	const struct code_ref ref = {
		.function = f.frame.function,
		.module = f.frame.module,
		.offset = f.frame.offset,
		.size = f.frame.size,
		.address = f.frame.address,
		.has_address = f.frame.has_address,
	};
	uint64_t offset;
	if (resolve_offset(t->o->resolver, &t->facts.run, &ref, &offset))
		boot_facts_set_offset(&t->facts, offset, true);
}

static void add_source(struct text_symbolizer *t, struct debug_file *root, const struct place *p,
                       struct sbuf *out)
{
	struct slice path = t->o->full_paths
	                            ? resolve_full_path(p, &t->frame)
	                            : resolve_short_path(t->o->resolver, root, p, &t->frame);

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
	resolve_places(t->o->resolver, spot->others, spot->n_others, q, &t->frame);
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

/** Look up what is to be added to a frame; texts are in t->frame. */
static void frame_resolve(struct text_symbolizer *t, const struct text_frame *f,
                          const struct code_ref *ref, struct known_frame *ret)
{
	_cleanup_(sbuf_deinit) struct sbuf inlined = { 0 }, place = { 0 };
	struct debug_file *root = NULL;
	struct code_spot spot;
	struct debug_query q;

	resolve_locate(t->o->resolver, &t->facts.run, ref, &t->frame, &spot);
	resolve_places(t->o->resolver, &spot, 1, &q, &t->frame);
	note_add(t, spot.note);
	if (!ref->is_user && q.n_places)
		root = resolve_object(t->o->resolver, &t->facts.run, (struct slice){ 0 },
		                      (struct slice){ 0 })
		               .file;
	if (spot.n_others) {
		add_candidates(t, root, &spot, &q, &place);
	} else {
		add_inlined(t, root, &q, &inlined);
		add_place(t, f, root, &spot, &q, &place);
	}
	ret->inlined = arena_dup(&t->frame, sbuf_slice(&inlined));
	ret->place = arena_dup(&t->frame, sbuf_slice(&place));
	ret->knowledge = q.knowledge;
}

/** All that an answer depends on. */
static struct slice known_key(struct text_symbolizer *t, const struct code_ref *ref)
{
	const struct kernel_run *run = &t->facts.run;

	return arena_printf(
		&t->frame,
		SLICE_FMT "\n" SLICE_FMT "\n" SLICE_FMT "\n%llx %llx %llx %d %llx " SLICE_FMT,
		SLICE_ARG(ref->function), SLICE_ARG(ref->module), SLICE_ARG(ref->build_id),
		(unsigned long long)ref->offset, (unsigned long long)ref->size,
		(unsigned long long)(ref->has_address ? ref->address : 0),
		ref->is_exact | run->has_offset << 1, (unsigned long long)run->offset,
		SLICE_ARG(run->release));
}

/** The slot of a key. */
static struct known_frame *known_slot(struct text_symbolizer *t, struct slice key)
{
	return &t->known[slice_hash(key) % TEXT_KNOWN];
}

/** The same, out of what is kept when it is there. */
static void frame_know(struct text_symbolizer *t, const struct text_frame *f,
                       const struct code_ref *ref, struct known_frame *ret)
{
	if (!ref->function.p) {
		frame_resolve(t, f, ref, ret);
		return;
	}
	struct slice key = known_key(t, ref);
	struct known_frame *slot = known_slot(t, key);
	if (slot->key.p && slice_eq(slot->key, key)) {
		*ret = *slot;
		return;
	}
	frame_resolve(t, f, ref, ret);
	if (t->known_arena.used > TEXT_KNOWN_BYTES) {
		arena_reset(&t->known_arena);
		memset(t->known, 0, sizeof(t->known));
	}
	slot->key = arena_dup(&t->known_arena, key);
	slot->inlined = arena_dup(&t->known_arena, ret->inlined);
	slot->place = arena_dup(&t->known_arena, ret->place);
	slot->knowledge = ret->knowledge;
}

/** The line with what is known of its frame. */
static void frame_print(struct text_symbolizer *t, struct slice line, const struct text_frame *f,
                        struct sbuf *out)
{
	const char *mark = f->frame.flags & FRAME_UNRELIABLE ? "? " : "";
	struct code_ref ref = ref_of(t, f);
	struct known_frame k;
	struct slice inlined;
	uint64_t offset;

	if (!t->facts.run.has_offset &&
	    resolve_offset(t->o->resolver, &t->facts.run, &ref, &offset))
		boot_facts_set_offset(&t->facts, offset, false);
	frame_know(t, f, &ref, &k);
	count(t, k.knowledge);
	for (struct slice rest = k.inlined; slice_line(&rest, &inlined);) {
		sbuf_add(out, slice_head(line, f->indent));
		sbuf_printf(out, "%s" SLICE_FMT "\n", mark, SLICE_ARG(inlined));
	}
	sbuf_add(out, line);
	sbuf_add(out, k.place);
}

void text_symbolize(struct text_symbolizer *t, struct slice line, struct sbuf *out)
{
	struct text_frame f;
	bool cr = slice_ends(line, S("\r"));

	if (cr)
		line.n--;
	arena_reset(&t->frame);
	boot_facts_line(&t->facts, line, false);
	if (frame_text_find(line, &f)) {
		frame_print(t, line, &f, out);
		t->interrupted = f.frame.function.p && frame_is_exception_entry(f.frame.function);
	} else {
		sbuf_add(out, line);
	}
	if (cr)
		sbuf_char(out, '\r');
	sbuf_char(out, '\n');
}
