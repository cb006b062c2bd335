// SPDX-License-Identifier: Apache-2.0
/*
 * /sys/kernel/debug/page_owner, who took each block of pages, and what page_owner_sort makes of it:
 *
 *   Page allocated via order 0, mask 0x1100cca(GFP_HIGHUSER_MOVABLE), pid 1, tgid 1 (systemd), ts 123456789 ns
 *   PFN 0x1234 type Movable Block 9 type Movable Flags 0x1ffff800000(node=0|zone=1)
 *    post_alloc_hook+0x11b/0x1a0
 *    get_page_from_freelist+0x1000/0x1100
 *    __alloc_pages+0x100/0x200
 *    alloc_skb_with_frags+0x52/0x1f0
 *
 *   12 times, 48 pages:
 *   Page allocated via order 2, mask 0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)
 *
 * print_page_owner() in mm/page_owner.c, tools/mm/page_owner_sort.c.  Numbers page_owner/FUNCTION hold
 * the pages of each function that asked for some, the allocator's own passed over; `page_owner` all.
 * A page_owner that was read while pages came and went counts those that it met.
 */
#include "parsers/system/token.h"

#define OWNERS_MAX     1024 // functions; those beyond are one, "other"
#define NAME_MAX_BYTES 64

struct owner {
	char name[NAME_MAX_BYTES];
	size_t name_n;
	double pages, blocks;
};

struct state {
	struct owner *owners;
	size_t n, cap;
	double pages, blocks; /**< of the record that is open; blocks 0: none is */
	double times;         /**< of page_owner_sort, for the record that follows; 0: not said */
	double all;
	bool owned; /**< its function is known */
};

/* Of the allocator itself, and of what only hands requests on, by the beginning. */
static const char *const inner[] = {
	"__alloc_pages",
	"__alloc_frozen_pages",
	"__dump_page_owner",
	"__folio_alloc",
	"__get_free_pages",
	"__kmalloc",
	"__page_frag_cache_refill",
	"__reset_page_owner",
	"__set_page_owner",
	"__slab_alloc",
	"__vmalloc",
	"__pte_alloc",
	"___slab_alloc",
	"___kmalloc",
	"_kmalloc",
	"alloc_frozen_pages",
	"alloc_pages",
	"alloc_slab_page",
	"allocate_slab",
	"cache_grow",
	"cache_alloc",
	"depot_save",
	"fallback_alloc",
	"folio_alloc",
	"get_free_pages",
	"get_page_from_freelist",
	"get_zeroed_page",
	"kmalloc",
	"kmem_cache_alloc",
	"krealloc",
	"kvmalloc",
	"kzalloc",
	"new_slab",
	"page_frag_alloc",
	"post_alloc_hook",
	"prep_new_page",
	"register_dummy_stack",
	"register_early_stack",
	"save_stack",
	"set_page_owner",
	"slab_alloc",
	"vma_alloc_folio",
	"vmalloc",
	"vzalloc",
};

static bool is_inner(struct slice function)
{
	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++)
		if (slice_starts(function, slice_str(inner[i])))
			return true;
	return false;
}

static bool head_parse(struct slice line, double *ret_pages)
{
	struct slice in = line;
	uint64_t order;

	if (!slice_skip(&in, S("Page allocated via order ")) || !slice_u64(&in, 10, &order) ||
	    order > 30)
		return false;
	*ret_pages = (double)(1u << order);
	return true;
}

/* `12 times, 48 pages:`; older ones say `12 times:`. */
static bool times_parse(struct slice line, double *ret)
{
	struct slice in = line;
	uint64_t n;

	if (!slice_u64(&in, 10, &n) || !slice_skip(&in, S(" times")) || n > INT32_MAX)
		return false;
	*ret = (double)n;
	return true;
}

static int page_owner_bid(struct slice head, struct slice path)
{
	struct slice line;
	double v;

	(void)path;
	if (!token_line(&head, &line))
		return 0;
	if (times_parse(line, &v) && !token_line(&head, &line))
		return 0;
	return head_parse(line, &v) && token_line(&head, &line) &&
	                       (slice_starts(line, S("PFN ")) || *line.p == ' ')
	               ? 95
	               : 0;
}

static struct owner *owner_find(struct system *s, struct slice function)
{
	struct state *st = s->state;

	for (size_t i = st->n; i-- > 0;)
		if (slice_eq((struct slice){ st->owners[i].name, st->owners[i].name_n }, function))
			return &st->owners[i];
	if (st->n == OWNERS_MAX && !slice_is(function, "other"))
		return owner_find(s, S("other"));
	if (st->n == st->cap) {
		// the arena keeps the smaller ones, too
		size_t cap = st->cap ? 2 * st->cap : 64;
		struct owner *more = arena_array(s->keep, struct owner, cap);
		if (st->n)
			memcpy(more, st->owners, st->n * sizeof(*more));
		st->owners = more;
		st->cap = cap;
	}
	struct owner *o = &st->owners[st->n++];
	*o = (struct owner){ .name_n = function.n };
	memcpy(o->name, function.p, function.n);
	return o;
}

/* ` alloc_skb_with_frags+0x52/0x1f0`; before Linux 4.12 with `[<ffffffff811bc100>] ` in front. */
static bool frame_take(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice in = slice_trim(line), function;

	if (slice_skip(&in, S("[<")) && !slice_skip_past(&in, S(">] ")))
		return false;
	ssize_t at = slice_find(in, S("+0x"));
	if (at <= 0)
		return false;
	function = slice_head(in, (size_t)at);
	if (!st->blocks || st->owned || is_inner(function))
		return true;
	struct owner *o = owner_find(s, slice_head(function, NAME_MAX_BYTES - 1));
	o->pages += st->pages * st->blocks;
	o->blocks += st->blocks;
	st->owned = true;
	return true;
}

static void page_owner_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice t = slice_trim(line);
	double pages;

	if (!t.n || slice_starts(t, S("PFN ")) || slice_starts(t, S("Page has been migrated")) ||
	    slice_starts(t, S("Charged ")) || slice_starts(t, S("Slab cache page")))
		return;
	if (times_parse(t, &st->times))
		return;
	if (head_parse(t, &pages)) {
		st->pages = pages;
		st->blocks = st->times > 0 ? st->times : 1;
		st->all += pages * st->blocks;
		st->times = 0;
		st->owned = false;
		return;
	}
	s->bad_lines += !frame_take(s, line);
}

static void page_owner_end(struct system *s)
{
	struct state *st = s->state;
	struct token_name_buf buf;

	system_stat(s, -1, S("page_owner"), st->all, "pages");
	for (size_t i = 0; i < st->n; i++)
		system_stat(s, -1, token_name(&buf, "page_owner/%s", st->owners[i].name),
		            st->owners[i].pages, "pages");
}

const struct system_format system_format_page_owner = {
	.name = "page_owner",
	.summary = "debugfs page_owner, and output of page_owner_sort: pages by who took them",
	.source = "print_page_owner() in mm/page_owner.c, tools/mm/page_owner_sort.c",
	.bid = page_owner_bid,
	.has_blanks = true,
	.state_bytes = sizeof(struct state),
	.line = page_owner_line,
	.end = page_owner_end,
};
