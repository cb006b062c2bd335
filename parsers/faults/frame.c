// SPDX-License-Identifier: Apache-2.0
/*
 * Stack frames, in the spellings of all architectures and ages:
 *
 *   kfree_skb+0x12/0x34 [mod]                     since 4.11
 *   ? __pfx_foo+0x10/0x10
 *   [<ffffffff81234567>] kfree_skb+0x12/0x34      before; arm, mips, parisc, s390 still
 *   [c000000003a7b9e0] [c0000000000f1a2c] .foo+0x2c/0x90 (unreliable)     powerpc
 *   [<c010f4a5>] (unwind_backtrace) from [<c010b9a1>] (show_stack+0x11/0x14)   arm
 *   unwind_backtrace from show_stack+0x10/0x14                              arm, since 5.19
 *   [<     inline     >] __dump_stack lib/dump_stack.c:15   symbolised logs
 *   __dump_stack lib/dump_stack.c:88 [inline]
 *   qfq_reset (net/sched/sch_qfq.c:1426 (discriminator 3)) sch_qfq        decode_stacktrace.sh
 *   foo+0x12/0x34 [mod 0123456789abcdef0123456789abcdef01234567]   CONFIG_STACKTRACE_BUILD_ID
 *   #3 [ffffc90000123d08] ocfs2_handle_error at ffffffffc0c86c0c [ocfs2]   crash(8)
 *
 * printed by print_ip_sym(), printk_address(), show_trace_log_lvl() and their like in
 * arch/x/kernel; symbols are those of %pS, %pB and %pSb (lib/vsprintf.c, kernel/kallsyms.c).
 */
#include "parsers/faults/grammar.h"

#include "parsers/base/hex.h"
#include "parsers/limits.h"

static bool is_name_start(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
	       c == '$' || c == '<';
}

static bool is_name_char(unsigned char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

/** A function's name; those of Rust hold <>:, and are taken up to the +0x. */
static bool name_take(struct slice *in, struct slice *ret)
{
	size_t n = 0;

	if (!in->n || !is_name_start(*in->p))
		return false;
	while (n < in->n && is_name_char(in->p[n]))
		n++;
	// _RNvCs_4core3foo mangled names pass above; demangled ones have blanks and colons
	if (n < in->n && (in->p[n] == ':' || in->p[n] == '<' || in->p[n] == '>')) {
		ssize_t plus = slice_find(slice_head(*in, LIMIT_NAME_BYTES), S("+0x"));
		if (plus > 0 && n + 1 < in->n && in->p[n + 1] == ':')
			n = plus;
	}
	if (n > LIMIT_NAME_BYTES || n < 1)
		return false;
	*ret = slice_head(*in, n);
	*in = slice_from(*in, n);
	return true;
}

static size_t hex_run(struct slice s)
{
	size_t n = 0;
	while (n < s.n && hex_digit(s.p[n]) >= 0)
		n++;
	return n;
}

/** ` [module]`, ` [module 0123…]`, ` [module(OE)]`, and marks as ` (C)`; never fails. */
static void module_take(struct slice *in, struct frame *ret)
{
	struct slice s = *in, inside;

	slice_skip_blanks(&s);
	if (!slice_skip_char(&s, '['))
		return;
	if (!slice_cut(&s, ']', &inside) || !inside.n || inside.n > 256)
		return;
	if (slice_is(inside, "inline")) {
		ret->flags |= FRAME_INLINED;
		*in = s;
		return;
	}
	struct slice word;
	if (!is_name_char(*inside.p) || !slice_word(&inside, &word))
		return;
	const char *paren = memchr(word.p, '(', word.n);
	if (paren)
		word.n = paren - word.p;
	ret->module = word;
	inside = slice_trim(inside);
	if (inside.n >= 16 && hex_run(inside) == inside.n)
		ret->build_id = inside;
	*in = s;
}

/** `dir/file.c:123` or `file.c:123:4`, with or without brackets; never fails. */
static void source_take(struct slice *in, struct frame *ret)
{
	struct slice s = *in, word, file;
	uint64_t line;

	slice_skip_blanks(&s);
	bool paren = slice_skip_char(&s, '(');
	if (!slice_word(&s, &word))
		return;
	const char *colon = memchr(word.p, ':', word.n);
	if (!colon)
		return;
	file = (struct slice){ word.p, colon - word.p };
	struct slice rest = slice_from(word, file.n + 1);
	if (!memchr(file.p, '.', file.n) || !slice_u64(&rest, 10, &line) || line > INT32_MAX)
		return;
	ret->file = file;
	ret->line = line;
	if (paren) { // the rest up to the bracket that closes it
		int open = 1;
		s = (struct slice){ rest.p, rest.n + s.n };
		while (s.n && open) {
			open += *s.p == '(' ? 1 : *s.p == ')' ? -1 : 0;
			s = slice_from(s, 1);
		}
		struct slice mod = s;
		slice_skip_blanks(&mod);
		struct slice name;
		if (mod.n && *mod.p != '[' && slice_word(&mod, &name) && name.n < 64) {
			ret->module = name; // decode_stacktrace.sh prints modules without brackets
			s = mod;
		}
	}
	*in = s;
}

bool frame_parse_symbol(struct slice *in, struct frame *ret)
{
	struct slice s = *in;
	struct frame f = { .line = -1, .offset = -1, .size = -1 };
	uint64_t offset, size;

	if (!name_take(&s, &f.function))
		return false;
	if (!slice_skip_char(&s, '+') || !slice_starts(s, S("0x")) || !slice_hex(&s, &offset))
		return false;
	f.offset = offset <= INT64_MAX ? (int64_t)offset : -1;
	if (slice_skip_char(&s, '/') && slice_hex(&s, &size))
		f.size = size <= INT64_MAX ? (int64_t)size : -1;
	module_take(&s, &f);
	source_take(&s, &f);
	module_take(&s, &f);
	*ret = f;
	*in = s;
	return true;
}

/** `[<ffffffff81000000>]`, `[<(____ptrval____)>]`, `[<     inline     >]`, `[c0000000001234]`. */
static bool address_take(struct slice *in, struct frame *ret)
{
	struct slice s = *in;

	if (!slice_skip_char(&s, '['))
		return false;
	bool angle = slice_skip_char(&s, '<');
	slice_skip_blanks(&s);
	slice_skip_char(&s, '(');
	if (slice_skip(&s, S("inline"))) {
		ret->flags |= FRAME_INLINED;
	} else if (slice_skip(&s, S("____ptrval____")) || slice_skip(&s, S("ptrval")) ||
	           (angle && slice_skip(&s, S("...")))) { // elided by whoever pasted it
	} else {
		size_t digits =
			slice_starts(s, S("0x")) ? 2 + hex_run(slice_from(s, 2)) : hex_run(s);
		bool hidden = angle && digits == 1 && *s.p == '0'; // [<0>]: /proc/PID/stack
		if ((digits < 6 && !hidden) || !slice_hex(&s, &ret->address))
			return false;
		ret->has_address = !hidden;
	}
	slice_skip_char(&s, ')');
	slice_skip_blanks(&s);
	if (angle && !slice_skip_char(&s, '>'))
		return false;
	if (!slice_skip_char(&s, ']'))
		return false;
	*in = s;
	return true;
}

static bool is_source_name(struct slice file)
{
	return slice_ends(file, S(".c")) || slice_ends(file, S(".h")) ||
	       slice_ends(file, S(".S")) || slice_ends(file, S(".rs")) ||
	       slice_ends(file, S(".cc")) || slice_ends(file, S(".cpp"));
}

/** "at mm/slub.c:12" is part of a sentence. */
static bool is_preposition(struct slice name)
{
	return slice_is(name, "at") || slice_is(name, "in") || slice_is(name, "from") ||
	       slice_is(name, "by") || slice_is(name, "of") || slice_is(name, "and");
}

/** `func file.c:12 [inline]`, `func (file.c:12)`, of symbolised logs. */
static bool symbolised_take(struct slice *in, struct frame *ret)
{
	struct slice s = *in;
	struct frame f = *ret;

	if (!name_take(&s, &f.function) || !s.n || *s.p != ' ' || is_preposition(f.function))
		return false;
	source_take(&s, &f);
	if (!f.file.p || !is_source_name(f.file))
		return false;
	module_take(&s, &f);
	s = slice_trim(s);
	if (s.n)
		return false;
	*ret = f;
	*in = s;
	return true;
}

/** What may follow a frame: marks in brackets, a column, "(unreliable)"; anything else is a
 *  sentence. */
static bool tail_ok(struct slice s, struct frame *f)
{
	s = slice_trim(s);
	while (slice_skip_char(&s, '(') || slice_skip_char(&s, '[')) {
		if (slice_starts(s, S("unreliable")))
			f->flags |= FRAME_UNRELIABLE;
		ssize_t close = slice_find(s, S(")"));
		if (close < 0)
			close = slice_find(s, S("]"));
		if (close < 0 || close > 24)
			return false;
		s = slice_ltrim(slice_from(s, close + 1));
	}
	return s.n == 0 || slice_is(s, ")");
}

/** arm: `(callee) from [<addr>] (caller+0x1/0x2)`; `callee from caller+0x1/0x2`. */
static bool arm_from_take(struct slice *in, struct frame *f)
{
	struct slice s = *in, name;

	bool paren = slice_skip_char(&s, '(');
	if (!name_take(&s, &name))
		return false;
	if (slice_skip_char(&s, '+')) { // (callee+0x0/0x10) from …, with frame pointers
		uint64_t n;
		if (!slice_hex(&s, &n))
			return false;
		if (slice_skip_char(&s, '/'))
			slice_hex(&s, &n);
	}
	module_take(&s, f);
	if (paren && !slice_skip_char(&s, ')'))
		return false;
	if (!slice_skip(&s, S(" from ")))
		return false;
	f->function = name;
	*in = slice_head(s, 0);
	return true;
}

/** crash(8): `func at ffffffffc0c86c0c [ocfs2]`, after the number and the stack pointer. */
static bool crash_take(struct slice *in, struct frame *ret)
{
	struct slice s = *in;
	struct frame f = *ret;

	if (!name_take(&s, &f.function))
		return false;
	uint64_t n;
	if (slice_skip_char(&s, '+') && !slice_u64(&s, 10, &n))
		return false;
	if (!slice_skip(&s, S(" at ")) || hex_run(s) < 8 || !slice_u64(&s, 16, &f.address))
		return false;
	f.has_address = true;
	module_take(&s, &f);
	if (slice_trim(s).n)
		return false;
	*ret = f;
	*in = s;
	return true;
}

bool frame_parse(struct slice text, struct frame *ret)
{
	struct slice s = slice_trim(text);
	struct frame f = { .line = -1, .offset = -1, .size = -1 };
	uint64_t n;

	if (slice_skip_char(&s, '(')) { // s390: ([<000000000013a2b4>] foo+0x12/0x34)
		if (!s.n || *s.p != '[')
			s = slice_trim(text);
	}
	bool numbered = slice_skip_char(&s, '#'); // user space and some tools number their frames
	if (numbered) {
		if (!slice_u64(&s, 10, &n))
			return false;
		slice_skip_char(&s, ':');
		slice_skip_blanks(&s);
	}
	bool addressed = false;
	for (int i = 0; i < 3 && address_take(&s, &f); i++) {
		addressed = true;
		slice_skip_blanks(&s);
	}
	if (numbered && crash_take(&s, &f)) {
		*ret = f;
		return true;
	}
	if (slice_skip(&s, S("? "))) {
		f.flags |= FRAME_UNRELIABLE;
		slice_skip_blanks(&s);
	}
	struct slice at = s;
	if (slice_skip(&at, S("0x")) && hex_run(at) >= 6) { // a bare address
		if (!slice_u64(&at, 16, &f.address) || !tail_ok(at, &f))
			return false;
		f.has_address = true;
		*ret = f;
		return true;
	}
	if (arm_from_take(&s, &f)) {
		*ret = f;
		return true;
	}
	bool paren = slice_skip_char(&s, '(');
	struct frame sym;
	at = s;
	if (frame_parse_symbol(&s, &sym)) {
		if (paren)
			slice_skip_char(&s, ')');
		sym.flags |= f.flags;
		sym.address = f.address;
		sym.has_address = f.has_address;
		module_take(&s, &sym);
		if (!tail_ok(s, &sym) && !addressed)
			return false;
		*ret = sym;
		return true;
	}
	if (!paren && symbolised_take(&s, &f)) {
		*ret = f;
		return true;
	}
	if (!addressed)
		return false;
	s = slice_trim(at);
	if (paren && s.n && s.p[s.n - 1] == ')')
		s.n--;
	struct slice name;
	at = s;
	if (name_take(&at, &name) && (!at.n || *at.p == ' ')) { // [<…>] name, addresses hidden
		f.function = name;
		module_take(&at, &f);
		if (!tail_ok(at, &f))
			return false;
		*ret = f;
		return true;
	}
	if (s.n && !slice_starts(s, S("0x")))
		return false;
	if (!f.has_address)
		return false;
	*ret = f; // an address alone
	return true;
}

struct slice function_base(struct slice name)
{
	struct frame f;
	struct slice s = name;

	if (frame_parse_symbol(&s, &f))
		name = f.function;
	// powerpc's ELFv1 entry points begin with a dot
	if (name.n > 1 && *name.p == '.')
		name = slice_from(name, 1);
	static const struct slice suffixes[] = {
		S(".isra."),     S(".constprop."), S(".part."),  S(".cold"),   S(".llvm."),
		S(".lto_priv."), S(".__uniq."),    S(".cfi_jt"), S(".clone."), S("$isra$"),
	};
	size_t cut = name.n;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		ssize_t at = slice_find(name, suffixes[i]);
		if (at > 0 && (size_t)at < cut)
			cut = at;
	}
	return slice_head(name, cut);
}
