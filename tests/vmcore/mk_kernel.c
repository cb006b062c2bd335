// SPDX-License-Identifier: Apache-2.0
#include "tests/vmcore/mk_kernel.h"

#include <assert.h>
#include <bpf/btf.h>
#include <stdlib.h>

static int symbol_cmp(const void *a, const void *b)
{
	const struct mk_symbol *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

void mk_symbols_sort(struct mk_symbol *syms, size_t n)
{
	qsort(syms, n, sizeof(*syms), symbol_cmp);
}

/** Each byte is a token of its own, as when nothing could be compressed. */
static void put_tokens(struct mk_core *c, uint64_t *ret_table, uint64_t *ret_index)
{
	char table[512];
	uint16_t index[256];
	size_t n = 0;

	for (unsigned i = 0; i < 256; i++) {
		index[i] = (uint16_t)n;
		if (i > ' ' && i < 127)
			table[n++] = (char)i;
		table[n++] = 0;
	}
	*ret_table = mk_alloc(c, n, 8);
	mk_put(c, *ret_table, table, n);
	*ret_index = mk_alloc(c, sizeof(index), 8);
	mk_put(c, *ret_index, index, sizeof(index));
}

static uint64_t put_offsets(struct mk_core *c, enum mk_kallsyms how, const struct mk_symbol *syms,
                            size_t n, uint64_t base)
{
	unsigned size = how == MK_KALLSYMS_ABSOLUTE ? 8 : 4;
	uint64_t ret = mk_alloc(c, n * size, 8);

	for (size_t i = 0; i < n; i++) {
		uint64_t addr = syms[i].addr;
		if (how == MK_KALLSYMS_ABSOLUTE)
			mk_u64(c, ret + i * 8, addr);
		else if (how == MK_KALLSYMS_LATE)
			mk_u32(c, ret + i * 4, (uint32_t)(addr - base));
		else if (addr < base) // per-CPU
			mk_u32(c, ret + i * 4, (uint32_t)addr);
		else
			mk_u32(c, ret + i * 4, (uint32_t)(base - 1 - addr));
	}
	return ret;
}

static uint64_t put_names(struct mk_core *c, const struct mk_symbol *syms, size_t n,
                          uint64_t *markers, size_t *ret_bytes)
{
	char *names = malloc(n * 64);
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(syms[i].name) + 1;
		assert(len < 63);
		if (i % 256 == 0)
			markers[i / 256] = at;
		names[at++] = (char)len;
		names[at++] = syms[i].type;
		memcpy(names + at, syms[i].name, len - 1);
		at += len - 1;
	}
	uint64_t ret = mk_alloc(c, at, 8);
	mk_put(c, ret, names, at);
	free(names);
	*ret_bytes = at;
	return ret;
}

void mk_kallsyms_put(struct mk_core *c, enum mk_kallsyms how, const struct mk_symbol *syms,
                     size_t n, bool named)
{
	uint64_t base = 0, offsets = 0, base_at = 0, num, names, table, index, markers[64] = { 0 };
	unsigned marker_bytes = how == MK_KALLSYMS_SHORT || how == MK_KALLSYMS_LATE ? 4 : 8;
	size_t n_markers = (n + 255) / 256, bytes;

	assert(n_markers <= 64);
	for (size_t i = 0; i < n && !base; i++)
		if (syms[i].addr >> 63)
			base = syms[i].addr;
	if (how != MK_KALLSYMS_LATE) {
		offsets = put_offsets(c, how, syms, n, base);
		if (how != MK_KALLSYMS_ABSOLUTE) {
			base_at = mk_alloc(c, 8, 8);
			mk_u64(c, base_at, base);
		}
	}
	num = mk_alloc(c, how == MK_KALLSYMS_SHORT || how == MK_KALLSYMS_LATE ? 4 : 8, 8);
	mk_u32(c, num, (uint32_t)n);
	names = put_names(c, syms, n, markers, &bytes);
	uint64_t at = mk_alloc(c, n_markers * marker_bytes, 8);
	for (size_t i = 0; i < n_markers; i++)
		mk_put(c, at + i * marker_bytes, &markers[i], marker_bytes);
	put_tokens(c, &table, &index);
	if (how == MK_KALLSYMS_LATE) {
		offsets = put_offsets(c, how, syms, n, base);
		base_at = mk_alloc(c, 8, 8);
		mk_u64(c, base_at, base);
	}
	if (!named)
		return;
	mk_line(c, "SYMBOL(kallsyms_names)=%llx", (unsigned long long)names);
	mk_line(c, "SYMBOL(kallsyms_num_syms)=%llx", (unsigned long long)num);
	mk_line(c, "SYMBOL(kallsyms_token_table)=%llx", (unsigned long long)table);
	mk_line(c, "SYMBOL(kallsyms_token_index)=%llx", (unsigned long long)index);
	if (how == MK_KALLSYMS_ABSOLUTE) {
		mk_line(c, "SYMBOL(kallsyms_addresses)=%llx", (unsigned long long)offsets);
		return;
	}
	mk_line(c, "SYMBOL(kallsyms_offsets)=%llx", (unsigned long long)offsets);
	mk_line(c, "SYMBOL(kallsyms_relative_base)=%llx", (unsigned long long)base_at);
}

static int int_type(struct btf *btf, unsigned size)
{
	static const char *const names[] = { [1] = "u8", [2] = "u16", [4] = "u32", [8] = "u64" };
	int id = btf__find_by_name_kind(btf, names[size], BTF_KIND_INT);

	return id > 0 ? id : btf__add_int(btf, names[size], size, 0);
}

/** A type of @p size bytes: a number, or an array of words or bytes. */
static int type_of(struct btf *btf, unsigned size)
{
	if (size == 1 || size == 2 || size == 4 || size == 8)
		return int_type(btf, size);
	unsigned elem = size % 8 ? 1 : 8;
	return btf__add_array(btf, int_type(btf, 4), int_type(btf, elem), size / elem);
}

/** The type of a member; cuts `:type` off its name into @p name. */
static int member_type(struct btf *btf, const struct mk_member *m, char name[64])
{
	const char *colon = strchr(m->name, ':');

	snprintf(name, 64, "%.*s", colon ? (int)(colon - m->name) : 63, m->name);
	if (!colon)
		return type_of(btf, m->size ? m->size : 4);
	int id = btf__find_by_name_kind(btf, colon + 1, BTF_KIND_STRUCT);
	assert(id > 0);
	return id;
}

static void add_structs(struct btf *btf, const struct mk_type *types, size_t n)
{
	char names[24][64];
	int ids[24];

	for (size_t i = 0; i < n; i++) {
		const struct mk_member *m = types[i].members;
		size_t n_members = 0;
		if (!types[i].size) {
			btf__add_enum(btf, types[i].name, 4);
			for (; n_members < 24 && m[n_members].name; n_members++)
				btf__add_enum_value(btf, m[n_members].name, m[n_members].off);
			continue;
		}
		for (; n_members < 24 && m[n_members].name; n_members++)
			ids[n_members] = member_type(btf, &m[n_members], names[n_members]);
		btf__add_struct(btf, types[i].name, types[i].size);
		for (size_t j = 0; j < n_members; j++) {
			int e = btf__add_field(btf, names[j], ids[j], m[j].off * 8 + m[j].bit,
			                       m[j].size ? 0 : m[j].bits);
			assert(!e);
		}
	}
}

uint64_t mk_btf_put(struct mk_core *c, const struct mk_type *types, size_t n, uint64_t *ret_end)
{
	struct btf *btf = btf__new_empty();
	uint32_t bytes;

	add_structs(btf, types, n);
	const void *raw = btf__raw_data(btf, &bytes);
	uint64_t ret = mk_alloc(c, bytes, 4096);
	mk_put(c, ret, raw, bytes);
	mk_alloc(c, 1, 4096); // nothing else lies on its pages
	*ret_end = ret + bytes;
	btf__free(btf);
	return ret;
}

uint64_t mk_btf_put_split(struct mk_core *c, const struct mk_type *base, size_t n_base,
                          const struct mk_type *types, size_t n, uint64_t *ret_bytes)
{
	struct btf *below = btf__new_empty();
	uint32_t bytes;

	add_structs(below, base, n_base);
	struct btf *btf = btf__new_empty_split(below);
	add_structs(btf, types, n);
	const void *raw = btf__raw_data(btf, &bytes);
	uint64_t ret = mk_alloc(c, bytes, 8);
	mk_put(c, ret, raw, bytes);
	*ret_bytes = bytes;
	btf__free(btf);
	btf__free(below);
	return ret;
}
