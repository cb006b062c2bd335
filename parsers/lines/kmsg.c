// SPDX-License-Identifier: Apache-2.0
/*
 * Records of /dev/kmsg, and of netconsole in extended mode, which sends the same:
 *
 *   6,339,5140900,-;NET: Registered protocol family 10
 *   30,340,5690716,-;udevd[80]: starting version 181
 *   4,341,5690800,-,caller=T123;first line\x0asecond line
 *    SUBSYSTEM=pci
 *    DEVICE=+pci:0000:00:1f.3
 *   6.1.0,4,342,5690900,-;netconsole with the release in front
 *   4,343,5691000,-,ncfrag=0/31;the first part4,343,5691000,-,ncfrag=14/31; and what follows
 *
 * Fields: facility * 8 + level, sequence number, us since boot, flag (`-`; `c`, `+`: a piece of a
 * line), further ones.  The parts of a long netconsole message may have come in any order, and have
 * no line end of their own.
 *
 * Source: Documentation/ABI/testing/dev-kmsg; send_fragmented_body() in drivers/net/netconsole.c.
 */
#include "parsers/base/hex.h"
#include "parsers/lines/inner.h"

struct head {
	uint64_t prio, seq;
	int64_t us;
	char flag;
	bool has_release, has_caller, has_part;
	uint32_t caller;
	uint64_t part_off, part_total;
};

static bool take_caller_field(struct slice field, struct head *h)
{
	uint64_t id;

	if (!slice_skip(&field, S("caller=")) || !field.n || (*field.p != 'T' && *field.p != 'C'))
		return false;
	bool cpu = *field.p == 'C';
	field = slice_from(field, 1);
	if (!slice_u64(&field, 10, &id) || field.n || id >= RECORD_CALLER_CPU)
		return false;
	h->has_caller = true;
	h->caller = cpu ? (uint32_t)id | RECORD_CALLER_CPU : (uint32_t)id;
	return true;
}

static void take_part_field(struct slice field, struct head *h)
{
	if (slice_skip(&field, S("ncfrag=")) && slice_u64(&field, 10, &h->part_off) &&
	    slice_skip_char(&field, '/') && slice_u64(&field, 10, &h->part_total) && !field.n &&
	    h->part_off < h->part_total)
		h->has_part = true;
}

/** `6.1.0-13-amd64,`: a release has a dot in its first word and no blank. */
static bool take_release(struct slice *in)
{
	struct slice s = *in, word;

	if (!slice_cut(&s, ',', &word) || word.n > LIMIT_NAME_BYTES ||
	    !memchr(word.p, '.', word.n) || memchr(word.p, ' ', word.n) ||
	    memchr(word.p, ';', word.n))
		return false;
	*in = s;
	return true;
}

static bool take_head(struct slice *in, struct head *ret)
{
	struct slice s = *in, field;
	struct head h = { 0 };
	uint64_t us;

	h.has_release = take_release(&s);
	if (!slice_u64(&s, 10, &h.prio) || h.prio > 0x7ff || !slice_skip_char(&s, ',') ||
	    !slice_u64(&s, 10, &h.seq) || !slice_skip_char(&s, ',') || !slice_u64(&s, 10, &us) ||
	    us > INT64_MAX / 2 || !slice_skip_char(&s, ',') || s.n < 2 || !memchr("-c+", *s.p, 3))
		return false;
	h.us = (int64_t)us;
	h.flag = *s.p;
	s = slice_from(s, 1);
	while (slice_skip_char(&s, ',')) {
		size_t n = 0;
		while (n < s.n && s.p[n] != ',' && s.p[n] != ';')
			n++;
		field = slice_head(s, n);
		if (!take_caller_field(field, &h))
			take_part_field(field, &h);
		s = slice_from(s, n);
	}
	if (!slice_skip_char(&s, ';'))
		return false;
	*in = s;
	*ret = h;
	return true;
}

static void set_fields(struct lines *l, const struct head *h, struct record *r)
{
	r->flags |= RECORD_HAS_MONO | RECORD_HAS_SEQ | RECORD_HAS_LEVEL | RECORD_HAS_FACILITY;
	r->flags |= h->prio >> 3 ? RECORD_USER : RECORD_KERNEL;
	r->level = h->prio & 7;
	r->facility = (h->prio >> 3) & 0xff;
	r->seq = h->seq;
	r->mono_us = h->us;
	if (h->has_caller) {
		r->flags |= RECORD_HAS_CALLER;
		r->caller = h->caller;
	}
	if (h->flag == '+')
		r->flags |= RECORD_CONT;
	if (l->has_seq && h->seq > l->seq + 1 && h->us >= l->seq_us) {
		uint64_t lost = h->seq - l->seq - 1;
		r->lost = lost > UINT32_MAX ? UINT32_MAX : (uint32_t)lost;
	}
	l->has_seq = true;
	l->seq = h->seq;
	l->seq_us = h->us;
}

static void decode_hex(struct slice s, struct sbuf *ret)
{
	sbuf_reset(ret);
	while (s.n) {
		const char *slash = memchr(s.p, '\\', s.n);
		size_t n = slash ? (size_t)(slash - s.p) : s.n;
		sbuf_add(ret, slice_head(s, n));
		s = slice_from(s, n);
		if (!s.n)
			break;
		if (s.n >= 4 && s.p[1] == 'x' && hex_digit(s.p[2]) >= 0 && hex_digit(s.p[3]) >= 0) {
			sbuf_char(ret, (char)(hex_digit(s.p[2]) * 16 + hex_digit(s.p[3])));
			s = slice_from(s, 4);
		} else {
			sbuf_char(ret, '\\');
			s = slice_from(s, 1);
		}
	}
}

static void deliver(struct lines *l, struct record *r)
{
	if (r->text.n && memchr(r->text.p, '\\', r->text.n))
		lines_deliver_split(l, r, S("\\x0a"), decode_hex);
	else
		lines_deliver(l, r);
}

/** The message that is being put together has all its bytes, or no more will come. */
void kmsg_flush(struct lines *l)
{
	struct parts *p = &l->parts;

	if (!p->open)
		return;
	p->open = false;
	struct record r = p->record;
	r.text = sbuf_slice(&p->text);
	// the dictionary follows the first line end
	const char *nl = r.text.n ? memchr(r.text.p, '\n', r.text.n) : NULL;
	if (nl)
		r.text.n = nl - r.text.p;
	r.flags |= RECORD_ESCAPED;
	if (p->got < p->total)
		r.flags |= RECORD_CUT;
	r.raw = r.text;
	deliver(l, &r);
}

static void add_part(struct lines *l, const struct head *h, struct slice chunk, struct record *r)
{
	struct parts *p = &l->parts;

	if (p->open && (p->record.seq != h->seq || p->total != h->part_total))
		kmsg_flush(l);
	if (!p->open) {
		p->open = true;
		p->total = h->part_total;
		p->got = 0;
		sbuf_reset(&p->text);
		set_fields(l, h, r);
		p->record = *r;
		p->record.host = p->record.tag = (struct slice){ NULL, 0 };
	}
	p->record.end_off = r->end_off;
	p->record.end_line = r->end_line;
	if (h->part_total > l->limits.line_bytes || chunk.n > h->part_total - h->part_off)
		chunk = slice_head(chunk, h->part_total > l->limits.line_bytes
		                                  ? 0
		                                  : h->part_total - h->part_off);
	// parts that are late leave a hole of blanks until they come
	while (p->text.n < h->part_off + chunk.n && p->text.n < l->limits.line_bytes)
		sbuf_char(&p->text, ' ');
	if (chunk.n && p->text.n >= h->part_off + chunk.n)
		memcpy(p->text.p + h->part_off, chunk.p, chunk.n);
	p->got += chunk.n;
	if (p->got >= p->total)
		kmsg_flush(l);
}

/** The parts on one line: each ends where the head of the next one begins, or with the line. */
static void take_parts(struct lines *l, struct slice s, struct record *r)
{
	struct slice at = s;
	struct head h;

	l->must_see = true;
	while (take_head(&at, &h) && h.has_part) {
		struct slice head_text = { s.p, at.p - s.p }, same;
		// "4,343,5691000,-,ncfrag=": what the parts of one message have in common
		ssize_t n = slice_find(head_text, S("ncfrag="));
		same = slice_head(head_text, n + strlen("ncfrag="));
		ssize_t next = slice_find(at, same);
		struct slice chunk = next >= 0 ? slice_head(at, next) : at;
		bool last = next < 0;
		struct slice after = slice_from(at, chunk.n);
		if (last && chunk.n > h.part_total - h.part_off) {
			chunk.n = h.part_total - h.part_off; // the next message, or a line end
			after = slice_from(at, chunk.n);
		}
		struct record part = *r;
		add_part(l, &h, chunk, &part);
		s = at = after;
	}
	if (s.n) {
		kmsg_flush(l);
		struct record rest = *r;
		if (take_head(&s, &h))
			set_fields(l, &h, &rest);
		rest.text = s;
		deliver(l, &rest);
	}
}

/** ` SUBSYSTEM=pci`, right after a record. */
static bool is_dictionary(struct slice s)
{
	size_t n = 1;

	if (!s.n || *s.p != ' ')
		return false;
	while (n < s.n && ((s.p[n] >= 'A' && s.p[n] <= 'Z') || (s.p[n] >= '0' && s.p[n] <= '9') ||
	                   s.p[n] == '_'))
		n++;
	return n > 1 && n < s.n && s.p[n] == '=';
}

bool kmsg_line(struct lines *l, struct slice s, struct record *r)
{
	struct slice rest = s;
	struct head h;

	if (l->in_kmsg && is_dictionary(s)) {
		l->format_lines[LINE_BLANK]++;
		return true;
	}
	l->in_kmsg = false;
	if (!s.n || *s.p < '0' || *s.p > '9' || !take_head(&rest, &h))
		return false;
	l->in_kmsg = true;
	if (h.has_part) {
		l->format_lines[LINE_NETCONSOLE]++;
		take_parts(l, s, r);
		return true;
	}
	kmsg_flush(l);
	l->format_lines[h.has_release ? LINE_NETCONSOLE : LINE_KMSG]++;
	set_fields(l, &h, r);
	r->text = rest;
	deliver(l, r);
	return true;
}
