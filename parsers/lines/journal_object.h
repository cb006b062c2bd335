// SPDX-License-Identifier: Apache-2.0
/** @file What journal_file.c (the walk) and journal_object.c (one object) share. */
#pragma once

#include "parsers/lines/journal_file.h"

enum journal_type {
	JOURNAL_UNUSED,
	JOURNAL_DATA,
	JOURNAL_FIELD,
	JOURNAL_ENTRY,
	JOURNAL_DATA_TABLE,
	JOURNAL_FIELD_TABLE,
	JOURNAL_ENTRY_ARRAY,
	JOURNAL_TAG,
	JOURNAL_TYPE_COUNT,
};

#define JOURNAL_OBJECT_BYTES 16 /**< type, flags, 6 reserved, size */

struct journal {
	struct slice file;
	size_t value_max;
	bool keyed;   /**< hashes of data are SipHash with the file's id as key, else Jenkins' */
	bool compact; /**< offsets in lists have 4 bytes */
	bool verify;  /**< hashes are of use */
	char key[16];
	uint64_t budget;   /**< bytes that may still be hashed and decompressed */
	struct sbuf value; /**< a decompressed one */
};

uint64_t journal_u32(struct slice file, uint64_t off);
uint64_t journal_u64(struct slice file, uint64_t off);

struct journal_object {
	enum journal_type type;
	unsigned flags;
	uint64_t off, size;
};

/** Is there an object at @p off, as far as its header tells? */
bool journal_object_at(const struct journal *j, uint64_t off, struct journal_object *ret);

enum journal_check {
	JOURNAL_CHECK_GOOD,
	JOURNAL_CHECK_BAD,
	JOURNAL_CHECK_UNKNOWN, /**< too large to tell, or the budget is spent */
};

/** The content of a data or field object: `KEY=value`, decompressed up to a limit.  False: it cannot be
 *  decompressed.  @p ret is a view of the file, or of j->value until the next call. */
bool journal_payload(struct journal *j, const struct journal_object *o, struct slice *ret,
                     bool *ret_cut);
/** Compare the content of a data or field object with its hash. */
enum journal_check journal_check(struct journal *j, const struct journal_object *o,
                                 struct slice payload, bool cut);
/** Hash for the checksum of entries, whatever the file's hashes are. */
uint64_t journal_hash_jenkins(struct slice s);
uint64_t journal_hash_sip(struct slice s, const char key[16]);

/** Where the first link between objects is that leads nowhere, in a file whose objects are whole and
 *  begin at @p off; 0: there is none. */
uint64_t journal_bad_link(const struct journal *j, uint64_t off);
