// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/vmallocinfo, one area of the vmalloc space a line:
 *
 *   0xffffb50540000000-0xffffb50540005000   20480 irq_init_percpu_irqstack+0xd0/0x100 vmap
 *   0xffffb5054000b000-0xffffb5054000d000    8192 gen_pool_add_owner+0x42/0xc0 pages=1 vmalloc N0=1
 *   0xffffb50540105000-0xffffb50540107000    8192 unpurged vm_area
 *
 * vmalloc_info_show() in mm/vmalloc.c.  Areas are added up by who asked for them: names
 * vmallocinfo/CALLER/bytes, …/areas and …/pages, in the order of first appearance; and for all
 * together vmallocinfo/bytes, …/areas, …/pages, the last by node too where the kernel prints that.
 * The size of an area has its guard page in it; pages are what was allocated for it.
 */
#include <stdio.h>

#include "parsers/base/hash.h"
#include "parsers/system/fields.h"

#define BUCKETS      1024
#define CALLERS_MAX  16384
#define CHAIN_MAX    64
#define NODES_MAX    64
#define CALLER_BYTES 128

struct caller {
	struct caller *next_in_bucket, *next;
	struct slice name;
	double bytes, pages;
	uint64_t areas;
};

struct vmallocinfo {
	struct caller *buckets[BUCKETS];
	struct caller *first, **last; /**< in order; last NULL: none yet */
	size_t n_callers;
	struct caller total;
	double node_pages[NODES_MAX];
	bool has_node[NODES_MAX];
};

struct area {
	struct slice caller;
	int64_t bytes, pages;
	struct slice rest; /**< words behind the caller */
};

/** `0xffffb50540000000`, or `0x(____ptrval____)` where addresses are hidden. */
static bool address_skip(struct slice *s)
{
	uint64_t unused;

	return slice_skip(s, S("0x(____ptrval____)")) || slice_skip(s, S("(____ptrval____)")) ||
	       (slice_starts(*s, S("0x")) && slice_hex(s, &unused));
}

/** Is it one of the words that follow the caller? */
static bool is_detail(struct slice word)
{
	static const char *const flags[] = { "ioremap", "vmalloc",      "vmap",   "user",
		                             "vpages",  "dma-coherent", "lowmem", "sparse" };

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (slice_eq(word, slice_str(flags[i])))
			return true;
	return slice_starts(word, S("pages=")) || slice_starts(word, S("phys="));
}

/** Who asked: `load_module+0x12/0x34 [nfs]` is `load_module [nfs]`. */
static struct slice caller_take(struct slice *in, char buf[CALLER_BYTES])
{
	struct slice s = slice_trim(*in), word, module;

	if (slice_is(s, "unpurged vm_area") || slice_is(s, "vm_map_ram")) {
		*in = S("");
		return s;
	}
	if (!slice_word(&s, &word) || is_detail(word))
		return S("(unknown)");
	ssize_t plus = slice_find(word, S("+0x"));
	word = slice_head(word, plus > 0 ? (size_t)plus : word.n);
	word = slice_head(word, CALLER_BYTES / 2);
	slice_skip_blanks(&s);
	*in = s;
	if (s.n < 3 || *s.p != '[' || !slice_word(&s, &module) || module.n > CALLER_BYTES / 3)
		return word;
	*in = s;
	int n = snprintf(buf, CALLER_BYTES, SLICE_FMT " " SLICE_FMT, SLICE_ARG(word),
	                 SLICE_ARG(module));
	return (struct slice){ buf, (size_t)n };
}

static bool area_parse(struct slice line, struct area *ret, char buf[CALLER_BYTES])
{
	struct slice s = slice_trim(line), word;

	if (!address_skip(&s) || !slice_skip_char(&s, '-') || !address_skip(&s) ||
	    !slice_skip_blanks(&s) || !slice_word(&s, &word) || !fields_i64(word, &ret->bytes) ||
	    ret->bytes < 0)
		return false;
	ret->caller = caller_take(&s, buf);
	ret->rest = s;
	ret->pages = 0;
	return true;
}

static int vmallocinfo_bid(struct slice head, struct slice path)
{
	struct slice line;
	struct area area;
	char buf[CALLER_BYTES];
	int lines = 0, known = 0;

	(void)path;
	while (lines < 20 && slice_line(&head, &line)) {
		if (!slice_trim(line).n)
			continue;
		lines++;
		known += area_parse(line, &area, buf);
	}
	return known && known * 2 >= lines ? 90 : 0;
}

static struct caller *caller_get(struct system *s, struct slice name)
{
	struct vmallocinfo *v = s->state;
	struct caller **bucket = &v->buckets[slice_hash(name) % BUCKETS];
	size_t chain = 0;

	for (struct caller *c = *bucket; c; c = c->next_in_bucket, chain++)
		if (slice_eq(c->name, name))
			return c;
	if (v->n_callers >= CALLERS_MAX || chain >= CHAIN_MAX)
		return NULL; // in the total only
	struct caller *c = arena_new(s->keep, struct caller);
	c->name = arena_dup(s->keep, name);
	c->next_in_bucket = *bucket;
	*bucket = c;
	if (!v->last)
		v->last = &v->first;
	*v->last = c;
	v->last = &c->next;
	v->n_callers++;
	return c;
}

/** `pages=3 vmalloc N0=1 N1=2` */
static void details_take(struct vmallocinfo *v, struct slice s, int64_t *ret_pages)
{
	struct slice word;
	uint64_t node;
	int64_t n;

	while (slice_skip_blanks(&s), slice_word(&s, &word)) {
		if (slice_skip(&word, S("pages="))) {
			if (fields_i64(word, &n) && n >= 0)
				*ret_pages = n;
		} else if (slice_skip_char(&word, 'N') && slice_u64(&word, 10, &node) &&
		           node < NODES_MAX && slice_skip_char(&word, '=') &&
		           fields_i64(word, &n)) {
			v->node_pages[node] += (double)n;
			v->has_node[node] = true;
		}
	}
}

static void caller_add(struct caller *c, const struct area *area)
{
	if (!c)
		return;
	c->areas++;
	c->bytes += (double)area->bytes;
	c->pages += (double)area->pages;
}

static void vmallocinfo_line(struct system *s, struct slice line)
{
	struct vmallocinfo *v = s->state;
	char buf[CALLER_BYTES];
	struct area area;

	if (!area_parse(line, &area, buf)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	details_take(v, area.rest, &area.pages);
	caller_add(&v->total, &area);
	caller_add(caller_get(s, area.caller), &area);
}

static void caller_stats(struct system *s, const char *prefix, const struct caller *c)
{
	char name[CALLER_BYTES + 64];

	snprintf(name, sizeof(name), "%sbytes", prefix);
	system_stat(s, -1, slice_str(name), c->bytes, "B");
	snprintf(name, sizeof(name), "%sareas", prefix);
	system_stat(s, -1, slice_str(name), (double)c->areas, "");
	snprintf(name, sizeof(name), "%spages", prefix);
	system_stat(s, -1, slice_str(name), c->pages, "pages");
}

static void vmallocinfo_end(struct system *s)
{
	const struct vmallocinfo *v = s->state;
	char prefix[CALLER_BYTES + 32];

	caller_stats(s, "vmallocinfo/", &v->total);
	for (int64_t node = 0; node < NODES_MAX; node++)
		if (v->has_node[node])
			system_stat(s, node, S("vmallocinfo/pages"), v->node_pages[node], "pages");
	for (const struct caller *c = v->first; c; c = c->next) {
		snprintf(prefix, sizeof(prefix), "vmallocinfo/" SLICE_FMT "/", SLICE_ARG(c->name));
		caller_stats(s, prefix, c);
	}
}

const struct system_format system_format_vmallocinfo = {
	.name = "vmallocinfo",
	.summary = "/proc/vmallocinfo, added up by caller",
	.source = "vmalloc_info_show() in mm/vmalloc.c",
	.bid = vmallocinfo_bid,
	.state_bytes = sizeof(struct vmallocinfo),
	.line = vmallocinfo_line,
	.end = vmallocinfo_end,
};
