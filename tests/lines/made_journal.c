// SPDX-License-Identifier: Apache-2.0
#include "tests/lines/made_journal.h"

#include <lz4.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>

#include "parsers/lines/journal_object.h"

#define HEADER_BYTES 256

static const char file_id[16] = "crashql-made-jnl";
static const char boot_id[16] = { 0x0b, 0x1b, 0x2b, 0x3b, 0x4b, 0x5b, 0x6b, 0x7b,
	                          0x0b, 0x1b, 0x2b, 0x3b, 0x4b, 0x5b, 0x6b, 0x7b };

static void put(struct made_journal *j, uint64_t off, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		j->bytes.p[off + i] = (char)(v >> (8 * i));
}

static void add(struct made_journal *j, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		sbuf_char(&j->bytes, (char)(v >> (8 * i)));
}

static uint64_t begin_object(struct made_journal *j, enum journal_type type, unsigned flags)
{
	while (j->bytes.n % 8)
		sbuf_char(&j->bytes, 0);
	uint64_t off = j->bytes.n;
	add(j, type | flags << 8, 8);
	add(j, 0, 8); // size: end_object()
	j->n_objects++;
	put(j, 136, off, 8);
	return off;
}

static void end_object(struct made_journal *j, uint64_t off)
{
	put(j, off + 8, j->bytes.n - off, 8);
}

void made_journal_begin(struct made_journal *j)
{
	for (unsigned i = 0; i < HEADER_BYTES; i++)
		sbuf_char(&j->bytes, 0);
	memcpy(j->bytes.p, "LPKSHHRH", 8);
	put(j, 12,
	    (unsigned[]){ 0, 1, 2, 8 }[j->codec] | (j->keyed ? 4 : 0) | (j->compact ? 16 : 0), 4);
	memcpy(j->bytes.p + 24, file_id, 16);
	memcpy(j->bytes.p + 56, boot_id, 16);
	put(j, 88, HEADER_BYTES, 8);
	for (enum journal_type t = JOURNAL_DATA_TABLE; t <= JOURNAL_FIELD_TABLE; t++) {
		uint64_t off = begin_object(j, t, 0);
		for (unsigned i = 0; i < 4; i++)
			add(j, 0, 8);
		end_object(j, off);
		put(j, t == JOURNAL_DATA_TABLE ? 104 : 120, off + 16, 8);
		put(j, t == JOURNAL_DATA_TABLE ? 112 : 128, 32, 8);
	}
}

static size_t compress(enum made_codec codec, struct slice in, char *out, size_t max)
{
	size_t n = 0;

	switch (codec) {
	case MADE_PLAIN:
		return 0;
	case MADE_XZ:
		if (lzma_easy_buffer_encode(0, LZMA_CHECK_NONE, NULL, (const uint8_t *)in.p, in.n,
		                            (uint8_t *)out, &n, max) != LZMA_OK)
			abort();
		return n;
	case MADE_LZ4:
		for (unsigned i = 0; i < 8; i++)
			out[i] = (char)((uint64_t)in.n >> (8 * i));
		return 8 + (size_t)LZ4_compress_default(in.p, out + 8, (int)in.n, (int)max - 8);
	case MADE_ZSTD:
		n = ZSTD_compress(out, max, in.p, in.n, 1);
		return ZSTD_isError(n) ? (abort(), 0) : n;
	}
	return 0;
}

static uint64_t add_data(struct made_journal *j, struct slice text)
{
	static const unsigned flags[] = { 0, 1, 2, 4 };
	char packed[4096];
	enum made_codec codec = text.n > 80 ? j->codec : MADE_PLAIN;
	size_t n = compress(codec, text, packed, sizeof(packed));
	uint64_t off = begin_object(j, JOURNAL_DATA, flags[codec]);

	add(j, j->keyed ? journal_hash_sip(text, file_id) : journal_hash_jenkins(text), 8);
	for (unsigned i = 0; i < 5; i++)
		add(j, 0, 8); // links, number of entries: not followed
	if (j->compact)
		add(j, 0, 8);
	struct slice content = { packed, n };
	sbuf_add(&j->bytes, n ? content : text);
	end_object(j, off);
	return off;
}

static uint64_t shared_data(struct made_journal *j, const char *text)
{
	for (unsigned i = 0; i < j->n_shared; i++)
		if (strcmp(j->shared[i].text, text) == 0)
			return j->shared[i].off;
	unsigned i = j->n_shared++;
	memcpy(j->shared[i].text, text, strlen(text) + 1);
	return j->shared[i].off = add_data(j, slice_str(text));
}

void made_journal_entry(struct made_journal *j, unsigned n, struct slice message)
{
	uint64_t items[6], sum = 0;
	struct sbuf text = { 0 };

	sbuf_puts(&text, "MESSAGE=");
	sbuf_add(&text, message);
	items[0] = add_data(j, sbuf_slice(&text));
	sum ^= journal_hash_jenkins(sbuf_slice(&text));
	const char *const common[] = { "PRIORITY=4", "_TRANSPORT=kernel",
		                       "SYSLOG_IDENTIFIER=kernel", "_HOSTNAME=db-02" };
	for (unsigned i = 0; i < 4; i++) {
		items[1 + i] = shared_data(j, common[i]);
		sum ^= journal_hash_jenkins(slice_str(common[i]));
	}
	sbuf_reset(&text);
	sbuf_printf(&text, "_SOURCE_MONOTONIC_TIMESTAMP=%u", 1000000 * (n + 1));
	items[5] = add_data(j, sbuf_slice(&text));
	sum ^= journal_hash_jenkins(sbuf_slice(&text));
	uint64_t off = begin_object(j, JOURNAL_ENTRY, 0);
	add(j, n + 1, 8);
	add(j, UINT64_C(1795000000000000) + UINT64_C(1000000) * (n + 1), 8);
	add(j, UINT64_C(1000000) * (n + 1), 8);
	sbuf_add(&j->bytes, (struct slice){ boot_id, 16 });
	add(j, sum, 8);
	for (unsigned i = 0; i < 6; i++) {
		add(j, items[i], j->compact ? 4 : 8);
		if (!j->compact)
			add(j, journal_u64(sbuf_slice(&j->bytes), items[i] + 16), 8);
	}
	end_object(j, off);
	j->entries[j->n_entries] = off;
	j->entry_ends[j->n_entries++] = j->bytes.n;
	sbuf_deinit(&text);
}

void made_journal_end(struct made_journal *j)
{
	uint64_t off = begin_object(j, JOURNAL_ENTRY_ARRAY, 0);

	add(j, 0, 8);
	for (unsigned i = 0; i < j->n_entries; i++)
		add(j, j->entries[i], j->compact ? 4 : 8);
	end_object(j, off);
	put(j, 176, off, 8);
	put(j, 144, j->n_objects, 8);
	put(j, 152, j->n_entries, 8);
	put(j, 160, j->n_entries, 8);
	put(j, 168, 1, 8);
	for (unsigned i = 0; i < 2; i++)
		put(j, 184 + 8 * i,
		    journal_u64(sbuf_slice(&j->bytes), j->entries[i ? j->n_entries - 1 : 0] + 24),
		    8);
	while (j->bytes.n % 4096)
		sbuf_char(&j->bytes, 0);
	put(j, 96, j->bytes.n - HEADER_BYTES, 8);
}
