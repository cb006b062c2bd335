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

enum {
	TABLE_NAMES,
	TABLE_TOKENS,
	TABLE_INDEX,
	TABLE_OFFSETS,
	TABLE_COUNT,
};

struct places {
	uint64_t table[TABLE_COUNT];
	uint64_t n_syms, base; /**< addresses of kallsyms_num_syms and kallsyms_relative_base */
	bool is_relative;
};

static bool find_places(const struct vmcoreinfo *v, struct places *p)
{
	p->is_relative = vmcoreinfo_symbol(v, "kallsyms_offsets", &p->table[TABLE_OFFSETS]);
	return vmcoreinfo_symbol(v, "kallsyms_names", &p->table[TABLE_NAMES]) &&
	       vmcoreinfo_symbol(v, "kallsyms_num_syms", &p->n_syms) &&
	       vmcoreinfo_symbol(v, "kallsyms_token_table", &p->table[TABLE_TOKENS]) &&
	       vmcoreinfo_symbol(v, "kallsyms_token_index", &p->table[TABLE_INDEX]) &&
	       (p->is_relative
	                ? vmcoreinfo_symbol(v, "kallsyms_relative_base", &p->base)
	                : vmcoreinfo_symbol(v, "kallsyms_addresses", &p->table[TABLE_OFFSETS]));
}

bool ksyms_read(struct ksyms *s, struct image *img, const char **ret_why)
{
	const struct image_info *info = image_info(img);
	struct kallsyms t = { .is_64bit = info->is_64bit, .big_endian = info->big_endian };
	char *buf[TABLE_COUNT] = { NULL };
	size_t have[TABLE_COUNT] = { 0 };
	struct places p = { 0 };

	if (!find_places(image_vmcoreinfo(img), &p)) {
		*ret_why = "VMCOREINFO does not name the kallsyms tables";
		return false;
	}
	if (!image_u32(img, p.n_syms, &t.n_syms) || t.n_syms > LIMIT_KSYMS ||
	    (p.is_relative && !image_ptr(img, p.base, &t.base))) {
		*ret_why = "the kallsyms tables are not in the dump";
		return false;
	}
	t.is_relative = p.is_relative;
	const size_t wanted[TABLE_COUNT] = {
		[TABLE_NAMES] = table_bytes(p.table[TABLE_NAMES], p.table, TABLE_COUNT),
		[TABLE_TOKENS] = 64 << 10,
		[TABLE_INDEX] = 512,
		[TABLE_OFFSETS] = (size_t)t.n_syms * (p.is_relative || !info->is_64bit ? 4 : 8),
	};
	// a name has 4 bytes at least and seldom more than 32
	size_t most = (size_t)t.n_syms * 64 + 4096;
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		size_t n = i == TABLE_NAMES && most < wanted[i] ? most : wanted[i];
		buf[i] = xmalloc(n + 1);
		have[i] = read_some(img, p.table[i], buf[i], n);
	}
	t.names = (struct slice){ buf[TABLE_NAMES], have[TABLE_NAMES] };
	t.token_table = (struct slice){ buf[TABLE_TOKENS], have[TABLE_TOKENS] };
	t.token_index = (struct slice){ buf[TABLE_INDEX], have[TABLE_INDEX] };
	t.offsets = (struct slice){ buf[TABLE_OFFSETS], have[TABLE_OFFSETS] };
	bool ret = kallsyms_decode(s, &t, ret_why);
	for (size_t i = 0; i < TABLE_COUNT; i++)
		free(buf[i]);
	ksyms_sort(s);
	return ret;
}
