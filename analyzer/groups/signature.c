// SPDX-License-Identifier: Apache-2.0
//
// KASAN: use-after-free Read in ip6_send_skb; udp_v6_send_skb, udp_v6_push_pending_frames, …
//   title     kasan: KASAN: use-after-free Read in ip6_send_skb
//   alt       bad-access in ip6_send_skb
//   evidence  bad-access in ip6_send_skb < udp_v6_send_skb < udp_v6_push_pending_frames
//   frames    memory: ip6_send_skb < udp_v6_send_skb < udp_v6_push_pending_frames
#include "analyzer/groups/signature.h"

#include <pthread.h>

#include "analyzer/groups/clean.h"
#include "analyzer/groups/names.h"
#include "analyzer/groups/skip.h"
#include "analyzer/groups/steer.h"
#include "parsers/base/rx.h"

/** Frames of the levels `frames` and `evidence`. */
#define TOP_FRAMES 3
/** Longest text of a signature. */
#define SIGNATURE_BYTES 2048

const struct signature_level_info signature_level_info[SIGNATURE_LEVELS] = {
#define SIGNATURE(id, name, version, joins, meaning) \
	[SIGNATURE_##id] = { name, version, joins, meaning },
#include "analyzer/groups/signature_levels.def"
#undef SIGNATURE
};

static const struct {
	const char *name;
	int rank;
} classes[FAULT_KIND_COUNT] = {
#define KIND_CLASS(kind, class, rank) [FAULT_##kind] = { class, rank },
#include "analyzer/groups/kind_classes.def"
#undef KIND_CLASS
};

const char *kind_class(enum fault_kind kind)
{
	return classes[kind].name ? classes[kind].name : fault_kind_info[kind].slug;
}

int kind_rank(enum fault_kind kind)
{
	return classes[kind].rank ? classes[kind].rank : 1;
}

bool signature_level_find(struct slice name, enum signature_level *ret)
{
	for (int i = 0; i < SIGNATURE_LEVELS; i++)
		if (slice_eq(name, slice_str(signature_level_info[i].name))) {
			*ret = i;
			return true;
		}
	return false;
}

struct alt_title {
	enum fault_kind kind;
	const char *when, *format;
};

static const struct alt_title alt_titles[] = {
#define ALT_TITLE(kind, when, format, reason) { FAULT_##kind, when, format },
#include "analyzer/groups/alt_titles.def"
#undef ALT_TITLE
};

#define ALT_TITLES (sizeof(alt_titles) / sizeof(*alt_titles))

static struct rx *alt_rx[ALT_TITLES];
static pthread_once_t alt_once = PTHREAD_ONCE_INIT;

static void alt_compile(void)
{
	for (size_t i = 0; i < ALT_TITLES; i++)
		if (alt_titles[i].when)
			alt_rx[i] = rx_new(alt_titles[i].when);
}

struct maker {
	const struct fault *f;
	const struct derived *d;
	struct arena *arena;
	struct frames frames;
	bool is_path; /**< the first frames tell how the culprit was called */
	struct signature *list;
	size_t n;
};

static void add(struct maker *m, enum signature_level level, struct slice text)
{
	struct signature s = { .level = level, .text = text };
	struct slice parts[] = { slice_str(signature_level_info[level].name), text };

	key_of(parts, 2, s.key);
	arena_push(m->arena, &m->list, &m->n, &s);
}

/** `head: f < g < h`, with at most @p max functions; text in the arena. */
static struct slice frames_text(struct maker *m, struct slice head, const char *between, size_t max)
{
	struct sbuf b = { .max = SIGNATURE_BYTES };

	sbuf_add(&b, head);
	sbuf_puts(&b, between);
	for (size_t i = 0; i < m->frames.n && i < max && !b.overflow; i++) {
		sbuf_puts(&b, i ? " < " : "");
		sbuf_add(&b, m->frames.functions[i]);
	}
	struct slice text = arena_dup(m->arena, sbuf_slice(&b));
	sbuf_deinit(&b);
	return text;
}

/** The stack to blame, and where it begins: that of the culprit, else one that holds its name. */
static const struct stack *blamed_stack(const struct fault *f, const struct derived *d,
                                        struct arena *arena, size_t *ret_from)
{
	if (d->stack) {
		*ret_from = (size_t)(d->frame - d->stack->frames);
		return d->stack;
	}
	for (size_t i = 0; d->function.p && i < f->n_stacks; i++) {
		const struct stack *st = &f->stacks[i];
		for (size_t k = 0; k < st->n_frames && k < SIMILARITY_FRAMES; k++) {
			if (!st->frames[k].function.p)
				continue;
			struct slice name = name_plain(st->frames[k].function, arena);
			if (slice_eq(name_syscall(name), d->function)) {
				*ret_from = k;
				return st;
			}
		}
	}
	return NULL;
}

struct frames signature_frames(const struct fault *f, const struct derived *d, struct arena *arena)
{
	const uint32_t machinery =
		SKIP_BASE | SKIP_SCHED | SKIP_INTERRUPT | SKIP_DETECTOR | SKIP_TICK;
	struct slice *functions = NULL;
	size_t n = 0, from = 0;
	const struct stack *st = blamed_stack(f, d, arena, &from);

	for (size_t i = from; st && i < st->n_frames && n < SIMILARITY_FRAMES; i++) {
		const struct frame *fr = &st->frames[i];
		if (!fr->function.p || !fr->function.n ||
		    (fr->flags & (FRAME_INLINED | FRAME_USER)) ||
		    (fr->flags & FRAME_UNRELIABLE && !d->is_unreliable))
			continue;
		struct slice name = name_plain(fr->function, arena);
		bool culprit = i == from;
		if (!culprit &&
		    ((skip_sets(name) & machinery) || steering_ignores(d->steering, name)))
			continue;
		name = name_compared(name, arena);
		if (!n || !slice_eq(functions[n - 1], name)) // recursion counts once
			arena_push(arena, &functions, &n, &name);
	}
	return (struct frames){ functions, n };
}

/** Do the first frames tell how the culprit was called?  Not where they are the entry of any system call
 *  or thread. */
static bool is_path(const struct derived *d, struct frames frames)
{
	if (frames.n < TOP_FRAMES || d->is_unreliable || d->corrupted)
		return false;
	for (size_t i = 1; i < TOP_FRAMES; i++)
		if (skip_sets(frames.functions[i]) & (SKIP_ANCHOR | SKIP_IDLE))
			return false;
	return true;
}

/** First function of the stack with @p role that is no machinery. */
static struct slice role_function(struct maker *m, enum stack_role role)
{
	const uint32_t sets = SKIP_BASE | SKIP_FREE;
	const struct stack *st = fault_stack(m->f, role);

	for (size_t i = 0; st && i < st->n_frames && i < SIMILARITY_FRAMES; i++) {
		const struct frame *fr = &st->frames[i];
		if (!fr->function.p || (fr->flags & (FRAME_INLINED | FRAME_UNRELIABLE)))
			continue;
		struct slice name = name_plain(fr->function, m->arena);
		if (!(skip_sets(name) & sets))
			return name_syscall(name);
	}
	return (struct slice){ 0 };
}

/** The alternative title of a row; p NULL: a function that it names is not known. */
static struct slice alt_text(struct maker *m, const struct alt_title *alt)
{
	const char *percent = strchr(alt->format, '%');
	struct slice function = percent[1] == 'F' ? m->d->function : role_function(m, STACK_ORIGIN);

	if (!function.p)
		return function;
	return arena_printf(m->arena, "%.*s" SLICE_FMT "%s", (int)(percent - alt->format),
	                    alt->format, SLICE_ARG(function), percent + 2);
}

/** @p level: of the alternative title alone, or with the frames that are evidence for it. */
static void add_alts(struct maker *m, enum signature_level level)
{
	pthread_once(&alt_once, alt_compile);
	for (size_t i = 0; i < ALT_TITLES; i++) {
		if (alt_titles[i].kind != m->f->kind ||
		    (alt_rx[i] && !rx_match(alt_rx[i], m->d->title, NULL)))
			continue;
		struct slice text = alt_text(m, &alt_titles[i]);
		if (!text.p)
			continue;
		if (level == SIGNATURE_ALT)
			add(m, level, text);
		else if (m->is_path)
			add(m, level, frames_text(m, text, ": ", TOP_FRAMES));
	}
}

static void add_text(struct maker *m)
{
	struct sbuf b = { .max = SIGNATURE_BYTES };

	if (!fact_has(m->f, message))
		return;
	sbuf_puts(&b, fault_kind_info[m->f->kind].slug);
	sbuf_puts(&b, ": ");
	clean_text(&b, slice_head(m->f->message, SIGNATURE_BYTES / 2));
	add(m, SIGNATURE_TEXT, arena_dup(m->arena, sbuf_slice(&b)));
	sbuf_deinit(&b);
}

/** The functions that were inlined into the culprit, and its frames from there on. */
static void add_path(struct maker *m)
{
	const struct derived *d = m->d;
	ssize_t at = d->function.n ? slice_find(d->title, d->function) : -1;
	struct slice path[TOP_FRAMES];
	size_t n = 0;

	if (!m->is_path || at < 0 || !d->frame)
		return;
	size_t culprit = (size_t)(d->frame - d->stack->frames), first = culprit;
	while (first > 0 && d->stack->frames[first - 1].flags & FRAME_INLINED)
		first--;
	for (size_t i = first; i < culprit && n < TOP_FRAMES; i++) {
		struct slice name = name_compared(d->stack->frames[i].function, m->arena);
		if (name.n && !(skip_sets(name) & SKIP_BASE))
			path[n++] = name;
	}
	for (size_t i = 0; n < TOP_FRAMES; i++)
		path[n++] = m->frames.functions[i];
	add(m, SIGNATURE_PATH,
	    arena_printf(
		    m->arena,
		    "%s: " SLICE_FMT "*" SLICE_FMT ": " SLICE_FMT " < " SLICE_FMT " < " SLICE_FMT,
		    fault_kind_info[m->f->kind].slug, SLICE_ARG(slice_head(d->title, (size_t)at)),
		    SLICE_ARG(slice_from(d->title, (size_t)at + d->function.n)), SLICE_ARG(path[0]),
		    SLICE_ARG(path[1]), SLICE_ARG(path[2])));
}

/** An address that says which member of which object was meant: near NULL, or poison; 0: it does not.
 *  Source: include/linux/poison.h (LIST_POISON, SLUB's 0x6b, page poison 0xaa). */
static bool is_telling_address(uint64_t a)
{
	uint64_t high = a >> 32;

	return a < 0x10000 || high == 0xdead0000 || high == 0x6b6b6b6b || high == 0x5a5a5a5a ||
	       high == 0xaaaaaaaa;
}

/** Does the head name the place that is wrong, rather than the check that saw it? */
static bool names_place(enum fault_kind kind)
{
	return kind == FAULT_WARNING || kind == FAULT_BUG || kind == FAULT_UBSAN;
}

/** `kmalloc-rnd-11-128`, `kmalloc-cg-128` are kmalloc-128: which one it is depends on the caller's address
 *  and on flags. */
static struct slice cache_plain(struct slice cache, struct arena *arena)
{
	struct slice size = cache, part;

	if (!slice_skip(&size, S("kmalloc-")))
		return cache;
	while (slice_cut(&size, '-', &part))
		;
	return arena_printf(arena, "kmalloc-" SLICE_FMT, SLICE_ARG(size));
}

static void add_content(struct maker *m)
{
	const struct fault *f = m->f;
	const struct memory_object *o = f->memory_object;
	struct slice alloc = role_function(m, STACK_ALLOC);
	struct slice cache = o && fact_has(o, cache) ? cache_plain(o->cache, m->arena) : S("");

	if (names_place(f->kind) && fact_has(f, file) && fact_has(f, line))
		add(m, SIGNATURE_CONTENT,
		    arena_printf(m->arena, "at " SLICE_FMT ":%lld", SLICE_ARG(f->file),
		                 (long long)f->line));
	else if (cache.n && fact_has(f, access_size) && alloc.p)
		add(m, SIGNATURE_CONTENT,
		    arena_printf(m->arena,
		                 "%lld bytes at %lld of " SLICE_FMT ", allocated in " SLICE_FMT,
		                 (long long)f->access_size,
		                 fact_has(o, object_offset) ? (long long)o->object_offset : -1,
		                 SLICE_ARG(cache), SLICE_ARG(alloc)));
	else if (fact_has(f, address) && is_telling_address(f->address))
		add(m, SIGNATURE_CONTENT,
		    arena_printf(m->arena, "address 0x%llx", (unsigned long long)f->address));
}

static void add_object(struct maker *m)
{
	const struct memory_object *o = m->f->memory_object;
	struct slice alloc = role_function(m, STACK_ALLOC), freed = role_function(m, STACK_FREE);

	if (!o || !fact_has(o, cache) || !alloc.p || !freed.p)
		return;
	struct slice cache = cache_plain(o->cache, m->arena);
	add(m, SIGNATURE_OBJECT,
	    arena_printf(m->arena, SLICE_FMT ": allocated in " SLICE_FMT ", freed in " SLICE_FMT,
	                 SLICE_ARG(cache), SLICE_ARG(alloc), SLICE_ARG(freed)));
}

void signatures_make(const struct fault *f, const struct derived *d, struct arena *arena,
                     struct signature **ret, size_t *ret_n)
{
	struct maker m = { .f = f, .d = d, .arena = arena };
	struct slice class = slice_str(kind_class(f->kind));

	m.frames = signature_frames(f, d, arena);
	m.is_path = is_path(d, m.frames);
	add_text(&m);
	if (m.frames.n >= TOP_FRAMES) {
		add(&m, SIGNATURE_STACK, frames_text(&m, class, ": ", SIMILARITY_FRAMES));
		add(&m, SIGNATURE_FRAMES, frames_text(&m, class, ": ", TOP_FRAMES));
	}
	add_content(&m);
	add_object(&m);
	add_path(&m);
	add_alts(&m, SIGNATURE_EVIDENCE);
	add(&m, SIGNATURE_TITLE,
	    arena_printf(arena, "%s: " SLICE_FMT, fault_kind_info[f->kind].slug,
	                 SLICE_ARG(d->title)));
	add_alts(&m, SIGNATURE_ALT);
	if (d->function.p)
		add(&m, SIGNATURE_CULPRIT,
		    arena_printf(arena, SLICE_FMT ": " SLICE_FMT, SLICE_ARG(class),
		                 SLICE_ARG(d->function)));
	*ret = m.list;
	*ret_n = m.n;
}
