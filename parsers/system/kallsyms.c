// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/kallsyms and System.map:
 *
 *   ffffffff81000000 T _text
 *   ffffffffc0a5c000 t nft_trans_alloc	[nf_tables]
 *
 * s_show() in kernel/kallsyms.c.  Numbers: symbols, symbols.modules, and symbols.hidden, whose
 * addresses are printed as 0 (kptr_restrict).
 *
 * What names code is kept, a row of kernel_symbols for the kernel and each module: functions by address,
 * counted from the first one, so that the same kernel gives the same list wherever KASLR put it.  Behind some
 * functions in a row stands the symbol that follows them, which says where the last one ends.
 */
#include <stdlib.h>

#include "parsers/base/sbuf.h"
#include "parsers/system/token.h"

struct entry {
	struct slice name;
	uint64_t addr;
	uint32_t module; /**< 0: the kernel; else index + 1 in modules */
	uint32_t order;
	char type;
};

struct state {
	uint64_t n, n_modules, hidden;
	struct entry *v; /**< this and what it points to is in s->keep */
	size_t n_kept;
	struct slice *modules;
	size_t n_names;
	size_t bytes; /**< of the texts */
	bool full;    /**< there are more than are kept: a list with gaps would name wrongly */
	bool is_32bit;
};

/** One line of it. */
struct symbol {
	uint64_t addr;
	struct slice name, rest;
	char type;
	bool is_32bit;
};

static bool symbol_parse(struct slice line, struct symbol *ret)
{
	struct slice s = line, addr, type;
	struct symbol sym;

	if (!token_word(&s, &addr) || (addr.n != 8 && addr.n != 16))
		return false;
	sym.is_32bit = addr.n == 8;
	if (!slice_u64(&addr, 16, &sym.addr) || addr.n || !token_word(&s, &type) || type.n != 1 ||
	    !strchr("aAbBcCdDgGiInNpPrRsStTuUvVwW?", *type.p) || !token_word(&s, &sym.name))
		return false;
	sym.type = *type.p;
	sym.rest = slice_trim(s);
	*ret = sym;
	return true;
}

static int kallsyms_bid(struct slice head, struct slice path)
{
	struct slice line;
	struct symbol sym;
	int lines = 0;

	(void)path;
	while (lines < 3 && token_line(&head, &line) && symbol_parse(line, &sym))
		lines++;
	return lines == 3 ? 90 : 0;
}

/** Number of the module in `[nf_tables]`: modules come one after the other. */
static uint32_t module_number(struct system *s, struct slice rest)
{
	struct state *st = s->state;
	struct slice name;

	if (!slice_skip_char(&rest, '[') || !slice_cut(&rest, ']', &name) || !name.n)
		return 0;
	if (st->n_names && slice_eq(st->modules[st->n_names - 1], name))
		return (uint32_t)st->n_names;
	if (st->n_names == LIMIT_VMCORE_MODULES) {
		st->full = true;
		return 0;
	}
	name = arena_dup(s->keep, name);
	arena_push(s->keep, &st->modules, &st->n_names, &name);
	return (uint32_t)st->n_names;
}

static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return true;
}

static void keep(struct system *s, const struct symbol *sym)
{
	struct state *st = s->state;

	// 0 is what a hidden one is printed as; absolute symbols and those of per-CPU areas are no places
	if (!sym->addr || sym->type == 'a' || sym->type == 'A' || sym->name.n > LIMIT_NAME_BYTES ||
	    !is_plain(sym->name))
		return;
	if (st->n_kept >= LIMIT_KSYMS || st->bytes > LIMIT_SYMBOL_LIST_BYTES)
		st->full = true;
	if (st->full)
		return;
	const struct entry e = {
		.name = arena_dup(s->keep, sym->name),
		.addr = sym->addr,
		.module = module_number(s, sym->rest),
		.order = (uint32_t)st->n_kept,
		.type = sym->type,
	};
	st->is_32bit = sym->is_32bit;
	st->bytes += sym->name.n + 20; // with offset, type and blanks
	arena_push(s->keep, &st->v, &st->n_kept, &e);
}

static void kallsyms_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct symbol sym;

	if (!symbol_parse(line, &sym)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	st->n++;
	st->n_modules += slice_starts(sym.rest, S("["));
	st->hidden += !sym.addr;
	keep(s, &sym);
}

static int by_place(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;

	if (a->module != b->module)
		return a->module < b->module ? -1 : 1;
	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static bool is_code(const struct entry *e)
{
	return strchr("tTwWi", e->type) != NULL;
}

/** The list of the @p n symbols at @p v, all of one module. */
static void list_add(struct system *s, const struct entry *v, size_t n, struct sbuf *text)
{
	const struct state *st = s->state;
	uint64_t first = 0, last = 0;
	int64_t lines = 0;
	bool open = false;

	sbuf_reset(text);
	for (size_t i = 0; i < n; i++) {
		bool code = is_code(&v[i]);
		if (!code && (!open || v[i].addr == last))
			continue;
		if (!lines++)
			first = v[i].addr;
		sbuf_printf(text, "%llx %c " SLICE_FMT "\n",
		            (unsigned long long)(v[i].addr - first), v[i].type,
		            SLICE_ARG(v[i].name));
		last = v[i].addr;
		open = code;
	}
	if (!lines)
		return;
	s->rows.is_32bit = st->is_32bit;
	struct kernel_symbols *row = snapshot_row(&s->rows, kernel_symbols);
	if (v->module)
		fact_set_text(row, module, arena_dup(s->rows.arena, st->modules[v->module - 1]));
	fact_set(row, address, first);
	fact_set(row, symbols, lines);
	fact_set_text(row, list, arena_dup(s->rows.arena, sbuf_slice(text)));
}

static void kallsyms_end(struct system *s)
{
	struct state *st = s->state;
	struct sbuf text = { 0 };

	system_stat(s, -1, S("symbols"), (double)st->n, "");
	system_stat(s, -1, S("symbols.modules"), (double)st->n_modules, "");
	system_stat(s, -1, S("symbols.hidden"), (double)st->hidden, "");
	if (st->full || !st->n_kept)
		return;
	qsort(st->v, st->n_kept, sizeof(*st->v), by_place);
	for (size_t i = 0, end; i < st->n_kept; i = end) {
		for (end = i; end < st->n_kept && st->v[end].module == st->v[i].module; end++)
			;
		list_add(s, st->v + i, end - i, &text);
	}
	sbuf_deinit(&text);
}

const struct system_format system_format_kallsyms = {
	.name = "kallsyms",
	.summary = "/proc/kallsyms and System.map",
	.source = "kernel/kallsyms.c",
	.bid = kallsyms_bid,
	.state_bytes = sizeof(struct state),
	.line = kallsyms_line,
	.end = kallsyms_end,
};
