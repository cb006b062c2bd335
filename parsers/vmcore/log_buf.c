// SPDX-License-Identifier: Apache-2.0
/*
 * The log of Linux 3.5 to 5.9: records of any length, one behind the other in log_buf.
 *
 *     struct printk_log (struct log before 3.11), text, dictionary, padding
 *
 * log_first_idx is the offset of the oldest, log_next_idx that of the next one to be written; a record
 * of length 0 says that the next one lies at 0.  The dictionary is KEY=value texts with NUL between.
 *
 * VMCOREINFO has no offsets of facility, flags and level: they stand behind dict_len, which stands
 * behind text_len.  Linux 3.5 had a 16-bit level there, with the facility in it.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/log.h"

#define PRINTK_NEWLINE 2 // enum log_flags

struct buf {
	struct image *img;
	uint64_t addr;
	uint32_t size, first, next;
	uint64_t header_size, ts_off, len_off, text_len_off, caller_off;
	bool has_caller;
	bool has_flags;  /**< some record has any: not Linux 3.5 */
	bool seen_flags; /**< the same, while that is being found out */
	struct sbuf text;
};

static bool read_place(struct buf *b, const struct vmcoreinfo *v)
{
	const struct {
		const char *name;
		uint32_t *to;
	} numbers[] = {
		{ "log_buf_len", &b->size },
		{ "log_first_idx", &b->first },
		{ "log_next_idx", &b->next },
	};
	uint64_t addr;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!vmcoreinfo_symbol(v, numbers[i].name, &addr) ||
		    !image_u32(b->img, addr, numbers[i].to))
			return false;
	return vmcoreinfo_symbol(v, "log_buf", &addr) && image_ptr(b->img, addr, &b->addr) &&
	       b->size <= INT32_MAX && b->first < b->size && b->next <= b->size;
}

static bool read_layout(struct buf *b, const struct vmcoreinfo *v)
{
	// no member of the one is named in VMCOREINFO of a kernel with the other
	static const char *const names[] = { "printk_log", "log" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct {
			const char *member;
			uint64_t *to;
		} fields[] = {
			{ "ts_nsec", &b->ts_off },
			{ "len", &b->len_off },
			{ "text_len", &b->text_len_off },
		};
		char key[64];
		size_t found = 0;

		for (size_t k = 0; k < 3; k++) {
			snprintf(key, sizeof(key), "%s.%s", names[i], fields[k].member);
			found += vmcoreinfo_offset(v, key, fields[k].to) && *fields[k].to <= 240;
		}
		if (found != 3 || !vmcoreinfo_size(v, names[i], &b->header_size))
			continue;
		snprintf(key, sizeof(key), "%s.caller_id", names[i]);
		b->has_caller = vmcoreinfo_offset(v, key, &b->caller_off) &&
		                b->caller_off + 4 <= b->header_size;
		return b->header_size <= 256 && b->ts_off + 8 <= b->header_size &&
		       b->len_off + 2 <= b->header_size && b->text_len_off + 6 <= b->header_size;
	}
	return false;
}

/** Of the texts behind each other in the dictionary, that of @p key. */
static struct slice dict_find(struct slice dict, struct slice key)
{
	while (dict.n) {
		struct slice one = { dict.p, strnlen(dict.p, dict.n) };
		dict = slice_from(dict, one.n + 1);
		if (slice_skip(&one, key))
			return one;
	}
	return (struct slice){ NULL, 0 };
}

static void read_body(struct buf *b, uint64_t addr, size_t text_len, size_t dict_len,
                      struct log_record *ret)
{
	_cleanup_free_ char *body = xmalloc(text_len + dict_len + 1);

	if (!image_read(b->img, addr, body, text_len + dict_len))
		return;
	sbuf_reset(&b->text);
	sbuf_add(&b->text, (struct slice){ body, text_len + dict_len });
	struct slice all = sbuf_slice(&b->text), dict = slice_from(all, text_len);
	ret->text = slice_head(all, text_len);
	if (dict_len) {
		ret->subsystem = dict_find(dict, S("SUBSYSTEM="));
		ret->device = dict_find(dict, S("DEVICE="));
	}
}

/** The record at @p idx; @p ret_len 0: go on at 0.  False: it does not hold together. */
static bool read_record(struct buf *b, uint32_t idx, struct log_record *ret, uint32_t *ret_len)
{
	char header[256];

	if (b->size - idx < b->header_size ||
	    !image_read(b->img, b->addr + idx, header, b->header_size))
		return false;
	uint32_t len = (uint32_t)image_number(b->img, header + b->len_off, 2);
	uint32_t text_len = (uint32_t)image_number(b->img, header + b->text_len_off, 2);
	uint32_t dict_len = (uint32_t)image_number(b->img, header + b->text_len_off + 2, 2);
	*ret_len = len;
	if (!len)
		return true;
	if (len > b->size - idx || b->header_size + text_len + dict_len > len)
		return false;
	uint8_t facility = (uint8_t)header[b->text_len_off + 4];
	uint8_t bits = (uint8_t)header[b->text_len_off + 5];
	bool big = image_info(b->img)->big_endian;
	b->seen_flags |= bits != 0;
	*ret = (struct log_record){
		.flags = LOG_HAS_TIME | LOG_HAS_LEVEL | (b->has_caller ? LOG_HAS_CALLER : 0),
		.ts_ns = image_number(b->img, header + b->ts_off, 8),
		.facility = facility,
		.level = big ? bits & 7 : bits >> 5,
	};
	if (b->has_caller)
		ret->caller = (uint32_t)image_number(b->img, header + b->caller_off, 4);
	if (b->has_flags && !((big ? bits >> 3 : bits) & PRINTK_NEWLINE))
		ret->flags |= LOG_CONTINUED;
	if (!b->has_flags) {
		uint64_t level = image_number(b->img, header + b->text_len_off + 4, 2);
		ret->level = level & 7;
		ret->facility = (uint8_t)(level >> 3);
	}
	read_body(b, b->addr + idx + b->header_size, text_len, dict_len, ret);
	return true;
}

/** @p sink NULL: only look whether records have flags. */
static void walk(struct buf *b, const struct log_sink *sink)
{
	uint32_t idx = b->first, len;
	uint64_t seen = 0; // bytes: not more than once around
	struct log_record r;

	while (idx != b->next && seen <= b->size) {
		if (!read_record(b, idx, &r, &len)) {
			if (sink)
				sink->lost(sink->ctx);
			return;
		}
		if (!len) {
			if (!idx)
				return;
			seen += b->size - idx;
			idx = 0;
			continue;
		}
		if (sink && !r.text.p)
			sink->lost(sink->ctx);
		if (sink)
			sink->record(sink->ctx, &r);
		idx += len;
		seen += len;
	}
}

bool log_buf_read(struct image *img, const struct log_sink *sink)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(img);
	struct buf b = { .img = img };

	if (!read_place(&b, v) || !read_layout(&b, v))
		return false;
	walk(&b, NULL);
	b.has_flags = b.seen_flags;
	walk(&b, sink);
	sbuf_deinit(&b.text);
	return true;
}
