// SPDX-License-Identifier: Apache-2.0
/*
 * The lockless ring of Linux 5.10 and later.
 *
 * Descriptors are numbered; the last ones, tail_id to head_id, lie in two arrays at id modulo their
 * length: state and text position in one, what is known of the message in the other.  Texts lie in a
 * ring of bytes, each behind a copy of its descriptor's id; one that would wrap around begins at 0.
 *
 * VMCOREINFO has all offsets but those of facility, flags and level, which stand between text_len and
 * caller_id since printk_info exists.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/log.h"

enum desc_state { // enum desc_state in printk_ringbuffer.h
	DESC_RESERVED,
	DESC_COMMITTED,
	DESC_FINALIZED,
	DESC_REUSABLE,
};

#define PRINTK_NEWLINE 2 // enum printk_info_flags
#define DATALESS_EMPTY 3 // a text position: the message has no text; 1: there was no room for it

/** All that VMCOREINFO says, and the fields of the ring. */
struct ring {
	struct image *img;
	const struct log_sink *sink;
	unsigned word;
	uint64_t id_mask;
	uint64_t descs_addr, infos_addr, data_addr;
	uint64_t n_descs, n_data; /**< powers of 2 */
	uint64_t head_id, tail_id;
	uint64_t desc_size, info_size;
	uint64_t state_off, begin_off, next_off;
	uint64_t seq_off, ts_off, len_off, caller_off;
	uint64_t dev_size, subsystem_off, n_subsystem, device_off,
		n_device; /**< dev_size 0: not known */
	struct sbuf text;
	char info[512];
};

struct field {
	const char *name;
	uint64_t *to;
};

static bool read_offsets(const struct vmcoreinfo *v, const struct field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!vmcoreinfo_offset(v, f[i].name, f[i].to) || *f[i].to > 1 << 16)
			return false;
	return true;
}

/** Offsets of the ring itself: read it, once they are known. */
static bool read_ring(struct ring *r, const struct vmcoreinfo *v, uint64_t prb)
{
	uint64_t desc_ring, text_ring, count_bits, descs, infos, head, tail, size_bits, data, id;
	const struct field fields[] = {
		{ "printk_ringbuffer.desc_ring", &desc_ring },
		{ "printk_ringbuffer.text_data_ring", &text_ring },
		{ "prb_desc_ring.count_bits", &count_bits },
		{ "prb_desc_ring.descs", &descs },
		{ "prb_desc_ring.infos", &infos },
		{ "prb_desc_ring.head_id", &head },
		{ "prb_desc_ring.tail_id", &tail },
		{ "prb_data_ring.size_bits", &size_bits },
		{ "prb_data_ring.data", &data },
		{ "atomic_long_t.counter", &id },
	};
	uint32_t n_bits, n_data_bits;

	if (!read_offsets(v, fields, sizeof(fields) / sizeof(*fields)))
		return false;
	if (!image_u32(r->img, prb + desc_ring + count_bits, &n_bits) || n_bits > 30 ||
	    !image_u32(r->img, prb + text_ring + size_bits, &n_data_bits) || n_data_bits > 31)
		return false;
	r->n_descs = UINT64_C(1) << n_bits;
	r->n_data = UINT64_C(1) << n_data_bits;
	return image_ptr(r->img, prb + desc_ring + descs, &r->descs_addr) &&
	       image_ptr(r->img, prb + desc_ring + infos, &r->infos_addr) &&
	       image_ptr(r->img, prb + text_ring + data, &r->data_addr) &&
	       image_ptr(r->img, prb + desc_ring + head + id, &r->head_id) &&
	       image_ptr(r->img, prb + desc_ring + tail + id, &r->tail_id);
}

/** Offsets of a descriptor and of what is known of a message. */
static bool read_layout(struct ring *r, const struct vmcoreinfo *v)
{
	uint64_t state, id, blk, begin, next;
	const struct field fields[] = {
		{ "prb_desc.state_var", &state },
		{ "prb_desc.text_blk_lpos", &blk },
		{ "prb_data_blk_lpos.begin", &begin },
		{ "prb_data_blk_lpos.next", &next },
		{ "atomic_long_t.counter", &id },
		{ "printk_info.seq", &r->seq_off },
		{ "printk_info.ts_nsec", &r->ts_off },
		{ "printk_info.text_len", &r->len_off },
		{ "printk_info.caller_id", &r->caller_off },
	};

	if (!read_offsets(v, fields, sizeof(fields) / sizeof(*fields)) ||
	    !vmcoreinfo_size(v, "prb_desc", &r->desc_size) || r->desc_size > 256 ||
	    !vmcoreinfo_size(v, "printk_info", &r->info_size) || r->info_size > sizeof(r->info))
		return false;
	r->state_off = state + id;
	r->begin_off = blk + begin;
	r->next_off = blk + next;
	return r->state_off + r->word <= r->desc_size && r->begin_off + r->word <= r->desc_size &&
	       r->next_off + r->word <= r->desc_size && r->seq_off + 8 <= r->info_size &&
	       r->ts_off + 8 <= r->info_size && r->len_off + 4 <= r->info_size &&
	       r->caller_off + 4 <= r->info_size;
}

/** struct dev_printk_info; a kernel without it has messages about no device. */
static void read_device_layout(struct ring *r, const struct vmcoreinfo *v)
{
	uint64_t dev, size;

	if (!vmcoreinfo_offset(v, "printk_info.dev_info", &dev) ||
	    !vmcoreinfo_size(v, "dev_printk_info", &size) ||
	    !vmcoreinfo_offset(v, "dev_printk_info.subsystem", &r->subsystem_off) ||
	    !vmcoreinfo_offset(v, "dev_printk_info.device", &r->device_off) ||
	    !vmcoreinfo_length(v, "printk_info_subsystem", &r->n_subsystem) ||
	    !vmcoreinfo_length(v, "printk_info_device", &r->n_device))
		return;
	if (dev > r->info_size || size > r->info_size - dev || r->subsystem_off > size ||
	    r->n_subsystem > size - r->subsystem_off || r->device_off > size ||
	    r->n_device > size - r->device_off)
		return;
	r->subsystem_off += dev;
	r->device_off += dev;
	r->dev_size = size;
}

static uint64_t at(const struct ring *r, const char *p, uint64_t off, size_t n)
{
	return image_number(r->img, p + off, n);
}

static struct slice text_in(const struct ring *r, uint64_t off, uint64_t n)
{
	struct slice s = { r->info + off, strnlen(r->info + off, n) };

	return s.n ? s : (struct slice){ NULL, 0 };
}

/** get_data() of printk_ringbuffer.c: where the text of a descriptor lies, and how long it may be. */
static bool text_place(struct ring *r, uint64_t id, uint64_t begin, uint64_t next,
                       uint64_t *ret_addr, uint64_t *ret_max)
{
	uint64_t mask = r->n_data - 1, at_off = begin & mask, end = next & mask;
	uint64_t wraps = begin & ~mask, next_wraps = next & ~mask, found;
	uint64_t all = r->word == 8 ? UINT64_MAX : UINT32_MAX;

	if (wraps == next_wraps && at_off < end) {
		*ret_max = end - at_off;
	} else if (((wraps + r->n_data) & all) == next_wraps) {
		at_off = 0;
		*ret_max = end;
	} else {
		return false;
	}
	if (at_off % r->word || *ret_max < r->word)
		return false;
	// the block begins with the id of its descriptor
	if (!image_ptr(r->img, r->data_addr + at_off, &found)) {
		r->sink->lost(r->sink->ctx);
		return false;
	}
	if (found != id)
		return false;
	*ret_addr = r->data_addr + at_off + r->word;
	*ret_max -= r->word;
	return true;
}

static void read_text(struct ring *r, uint64_t id, uint64_t begin, uint64_t next, uint64_t len,
                      struct slice *ret)
{
	uint64_t addr, max;

	if (begin & 1 && next & 1) {
		if (begin == DATALESS_EMPTY)
			*ret = S("");
		return;
	}
	if (!text_place(r, id, begin, next, &addr, &max))
		return;
	if (len > max)
		len = max;
	sbuf_reset(&r->text);
	char buf[4096];
	for (uint64_t i = 0; i < len;) {
		size_t part = len - i < sizeof(buf) ? (size_t)(len - i) : sizeof(buf);
		if (!image_read(r->img, addr + i, buf, part)) {
			r->sink->lost(r->sink->ctx);
			return;
		}
		sbuf_add(&r->text, (struct slice){ buf, part });
		i += part;
	}
	*ret = sbuf_slice(&r->text);
}

static bool read_record(struct ring *r, uint64_t id, struct log_record *ret)
{
	char desc[256];
	uint64_t slot = id & (r->n_descs - 1);

	if (!image_read(r->img, r->descs_addr + slot * r->desc_size, desc, r->desc_size)) {
		r->sink->lost(r->sink->ctx);
		return false;
	}
	uint64_t state = at(r, desc, r->state_off, r->word);
	unsigned what = (unsigned)(state >> (r->word * 8 - 2));
	if ((state & r->id_mask) != id || (what != DESC_COMMITTED && what != DESC_FINALIZED))
		return false; // never used, being written, or of another round
	if (!image_read(r->img, r->infos_addr + slot * r->info_size, r->info, r->info_size)) {
		r->sink->lost(r->sink->ctx);
		return false;
	}
	*ret = (struct log_record){
		.flags = LOG_HAS_SEQ | LOG_HAS_TIME | LOG_HAS_CALLER,
		.seq = at(r, r->info, r->seq_off, 8),
		.ts_ns = at(r, r->info, r->ts_off, 8),
		.caller = (uint32_t)at(r, r->info, r->caller_off, 4),
	};
	if (r->caller_off == r->len_off + 4) {
		uint8_t bits = (uint8_t)r->info[r->len_off + 3];
		bool big = image_info(r->img)->big_endian;
		ret->flags |= LOG_HAS_LEVEL;
		ret->facility = (uint8_t)r->info[r->len_off + 2];
		ret->level = big ? bits & 7 : bits >> 5;
		if (!((big ? bits >> 3 : bits) & PRINTK_NEWLINE))
			ret->flags |= LOG_CONTINUED;
	}
	if (r->dev_size) {
		ret->subsystem = text_in(r, r->subsystem_off, r->n_subsystem);
		ret->device = text_in(r, r->device_off, r->n_device);
	}
	read_text(r, id, at(r, desc, r->begin_off, r->word), at(r, desc, r->next_off, r->word),
	          at(r, r->info, r->len_off, 2), &ret->text);
	return true;
}

bool log_ring_read(struct image *img, const struct log_sink *sink)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(img);
	struct ring r = { .img = img, .sink = sink, .word = image_word(img) };
	uint64_t symbol, prb;
	struct log_record record;

	if (!vmcoreinfo_symbol(v, "prb", &symbol) || !image_ptr(img, symbol, &prb) ||
	    !read_ring(&r, v, prb) || !read_layout(&r, v))
		return false;
	read_device_layout(&r, v);
	r.id_mask = (UINT64_C(1) << (r.word * 8 - 2)) - 1;
	r.head_id &= r.id_mask;
	uint64_t id = r.tail_id & r.id_mask;
	for (uint64_t i = 0; i < r.n_descs; i++, id = (id + 1) & r.id_mask) {
		if (read_record(&r, id, &record))
			sink->record(sink->ctx, &record);
		if (id == r.head_id)
			break;
	}
	sbuf_deinit(&r.text);
	return true;
}
