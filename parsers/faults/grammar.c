// SPDX-License-Identifier: Apache-2.0
/*
 * Which lines kernel reports are made of, whatever they report.
 *
 *   CPU: 1 PID: 12 Comm: kworker/1:0 Not tainted 6.1.0 #1        body_lines.def
 *   RAX: 0000000000000000 RBX: ffff888101a1c000 RCX: 0000000000000000    registers
 *    ? exc_page_fault+0x3e/0xe0                                  frames
 *   Allocated by task 12:                                        stack_intros.def
 *    ffff8881f1f7c100: fb fb fb fb fc fc fc fc                   dumps
 *   ==================================================================
 */
#include "parsers/faults/grammar.h"

#include "parsers/faults/regs.h"

static const struct slice body_lines[] = {
#define BODY_LINE(text) S(text),
#include "parsers/faults/body_lines.def"
#undef BODY_LINE
};

enum intro_match {
	MATCH_START,
	MATCH_HAS,
	MATCH_WHOLE
};

static const struct stack_intro_row {
	struct slice text;
	enum intro_match match;
	enum stack_role role;
	bool call;
} intros[] = {
// CALL and RACE are no roles: the first keeps what stood before it, the second counts
#define STACK_CALL STACK_FAULT
#define STACK_RACE STACK_FAULT
#define STACK_INTRO(role_, match_, text_) \
	{ .text = S(text_),               \
	  .match = MATCH_##match_,        \
	  .role = STACK_##role_,          \
	  .call = #role_[0] == 'C' && #role_[1] == 'A' },
#include "parsers/faults/stack_intros.def"
#undef STACK_INTRO
#undef STACK_CALL
#undef STACK_RACE
};

bool stack_intro(struct slice text, enum stack_role *ret_role)
{
	bool call;
	return stack_intro_find(text, ret_role, &call);
}

bool stack_intro_find(struct slice text, enum stack_role *ret_role, bool *ret_call)
{
	struct slice t = slice_trim(text);

	for (size_t i = 0; i < sizeof(intros) / sizeof(*intros); i++) {
		const struct stack_intro_row *row = &intros[i];
		bool hit = row->match == MATCH_START   ? slice_starts(t, row->text)
		           : row->match == MATCH_WHOLE ? slice_eq(t, row->text)
		                                       : slice_has(t, row->text);
		if (!hit)
			continue;
		*ret_role = row->role;
		*ret_call = row->call;
		return true;
	}
	return false;
}

/** A line of one repeated separator, as lockdep and the sanitizers print around their reports. */
bool grammar_is_separator(struct slice text)
{
	struct slice t = slice_trim(text);

	if (t.n < 8 || (*t.p != '=' && *t.p != '-' && *t.p != '*'))
		return false;
	for (size_t i = 1; i < t.n; i++)
		if (t.p[i] != *t.p)
			return false;
	return true;
}

/** `ffff8881f1f7c100: fb fb fb`, `>ffff…: 00 00`, `Object 000…: 6b 6b`, `3fe0: c0120000 …`, and words
 *  of a stack dump: at least three groups of 2, 4, 8 or 16 hex digits after an optional label. */
bool grammar_is_hexdump(struct slice text)
{
	struct slice t = slice_trim(text), word;
	size_t groups = 0, others = 0;

	slice_skip_char(&t, '>');
	while (t.n && groups < 3) {
		slice_skip_blanks(&t);
		if (!slice_word(&t, &word))
			break;
		if (slice_ends(word, S(":")))
			word.n--;
		size_t n = 0;
		while (n < word.n && strchr("0123456789abcdefABCDEF<>()[]", word.p[n]))
			n++;
		if (n == word.n && (n == 2 || n == 4 || n == 8 || n == 10 || n == 16 || n == 18))
			groups++;
		else if (++others > 3)
			return false;
	}
	return groups >= 3;
}

bool grammar_is_code(struct slice text)
{
	struct slice t = slice_ltrim(text), address, word;
	uint64_t v;

	slice_skip_char(&t, '#');
	slice_skip_char(&t, '>');
	if (!slice_cut(&t, ':', &address) || address.n != 16 || !slice_u64(&address, 16, &v) ||
	    address.n)
		return false;
	slice_skip_blanks(&t);
	if (!slice_word(&t, &word) || word.n < 4 || word.n > 12 || word.n % 4)
		return false;
	return slice_u64(&word, 16, &v) && !word.n;
}

/** Marks of context inside stacks: <IRQ>, </TASK>, <EOI>, <<EOE>>, <#DF>, =>. */
static bool is_context_mark(struct slice t)
{
	return t.n >= 3 && t.n < 24 && *t.p == '<' && t.p[t.n - 1] == '>';
}

/** One name of a module list whose parts another CPU's lines tore apart: "qcom_common", "msm(+)". */
static bool is_module_word(struct slice t)
{
	bool marked = false;

	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		if (c == '_' || c == '(')
			marked = true;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ')' ||
		           c == '+' || c == '-' || (c >= 'A' && c <= 'Z' && marked)))
			return false;
	}
	return marked && t.n < 64 && *t.p >= 'a' && *t.p <= 'z';
}

bool grammar_is_body(struct slice text)
{
	struct slice t = slice_trim(text);
	struct frame frame;
	enum stack_role role;
	bool call;

	if (!t.n)
		return true;
	struct slice mark, rest = t; // "<IRQ>  [<ffffffff8104d6e7>] ? foo+0x87/0xc0" before 4.9
	if (*t.p == '<' && slice_word(&rest, &mark) && is_context_mark(mark)) {
		t = slice_ltrim(rest);
		if (!t.n)
			return true;
	}
	if (frame_parse(t, &frame) || is_context_mark(t) || regs_is_line(t) ||
	    stack_intro_find(t, &role, &call) || grammar_is_separator(t))
		return true;
	for (size_t i = 0; i < sizeof(body_lines) / sizeof(*body_lines); i++)
		if (slice_starts(t, body_lines[i]))
			return true;
	if (*t.p == '#' &&
	    slice_has(t, S(", at: "))) // " #0: ffff… (&lock){+.+.}-{3:3}, at: f+0x1/0x2"
		return true;
	if (*t.p >= '0' && *t.p <= '9' && slice_has(t, S(" held by ")))
		return true;
	return is_module_word(t) || grammar_is_hexdump(t) || grammar_is_code(t);
}

struct slice report_text(const struct report_line *line)
{
	return text_unquoted(line->text);
}

/** Bytes of a prompt that a message may be glued to on a console. */
#define PROMPT_BYTES 48

struct slice text_unquoted(struct slice s)
{
	for (;;) {
		if (s.n && (*s.p == ' ' || *s.p == '\t' || *s.p == '>' || *s.p == '|')) {
			// ">ffff8881…: fb fb" is a row of shadow memory, "> BUG: …" a quoted mail
			if (*s.p == '>' && s.n > 1 && s.p[1] != ' ' && s.p[1] != '>' &&
			    s.p[1] != '[' && s.p[1] != '\t')
				break;
			s = slice_from(s, 1);
		} else if (slice_starts(s, S("\xc2\xa0"))) { // no-break space of a mail
			s = slice_from(s, 2);
		} else if (slice_starts(s, S("\xc3\x82\xc2\xa0"))) { // the same, encoded twice
			s = slice_from(s, 4);
		} else {
			break;
		}
	}
	ssize_t login = slice_find(slice_head(s, PROMPT_BYTES), S(" login: "));
	if (login > 0)
		s = slice_from(s, login + S(" login: ").n);
	return slice_trim(s);
}
