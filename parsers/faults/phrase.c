// SPDX-License-Identifier: Apache-2.0
/*
 * Phrases of reports, as in
 *
 *   Read of size 8 at addr ffff888012345678 by task kworker/0:1/123
 *   BUG: KASAN: use-after-free in tty_release+0x1a4/0x6b0 [tty]
 *   ==================================================================
 */
#include "parsers/faults/phrase.h"

#include <ctype.h>

#include "parsers/limits.h"

// The kernel's shortest rule is that of "[ BUG: bad unlock balance detected! ]" in Linux 3.x, cut by
// some mail programs to a quarter.
#define RULE_MIN 8

bool phrase_begins(struct slice text, const char *const phrases[])
{
	for (size_t i = 0; phrases[i]; i++)
		if (slice_starts(text, slice_str(phrases[i])))
			return true;
	return false;
}

bool phrase_is_rule(struct slice text, char c)
{
	text = slice_trim(text);
	if (text.n < RULE_MIN)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != c)
			return false;
	return true;
}

static bool symbol_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '<' ||
	       c == '>' || c == ':' || c == '~';
}

bool phrase_symbol(struct slice text, struct slice *ret_function, struct slice *ret_module)
{
	struct slice in = slice_ltrim(text), name, rest;
	size_t n = 0;

	if (slice_starts(in, S("[<")) && slice_skip_past(&in, S(">]")))
		in = slice_ltrim(in);
	while (n < in.n && symbol_char(in.p[n]))
		n++;
	name = slice_head(in, n);
	if (!n || isdigit((unsigned char)name.p[0]) || n > LIMIT_NAME_BYTES)
		return false;
	rest = slice_from(in, n);
	if (rest.n && rest.p[0] != '+' && rest.p[0] != ' ' && rest.p[0] != '\t' &&
	    rest.p[0] != '(' && rest.p[0] != '\r')
		return false;

	struct slice word, module = { 0 };
	if (slice_skip_char(&rest, '+'))
		slice_word(&rest, &word); // offset and size
	rest = slice_trim(rest);
	if (slice_skip_char(&rest, '[') && !slice_starts(rest, S("inline]"))) {
		for (n = 0; n < rest.n && symbol_char(rest.p[n]); n++)
			;
		if (n && n < rest.n && (rest.p[n] == ']' || rest.p[n] == ' '))
			module = slice_head(rest, n);
	}
	*ret_function = name;
	*ret_module = module;
	return true;
}

bool phrase_task(struct slice text, struct slice *ret_comm, int64_t *ret_pid,
                 struct slice *ret_rest)
{
	const char *slash = text.n ? memrchr(text.p, '/', text.n) : NULL;

	// A slash in what follows the pid is none of ours: go back to one with digits after it.
	while (slash) {
		struct slice comm = { text.p, (size_t)(slash - text.p) };
		struct slice in = slice_from(text, comm.n + 1);
		uint64_t pid;
		if (slice_u64(&in, 10, &pid) && pid <= INT32_MAX &&
		    (!in.n || !isalnum((unsigned char)in.p[0]))) {
			*ret_comm = comm;
			*ret_pid = (int64_t)pid;
			if (ret_rest)
				*ret_rest = in;
			return true;
		}
		slash = comm.n ? memrchr(comm.p, '/', comm.n) : NULL;
	}
	return false;
}

void phrase_set_task(struct fault *f, struct slice comm, int64_t pid)
{
	if (comm.n && comm.n <= LIMIT_NAME_BYTES)
		fact_set(f, comm, arena_dup(f->arena, comm));
	fact_set(f, pid, pid);
}

void phrase_check_task(struct fault *f, int64_t pid)
{
	if (!fact_has(f, pid) || f->pid == pid || (fact_has(f, corrupted) && f->corrupted))
		return;
	fact_set(f, corrupted, 1);
	fact_set(f, corrupted_reason, S("lines of another task's report stand inside"));
}

bool phrase_size(struct slice *in, int64_t *ret)
{
	struct slice at = *in;
	uint64_t v;

	if (!slice_u64(&at, 10, &v) || v > INT64_MAX)
		return false;
	*in = at;
	*ret = (int64_t)v;
	return true;
}

struct slice phrase_join(struct arena *a, struct slice text, struct slice line)
{
	if (!text.p)
		return arena_dup(a, line);
	return arena_printf(a, SLICE_FMT "\n" SLICE_FMT, SLICE_ARG(text), SLICE_ARG(line));
}

bool phrase_head_repeats(const struct report *r, struct slice head)
{
	if (r->n_lines > 16) // deeper than anything is inlined
		return false;
	for (size_t i = 0; i < r->n_lines; i++)
		if (!slice_has(r->lines[i].text, head))
			return false;
	return true;
}

void phrase_drop_frame(struct fault *f, uint64_t line)
{
	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		for (size_t k = 0; k < s->n_frames; k++) {
			if (s->frames[k].log_line != line)
				continue;
			s->n_frames--;
			memmove(&s->frames[k], &s->frames[k + 1],
			        (s->n_frames - k) * sizeof(s->frames[0]));
			if (s->n_frames || s->title.p || f->n_regs)
				return;
			f->n_stacks--;
			memmove(s, s + 1, (f->n_stacks - i) * sizeof(*s));
			return;
		}
	}
}
