// SPDX-License-Identifier: Apache-2.0
/*
 * kallsyms_names: for each symbol its length, then that many token numbers.  A length of 128 or more
 * has two bytes, low 7 bits first (Linux 6.1).  The expanded text begins with the type letter.
 *
 * kallsyms_offsets, with CONFIG_KALLSYMS_BASE_RELATIVE: 32 bits each.  Where the architecture has
 * absolute per-CPU symbols (x86-64 up to Linux 6.14) those are positive and mean themselves, all
 * others are base - 1 - offset; elsewhere all are base + offset.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/ksyms_inner.h"

#include <endian.h>

#define N_TOKENS 256

static uint64_t number(const struct kallsyms *t, const char *p, size_t n)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	if (n == 2) {
		memcpy(&u16, p, 2);
		return t->big_endian ? be16toh(u16) : le16toh(u16);
	}
	if (n == 4) {
		memcpy(&u32, p, 4);
		return t->big_endian ? be32toh(u32) : le32toh(u32);
	}
	memcpy(&u64, p, 8);
	return t->big_endian ? be64toh(u64) : le64toh(u64);
}

static bool find_tokens(const struct kallsyms *t, struct slice tokens[N_TOKENS])
{
	if (t->token_index.n < 2 * N_TOKENS)
		return false;
	for (size_t i = 0; i < N_TOKENS; i++) {
		size_t at = number(t, t->token_index.p + 2 * i, 2);
		if (at >= t->token_table.n)
			return false;
		struct slice rest = slice_from(t->token_table, at);
		const char *end = memchr(rest.p, 0, rest.n);
		if (!end)
			return false;
		tokens[i] = (struct slice){ rest.p, (size_t)(end - rest.p) };
	}
	return true;
}

/** Expand the next name; false: it is cut or too long. */
static bool next_name(struct slice *in, const struct slice tokens[N_TOKENS],
                      char buf[LIMIT_NAME_BYTES], size_t *ret_n)
{
	size_t len, have = 0;

	if (!in->n)
		return false;
	len = (unsigned char)*in->p;
	*in = slice_from(*in, 1);
	if (len & 0x80) {
		if (!in->n)
			return false;
		len = (len & 0x7f) | (size_t)(unsigned char)*in->p << 7;
		*in = slice_from(*in, 1);
	}
	if (!len || len > in->n)
		return false;
	for (size_t i = 0; i < len; i++) {
		struct slice token = tokens[(unsigned char)in->p[i]];
		if (token.n > LIMIT_NAME_BYTES - have)
			return false;
		memcpy(buf + have, token.p, token.n);
		have += token.n;
	}
	*in = slice_from(*in, len);
	*ret_n = have;
	return have >= 2;
}

static bool has_negative(const struct kallsyms *t)
{
	for (size_t i = 0; i < t->n_syms; i++)
		if ((int32_t)number(t, t->offsets.p + 4 * i, 4) < 0)
			return true;
	return false;
}

static uint64_t address(const struct kallsyms *t, size_t i, bool per_cpu_absolute)
{
	if (!t->is_relative)
		return number(t, t->offsets.p + i * (t->is_64bit ? 8 : 4), t->is_64bit ? 8 : 4);
	uint32_t off = (uint32_t)number(t, t->offsets.p + 4 * i, 4);
	uint64_t addr = !per_cpu_absolute   ? t->base + off
	                : (int32_t)off >= 0 ? off
	                                    : t->base - 1 - (uint64_t)(int64_t)(int32_t)off;
	return t->is_64bit ? addr : (uint32_t)addr;
}

bool kallsyms_decode(struct ksyms *s, const struct kallsyms *t, const char **ret_why)
{
	size_t size = t->is_relative || !t->is_64bit ? 4 : 8;
	struct slice tokens[N_TOKENS], in = t->names;
	char name[LIMIT_NAME_BYTES];
	size_t n_name;

	*ret_why = "kallsyms tables make no sense";
	if (t->n_syms > LIMIT_KSYMS || t->offsets.n / size < t->n_syms || !find_tokens(t, tokens))
		return false;
	bool per_cpu_absolute = t->is_relative && has_negative(t);
	for (size_t i = 0; i < t->n_syms; i++) {
		if (!next_name(&in, tokens, name, &n_name)) {
			*ret_why = "kallsyms names are cut";
			return false;
		}
		ksyms_add(s, (struct slice){ NULL, 0 }, (struct slice){ name + 1, n_name - 1 },
		          *name, address(t, i, per_cpu_absolute));
	}
	return true;
}
