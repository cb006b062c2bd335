// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/frame_text.h"

#include <ctype.h>

#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

static bool is_name_char(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '.' || c == '$';
}

static ssize_t find_last(struct slice s, struct slice what)
{
	ssize_t last = -1;

	for (size_t from = 0; from < s.n;) {
		ssize_t at = slice_find(slice_from(s, from), what);
		if (at < 0)
			break;
		last = (ssize_t)from + at;
		from = (size_t)last + 1;
	}
	return last;
}

/** Bytes of `[   12.345678][ T1] `, `<4>[…] `, `… kernel: ` in front of a message. */
static size_t prefix_len(struct slice line, size_t before)
{
	struct slice head = slice_head(line, before);
	ssize_t kernel = find_last(head, S("kernel: "));
	size_t n = kernel >= 0 ? (size_t)kernel + 8 : 0;

	if (!kernel || kernel < 0) { // what a console adds in front of its first line
		struct slice s = head;
		if (slice_skip_char(&s, '<')) {
			uint64_t level;
			if (slice_u64(&s, 10, &level) && slice_skip_char(&s, '>'))
				n = (size_t)(s.p - head.p);
		}
	}
	for (;;) {
		struct slice s = slice_from(head, n);
		size_t blanks = 0;
		while (blanks < s.n && s.p[blanks] == ' ')
			blanks++;
		struct slice inside, in = slice_from(s, blanks);
		if (!slice_skip_char(&in, '[') || !slice_cut(&in, ']', &inside))
			break;
		inside = slice_trim(inside);
		// times have a point, callers a letter T or C; [<addresses>] have neither
		bool caller = inside.n > 1 && (*inside.p == 'T' || *inside.p == 'C') &&
		              isdigit((unsigned char)inside.p[1]);
		if (!inside.n || (!caller && (!isdigit((unsigned char)*inside.p) ||
		                              !memchr(inside.p, '.', inside.n))))
			break;
		n = (size_t)(in.p - head.p);
	}
	if (n && n < head.n && head.p[n] == ' ')
		n++;
	return n;
}

/** The mark of an instruction pointer in front of the symbol. */
static bool has_mark(struct slice before)
{
	static const struct slice marks[] = {
#define FRAME_MARK(text) S(text),
#include "analyzer/symbols/frame_marks.def"
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		ssize_t at = slice_find(before, marks[i]);
		if (at == 0 || (at > 0 && !is_name_char((unsigned char)before.p[at - 1])))
			return true;
	}
	return false;
}

/** Step back over what stands in front of a symbol and belongs to the frame: `[<address>] `, `? `, `(`,
 *  `(callee) from `.  @p text begins behind the prefix. */
static size_t frame_begin(struct slice text, size_t at)
{
	size_t n = 0;

	while (n < at && (text.p[n] == ' ' || text.p[n] == '\t'))
		n++;
	return n;
}

static void address_before(struct slice before, struct frame *f)
{
	ssize_t open = find_last(before, S("["));
	struct slice s;

	if (open < 0)
		return;
	s = slice_from(before, (size_t)open + 1);
	slice_skip_char(&s, '<');
	uint64_t addr;
	struct slice digits = s;
	if (!slice_u64(&s, 16, &addr) || s.p - digits.p < 8)
		return;
	slice_skip_char(&s, '>');
	if (!slice_skip_char(&s, ']') || s.n > 4) // blanks, `? `, `(`
		return;
	f->address = addr;
	f->has_address = true;
}

/** Is what stands in front of `+0x` a file of user space, or a function in one: `/usr/bin/foo`,
 *  `libfoo.so.1`, `foo(main`? */
static bool is_object(struct slice line, size_t begin, size_t end)
{
	struct slice name = { line.p + begin, end - begin };
	ssize_t so = slice_find(name, S(".so"));
	char before = begin ? line.p[begin - 1] : ' ';

	if (before == '/' || before == '-')
		return true;
	if (before == '(' && begin > 1 && !strchr(" \t", line.p[begin - 2]))
		return true;
	return so > 0 && ((size_t)so + 3 == name.n || name.p[so + 3] == '.');
}

/** `func+0x12/0x34 [mod]`, the last of the line. */
static bool symbol_find(struct slice line, struct text_frame *ret)
{
	struct slice rest = line;
	ssize_t plus;

	while ((plus = find_last(rest, S("+0x"))) >= 0) {
		size_t begin = (size_t)plus;
		while (begin && (size_t)plus - begin < LIMIT_NAME_BYTES &&
		       is_name_char((unsigned char)line.p[begin - 1]))
			begin--;
		struct slice in = slice_from(line, begin);
		struct frame f;
		if (begin < (size_t)plus && !is_object(line, begin, (size_t)plus) &&
		    frame_parse_symbol(&in, &f)) {
			struct slice before = slice_head(line, begin);
			ret->frame = f;
			ret->prefix = prefix_len(line, begin);
			ret->indent = ret->prefix + frame_begin(slice_from(line, ret->prefix),
			                                        begin - ret->prefix);
			ret->end = (size_t)(in.p - line.p);
			address_before(before, &ret->frame);
			if (slice_ends(before, S("? ")))
				ret->frame.flags |= FRAME_UNRELIABLE;
			if (has_mark(slice_from(before, ret->prefix)))
				ret->frame.flags |= FRAME_IP;
			return !f.file.p;
		}
		rest = slice_head(line, (size_t)plus);
	}
	return false;
}

/** `(/usr/lib/libfoo.so+0x123)`, `libfoo.so+0x123`, with `(BuildId: 0123…)` behind; backtrace(3)'s
 *  `/usr/lib/libfoo.so(+0x123) [0x7f12]`. */
static bool object_find(struct slice line, struct text_frame *ret)
{
	ssize_t plus = find_last(line, S("+0x"));

	if (plus <= 0)
		return false;
	bool is_return = line.p[plus - 1] == '(';
	size_t end = (size_t)plus - is_return, begin = end;
	while (begin && !strchr(" \t([<\"'", line.p[begin - 1]))
		begin--;
	struct slice name = { line.p + begin, end - begin }, in;
	in = slice_from(line, (size_t)plus + 1);
	uint64_t offset;
	if (!name.n || !slice_hex(&in, &offset) || offset > INT64_MAX ||
	    (!memchr(name.p, '/', name.n) && !slice_has(name, S(".so"))))
		return false;
	slice_skip_char(&in, ')');
	*ret = (struct text_frame){
		.frame = { .flags = FRAME_USER,
		           .module = name,
		           .offset = (int64_t)offset,
		           .size = -1,
		           .line = -1 },
		.prefix = prefix_len(line, begin),
		.end = (size_t)(in.p - line.p),
		.map_offset = INT64_MIN,
	};
	ssize_t id = slice_find(in, S("BuildId: "));
	if (id >= 0) {
		struct slice hex = slice_from(in, (size_t)id + 9);
		size_t n = 0;
		while (n < hex.n && isxdigit((unsigned char)hex.p[n]))
			n++;
		ret->frame.build_id = slice_head(hex, n);
		ret->end = line.n;
	}
	// sanitizers have taken 1 off the addresses that calls return to
	if (!is_return)
		ret->frame.flags |= FRAME_IP;
	ret->indent = ret->prefix + frame_begin(slice_from(line, ret->prefix), begin - ret->prefix);
	return true;
}

/** `… segfault at 0 ip 00007f12 sp 00007ff0 error 4 in libfoo.so[7f0000+1000]`; since 6.7
 *  `[20000,7f0000+1000]` with the offset in the file first. */
static bool segfault_find(struct slice line, struct text_frame *ret)
{
	struct slice s = line, name;
	uint64_t ip, begin, size, off = 0;

	if (!slice_skip_past(&s, S(" ip ")) && !slice_skip_past(&s, S(" ip:")))
		return false;
	if (!slice_u64(&s, 16, &ip) || !slice_skip_past(&s, S(" in ")))
		return false;
	ssize_t open = find_last(s, S("["));
	if (open <= 0)
		return false;
	name = slice_head(s, (size_t)open);
	s = slice_from(s, (size_t)open + 1);
	if (!slice_u64(&s, 16, &begin))
		return false;
	bool has_off = slice_skip_char(&s, ',');
	if (has_off) {
		off = begin;
		if (!slice_u64(&s, 16, &begin))
			return false;
	}
	if (!slice_skip_char(&s, '+') || !slice_u64(&s, 16, &size) || !slice_skip_char(&s, ']') ||
	    ip < begin || ip - begin >= size)
		return false;
	*ret = (struct text_frame){
		.frame = { .flags = FRAME_USER | FRAME_IP,
		           .module = name,
		           .offset = -1,
		           .size = -1,
		           .line = -1,
		           .address = ip,
		           .has_address = true },
		.prefix = prefix_len(line, (size_t)(name.p - line.p)),
		.end = (size_t)(s.p - line.p),
		.is_mapped = true,
		.map_begin = begin,
		.map_size = size,
		// what is printed is the offset of ip in the file
		.map_offset =
			has_off && off <= INT64_MAX ? (int64_t)(off - (ip - begin)) : INT64_MIN,
	};
	ret->indent = ret->prefix;
	return true;
}

/** An address alone: `[<ffffffff81234567>]`, `0xffffffff81234567`, behind `? ` or a mark. */
static bool address_find(struct slice line, struct text_frame *ret)
{
	struct slice text = line;
	while (text.n && strchr(" \t\r", text.p[text.n - 1]))
		text.n--;
	size_t word = text.n;
	while (word && text.p[word - 1] != ' ' && text.p[word - 1] != '\t')
		word--;
	if (text.n - word < 10)
		return false;
	struct text_frame f = { .end = text.n, .map_offset = INT64_MIN };
	f.prefix = prefix_len(line, word);
	struct slice message = slice_from(text, f.prefix);
	f.indent = f.prefix + frame_begin(message, word - f.prefix);
	bool marked = has_mark(slice_head(message, word - f.prefix));
	struct slice frame = slice_from(text, marked ? word : f.indent);
	if (!frame_parse(frame, &f.frame) || !f.frame.has_address || f.frame.function.p)
		return false;
	// ones of kernels, on 32-bit machines too; anything else is some number
	bool wide = f.frame.address >= UINT64_C(0xc000000000000000);
	if (!wide && (f.frame.address < 0x80000000 || f.frame.address > UINT32_MAX))
		return false;
	if (marked)
		f.frame.flags |= FRAME_IP;
	*ret = f;
	return true;
}

bool frame_text_find(struct slice line, struct text_frame *ret)
{
	struct text_frame f = { .map_offset = INT64_MIN };

	line = slice_head(line, LIMIT_LINE_BYTES);
	if (slice_has(line, S("[inline]")) || slice_has(line, S("<inline>")))
		return false;
	if (slice_has(line, S("+0x"))) {
		if (!symbol_find(line, &f) && !object_find(line, &f))
			return false;
		if (f.frame.file.p)
			return false;
	} else if (!(slice_has(line, S("segfault")) && segfault_find(line, &f)) &&
	           !address_find(line, &f)) {
		return false;
	}
	*ret = f;
	return true;
}

bool frame_is_exception_entry(struct slice function)
{
	static const struct slice names[] = {
#define EXCEPTION_ENTRY(arch, function) S(function),
#include "analyzer/symbols/exception_entries.def"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (slice_eq(names[i], function))
			return true;
	}
	return false;
}
