// SPDX-License-Identifier: Apache-2.0
/*
 * Tables and lists of a journal file.  We do not read by them, other programs do:
 *
 *   hash tables   16 first, 24 last of the chain of each bucket, and so on
 *   data          24 next of its hash, 32 next of its field, 40 entry, 48 list of entries
 *   field         24 next of its hash, 32 first data
 *   entry array   16 next list, 24 entries: 8 bytes each (compact: 4); zeros are not in use yet
 */
#include "parsers/lines/journal_object.h"

/** Is there nothing at all, or an object of type @p type? */
static bool leads_to(const struct journal *j, uint64_t off, enum journal_type type)
{
	struct journal_object o;

	return !off || (journal_object_at(j, off, &o) && o.type == type);
}

/** @p n numbers of @p width bytes from @p at.  Returns where the first bad one is; 0: all are good. */
static uint64_t check_list(const struct journal *j, uint64_t at, uint64_t end, unsigned width,
                           enum journal_type type)
{
	for (; at + width <= end; at += width) {
		uint64_t off = width == 4 ? journal_u32(j->file, at) : journal_u64(j->file, at);
		if (!leads_to(j, off, type))
			return at;
	}
	return 0;
}

static uint64_t check_object(const struct journal *j, const struct journal_object *o)
{
	uint64_t end = o->off + o->size;

	switch (o->type) {
	case JOURNAL_DATA_TABLE:
		return check_list(j, o->off + 16, end, 8, JOURNAL_DATA);
	case JOURNAL_FIELD_TABLE:
		return check_list(j, o->off + 16, end, 8, JOURNAL_FIELD);
	case JOURNAL_DATA:
		if (!leads_to(j, journal_u64(j->file, o->off + 24), JOURNAL_DATA))
			return o->off + 24;
		if (!leads_to(j, journal_u64(j->file, o->off + 32), JOURNAL_DATA))
			return o->off + 32;
		if (!leads_to(j, journal_u64(j->file, o->off + 40), JOURNAL_ENTRY))
			return o->off + 40;
		if (!leads_to(j, journal_u64(j->file, o->off + 48), JOURNAL_ENTRY_ARRAY))
			return o->off + 48;
		return 0;
	case JOURNAL_FIELD:
		if (!leads_to(j, journal_u64(j->file, o->off + 24), JOURNAL_FIELD))
			return o->off + 24;
		return leads_to(j, journal_u64(j->file, o->off + 32), JOURNAL_DATA) ? 0
		                                                                    : o->off + 32;
	case JOURNAL_ENTRY_ARRAY:
		if (!leads_to(j, journal_u64(j->file, o->off + 16), JOURNAL_ENTRY_ARRAY))
			return o->off + 16;
		return check_list(j, o->off + 24, end, j->compact ? 4 : 8, JOURNAL_ENTRY);
	case JOURNAL_ENTRY:
	case JOURNAL_TAG:
	case JOURNAL_UNUSED:
	case JOURNAL_TYPE_COUNT:
		break;
	}
	return 0;
}

uint64_t journal_bad_link(const struct journal *j, uint64_t off)
{
	struct journal_object o;

	for (; journal_object_at(j, off, &o); off = (o.off + o.size + 7) & ~UINT64_C(7)) {
		uint64_t at = check_object(j, &o);
		if (at)
			return at;
	}
	return 0;
}
