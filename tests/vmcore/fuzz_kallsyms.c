// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes as kallsyms tables: the first ones say how they lie, what follows is token index, tokens,
 * offsets and names, each a part of the rest.
 */
#include <assert.h>
#include <stdint.h>

#include "parsers/vmcore/ksyms_inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD_BYTES 8

static struct slice cut(struct slice *in, size_t n)
{
	struct slice ret = slice_head(*in, n);

	*in = slice_from(*in, ret.n);
	return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };
	const char *why = NULL;
	struct ksym sym;
	uint64_t addr;

	if (size < HEAD_BYTES)
		return 0;
	in = slice_from(in, HEAD_BYTES);
	struct kallsyms t = {
		.n_syms = (uint32_t)(data[1] | data[2] << 8),
		.is_relative = data[0] & 1,
		.is_64bit = data[0] & 2,
		.big_endian = data[0] & 4,
		.base = data[0] & 8 ? UINT64_C(0xffffffff81000000) : 0,
	};
	t.token_index = cut(&in, data[0] & 16 ? 512 : in.n / 4);
	t.token_table = cut(&in, (size_t)data[3] * 4);
	t.offsets = cut(&in, (size_t)t.n_syms * 8);
	t.names = in;

	struct ksyms *s = ksyms_new();
	bool whole = kallsyms_decode(s, &t, &why);
	ksyms_sort(s);
	assert(whole ? ksyms_count(s) == t.n_syms : why != NULL);
	assert(ksyms_count(s) <= t.n_syms);
	for (uint64_t probe = t.base, i = 0; i < 64; i++, probe += 1 + i * i * data[4]) {
		if (!ksyms_at(s, probe, &sym))
			continue;
		assert(sym.addr <= probe && sym.name.p && sym.name.n);
		char name[128];
		if (sym.name.n < sizeof(name) && !memchr(sym.name.p, 0, sym.name.n)) {
			memcpy(name, sym.name.p, sym.name.n);
			name[sym.name.n] = 0;
			assert(ksyms_find(s, name, &addr) && addr <= sym.addr);
		}
	}
	ksyms_free(s);
	return 0;
}
