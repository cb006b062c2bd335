// SPDX-License-Identifier: Apache-2.0
/** @file Binary journals built in memory, after the description of the format, for tests. */
#pragma once

#include "parsers/base/sbuf.h"

enum made_codec {
	MADE_PLAIN,
	MADE_XZ,
	MADE_LZ4,
	MADE_ZSTD,
};

struct made_journal {
	bool keyed, compact;
	enum made_codec codec; /**< of values longer than 80 bytes */
	struct sbuf bytes;
	uint64_t entries[64]; /**< offsets */
	uint64_t entry_ends[64];
	unsigned n_entries, n_objects;
	struct {
		char text[40];
		uint64_t off;
	} shared[16]; /**< fields that entries have in common */
	unsigned n_shared;
};

/** Header and hash tables; @p j says what kind of file. */
void made_journal_begin(struct made_journal *j);
/** An entry of the kernel: message, priority, host, boot id and the rest.  @p n counts from 0. */
void made_journal_entry(struct made_journal *j, unsigned n, struct slice message);
/** The list of entries, and what the header says of all. */
void made_journal_end(struct made_journal *j);
