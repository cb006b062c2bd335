// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/relocate.h"

#include "parsers/limits.h"
#include <elf.h>

enum reloc_kind {
	RELOC_SET,
	RELOC_ADD,
	RELOC_SUB
};

struct reloc_type {
	uint16_t machine;
	uint32_t type;
	uint8_t bytes; /**< 0: a ULEB128 as long as the one that is there */
	enum reloc_kind kind;
};

static const struct reloc_type types[] = {
#define RELOCATION(machine, type, bytes, kind) { machine, type, bytes, RELOC_##kind },
#include "analyzer/symbols/relocations.def"
#undef RELOCATION
};

static const struct reloc_type *find_type(uint16_t machine, uint64_t type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (types[i].machine == machine && types[i].type == type)
			return &types[i];
	}
	return NULL;
}

static void put_number(const struct elf_file *ef, char *p, size_t n, uint64_t v)
{
	for (size_t i = 0; i < n; i++) {
		p[ef->big_endian ? n - 1 - i : i] = (char)v;
		v >>= 8;
	}
}

/** Address of symbol @p i of @p table. */
static bool symbol_value(struct elf_file *ef, struct slice table, uint64_t i, uint64_t *ret)
{
	size_t size = ef->is_64bit ? 24 : 16;

	if (i >= table.n / size)
		return false;
	const char *e = table.p + i * size;
	uint64_t shndx = elf_file_number(ef, e + (ef->is_64bit ? 6 : 14), 2);
	*ret = ef->is_64bit ? elf_file_number(ef, e + 8, 8) : elf_file_number(ef, e + 4, 4);
	if (shndx < ef->n_sections)
		*ret += ef->sections[shndx].addr;
	return true;
}

static uint64_t changed(enum reloc_kind kind, uint64_t was, uint64_t by)
{
	return kind == RELOC_SET ? by : kind == RELOC_ADD ? was + by : was - by;
}

/** A ULEB128 keeps its length. */
static void apply_uleb(char *p, size_t left, enum reloc_kind kind, uint64_t by)
{
	uint64_t was = 0;
	size_t n = 0;

	do {
		if (n == left || n == 10)
			return;
		if (7 * n < 64)
			was |= (uint64_t)(p[n] & 0x7f) << 7 * n;
	} while (p[n++] & 0x80);
	uint64_t v = changed(kind, was, by);
	for (size_t i = 0; i < n; i++) {
		p[i] = (char)((v & 0x7f) | (i + 1 < n ? 0x80 : 0));
		v >>= 7;
	}
}

static void apply(struct elf_file *ef, struct elf_section *s, const struct reloc_type *t,
                  uint64_t off, uint64_t by, bool addend_is_there)
{
	if (off >= s->data.n || t->bytes > s->data.n - off)
		return;
	char *p = s->owned + off;
	if (!t->bytes) {
		apply_uleb(p, s->data.n - off, t->kind, by);
		return;
	}
	uint64_t was = elf_file_number(ef, p, t->bytes);
	if (addend_is_there && t->kind == RELOC_SET)
		by += was;
	put_number(ef, p, t->bytes, changed(t->kind, was, by));
}

/** r_info of MIPS64 has its own order: 32 bits of symbol, then four types of a byte. */
static void split_info(const struct elf_file *ef, const char *p, uint64_t *ret_sym,
                       uint64_t *ret_type)
{
	if (!ef->is_64bit) {
		uint64_t info = elf_file_number(ef, p + 4, 4);
		*ret_sym = info >> 8;
		*ret_type = info & 0xff;
	} else if (ef->machine == EM_MIPS) {
		*ret_sym = elf_file_number(ef, p + 8, 4);
		*ret_type = (unsigned char)p[15];
	} else {
		uint64_t info = elf_file_number(ef, p + 8, 8);
		*ret_sym = info >> 32;
		*ret_type = info & 0xffffffff;
		if (ef->machine == EM_SPARCV9)
			*ret_type &= 0xff;
	}
}

static void apply_table(struct elf_file *ef, struct elf_section *s, struct elf_section *rel,
                        size_t *left)
{
	bool has_addend = rel->type == SHT_RELA;
	size_t word = ef->is_64bit ? 8 : 4, size = (has_addend ? 3 : 2) * word;
	struct slice data = elf_file_data(ef, rel);
	struct slice symbols = elf_file_data(ef, &ef->sections[rel->link]);
	const struct reloc_type *type = NULL;

	for (size_t i = 0; i < data.n / size && *left; i++, --*left) {
		const char *p = data.p + i * size;
		uint64_t number, symbol, value;
		split_info(ef, p, &symbol, &number);
		if (!type || type->type != number)
			type = find_type(ef->machine, number);
		if (!type || !symbol_value(ef, symbols, symbol, &value))
			continue;
		if (has_addend)
			value += elf_file_number(ef, p + 2 * word, word);
		apply(ef, s, type, elf_file_number(ef, p, word), value, !has_addend);
	}
}

void relocate_section(struct elf_file *ef, struct elf_section *s)
{
	size_t at = (size_t)(s - ef->sections);
	struct slice data = elf_file_data(ef, s);
	size_t left =
		2 *
		data.n; // relocations; of a hostile file any number of sections may apply to one

	if (!data.n || s->relocated)
		return;
	s->relocated = true;
	for (size_t i = 1; i < ef->n_sections; i++) {
		struct elf_section *rel = &ef->sections[i];
		if ((rel->type != SHT_REL && rel->type != SHT_RELA) || rel->info != at ||
		    rel->link >= ef->n_sections)
			continue;
		if (!s->owned) {
			s->owned = xmemdup0(data.p, data.n);
			s->data.p = s->owned;
		}
		apply_table(ef, s, rel, &left);
	}
}
