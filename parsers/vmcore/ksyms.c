// SPDX-License-Identifier: Apache-2.0
/*
 * Symbols in two orders: by address, and by name in a hash table.
 *
 * Equal addresses keep the order of the tables, in which kallsyms puts the name that it prints first.
 */
#include "parsers/vmcore/ksyms.h"

#include "parsers/base/arena.h"
#include "parsers/base/bisect.h"
#include "parsers/base/hash.h"
#include "parsers/limits.h"
#include "parsers/vmcore/ksyms_inner.h"

struct sym {
	uint64_t addr;
	uint32_t name;   /**< offset in texts */
	uint32_t n_name; /**< bytes */
	uint32_t order;  /**< in which it was added */
	uint16_t module; /**< 0: vmlinux; else index + 1 in ranges' names */
	char type;
};

struct range {
	uint64_t begin, end;
	uint16_t module;
};

struct ksyms {
	struct sym *syms; /**< sorted by addr, order up to n_sorted */
	size_t n, cap, n_sorted;
	char *texts;
	size_t n_texts, cap_texts;
	struct slice *modules; /**< names, in arena */
	size_t n_modules, cap_modules;
	struct range *ranges; /**< sorted by begin after ksyms_sort() */
	size_t n_ranges, cap_ranges;
	uint32_t *hash;  /**< index + 1 in syms of vmlinux' symbols; 0: empty */
	size_t n_hash;   /**< a power of 2 */
	uint64_t end;    /**< of vmlinux: address of _end; 0: not known */
	uint64_t cut_at; /**< address of the last symbol of vmlinux that is known; 0: all are */
	struct arena arena;
};

struct ksyms *ksyms_new(void)
{
	return xcalloc(1, sizeof(struct ksyms));
}

void ksyms_free(struct ksyms *s)
{
	if (!s)
		return;
	free(s->syms);
	free(s->texts);
	free(s->modules);
	free(s->ranges);
	free(s->hash);
	arena_deinit(&s->arena);
	free(s);
}

void ksyms_cut(struct ksyms *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!s->syms[i].module && s->syms[i].addr > s->cut_at)
			s->cut_at = s->syms[i].addr;
}

size_t ksyms_count(const struct ksyms *s)
{
	return s->n;
}

static void *grow(void *array, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return array;
	*cap = *cap ? 2 * *cap : 64;
	return xreallocarray(array, *cap, size);
}

/** Number of @p name, from 1; modules come one after the other. */
static uint16_t module_number(struct ksyms *s, struct slice name)
{
	if (!name.p)
		return 0;
	for (size_t i = s->n_modules; i-- > 0;)
		if (slice_eq(s->modules[i], name))
			return (uint16_t)(i + 1);
	if (s->n_modules == UINT16_MAX - 1)
		return 0;
	s->modules = grow(s->modules, s->n_modules, &s->cap_modules, sizeof(*s->modules));
	s->modules[s->n_modules++] = arena_dup(&s->arena, name);
	return (uint16_t)s->n_modules;
}

void ksyms_add(struct ksyms *s, struct slice module, struct slice name, char type, uint64_t addr)
{
	if (s->n >= LIMIT_KSYMS || name.n > LIMIT_NAME_BYTES || s->n_texts + name.n > UINT32_MAX)
		return;
	while (s->cap_texts - s->n_texts < name.n + 1) {
		s->cap_texts = s->cap_texts ? 2 * s->cap_texts : (size_t)1 << 16;
		s->texts = xrealloc(s->texts, s->cap_texts);
	}
	s->syms = grow(s->syms, s->n, &s->cap, sizeof(*s->syms));
	s->syms[s->n] = (struct sym){
		.addr = addr,
		.name = (uint32_t)s->n_texts,
		.n_name = (uint32_t)name.n,
		.order = (uint32_t)s->n,
		.module = module_number(s, module),
		.type = type,
	};
	s->n++;
	memcpy(s->texts + s->n_texts, name.p, name.n);
	s->texts[s->n_texts + name.n] = 0;
	s->n_texts += name.n + 1;
}

void ksyms_add_range(struct ksyms *s, struct slice module, uint64_t begin, uint64_t end)
{
	if (begin >= end || s->n_ranges >= LIMIT_KSYMS)
		return;
	s->ranges = grow(s->ranges, s->n_ranges, &s->cap_ranges, sizeof(*s->ranges));
	s->ranges[s->n_ranges++] = (struct range){ begin, end, module_number(s, module) };
}

static int sym_cmp(const void *a, const void *b)
{
	const struct sym *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int range_cmp(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->begin > y->begin) - (x->begin < y->begin);
}

/** Where @p name is or would be. */
static size_t hash_find(const struct ksyms *s, const char *name)
{
	size_t at = slice_hash(slice_str(name)) & (s->n_hash - 1);

	while (s->hash[at] && strcmp(s->texts + s->syms[s->hash[at] - 1].name, name) != 0)
		at = (at + 1) & (s->n_hash - 1);
	return at;
}

bool ksyms_find(const struct ksyms *s, const char *name, uint64_t *ret)
{
	if (!s->hash)
		return false;
	size_t at = hash_find(s, name);
	if (!s->hash[at])
		return false;
	*ret = s->syms[s->hash[at] - 1].addr;
	return true;
}

void ksyms_sort(struct ksyms *s)
{
	if (s->n)
		qsort(s->syms, s->n, sizeof(*s->syms), sym_cmp);
	if (s->n_ranges)
		qsort(s->ranges, s->n_ranges, sizeof(*s->ranges), range_cmp);
	s->n_sorted = s->n;
	free(s->hash);
	s->n_hash = 64;
	while (s->n_hash < 2 * s->n)
		s->n_hash *= 2;
	s->hash = xcalloc(s->n_hash, sizeof(*s->hash));
	for (size_t i = 0; i < s->n; i++) {
		if (s->syms[i].module)
			continue;
		size_t at = hash_find(s, s->texts + s->syms[i].name);
		if (!s->hash[at])
			s->hash[at] = (uint32_t)i + 1;
	}
	if (!ksyms_find(s, "_end", &s->end))
		s->end = 0;
}

uint64_t ksyms_last(const struct ksyms *s)
{
	return s->n_sorted ? s->syms[s->n_sorted - 1].addr : 0;
}

/** Number of symbols at or below @p addr. */
static size_t upper(const struct ksyms *s, uint64_t addr)
{
	return bisect(s->n_sorted, i, s->syms[i].addr <= addr);
}

static const struct range *range_of(const struct ksyms *s, uint64_t addr)
{
	size_t lo = bisect(s->n_ranges, i, s->ranges[i].begin <= addr);

	return lo && addr < s->ranges[lo - 1].end ? &s->ranges[lo - 1] : NULL;
}

/** A border of a section, as linker scripts name them (may_be_linker_script_provide_symbol() in
 *  scripts/kallsyms.c). */
static bool is_border(struct slice name)
{
	struct slice rest = name;

	if (slice_is(name, "_text") || slice_is(name, "_stext") || slice_is(name, "_sinittext"))
		return true;
	return slice_skip(&rest, S("__")) &&
	       (slice_starts(rest, S("start_")) || slice_starts(rest, S("stop_")) ||
	        slice_starts(rest, S("end_")) || slice_ends(rest, S("_start")) ||
	        slice_ends(rest, S("_end")) || slice_ends(rest, S("_begin")));
}

/** How well a symbol names its address: code before data, global before weak before local, as ELF tools
 *  choose; the 32-bit alias of a system call comes behind the one of the machine's own word size. */
static int name_rank(const struct ksyms *s, const struct sym *sym)
{
	struct slice name = { s->texts + sym->name, sym->n_name };
	int rank = sym->type == 'T'                       ? 6
	           : sym->type == 'W' || sym->type == 'w' ? 4
	           : sym->type == 't'                     ? 2
	                                                  : 0;

	if (!rank || is_border(name))
		return 0;
	return rank - slice_starts(name, S("__ia32_"));
}

/** p NULL: not known. */
static struct slice module_name(const struct ksyms *s, uint16_t number)
{
	struct slice name = s->modules[number - 1];

	return name.n ? name : (struct slice){ NULL, 0 };
}

static struct ksym ksym_of(const struct ksyms *s, size_t i)
{
	const struct sym *sym = &s->syms[i];
	struct ksym ret = {
		.name = { s->texts + sym->name, sym->n_name },
		.addr = sym->addr,
		.type = sym->type,
	};

	if (!sym->n_name)
		ret.name.p = NULL;
	if (sym->module)
		ret.module = module_name(s, sym->module);
	return ret;
}

/** The one of those at the address of symbol @p last that names it best; of equals the first. */
static size_t choose(const struct ksyms *s, size_t last)
{
	size_t best = last;

	for (size_t i = last; s->syms[i].addr == s->syms[last].addr; i--) {
		if (s->syms[i].module == s->syms[last].module &&
		    name_rank(s, &s->syms[i]) >= name_rank(s, &s->syms[best]))
			best = i;
		if (!i)
			break;
	}
	return best;
}

bool ksyms_at(const struct ksyms *s, uint64_t addr, struct ksym *ret)
{
	const struct range *range = range_of(s, addr);
	size_t next = upper(s, addr), at = next;
	uint16_t module = range ? range->module : 0;

	// symbols of a module lie between those of others only by accident: look back a little
	for (unsigned i = 0; at && s->syms[at - 1].module != module && i < 64; i++)
		at--;
	bool found = at && s->syms[at - 1].module == module &&
	             (!range || s->syms[at - 1].addr >= range->begin);
	if (!found && !range)
		return false;
	if (!range && s->cut_at && addr >= s->cut_at)
		return false; // of the last one nothing tells where it ends
	if (!range && s->end && addr >= s->end && s->syms[at - 1].addr <= s->end)
		return false; // of a module that is not known
	if (!found) {
		*ret = (struct ksym){ .module = module_name(s, module), .addr = range->begin };
		return true;
	}
	at = choose(s, at - 1);
	*ret = ksym_of(s, at);
	uint64_t end = range ? range->end : 0;
	while (next < s->n_sorted && s->syms[next].module != module)
		next++;
	if (next < s->n_sorted && (!end || s->syms[next].addr < end))
		end = s->syms[next].addr;
	ret->size = end > ret->addr ? end - ret->addr : 0;
	return true;
}

bool ksyms_alias_next(const struct ksyms *s, uint64_t addr, size_t *i, struct ksym *ret)
{
	size_t end = upper(s, addr);

	if (*i >= end || s->syms[end - 1 - *i].addr != addr)
		return false;
	*ret = ksym_of(s, end - 1 - *i);
	(*i)++;
	return true;
}
