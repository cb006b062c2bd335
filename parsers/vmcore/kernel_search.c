// SPDX-License-Identifier: Apache-2.0
/*
 * An exported symbol has an entry { value, name, namespace } in the table __ksymtab, which is sorted by name, or
 * in __ksymtab_gpl behind it.  The three are words, or offsets of 4 bytes from where they stand themselves;
 * before Linux 5.4 there are no namespaces.  The names lie behind the tables:
 *
 *   _etext … __ksymtab __ksymtab_gpl __kcrctab … __ksymtab_strings … BTF … data
 */
#include "parsers/vmcore/kernel_search.h"

#include "parsers/limits.h"

/** A symbol that every kernel exports, in front of which another one's name ends. */
#define SURE_NAME "\0init_task"
/** Bytes of a page that are looked at with the next one. */
#define KEEP 64
/** Bytes between names of one table. */
#define NAMES_BYTES ((uint64_t)16 << 20)

struct scan {
	struct image *img;
	uint64_t at, end; /**< the next page; where it stops */
	uint64_t begin;   /**< address of buf */
	char *buf;        /**< KEEP bytes of the page before (zeros if it is missing), and a page */
	size_t n;
};

static void scan_init(struct scan *s, struct image *img, uint64_t begin, uint64_t end)
{
	size_t page = image_info(img)->page_size;

	*s = (struct scan){ .img = img, .at = begin & ~(uint64_t)(page - 1), .end = end };
	s->n = KEEP + page;
	s->buf = xcalloc(1, s->n);
}

static void scan_deinit(struct scan *s)
{
	free(s->buf);
}

/** Go on to the next page that is there. */
static bool scan_next(struct scan *s)
{
	size_t page = s->n - KEEP;

	memcpy(s->buf, s->buf + page, KEEP);
	for (; s->at < s->end; s->at += page) {
		if (image_read(s->img, s->at, s->buf + KEEP, page)) {
			s->begin = s->at - KEEP;
			s->at += page;
			return true;
		}
		memset(s->buf, 0, KEEP);
	}
	return false;
}

/** How entries are laid out. */
struct entries {
	struct image *img;
	bool is_relative;
	unsigned word; /**< bytes of each of the parts of an entry */
	unsigned n;    /**< of an entry */
	uint64_t names, names_end;
};

static bool part_at(const struct entries *e, uint64_t addr, uint64_t *ret)
{
	uint32_t off;

	if (!e->is_relative)
		return image_ptr(e->img, addr, ret);
	if (!image_u32(e->img, addr, &off))
		return false;
	*ret = addr + (uint64_t)(int64_t)(int32_t)off;
	return true;
}

static bool is_name_byte(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9') || c == '.';
}

/** The entry at @p addr; false: there is none. */
static bool entry_at(const struct entries *e, uint64_t addr, uint64_t *ret_value,
                     char name[LIMIT_NAME_BYTES])
{
	uint64_t at;

	// linkers let a name be the end of another one
	if (!part_at(e, addr + e->word, &at) || at < e->names || at >= e->names_end ||
	    !image_string(e->img, at, name, LIMIT_NAME_BYTES) || !is_name_byte(name[0], true))
		return false;
	for (size_t i = 1; name[i]; i++)
		if (!is_name_byte(name[i], false))
			return false;
	return part_at(e, addr, ret_value);
}

/** Entries that stand @p step bytes apart from the one at @p addr on. */
static size_t add_entries(const struct entries *e, uint64_t addr, int64_t step, struct ksyms *syms)
{
	char name[LIMIT_NAME_BYTES];
	uint64_t value;
	size_t n = 0;

	for (; n < LIMIT_KSYMS && entry_at(e, addr, &value, name); n++) {
		if (syms)
			ksyms_add(syms, (struct slice){ NULL, 0 }, slice_str(name), 'D', value);
		addr += (uint64_t)step;
	}
	return n;
}

/** Take the tables that the entry at @p addr is in, when it is in one. */
static bool take_tables(struct entries *e, uint64_t addr, struct ksyms *syms)
{
	for (unsigned parts = 3; parts >= 2; parts--) {
		e->n = parts * e->word;
		if (add_entries(e, addr, e->n, NULL) < 16)
			continue;
		add_entries(e, addr, e->n, syms);
		add_entries(e, addr - e->n, -(int64_t)e->n, syms);
		return true;
	}
	return false;
}

/** An entry whose name lies at @p name: in front of the names. */
static bool find_entry(struct image *img, uint64_t begin, uint64_t name, struct ksyms *syms)
{
	unsigned word = image_word(img);
	struct entries e = { .img = img,
		             .names = name - NAMES_BYTES,
		             .names_end = name + NAMES_BYTES };
	struct scan s;
	bool ret = false;

	scan_init(&s, img, begin, name);
	while (!ret && scan_next(&s)) {
		for (size_t i = KEEP; !ret && i < s.n; i += 4) {
			uint64_t at = s.begin + i;
			if ((uint32_t)image_number(img, s.buf + i, 4) == (uint32_t)(name - at)) {
				e.is_relative = true;
				e.word = 4;
				ret = take_tables(&e, at - 4, syms);
			} else if (i % word == 0 && image_number(img, s.buf + i, word) == name) {
				e.is_relative = false;
				e.word = word;
				ret = take_tables(&e, at - word, syms);
			}
		}
	}
	scan_deinit(&s);
	return ret;
}

/** Where the kernel's code ends, and data begins. */
static bool data_begin(const struct kernel *k, uint64_t *ret)
{
	return kernel_symbol(k, "_etext", ret) || kernel_symbol(k, "_stext", ret);
}

void kernel_search_exports(const struct kernel *k, struct ksyms *syms)
{
	uint64_t begin;
	struct scan s;
	bool done = false;

	if (!data_begin(k, &begin))
		return;
	scan_init(&s, k->img, begin, begin + LIMIT_KALLSYMS_SEARCH_BYTES);
	while (!done && scan_next(&s)) {
		const char *p = memmem(s.buf, s.n, SURE_NAME, sizeof(SURE_NAME));
		if (p)
			done = find_entry(k->img, begin, s.begin + (uint64_t)(p - s.buf) + 1, syms);
	}
	scan_deinit(&s);
	ksyms_sort(syms);
}

/** struct btf_header: magic (2 bytes), version, flags (1 each), hdr_len, type_off, type_len, str_off, str_len
 *  (4 each). */
#define BTF_HEADER 24
#define BTF_MAGIC  0xeb9f
/** Programs that the kernel brings along have BTF too, of less. */
#define BTF_LEAST (64 << 10)

/** Bytes of the BTF that begins at @p p; 0: none does. */
static uint64_t btf_bytes(const struct image *img, const char *p)
{
	uint64_t type_off = image_number(img, p + 8, 4), n_types = image_number(img, p + 12, 4);
	uint64_t str_off = image_number(img, p + 16, 4), n_str = image_number(img, p + 20, 4);

	if (image_number(img, p, 2) != BTF_MAGIC || p[2] != 1 || p[3] ||
	    image_number(img, p + 4, 4) != BTF_HEADER || type_off || str_off != n_types)
		return 0;
	uint64_t n = BTF_HEADER + n_types + n_str;
	return n >= BTF_LEAST && n <= LIMIT_BTF_BYTES ? n : 0;
}

bool kernel_search_btf(struct kernel *k, uint64_t *ret_begin, uint64_t *ret_end)
{
	uint64_t begin, n = 0;
	struct scan s;

	if (!data_begin(k, &begin))
		return false;
	scan_init(&s, k->img, begin, begin + LIMIT_KALLSYMS_SEARCH_BYTES);
	while (!n && scan_next(&s)) {
		for (size_t i = KEEP - BTF_HEADER + 4; !n && i + BTF_HEADER <= s.n; i += 4) {
			n = btf_bytes(k->img, s.buf + i);
			*ret_begin = s.begin + i;
			*ret_end = *ret_begin + n;
		}
	}
	scan_deinit(&s);
	return n;
}

/** Data of vmlinux, as far as exported symbols tell. */
static bool data_range(const struct kernel *k, uint64_t *ret_begin, uint64_t *ret_end)
{
	*ret_end = ksyms_last(k->found);
	return data_begin(k, ret_begin) && *ret_end > *ret_begin &&
	       *ret_end - *ret_begin <= LIMIT_KALLSYMS_SEARCH_BYTES;
}

static void add_found(struct kernel *k, const char *name, uint64_t addr)
{
	uint64_t known;

	if (!kernel_symbol(k, name, &known))
		ksyms_add(k->found, (struct slice){ NULL, 0 }, slice_str(name), 'd', addr);
}

/** Where per-CPU variables begin, which some exported ones tell. */
struct percpu {
	struct kernel *k;
	uint64_t base;
	unsigned votes;
};

static void vote(void *ctx, const char *name, uint32_t off)
{
	struct percpu *p = ctx;
	uint64_t addr;

	if (p->votes > 1 || !ksyms_find(p->k->found, name, &addr))
		return;
	p->votes = p->votes && p->base == addr - off ? 2 : 1;
	p->base = addr - off;
}

static void add_percpu(void *ctx, const char *name, uint32_t off)
{
	struct percpu *p = ctx;

	add_found(p->k, name, p->base + off);
}

static void find_percpu(struct kernel *k)
{
	struct percpu p = { .k = k };

	types_each_variable(k->types, ".data..percpu", vote, &p);
	if (p.votes > 1)
		types_each_variable(k->types, ".data..percpu", add_percpu, &p);
}

/** The node of a ring that is no element's: the head, which is data of vmlinux. */
static bool find_head(struct kernel *k, uint64_t node, uint64_t *ret)
{
	struct klist l = klist(node);
	uint64_t begin, end;

	if (!data_range(k, &begin, &end))
		return false;
	while (klist_next(k, &l, ret))
		if (*ret >= begin && *ret < end)
			return true;
	return false;
}

/** Lists, and exported pointers to one of the elements. */
static const struct {
	const char *head, *pointer;
	enum kmember list;
} lists[] = {
	{ "slab_caches", "names_cachep", KM_cache_list },
	{ "slab_caches", "kmalloc_caches", KM_cache_list },
	{ "workqueues", "system_wq", KM_wq_list },
};

/** Words that are looked at: an array may begin with some that are NULL. */
#define POINTERS 16

static void find_lists(struct kernel *k)
{
	uint64_t at, obj, head;
	unsigned word = image_word(k->img);

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (!kernel_symbol(k, lists[i].pointer, &at))
			continue;
		for (unsigned n = 0; n < POINTERS && image_ptr(k->img, at, &obj); n++, at += word) {
			if (!obj || !kernel_has(k, lists[i].list) ||
			    !find_head(k, kernel_addr(k, obj, lists[i].list), &head))
				continue;
			add_found(k, lists[i].head, head);
			break;
		}
	}
}

/** Is @p node in a struct module, and @p head what stands in front of it in the list? */
static bool is_first_module(struct kernel *k, uint64_t head, uint64_t node)
{
	uint64_t back, module, state;
	char name[64];

	if (node == head || node & 7 || !image_ptr(k->img, node + image_word(k->img), &back) ||
	    back != head)
		return false;
	module = kernel_container(k, node, KM_module_list);
	if (!kernel_get(k, module, KM_module_state, &state) || state > 3 ||
	    !kernel_text(k, module, KM_module_name, name, sizeof(name)) ||
	    !is_name_byte(*name, true))
		return false;
	for (size_t i = 1; name[i]; i++)
		if (!is_name_byte(name[i], false))
			return false;
	return true;
}

/** Visit words of data that are addresses of the kernel, until one is the right one. */
static bool find_word(struct kernel *k, bool (*is_it)(struct kernel *, uint64_t at, uint64_t word),
                      uint64_t *ret)
{
	unsigned word = image_word(k->img);
	uint64_t begin, end;
	struct scan s;
	bool done = false;

	if (!data_range(k, &begin, &end))
		return false;
	scan_init(&s, k->img, begin, end);
	while (!done && scan_next(&s)) {
		for (size_t i = KEEP; !done && i < s.n; i += word) {
			uint64_t v = image_number(k->img, s.buf + i, word);
			*ret = s.begin + i;
			done = v >> (8 * word - 1) && is_it(k, *ret, v);
		}
	}
	scan_deinit(&s);
	return done;
}

/** vmstat_text[] begins with it. */
static bool is_vmstat_text(struct kernel *k, uint64_t at, uint64_t word)
{
	char name[16];

	(void)at;
	return image_read(k->img, word, name, 14) && memcmp(name, "nr_free_pages", 14) == 0;
}

void kernel_search_data(struct kernel *k)
{
	uint64_t at;

	if (!k->types || !ksyms_count(k->found))
		return;
	find_percpu(k);
	ksyms_sort(k->found);
	find_lists(k);
	if (find_word(k, is_first_module, &at))
		add_found(k, "modules", at);
	if (find_word(k, is_vmstat_text, &at))
		add_found(k, "vmstat_text", at);
	ksyms_sort(k->found);
}
