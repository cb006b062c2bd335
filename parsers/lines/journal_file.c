// SPDX-License-Identifier: Apache-2.0
/*
 * A journal file: header, then objects, each at the next multiple of 8.
 *
 *   0    LPKSHHRH                      8    compatible flags     12   incompatible flags
 *   16   state: 0 offline, 1 online, 2 archived                  24   file id
 *   88   size of this header           96   bytes that follow it
 *   136  offset of the last object     152  number of entries
 *   incompatible flags: 1 xz, 2 LZ4, 4 keyed hash, 8 zstd, 16 compact
 *
 * journald appends: the fields of an entry come before it.  Files grow in steps of 8 MiB, and end in
 * zeros.
 */
#include "parsers/lines/journal_file.h"

#include <inttypes.h>

#include "parsers/base/cleanup.h"
#include "parsers/lines/journal_object.h"

#define HEADER_BYTES_MIN 208
#define HEADER_BYTES_MAX 1024

/** Places where data is searched, to learn how the file is hashed. */
#define SAMPLES 8192

enum {
	INCOMPATIBLE_KEYED = 4,
	INCOMPATIBLE_COMPACT = 16,
	INCOMPATIBLE_ALL = 31
};

/** Hashes of data that entries name again and again: _HOSTNAME=, _BOOT_ID=, …  */
#define CACHE_SLOTS 16384

#define STATE_ONLINE 1

static const char signature[8] = { 'L', 'P', 'K', 'S', 'H', 'H', 'R', 'H' };

struct slot {
	uint64_t off, hash;
};

/** The walk through one file. */
struct walk {
	struct journal j;
	const struct journal_sink *sink;
	struct journal_stats *stats;
	uint64_t tail; /**< of the last object, as the header says */
	bool cut;      /**< the file is shorter than it says: told before anything else */
	/* one bit for each 8 bytes of the file */
	unsigned char *data;   /**< data begins here */
	unsigned char *good;   /**< and has the right hash */
	unsigned char *wanted; /**< and the caller wants it */
	struct slot *slots;
};

static bool bit(const unsigned char *map, uint64_t off)
{
	return map[off / 64] >> (off / 8 % 8) & 1;
}

static void set_bit(unsigned char *map, uint64_t off)
{
	map[off / 64] |= (unsigned char)(1 << (off / 8 % 8));
}

static void damaged(struct walk *w, uint64_t off, const char *what)
{
	struct journal_stats *s = w->stats;

	if (!s->n_damaged++ || (off < s->first_off && !w->cut)) {
		s->first_off = off;
		snprintf(s->first, sizeof(s->first), "%s", what);
	}
}

bool journal_is(struct slice head)
{
	unsigned same = 0;

	if (head.n < sizeof(signature))
		return false;
	for (size_t i = 0; i < sizeof(signature); i++)
		same += head.p[i] == signature[i];
	return same >= sizeof(signature) - 1;
}

/** The offset of the next byte that is not 0, at or after @p off. */
static uint64_t skip_zeros(struct slice file, uint64_t off)
{
	static const char zeros[4096];

	while (file.n - off >= sizeof(zeros) && memcmp(file.p + off, zeros, sizeof(zeros)) == 0)
		off += sizeof(zeros);
	while (off < file.n && !file.p[off])
		off++;
	return off;
}

static uint64_t align8(uint64_t v)
{
	return (v + 7) & ~UINT64_C(7);
}

/** Does another object, or the end, follow @p o? */
static bool is_followed(const struct walk *w, const struct journal_object *o)
{
	uint64_t next = align8(o->off + o->size);
	struct journal_object unused;

	if (next + JOURNAL_OBJECT_BYTES > w->j.file.n)
		return true;
	uint64_t first = journal_u64(w->j.file, next), second = journal_u64(w->j.file, next + 8);
	return (!first && !second) || journal_object_at(&w->j, next, &unused);
}

static uint64_t resync(struct walk *w, uint64_t off, uint64_t end);

/** Do objects begin where @p o should go on? */
static bool is_too_long(struct walk *w, const struct journal_object *o)
{
	uint64_t end = o->off + o->size;

	return resync(w, o->off + 8, end) < end;
}

/* Entries. */

static size_t item_bytes(const struct walk *w)
{
	return w->j.compact ? 4 : 16;
}

static uint64_t n_items(const struct walk *w, const struct journal_object *o)
{
	return (o->size - 64) / item_bytes(w);
}

/** Offset of the data that item @p i names; 0: there is none. */
static uint64_t item(const struct walk *w, const struct journal_object *o, uint64_t i)
{
	uint64_t at = o->off + 64 + i * item_bytes(w);
	uint64_t off = w->j.compact ? journal_u32(w->j.file, at) : journal_u64(w->j.file, at);

	if (off % 8 || off >= o->off || !bit(w->data, off))
		return 0;
	// the copy of the hash, where the file has one
	if (!w->j.compact && journal_u64(w->j.file, at + 8) != journal_u64(w->j.file, off + 16))
		return 0;
	return off;
}

static bool times_ok(const struct walk *w, const struct journal_object *o)
{
	uint64_t realtime = journal_u64(w->j.file, o->off + 24);
	uint64_t monotonic = journal_u64(w->j.file, o->off + 32);

	return realtime && realtime < UINT64_C(1) << 55 && monotonic < UINT64_C(1) << 55;
}

/** Is it an entry beyond doubt?  All of its items lead to data. */
static bool entry_is_sound(const struct walk *w, const struct journal_object *o)
{
	uint64_t n = n_items(w, o);

	if (!n || n > LIMIT_JOURNAL_FIELDS || !times_ok(w, o) || (o->size - 64) % item_bytes(w))
		return false;
	for (uint64_t i = 0; i < n; i++)
		if (!item(w, o, i))
			return false;
	return true;
}

/** What the data at @p off adds to the checksum of an entry.  False: not known. */
static bool checksum_of(struct walk *w, uint64_t off, uint64_t *ret)
{
	struct slot *slot = &w->slots[off / 8 % CACHE_SLOTS];
	struct journal_object o;
	struct slice payload;
	bool cut;

	if (!w->j.keyed) {
		*ret = journal_u64(w->j.file, off + 16);
		return true;
	}
	if (slot->off != off) {
		if (!journal_object_at(&w->j, off, &o) ||
		    !journal_payload(&w->j, &o, &payload, &cut) || cut || w->j.budget < payload.n)
			return false;
		w->j.budget -= payload.n;
		*slot = (struct slot){ off, journal_hash_jenkins(payload) };
	}
	*ret = slot->hash;
	return true;
}

static void check_sum(struct walk *w, const struct journal_object *o)
{
	uint64_t sum = 0, n = n_items(w, o), one;

	for (uint64_t i = 0; i < n && i < LIMIT_JOURNAL_FIELDS; i++) {
		uint64_t off = item(w, o, i);
		if (!off || !bit(w->good, off) || !checksum_of(w, off, &one))
			return; // told already, or not to be known
		sum ^= one;
	}
	if (w->j.verify && sum != journal_u64(w->j.file, o->off + 56))
		damaged(w, o->off, "an entry does not fit its checksum");
}

static void take_field(struct walk *w, uint64_t off, size_t *left)
{
	struct journal_object o;
	struct slice payload, key;
	bool cut;

	if (!journal_object_at(&w->j, off, &o) || !journal_payload(&w->j, &o, &payload, &cut) ||
	    !slice_cut(&payload, '=', &key))
		return;
	size_t max = w->j.value_max < *left ? w->j.value_max : *left;
	struct slice value = slice_head(payload, max);
	if (w->j.budget < value.n)
		return;
	w->j.budget -= value.n;
	*left -= value.n;
	w->sink->field(w->sink->ctx, key, value, cut || value.n < payload.n);
}

static void take_entry(struct walk *w, const struct journal_object *o)
{
	static const char digits[] = "0123456789abcdef";
	struct journal_entry e = {
		.off = o->off,
		.end_off = o->off + o->size,
		.seqnum = journal_u64(w->j.file, o->off + 16),
		.realtime_us = (int64_t)journal_u64(w->j.file, o->off + 24),
		.monotonic_us = (int64_t)journal_u64(w->j.file, o->off + 32),
	};
	uint64_t n = n_items(w, o);
	size_t left = LIMIT_JOURNAL_VALUE_BYTES;
	bool lost = false;

	for (unsigned i = 0; i < 16; i++) {
		unsigned char c = (unsigned char)w->j.file.p[o->off + 40 + i];
		e.boot_id[2 * i] = digits[c >> 4];
		e.boot_id[2 * i + 1] = digits[c & 15];
	}
	w->sink->begin(w->sink->ctx, &e);
	for (uint64_t i = 0; i < n && i < LIMIT_JOURNAL_FIELDS; i++) {
		uint64_t off = item(w, o, i);
		lost |= !off;
		if (off && bit(w->wanted, off))
			take_field(w, off, &left);
	}
	w->sink->end(w->sink->ctx);
	if (!lost)
		w->stats->entries++;
	else
		damaged(w, o->off, "an entry has fields that are not there");
}

/** False: it is none. */
static bool try_entry(struct walk *w, const struct journal_object *o)
{
	bool sound = entry_is_sound(w, o);

	// fields that were lost do not take the others with them
	if (!sound && (!times_ok(w, o) || !n_items(w, o) || is_too_long(w, o)))
		return false;
	if (sound)
		check_sum(w, o);
	take_entry(w, o);
	return true;
}

/* Data. */

/** False: it is no data, or its size is wrong. */
static bool try_data(struct walk *w, const struct journal_object *o)
{
	struct slice payload, rest, key;
	bool cut;
	enum journal_check check = JOURNAL_CHECK_BAD;
	bool readable = journal_payload(&w->j, o, &payload, &cut);

	if (readable)
		check = journal_check(&w->j, o, payload, cut);
	if (check == JOURNAL_CHECK_BAD) {
		if (is_too_long(w, o))
			return false;
		damaged(w, o->off,
		        readable ? "data does not fit its hash" : "data cannot be decompressed");
	}
	if (!readable)
		return true;
	set_bit(w->data, o->off);
	rest = payload;
	if (slice_cut(&rest, '=', &key) && w->sink->wants(w->sink->ctx, key))
		set_bit(w->wanted, o->off);
	if (check == JOURNAL_CHECK_BAD)
		return true;
	set_bit(w->good, o->off);
	if (w->j.keyed && !cut)
		w->slots[o->off / 8 % CACHE_SLOTS] =
			(struct slot){ o->off, journal_hash_jenkins(payload) };
	return true;
}

static bool try_object(struct walk *w, const struct journal_object *o)
{
	struct slice payload;
	bool cut;

	switch (o->type) {
	case JOURNAL_DATA:
		return try_data(w, o);
	case JOURNAL_ENTRY:
		return try_entry(w, o);
	case JOURNAL_FIELD:
		if (journal_payload(&w->j, o, &payload, &cut) &&
		    journal_check(&w->j, o, payload, cut) != JOURNAL_CHECK_BAD)
			return true;
		if (is_too_long(w, o))
			return false;
		damaged(w, o->off, "the name of a field does not fit its hash");
		return true;
	case JOURNAL_TAG:
		return o->size == 64 && is_followed(w, o);
	case JOURNAL_DATA_TABLE:
	case JOURNAL_FIELD_TABLE:
	case JOURNAL_ENTRY_ARRAY:
		return is_followed(w, o) && !is_too_long(w, o);
	case JOURNAL_UNUSED:
	case JOURNAL_TYPE_COUNT:
		break;
	}
	return false;
}

/** Is there an object at @p off that proves to be one? */
static bool is_proven(struct walk *w, uint64_t off)
{
	struct journal_object o;
	struct slice payload;
	bool cut;

	if (!journal_object_at(&w->j, off, &o))
		return false;
	if (o.type == JOURNAL_ENTRY)
		return entry_is_sound(w, &o) || (times_ok(w, &o) && is_followed(w, &o));
	if (o.type != JOURNAL_DATA && o.type != JOURNAL_FIELD)
		return is_followed(w, &o);
	return journal_payload(&w->j, &o, &payload, &cut) &&
	       journal_check(&w->j, &o, payload, cut) == JOURNAL_CHECK_GOOD;
}

/** The next place at or after @p off, and before @p end, where the walk can go on; @p end: none. */
static uint64_t resync(struct walk *w, uint64_t off, uint64_t end)
{
	while (off < end && off + JOURNAL_OBJECT_BYTES <= w->j.file.n && w->j.budget) {
		if (!journal_u64(w->j.file, off)) {
			off = skip_zeros(w->j.file, off) & ~UINT64_C(7);
			if (off >= end)
				break;
		}
		if (is_proven(w, off))
			return off;
		off += 8;
	}
	return end;
}

static void walk_objects(struct walk *w, uint64_t off)
{
	struct journal_object o;
	uint64_t end = w->j.file.n & ~UINT64_C(7);

	while (off + JOURNAL_OBJECT_BYTES <= end) {
		if (!journal_u64(w->j.file, off) && !journal_u64(w->j.file, off + 8)) {
			uint64_t next = skip_zeros(w->j.file, off) & ~UINT64_C(7);
			if (next + JOURNAL_OBJECT_BYTES > end)
				break;
			if (off <= w->tail)
				damaged(w, off, "zeros where an object should be");
			off = resync(w, next, end);
		} else if (journal_object_at(&w->j, off, &o) && try_object(w, &o)) {
			off = align8(off + o.size);
		} else {
			damaged(w, off, "no object where one should be");
			off = resync(w, off + 8, end);
		}
	}
}

/* The header. */

/** How many of the first data objects fit their hashes with these settings? */
static unsigned count_good(struct walk *w, uint64_t off, bool keyed, bool compact)
{
	struct journal_object o;
	struct slice payload;
	unsigned good = 0;
	bool cut;

	w->j.keyed = keyed;
	w->j.compact = compact;
	for (unsigned i = 0; i < SAMPLES && good < 16; i++) {
		// sizes of data may be wrong: every place is tried
		bool object = journal_object_at(&w->j, off, &o);
		bool fits = object && o.type == JOURNAL_DATA &&
		            journal_payload(&w->j, &o, &payload, &cut) &&
		            journal_check(&w->j, &o, payload, cut) == JOURNAL_CHECK_GOOD;
		good += fits;
		off = fits || (object && o.type != JOURNAL_DATA) ? align8(off + o.size) : off + 8;
	}
	return good;
}

/** Find out how the file is hashed; its flags, and its id, may be damaged. */
static void settle_flags(struct walk *w, uint64_t first, unsigned flags)
{
	bool keyed = flags & INCOMPATIBLE_KEYED, compact = flags & INCOMPATIBLE_COMPACT;
	unsigned best = count_good(w, first, keyed, compact), chosen = flags;

	for (unsigned i = 0; i < 4 && !best; i++) {
		unsigned good = count_good(w, first, i & 1, i & 2);
		if (good > best) {
			best = good;
			chosen = (i & 1 ? INCOMPATIBLE_KEYED : 0) |
			         (i & 2 ? INCOMPATIBLE_COMPACT : 0);
		}
	}
	w->j.keyed = chosen & INCOMPATIBLE_KEYED;
	w->j.compact = chosen & INCOMPATIBLE_COMPACT;
	if (chosen != flags || flags & ~(unsigned)INCOMPATIBLE_ALL)
		damaged(w, 12, "the header's flags are wrong");
	if (!best && keyed && w->stats->expected) {
		w->j.verify = false;
		damaged(w, 24, "the file's id fits none of the hashes");
	}
}

/** Do two objects follow each other at @p off, or nothing at all? */
static bool is_first(const struct walk *w, uint64_t off)
{
	struct journal_object o;

	return off >= HEADER_BYTES_MIN && off <= HEADER_BYTES_MAX && off <= w->j.file.n &&
	       off % 8 == 0 &&
	       (skip_zeros(w->j.file, off) == w->j.file.n ||
	        (journal_object_at(&w->j, off, &o) && is_followed(w, &o)));
}

static void read_header(struct walk *w, uint64_t *ret_first)
{
	struct slice file = w->j.file;
	uint64_t size = journal_u64(file, 88), arena = journal_u64(file, 96), whole;

	memcpy(w->j.key, file.p + 24, sizeof(w->j.key));
	w->stats->expected = journal_u64(file, 152);
	w->tail = journal_u64(file, 136);
	if (__builtin_add_overflow(size, arena, &whole) || whole > file.n) {
		damaged(w, file.n, "the file is cut");
		w->cut = true;
	}
	if (memcmp(file.p, signature, sizeof(signature)) != 0)
		damaged(w, 0, "the signature is wrong");
	*ret_first = size;
	if (!is_first(w, size)) {
		uint64_t off = HEADER_BYTES_MIN;
		while (off <= HEADER_BYTES_MAX && !is_first(w, off))
			off += 8;
		*ret_first = off <= HEADER_BYTES_MAX ? off : HEADER_BYTES_MIN;
		damaged(w, 88, "the header's size is wrong");
	}
	if (!w->cut && (w->tail > file.n || w->tail % 8))
		damaged(w, 136, "the header's last object lies outside the file");
}

void journal_read(struct slice file, size_t value_max, const struct journal_sink *sink,
                  struct journal_stats *ret)
{
	size_t map_bytes = file.n / 64 + 1;
	struct walk w = {
		.j = { .file = file, .value_max = value_max, .verify = true },
		.sink = sink,
		.stats = ret,
	};
	uint64_t first;

	*ret = (struct journal_stats){ 0 };
	if (file.n < HEADER_BYTES_MIN) {
		damaged(&w, file.n, "the file is cut");
		return;
	}
	w.j.budget = LIMIT_JOURNAL_WORK_FREE_BYTES + LIMIT_JOURNAL_WORK_RATIO * file.n;
	w.data = xcalloc(map_bytes, 1);
	w.good = xcalloc(map_bytes, 1);
	w.wanted = xcalloc(map_bytes, 1);
	w.slots = xcalloc(CACHE_SLOTS, sizeof(*w.slots));
	read_header(&w, &first);
	settle_flags(&w, first, (unsigned)journal_u32(file, 12));
	walk_objects(&w, first);
	if (!w.j.budget)
		damaged(&w, file.n, "too much damage to search all of it");
	else if (!ret->n_damaged && ret->entries < ret->expected)
		damaged(&w, 152, "fewer entries than the header says");
	// one that was copied while journald wrote to it may be inconsistent
	uint64_t link =
		ret->n_damaged || file.p[16] == STATE_ONLINE ? 0 : journal_bad_link(&w.j, first);
	if (link)
		damaged(&w, link, "a link leads to no object; nothing is lost");
	free(w.data);
	free(w.good);
	free(w.wanted);
	free(w.slots);
	sbuf_deinit(&w.j.value);
}
