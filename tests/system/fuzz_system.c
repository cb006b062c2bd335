// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes through every snapshot format, whether it bids for them or not, in pieces.  The first
 * byte says how large the pieces are, the second where the file lay.
 */
#include <stdint.h>
#include <stdlib.h>

#include "parsers/system/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Touch what the rows point to. */
static bool look(void *ctx, const struct snapshot_rows *rows)
{
	uint64_t *sum = ctx;
#define LOOK_I64(field)  *sum += (uint64_t)row->field;
#define LOOK_REAL(field) *sum += row->field > 0;
#define LOOK_NUM(field)  LOOK_REAL(field)
#define LOOK_ADDR(field) LOOK_I64(field)
#define LOOK_FLAG(field) LOOK_I64(field)
#define LOOK_TEXT(field)                          \
	for (size_t j = 0; j < row->field.n; j++) \
		*sum += (unsigned char)row->field.p[j];
#define LOOK_FIELD(type, field, unit, doc) \
	if (fact_has(row, field)) {        \
		LOOK_##type(field)         \
	}
#define LOOK_TABLE(name, FIELDS)                         \
	for (size_t i = 0; i < rows->n_##name; i++) {    \
		const struct name *row = &rows->name[i]; \
		FIELDS(LOOK_FIELD)                       \
	}
	SNAPSHOT_TABLES(LOOK_TABLE)
	return false;
}

/* Places that some formats go by. */
static const char *const paths[] = {
	"sys/devices/system/node/node1/x",
	"sos/proc/812/oom_score",
	"proc/812/cgroup",
	"proc/812/cmdline",
	"proc/812/smaps",
	"sys/fs/cgroup/memory/a/memory.numa_stat",
	"sys/fs/cgroup/system.slice/cron.service/memory.pressure",
	"proc/sys/vm/swappiness",
	"sys/kernel/mm/ksm/run",
	"proc/uptime",
	"free_-m",
	"",
};

static void read_as(const struct system_format *format, struct slice path, struct slice text,
                    size_t piece)
{
	static uint64_t sum;
	const struct system_sink sink = { .ctx = &sum, .rows = look };
	const struct limits limits = limits_default();
	struct system_reader *r = system_new(format, path, &sink, &limits);

	while (text.n) {
		struct slice part = slice_head(text, piece);
		system_feed(r, part);
		text = slice_from(text, part.n);
	}
	system_end(r);
	if (system_bad_lines(r) > (uint64_t)1 << 60)
		abort();
	system_free(r);
}

static bool never_log(void *ctx, struct slice head)
{
	(void)ctx;
	return head.n && *head.p == '[';
}

static bool look_part(void *ctx, const struct part *part, const struct snapshot_rows *rows)
{
	return part->name.n < 1 << 20 && look(ctx, rows);
}

static void read_parts(struct slice path, struct slice text, size_t piece)
{
	static uint64_t sum;
	const struct parts_sink sink = { .ctx = &sum, .rows = look_part, .is_log = never_log };
	const struct limits limits = limits_default();
	struct parts *p = parts_new(path, &sink, &limits);

	while (text.n) {
		struct slice part = slice_head(text, piece);
		parts_feed(p, part);
		text = slice_from(text, part.n);
	}
	parts_end(p);
	parts_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };

	struct slice path =
		slice_str(paths[size > 1 ? data[1] % (sizeof(paths) / sizeof(*paths)) : 0]);

	system_probe(slice_head(text, SYSTEM_HEAD_BYTES), path);
	for (size_t i = 0; system_formats[i]; i++)
		read_as(system_formats[i], path, text, size ? 1 + 64 * (size_t)data[0] : 1);
	read_parts(path, text, size ? 1 + 64 * (size_t)data[0] : 1);
	return 0;
}
