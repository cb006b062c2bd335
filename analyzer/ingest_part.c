// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest_part.h"

#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"

/** What the heading says, the format where there is none; with a number where that was there before. */
static char *name_new(const struct ingest_parts *l, const struct part *part)
{
	struct sbuf b = { 0 };
	size_t same = 0;

	sbuf_add(&b, part->name.n ? part->name : slice_str(part->format->name));
	for (size_t i = 0; i < l->n; i++)
		same += slice_starts(slice_str(l->parts[i].name), sbuf_slice(&b));
	if (same)
		sbuf_printf(&b, "#%zu", part->no);
	char *name = xmemdup0(b.p, b.n);
	sbuf_deinit(&b);
	return name;
}

bool ingest_parts_add(struct ingest_parts *l, const struct part *part,
                      const struct snapshot_rows *rows)
{
	// an arena takes whole blocks of 32 KiB
	size_t bytes = rows->arena->used | ((32 << 10) - 1);

	if (!rows->arena->used)
		return false;
	if (l->bytes + bytes > INGEST_PARTS_BYTES) {
		l->full = true;
		return false;
	}
	l->bytes += bytes;
	if (!l->n || l->parts[l->n - 1].no != part->no) {
		struct ingest_part new = { part->no, name_new(l, part), part->format->name, NULL,
			                   0 };
		l->parts = xreallocarray(l->parts, l->n + 1, sizeof(*l->parts));
		l->parts[l->n++] = new;
	}
	struct ingest_part *p = &l->parts[l->n - 1];
	p->rows = xreallocarray(p->rows, p->n_rows + 1, sizeof(*p->rows));
	p->rows[p->n_rows++] = *rows;
	return true;
}

void ingest_parts_reset(struct ingest_parts *l)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t r = 0; r < l->parts[i].n_rows; r++)
			snapshot_rows_deinit(&l->parts[i].rows[r]);
		free(l->parts[i].rows);
		free(l->parts[i].name);
	}
	free(l->parts);
	*l = (struct ingest_parts){ 0 };
}
