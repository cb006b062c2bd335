// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/kallsyms and System.map: recognised, and counted.
 *
 *   ffffffff81000000 T _text
 *   ffffffffc0a5c000 t nft_trans_alloc	[nf_tables]
 *
 * s_show() in kernel/kallsyms.c.  Numbers: symbols, symbols.modules, and symbols.hidden, whose
 * addresses are printed as 0 (kptr_restrict).
 */
#include "parsers/system/token.h"

struct state {
	uint64_t n, modules, hidden;
};

static bool symbol_parse(struct slice line, uint64_t *ret_address, struct slice *ret_rest)
{
	struct slice s = line, w, type;

	if (!token_word(&s, &w) || (w.n != 8 && w.n != 16) || !slice_u64(&w, 16, ret_address) ||
	    w.n || !token_word(&s, &type) || type.n != 1 ||
	    !strchr("aAbBcCdDgGiInNpPrRsStTuUvVwW?", *type.p) || !token_word(&s, &w))
		return false;
	*ret_rest = slice_trim(s);
	return true;
}

static int kallsyms_bid(struct slice head, struct slice path)
{
	struct slice line, rest;
	uint64_t address;
	int lines = 0;

	(void)path;
	while (lines < 3 && token_line(&head, &line) && symbol_parse(line, &address, &rest))
		lines++;
	return lines == 3 ? 90 : 0;
}

static void kallsyms_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice rest;
	uint64_t address;

	if (!symbol_parse(line, &address, &rest)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	st->n++;
	st->modules += slice_starts(rest, S("["));
	st->hidden += !address;
}

static void kallsyms_end(struct system *s)
{
	struct state *st = s->state;

	system_stat(s, -1, S("symbols"), st->n, "");
	system_stat(s, -1, S("symbols.modules"), st->modules, "");
	system_stat(s, -1, S("symbols.hidden"), st->hidden, "");
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
