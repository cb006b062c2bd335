// SPDX-License-Identifier: Apache-2.0
//
// _RNvXs1_CscPPBqWtAqum_11ashmem_rustNtB5_6AshmemNtNtCs43vyB533jt3_6kernel10miscdevice10MiscDevice4mmap
//   -> <ashmem_rust::Ashmem as kernel::miscdevice::MiscDevice>::mmap
#include "analyzer/groups/demangle.h"

#include "parsers/base/sbuf.h"

// A v0 name in the making.  `all` begins after "_R": back references count from there.
struct v0 {
	struct slice all;
	size_t at;
	struct sbuf out;
	unsigned depth;
	unsigned work; /**< parts read: back references can repeat parts without end */
	bool bad;
	bool mute; /**< read on without printing */
};

#define V0_WORK 2000

static void v0_path(struct v0 *v, bool in_value);
static void v0_type(struct v0 *v);

static void v0_put(struct v0 *v, const char *text)
{
	if (!v->mute)
		sbuf_puts(&v->out, text);
}

static char v0_peek(const struct v0 *v)
{
	return v->at < v->all.n ? v->all.p[v->at] : '\0';
}

static bool v0_eat(struct v0 *v, char c)
{
	if (v0_peek(v) != c || v->bad)
		return false;
	v->at++;
	return true;
}

static bool v0_enter(struct v0 *v)
{
	if (++v->depth > DEMANGLE_DEPTH || ++v->work > V0_WORK || v->out.overflow)
		v->bad = true;
	return !v->bad;
}

/** Digits and letters up to `_`, base 62; "_" alone is 0. */
static uint64_t v0_base62(struct v0 *v)
{
	uint64_t n = 0;

	if (v0_eat(v, '_'))
		return 0;
	for (unsigned i = 0; i < 11; i++) {
		char c = v0_peek(v);
		unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
		                 : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a' + 10)
		                 : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A' + 36)
		                                        : 62;
		if (digit == 62)
			break;
		n = n * 62 + digit;
		v->at++;
	}
	if (!v0_eat(v, '_'))
		v->bad = true;
	return n + 1;
}

/** `s` base62: tells equal names apart, not printed. */
static void v0_disambiguator(struct v0 *v)
{
	if (v0_eat(v, 's'))
		(void)v0_base62(v);
}

static void v0_ident(struct v0 *v)
{
	size_t n = 0;

	v0_disambiguator(v);
	bool punycode = v0_eat(v, 'u');
	if (v0_peek(v) < '0' || v0_peek(v) > '9')
		v->bad = true;
	while (!v->bad && v0_peek(v) >= '0' && v0_peek(v) <= '9' && n < v->all.n)
		n = n * 10 + (size_t)(v->all.p[v->at++] - '0');
	(void)v0_eat(v, '_');
	if (v->bad || punycode || n > v->all.n - v->at) {
		v->bad = true;
		return;
	}
	if (!v->mute)
		sbuf_add(&v->out, (struct slice){ v->all.p + v->at, n });
	v->at += n;
}

/** Read @p read at the place that a back reference names. */
static void v0_back(struct v0 *v, void (*read)(struct v0 *v, bool in_value), bool in_value)
{
	size_t from = v->at - 1; // of the B
	uint64_t to = v0_base62(v);
	size_t resume = v->at;

	if (v->bad || to >= from) {
		v->bad = true;
		return;
	}
	v->at = (size_t)to;
	read(v, in_value);
	v->at = resume;
}

static void v0_type_of(struct v0 *v, bool in_value)
{
	(void)in_value;
	v0_type(v);
}

static void v0_generic_args(struct v0 *v)
{
	for (bool first = true; !v->bad && !v0_eat(v, 'E'); first = false) {
		if (!v0_enter(v))
			return;
		if (!first)
			v0_put(v, ", ");
		if (v0_eat(v, 'L')) {
			(void)v0_base62(v);
			v0_put(v, "'_");
		} else if (v0_eat(v, 'K')) {
			// a constant: its type, then hex digits up to _
			bool was = v->mute;
			v->mute = true;
			v0_type(v);
			v->mute = was;
			while (!v->bad && v0_peek(v) && v0_peek(v) != '_')
				v->at++;
			v->bad |= !v0_eat(v, '_');
			v0_put(v, "_");
		} else {
			v0_type(v);
		}
		v->depth--;
	}
}

static void v0_impl_path(struct v0 *v)
{
	bool was = v->mute;

	v0_disambiguator(v);
	v->mute = true; // where the impl stands is not what it is
	v0_path(v, false);
	v->mute = was;
}

static void v0_path(struct v0 *v, bool in_value)
{
	if (!v0_enter(v))
		return;
	char c = v0_peek(v);
	v->at++;
	switch (c) {
	case 'C':
		v0_ident(v);
		break;
	case 'N': {
		char space = v0_peek(v);
		v->at++;
		v0_path(v, in_value);
		v0_put(v, "::");
		if (space == 'C')
			v0_put(v, "{closure}");
		bool was = v->mute;
		v->mute |= space == 'C';
		v0_ident(v);
		v->mute = was;
		break;
	}
	case 'M':
	case 'X':
		v0_impl_path(v);
		v0_put(v, "<");
		v0_type(v);
		if (c == 'X') {
			v0_put(v, " as ");
			v0_path(v, false);
		}
		v0_put(v, ">");
		break;
	case 'Y':
		v0_put(v, "<");
		v0_type(v);
		v0_put(v, " as ");
		v0_path(v, false);
		v0_put(v, ">");
		break;
	case 'I':
		v0_path(v, in_value);
		v0_put(v, in_value ? "::<" : "<");
		v0_generic_args(v);
		v0_put(v, ">");
		break;
	case 'B':
		v0_back(v, v0_path, in_value);
		break;
	default:
		v->bad = true;
	}
	v->depth--;
}

static const char *v0_basic(char c)
{
	static const char *const names[26] = {
		['a' - 'a'] = "i8",   ['b' - 'a'] = "bool",  ['c' - 'a'] = "char",
		['d' - 'a'] = "f64",  ['e' - 'a'] = "str",   ['f' - 'a'] = "f32",
		['h' - 'a'] = "u8",   ['i' - 'a'] = "isize", ['j' - 'a'] = "usize",
		['l' - 'a'] = "i32",  ['m' - 'a'] = "u32",   ['n' - 'a'] = "i128",
		['o' - 'a'] = "u128", ['s' - 'a'] = "i16",   ['t' - 'a'] = "u16",
		['u' - 'a'] = "()",   ['v' - 'a'] = "...",   ['x' - 'a'] = "i64",
		['y' - 'a'] = "u64",  ['z' - 'a'] = "!",     ['p' - 'a'] = "_",
	};
	return c >= 'a' && c <= 'z' ? names[c - 'a'] : NULL;
}

static void v0_type(struct v0 *v)
{
	if (!v0_enter(v))
		return;
	char c = v0_peek(v);
	const char *basic = v0_basic(c);
	if (basic) {
		v->at++;
		v0_put(v, basic);
	} else if (c == 'R' || c == 'Q' || c == 'P' || c == 'O') {
		v->at++;
		if ((c == 'R' || c == 'Q') && v0_eat(v, 'L'))
			(void)v0_base62(v);
		v0_put(v, c == 'R' ? "&" : c == 'Q' ? "&mut " : c == 'P' ? "*const " : "*mut ");
		v0_type(v);
	} else if (c == 'S') {
		v->at++;
		v0_put(v, "[");
		v0_type(v);
		v0_put(v, "]");
	} else if (c == 'T') {
		v->at++;
		v0_put(v, "(");
		v0_generic_args(v);
		v0_put(v, ")");
	} else if (c == 'B') {
		v->at++;
		v0_back(v, v0_type_of, false);
	} else if (c == 'A' || c == 'F' || c == 'D') {
		v->bad = true; // arrays, function pointers and dyn traits: the name stays mangled
	} else {
		v0_path(v, false);
	}
	v->depth--;
}

static bool demangle_v0(struct slice name, struct sbuf *out)
{
	struct v0 v = { .all = slice_from(name, 2), .out = { .max = DEMANGLE_BYTES } };

	v0_path(&v, true);
	*out = v.out;
	// an instantiating crate or a vendor's suffix (.llvm.1) may follow
	return !v.bad && !v.out.overflow && v.out.n;
}

/** Is it the h and 16 hex digits that end a legacy Rust name? */
static bool is_rust_hash(struct slice s)
{
	if (s.n != 17 || *s.p != 'h')
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!memchr("0123456789abcdef", s.p[i], 16))
			return false;
	return true;
}

/** `_Z8fakeNameiii`, `_ZN3foo3barEv`; arguments are left out. */
static bool demangle_cxx(struct slice name, struct sbuf *out)
{
	struct slice in = slice_from(name, 2), part;
	bool nested = slice_skip_char(&in, 'N');
	uint64_t n;

	(void)slice_skip_char(&in, 'L'); // internal linkage
	while (nested && (slice_skip_char(&in, 'K') || slice_skip_char(&in, 'V')))
		;
	do {
		if (!slice_u64(&in, 10, &n) || n == 0 || n > in.n)
			break;
		part = slice_head(in, (size_t)n);
		in = slice_from(in, (size_t)n);
		if (is_rust_hash(part) && out->n)
			continue;
		if (out->n)
			sbuf_puts(out, "::");
		sbuf_add(out, part);
	} while (nested);
	return out->n && !out->overflow &&
	       (!nested || (in.n && (*in.p == 'E' || *in.p == 'C' || *in.p == 'D')));
}

bool demangle(struct slice name, struct arena *arena, struct slice *ret)
{
	struct sbuf out = { .max = DEMANGLE_BYTES };
	bool ok = false;

	if (name.n > DEMANGLE_BYTES)
		return false;
	if (slice_starts(name, S("_R")) && name.n > 4)
		ok = demangle_v0(name, &out);
	else if (slice_starts(name, S("_Z")) && name.n > 3)
		ok = demangle_cxx(name, &out);
	if (ok)
		*ret = arena_dup(arena, sbuf_slice(&out));
	sbuf_deinit(&out);
	return ok;
}
