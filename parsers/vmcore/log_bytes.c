// SPDX-License-Identifier: Apache-2.0
/*
 * The log of Linux 2.6 to 3.4: a ring of bytes, with lines as they were printed.
 *
 *     <6>[    0.000000] Linux version 2.6.32-5-amd64 …
 *
 * log_end counts the bytes that were ever written; log_buf_len is a power of 2.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/log.h"

/** A ring of up to 2^31 bytes is allowed (log_buf_len=); it is read in pieces of this size. */
#define PIECE_BYTES 4096

struct bytes {
	struct image *img;
	const struct log_sink *sink;
	uint64_t addr;
	uint32_t size;
	struct sbuf line;
	bool lost; /**< the beginning of the line is not there */
};

/** `<6>` */
static bool take_level(struct slice *in, struct log_record *r)
{
	struct slice s = *in;
	uint64_t level;

	if (!slice_skip_char(&s, '<') || !slice_u64(&s, 10, &level) || level > 191 ||
	    !slice_skip_char(&s, '>'))
		return false;
	r->flags |= LOG_HAS_LEVEL;
	r->level = level & 7;
	r->facility = (uint8_t)(level >> 3);
	*in = s;
	return true;
}

/** `[   12.345678] ` */
static bool take_stamp(struct slice *in, struct log_record *r)
{
	struct slice s = *in, whole, digits;
	uint64_t seconds, us;

	if (!slice_skip_char(&s, '[') || !slice_cut(&s, ']', &whole))
		return false;
	whole = slice_ltrim(whole);
	if (!slice_u64(&whole, 10, &seconds) || seconds > UINT32_MAX ||
	    !slice_skip_char(&whole, '.'))
		return false;
	digits = whole;
	if (!slice_u64(&whole, 10, &us) || whole.n || digits.n != 6)
		return false;
	slice_skip_char(&s, ' ');
	r->flags |= LOG_HAS_TIME;
	r->ts_ns = (seconds * 1000000 + us) * 1000;
	*in = s;
	return true;
}

static void line_end(struct bytes *b)
{
	struct slice text = sbuf_slice(&b->line);
	struct log_record r = { .flags = LOG_RAW, .raw = text };

	if (!b->lost) {
		take_level(&text, &r);
		take_stamp(&text, &r);
		r.text = text.n ? text : S("");
		b->sink->record(b->sink->ctx, &r);
	}
	b->lost = false;
	sbuf_reset(&b->line);
}

static void split(struct bytes *b, struct slice s)
{
	struct slice part;

	while (slice_cut(&s, '\n', &part)) {
		sbuf_add(&b->line, slice_head(part, LIMIT_LINE_BYTES - b->line.n));
		line_end(b);
	}
	sbuf_add(&b->line, slice_head(s, LIMIT_LINE_BYTES - b->line.n));
}

static void read_range(struct bytes *b, uint32_t begin, uint32_t end)
{
	char buf[PIECE_BYTES];

	while (begin < end) {
		uint64_t addr = b->addr + begin;
		uint32_t n =
			PIECE_BYTES - (uint32_t)(addr % PIECE_BYTES); // never over a page's end
		if (n > end - begin)
			n = end - begin;
		if (image_read(b->img, addr, buf, n)) {
			split(b, (struct slice){ buf, n });
		} else {
			b->lost = true;
			b->sink->lost(b->sink->ctx);
			sbuf_reset(&b->line);
		}
		begin += n;
	}
}

bool log_bytes_read(struct image *img, const struct log_sink *sink)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(img);
	struct bytes b = { .img = img, .sink = sink };
	uint64_t buf, len, end_addr;
	uint32_t end;

	if (!vmcoreinfo_symbol(v, "log_buf", &buf) || !vmcoreinfo_symbol(v, "log_buf_len", &len) ||
	    !vmcoreinfo_symbol(v, "log_end", &end_addr) || !image_ptr(img, buf, &b.addr) ||
	    !image_u32(img, len, &b.size) || !image_u32(img, end_addr, &end))
		return false;
	if (!b.size || b.size > INT32_MAX || b.size & (b.size - 1))
		return false;
	uint32_t at = end & (b.size - 1);
	if (end >= b.size) {
		b.lost = true; // the oldest line has been written over in part
		read_range(&b, at, b.size);
	}
	read_range(&b, 0, at);
	if (b.line.n)
		line_end(&b);
	sbuf_deinit(&b.line);
	return true;
}
