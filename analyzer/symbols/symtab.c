// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/symtab.h"

#include "analyzer/symbols/relocate.h"
#include "parsers/base/bisect.h"
#include "parsers/base/hash.h"
#include "parsers/limits.h"
#include <elf.h>

/** Look-ups that read the whole table each, before it is sorted for the next ones. */
#define SCANS_BEFORE_SORT 2
/** Searches for names that read the whole table each, before it is hashed. */
#define FINDS_BEFORE_HASH 4
/** Longer names are cut: of C++ some have kilobytes, of hostile files each could have all of the table. */
#define NAME_MAX_BYTES 8192
/** Symbols in front of an address that are looked at for one that is large enough to hold it. */
#define ENCLOSING_STEPS 64

struct symbol_at {
	struct symbol s;
	size_t i; /**< number in the table */
};

struct symtab {
	struct elf_file *ef;
	struct slice table, names;
	const struct elf_section *opd; /**< ppc64: descriptors of functions; NULL: none */
	size_t entsize, n;             /**< bytes and number of raw entries */
	struct symbol_at *sorted;      /**< functions by address; NULL: not yet made */
	size_t n_sorted;
	unsigned n_scans;
	uint32_t *slots,
		*next;  /**< entries by hash of their base name, 0: none; NULL: not yet made */
	size_t n_slots; /**< a power of two */
	unsigned n_finds;
};

void symtab_free(struct symtab *t)
{
	if (!t)
		return;
	free(t->sorted);
	free(t->slots);
	free(t->next);
	free(t);
}

/** Functions of 64-bit PowerPC, ELF ABI version 1, have descriptors, whose first word is the address. */
static void find_descriptors(struct symtab *t)
{
	struct elf_section *s = t->ef->machine == EM_PPC64 ? elf_file_section(t->ef, ".opd") : NULL;

	if (!s)
		return;
	if (t->ef->type == ET_REL)
		relocate_section(t->ef, s);
	elf_file_data(t->ef, s);
	t->opd = s;
}

static uint64_t code_of_descriptor(const struct symtab *t, uint64_t off)
{
	struct slice data = t->opd->data;

	return data.n < 8 || off > data.n - 8 ? 0 : elf_file_number(t->ef, data.p + off, 8);
}

struct symtab *symtab_new(struct elf_file *ef)
{
	struct symtab *t = xcalloc(1, sizeof(*t));
	struct elf_section *s = NULL;

	t->ef = ef;
	for (unsigned want = SHT_SYMTAB; !s && want; want = want == SHT_SYMTAB ? SHT_DYNSYM : 0) {
		for (size_t i = 1; i < ef->n_sections && !s; i++) {
			if (ef->sections[i].type == want && ef->sections[i].size)
				s = &ef->sections[i];
		}
	}
	t->entsize = ef->is_64bit ? 24 : 16;
	if (!s || s->link >= ef->n_sections)
		return t;
	t->table = elf_file_data(ef, s);
	t->names = elf_file_data(ef, &ef->sections[s->link]);
	find_descriptors(t);
	t->n = t->table.n / t->entsize;
	if (t->n > LIMIT_DEBUG_SYMBOLS)
		t->n = LIMIT_DEBUG_SYMBOLS;
	return t;
}

bool symtab_is_empty(const struct symtab *t)
{
	return t->n <= 1;
}

/** Labels that assemblers and compilers keep for themselves: .L123, $x (arm), mapping symbols of RISC-V. */
static bool is_label(struct slice name)
{
	return slice_starts(name, S(".L")) || name.p[0] == '$' || slice_starts(name, S("L0\001"));
}

static const char *entry_name(const struct symtab *t, size_t i, size_t *ret_max)
{
	uint64_t at = elf_file_number(t->ef, t->table.p + i * t->entsize, 4);

	if (at >= t->names.n)
		return NULL;
	*ret_max = t->names.n - at < NAME_MAX_BYTES ? t->names.n - at : NAME_MAX_BYTES;
	return t->names.p + at;
}

/** Address, size and kind of entry @p i, without its name; false: not a name of an address. */
static bool entry_value(const struct symtab *t, size_t i, struct symbol *ret)
{
	const char *e = t->table.p + i * t->entsize;
	struct elf_file *ef = t->ef;
	bool wide = ef->is_64bit;
	unsigned char info = (unsigned char)e[wide ? 4 : 12];
	uint64_t shndx = elf_file_number(ef, e + (wide ? 6 : 14), 2);
	unsigned type = info & 15, bind = info >> 4;

	if (type == STT_SECTION || type == STT_FILE || type == STT_TLS || shndx == SHN_UNDEF ||
	    shndx == SHN_COMMON)
		return false;
	const struct elf_section *s = shndx < ef->n_sections ? &ef->sections[shndx] : NULL;
	*ret = (struct symbol){
		.addr = wide ? elf_file_number(ef, e + 8, 8) : elf_file_number(ef, e + 4, 4),
		.size = wide ? elf_file_number(ef, e + 16, 8) : elf_file_number(ef, e + 8, 4),
		.is_global = bind == STB_GLOBAL || bind == STB_WEAK || bind == STB_GNU_UNIQUE,
		.is_function = type == STT_FUNC || type == STT_GNU_IFUNC ||
		               (type == STT_NOTYPE && s && s->flags & SHF_EXECINSTR),
	};
	if (s && s == t->opd)
		ret->addr = code_of_descriptor(t, ret->addr - (ef->type == ET_REL ? 0 : s->addr));
	else if (ef->type == ET_REL && s)
		ret->addr += s->addr;
	else if (ef->machine == EM_ARM && type == STT_FUNC)
		ret->addr &= ~UINT64_C(1); // Thumb
	return true;
}

/** Entry @p i; false: not a name of an address. */
static bool entry_read(const struct symtab *t, size_t i, struct symbol *ret)
{
	size_t max = 0;
	const char *name = entry_name(t, i, &max);

	if (!name || !*name || !entry_value(t, i, ret))
		return false;
	ret->name = (struct slice){ name, strnlen(name, max) };
	return !is_label(ret->name);
}

void symtab_each(const struct symtab *t, bool (*fn)(void *ctx, const struct symbol *s), void *ctx)
{
	struct symbol s;

	for (size_t i = 1; i < t->n; i++)
		if (entry_read(t, i, &s) && !fn(ctx, &s))
			return;
}

/** By address; of several at one, the better name first: a global one, then the one that covers less,
 *  then the first of the table.  Labels, which have no size, come behind those that have one, and the last
 *  of them first: markers of linker scripts begin with the end of what was before. */
static int compare_symbols(const struct symbol *x, size_t x_i, const struct symbol *y, size_t y_i)
{
	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if (!x->size != !y->size)
		return x->size ? -1 : 1;
	if (x->is_global != y->is_global)
		return x->is_global ? -1 : 1;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x_i < y_i) == (x->size != 0) ? -1 : 1;
}

static int by_addr(const void *a, const void *b)
{
	const struct symbol_at *x = a, *y = b;

	return compare_symbols(&x->s, x->i, &y->s, y->i);
}

static int by_addr_and_name(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int order = compare_symbols(x, 0, y, 0);

	return x->addr == y->addr ? slice_cmp(x->name, y->name) : order;
}

static void sort_functions(struct symtab *t)
{
	if (t->sorted)
		return;
	t->sorted = xcalloc(t->n + 1, sizeof(*t->sorted));
	for (size_t i = 1; i < t->n; i++) {
		struct symbol s;
		if (entry_read(t, i, &s) && s.is_function)
			t->sorted[t->n_sorted++] = (struct symbol_at){ .s = s, .i = i };
	}
	qsort(t->sorted, t->n_sorted, sizeof(*t->sorted), by_addr);
}

/** The end of the section that @p addr lies in, so that the last symbol of one does not cover gaps. */
static uint64_t section_end(const struct elf_file *ef, uint64_t addr)
{
	for (size_t i = 1; i < ef->n_sections; i++) {
		const struct elf_section *s = &ef->sections[i];
		if (s->flags & SHF_ALLOC && addr >= s->addr && addr - s->addr < s->size)
			return s->addr + s->size;
	}
	return ef->n_sections > 1 ? addr : UINT64_MAX;
}

/** Give a symbol without size the bytes up to @p next. */
static void set_size(const struct symtab *t, struct symbol *s, uint64_t next)
{
	if (s->size)
		return;
	uint64_t end = section_end(t->ef, s->addr);
	s->size = (next < end ? next : end) - s->addr;
}

/** Index of the first of t->sorted behind @p addr. */
static size_t upper(const struct symtab *t, uint64_t addr)
{
	return bisect(t->n_sorted, i, t->sorted[i].s.addr <= addr);
}

/**
 * The nearest symbol in front of @p addr that is large enough to hold it; else the nearest label, unless a
 * symbol with a size ends behind the label: then @p addr lies in a gap.
 */
static bool sorted_at(struct symtab *t, uint64_t addr, struct symbol *ret)
{
	size_t end = upper(t, addr);
	const struct symbol *label = NULL;
	uint64_t covered = 0; // ends of symbols up to here

	for (size_t i = end, steps = 0; i > 0 && steps < ENCLOSING_STEPS; steps++) {
		i--;
		while (i > 0 && t->sorted[i - 1].s.addr == t->sorted[i].s.addr)
			i--; // the best name comes first
		const struct symbol *s = &t->sorted[i].s;
		if (addr - s->addr < s->size) {
			*ret = *s;
			return true;
		}
		if (s->size && s->addr + s->size > covered)
			covered = s->addr + s->size;
		if (!s->size && !label)
			label = s;
	}
	if (!label || covered > label->addr)
		return false;
	*ret = *label;
	set_size(t, ret, end < t->n_sorted ? t->sorted[end].s.addr : UINT64_MAX);
	return addr - ret->addr < ret->size;
}

/** One pass over the table, when sorting it would not pay: only symbols with a size that hold @p addr. */
static bool scan_at(struct symtab *t, uint64_t addr, struct symbol *ret)
{
	struct symbol best = { .name = { NULL, 0 } };
	size_t best_i = 0;

	for (size_t i = 1; i < t->n; i++) {
		struct symbol s;
		if (!entry_value(t, i, &s) || !s.is_function || addr < s.addr ||
		    addr - s.addr >= s.size || !entry_read(t, i, &s))
			continue;
		if (!best.name.p || s.addr > best.addr ||
		    (s.addr == best.addr && compare_symbols(&s, i, &best, best_i) < 0)) {
			best = s;
			best_i = i;
		}
	}
	if (!best.name.p)
		return false; // it may be in one without a size: the slow way knows
	*ret = best;
	return true;
}

bool symtab_at(struct symtab *t, uint64_t addr, struct symbol *ret)
{
	if (!t->sorted && t->n_scans++ < SCANS_BEFORE_SORT && scan_at(t, addr, ret))
		return true;
	sort_functions(t);
	return sorted_at(t, addr, ret);
}

static bool name_matches(struct slice name, struct slice base, enum symbol_match how)
{
	if (!(how & SYMBOL_VARIANTS))
		return slice_eq(name, base);
	return slice_starts(name, base) && slice_eq(symbol_base_name(name), base);
}

static bool is_listed(const struct symbol *list, size_t n, const struct symbol *s)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].addr == s->addr && slice_eq(list[i].name, s->name))
			return true;
	}
	return false;
}

static size_t slot_of(const struct symtab *t, struct slice base)
{
	return slice_hash(base) & (t->n_slots - 1);
}

static void hash_names(struct symtab *t)
{
	for (t->n_slots = 1024; t->n_slots < t->n; t->n_slots *= 2)
		;
	t->slots = xcalloc(t->n_slots, sizeof(*t->slots));
	t->next = xcalloc(t->n + 1, sizeof(*t->next));
	for (size_t i = t->n; i-- > 1;) { // so that each list is in the order of the table
		struct symbol s;
		if (!entry_read(t, i, &s))
			continue;
		size_t slot = slot_of(t, symbol_base_name(s.name));
		t->next[i] = t->slots[slot];
		t->slots[slot] = (uint32_t)i;
	}
}

/** The entries that may be the wanted name: all, or those of its hash. */
static size_t first_candidate(struct symtab *t, struct slice name)
{
	if (!t->slots && t->n_finds++ >= FINDS_BEFORE_HASH)
		hash_names(t);
	return t->slots ? t->slots[slot_of(t, symbol_base_name(name))] : t->n > 1;
}

static size_t next_candidate(const struct symtab *t, size_t i)
{
	if (t->slots)
		return t->next[i];
	return i + 1 < t->n ? i + 1 : 0;
}

size_t symtab_find(struct symtab *t, struct slice name, enum symbol_match how, struct arena *arena,
                   struct symbol **ret)
{
	struct symbol *found = NULL;
	size_t n = 0;

	if (how & SYMBOL_VARIANTS)
		name = symbol_base_name(name);
	if (!name.n)
		return 0;
	for (size_t i = first_candidate(t, name); i; i = next_candidate(t, i)) {
		size_t max = 0;
		const char *raw = entry_name(t, i, &max);
		struct symbol s;
		if (!raw || max < name.n || memcmp(raw, name.p, name.n) != 0 ||
		    !entry_read(t, i, &s) || !name_matches(s.name, name, how) ||
		    (!s.is_function && !(how & SYMBOL_DATA)) || is_listed(found, n, &s))
			continue;
		if (!s.size) {
			sort_functions(t);
			size_t next = upper(t, s.addr);
			set_size(t, &s, next < t->n_sorted ? t->sorted[next].s.addr : UINT64_MAX);
		}
		arena_push(arena, &found, &n, &s);
		if (n == LIMIT_DEBUG_SAME_NAME)
			break;
	}
	if (n)
		qsort(found, n, sizeof(*found), by_addr_and_name);
	*ret = found;
	return n;
}
