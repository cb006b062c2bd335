// SPDX-License-Identifier: Apache-2.0
#include "parsers/limits.h"
#include "parsers/vmcore/ksyms_inner.h"

/** Read up to @p n bytes, as many whole pages as are there. */
static size_t read_some(struct image *img, uint64_t addr, char *buf, size_t n)
{
	size_t have = 0, page = image_info(img)->page_size;

	while (have < n) {
		size_t part = page - ((addr + have) & (page - 1));
		if (part > n - have)
			part = n - have;
		if (!image_read(img, addr + have, buf + have, part))
			break;
		have += part;
	}
	return have;
}

/** Where the table at @p addr must end: where the next one begins, at most LIMIT_KSYM_TABLE_BYTES. */
static size_t table_bytes(uint64_t addr, const uint64_t *others, size_t n_others)
{
	uint64_t end = addr + LIMIT_KSYM_TABLE_BYTES;

	for (size_t i = 0; i < n_others; i++)
		if (others[i] > addr && others[i] < end)
			end = others[i];
	return end > addr ? (size_t)(end - addr) : 0;
}

static bool find_places(const struct vmcoreinfo *v, struct kallsyms_places *p)
{
	p->is_relative = vmcoreinfo_symbol(v, "kallsyms_offsets", &p->table[KALLSYMS_OFFSETS]);
	return vmcoreinfo_symbol(v, "kallsyms_names", &p->table[KALLSYMS_NAMES]) &&
	       vmcoreinfo_symbol(v, "kallsyms_num_syms", &p->n_syms) &&
	       vmcoreinfo_symbol(v, "kallsyms_token_table", &p->table[KALLSYMS_TOKENS]) &&
	       vmcoreinfo_symbol(v, "kallsyms_token_index", &p->table[KALLSYMS_INDEX]) &&
	       (p->is_relative
	                ? vmcoreinfo_symbol(v, "kallsyms_relative_base", &p->base)
	                : vmcoreinfo_symbol(v, "kallsyms_addresses", &p->table[KALLSYMS_OFFSETS]));
}

static bool read_tables(struct ksyms *s, struct image *img, const struct kallsyms_places *p,
                        const char **ret_why)
{
	const struct image_info *info = image_info(img);
	struct kallsyms t = { .is_64bit = info->is_64bit, .big_endian = info->big_endian };
	char *buf[KALLSYMS_TABLES] = { NULL };
	size_t have[KALLSYMS_TABLES] = { 0 };

	if (!image_u32(img, p->n_syms, &t.n_syms) || t.n_syms > LIMIT_KSYMS ||
	    (p->is_relative && !image_ptr(img, p->base, &t.base))) {
		*ret_why = "the kallsyms tables are not in the dump";
		return false;
	}
	t.is_relative = p->is_relative;
	const size_t wanted[KALLSYMS_TABLES] = {
		[KALLSYMS_NAMES] = table_bytes(p->table[KALLSYMS_NAMES], p->table, KALLSYMS_TABLES),
		[KALLSYMS_TOKENS] = 64 << 10,
		[KALLSYMS_INDEX] = 512,
		[KALLSYMS_OFFSETS] = (size_t)t.n_syms * (p->is_relative || !info->is_64bit ? 4 : 8),
	};
	// a name has 4 bytes at least and seldom more than 32
	size_t most = (size_t)t.n_syms * 64 + 4096;
	for (size_t i = 0; i < KALLSYMS_TABLES; i++) {
		size_t n = i == KALLSYMS_NAMES && most < wanted[i] ? most : wanted[i];
		buf[i] = xmalloc(n + 1);
		have[i] = read_some(img, p->table[i], buf[i], n);
	}
	t.names = (struct slice){ buf[KALLSYMS_NAMES], have[KALLSYMS_NAMES] };
	t.token_table = (struct slice){ buf[KALLSYMS_TOKENS], have[KALLSYMS_TOKENS] };
	t.token_index = (struct slice){ buf[KALLSYMS_INDEX], have[KALLSYMS_INDEX] };
	t.offsets = (struct slice){ buf[KALLSYMS_OFFSETS], have[KALLSYMS_OFFSETS] };
	bool ret = kallsyms_decode(s, &t, ret_why);
	if (!ret)
		ksyms_cut(s);
	for (size_t i = 0; i < KALLSYMS_TABLES; i++)
		free(buf[i]);
	ksyms_sort(s);
	return ret;
}

/** Do the tables at @p p agree with VMCOREINFO on where the kernel's code begins? */
static bool is_right(struct image *img, const struct kallsyms_places *p, uint64_t stext)
{
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
	const char *why;
	uint64_t addr;

	return read_tables(s, img, p, &why) && ksyms_find(s, "_stext", &addr) && addr == stext;
}

bool ksyms_read(struct ksyms *s, struct image *img, const char **ret_why)
{
	struct kallsyms_places p[KALLSYMS_GUESSES] = { 0 };
	const struct vmcoreinfo *v = image_vmcoreinfo(img);
	uint64_t stext;

	if (find_places(v, p))
		return read_tables(s, img, p, ret_why);
	*ret_why = "VMCOREINFO does not name the kallsyms tables, and they were not found";
	if (!vmcoreinfo_symbol(v, "_stext", &stext))
		return false;
	size_t n = kallsyms_search(img, stext, p);
	for (size_t i = 0; i < n; i++)
		if (is_right(img, &p[i], stext))
			return read_tables(s, img, &p[i], ret_why);
	return false;
}
