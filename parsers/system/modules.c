// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/modules and lsmod:
 *
 *   nf_tables 303104 0 - Live 0xffffffffc0a5c000
 *   vboxdrv 692224 2 vboxnetadp,vboxnetflt, Live 0xffffffffc0bd3000 (OE)
 *
 *   Module                  Size  Used by
 *   nf_tables             303104  0
 *
 * m_show() in kernel/module/procfs.c, tools/lsmod.c of kmod.  Settings module.NAME hold the size in
 * bytes, and the taint letters where they are printed: `692224 (OE)`; the numbers `modules` and
 * `modules.size` (B) are of all.  /proc/modules gives rows of kernel_module too; their addresses are
 * printed as 0 to who may not see them (kptr_restrict), which is not kept.
 */
#include <ctype.h>

#include "parsers/system/token.h"

struct state {
	uint64_t n;
	double size;
};

static bool header_is(struct slice line)
{
	struct slice w[4];

	return fields_words(line, w, 4) == 4 && slice_is(w[0], "Module") &&
	       slice_is(w[1], "Size") && slice_is(w[2], "Used") && slice_is(w[3], "by");
}

/* A line of /proc/modules says its state. */
static bool proc_line_is(struct slice line)
{
	struct slice w[5];

	return fields_words(line, w, 5) == 5 && token_is_digits(w[1]) &&
	       (slice_is(w[4], "Live") || slice_is(w[4], "Loading") || slice_is(w[4], "Unloading"));
}

static int modules_bid(struct slice head, struct slice path)
{
	struct slice line;

	(void)path;
	return token_line(&head, &line) && (header_is(line) || proc_line_is(line)) ? 95 : 0;
}

/** Where the kernel put it, which /proc/modules alone tells. */
static void module_row(struct system *s, struct slice line, double size)
{
	struct kernel_module *row;
	struct slice w[6], taint;
	uint64_t address;
	char state[16];

	if (fields_words(line, w, 6) < 6 || !slice_skip(&w[5], S("0x")))
		return;
	s->rows.is_32bit = w[5].n == 8;
	if (!slice_u64(&w[5], 16, &address) || w[5].n)
		return;
	row = snapshot_row(&s->rows, kernel_module);
	fact_set_text(row, name, arena_dup(s->rows.arena, w[0]));
	fact_set(row, size, (int64_t)size);
	if (address)
		fact_set(row, address, address);
	if (!token_last_word(&line, &taint) || !slice_skip_char(&taint, '(') ||
	    !slice_ends(taint, S(")")))
		taint = S(")");
	fact_set_text(row, taint, arena_dup(s->rows.arena, slice_head(taint, taint.n - 1)));
	size_t n = w[4].n < sizeof(state) ? w[4].n : sizeof(state);
	for (size_t i = 0; i < n; i++)
		state[i] = (char)tolower((unsigned char)w[4].p[i]);
	fact_set_text(row, state, arena_dup(s->rows.arena, (struct slice){ state, n }));
	fact_set_text(row, knowledge, S("proc"));
}

static void modules_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice w[3], taint;
	struct token_name_buf buf, value_buf;
	double size;

	if (!slice_trim(line).n || header_is(line))
		return;
	if (fields_words(line, w, 3) < 3 || !token_is_digits(w[1]) || !token_number(w[1], &size)) {
		s->bad_lines++;
		return;
	}
	st->n++;
	st->size += size;
	struct slice value = w[1], rest = line;
	if (proc_line_is(line) && token_last_word(&rest, &taint) && slice_starts(taint, S("(")))
		value = token_name(&value_buf, SLICE_FMT " " SLICE_FMT, SLICE_ARG(w[1]),
		                   SLICE_ARG(taint));
	if (proc_line_is(line))
		module_row(s, line, size);
	system_setting(s, token_name(&buf, "module." SLICE_FMT, SLICE_ARG(w[0])), value);
}

static void modules_end(struct system *s)
{
	struct state *st = s->state;

	system_stat(s, -1, S("modules"), st->n, "");
	system_stat(s, -1, S("modules.size"), st->size, "B");
}

const struct system_format system_format_modules = {
	.name = "modules",
	.summary = "/proc/modules and lsmod",
	.source = "kernel/module/procfs.c, kmod lsmod.c",
	.bid = modules_bid,
	.state_bytes = sizeof(struct state),
	.line = modules_line,
	.end = modules_end,
};
