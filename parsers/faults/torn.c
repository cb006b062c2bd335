// SPDX-License-Identifier: Apache-2.0
#include "parsers/faults/torn.h"

static void torn_drop(struct torn *t)
{
	t->n--;
	memmove(t->pieces, t->pieces + 1, t->n * sizeof(*t->pieces));
}

void torn_push(struct torn *t, const struct report *r, uint64_t record)
{
	if (!r->family->announces || r->n_lines != 1 || (r->flags & REPORT_HAS_CALLER))
		return;
	if (t->n == TORN_PIECES)
		torn_drop(t);
	t->pieces[t->n++] = (struct torn_piece){
		.off = r->lines[0].off,
		.record = record,
		.kind = r->head->kind,
	};
}

bool torn_pop(struct torn *t, uint64_t record, struct torn_piece *ret)
{
	while (t->n && record - t->pieces[0].record > TORN_AGE)
		torn_drop(t);
	if (!t->n)
		return false;
	*ret = t->pieces[0];
	torn_drop(t);
	return true;
}
