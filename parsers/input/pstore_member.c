// SPDX-License-Identifier: Apache-2.0
/*
 * Parts that are members of an archive: they come in any order, so those of one archive are held in
 * memory until it ends, and handed out then.
 */
#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "parsers/input/pstore.h"

struct pstore_member {
	char *path;
	char *inside;
	int64_t mtime_us;
	struct sbuf bytes;
	char *damage; /**< NULL: none */
};

struct pstore_members {
	struct pstore_member *m;
	struct pstore_key *keys; /**< of m[i] at i, until they are sorted */
	size_t n;
	size_t bytes; /**< of all */
};

struct pstore_members *pstore_members_new(void)
{
	return xcalloc(1, sizeof(struct pstore_members));
}

void pstore_members_free(struct pstore_members *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		free(p->m[i].path);
		free(p->m[i].inside);
		free(p->m[i].damage);
		sbuf_deinit(&p->m[i].bytes);
	}
	free(p->m);
	free(p->keys);
	free(p);
}

bool pstore_members_add(struct pstore_members *p, const struct input_member *m, struct layer *l)
{
	struct slice bytes = { l->head, l->n_head };
	struct pstore_key key;

	if (p->n >= LIMIT_PSTORE_PARTS || p->bytes >= LIMIT_PSTORE_HELD_BYTES ||
	    !pstore_key_make("", bytes, p->n, &key))
		return false;
	struct pstore_member new = {
		.path = xstrdup(m->path),
		.inside = xstrdup(m->inside),
		.mtime_us = m->mtime_us,
		.bytes = { .max = LIMIT_PSTORE_PART_BYTES },
	};
	while (layer_read(l, &bytes) == LAYER_BYTES)
		sbuf_add(&new.bytes, bytes);
	if (l->damage) {
		new.damage = xstrdup(l->damage->text);
		l->damage->told = true; // will be, with the member
	} else if (new.bytes.overflow) {
		new.damage = xstrdup("is too long for a part of a crash log; the rest is not read");
	}
	if (new.bytes.n &&new.bytes.p[new.bytes.n - 1] != '\n') {
		new.bytes.max++;
		sbuf_char(&new.bytes, '\n');
	}
	if (p->n % 64 == 0) {
		p->m = xreallocarray(p->m, p->n + 64, sizeof(*p->m));
		p->keys = xreallocarray(p->keys, p->n + 64, sizeof(*p->keys));
	}
	pstore_key_make(new.path, (struct slice){ new.bytes.p, new.bytes.n }, p->n, &key);
	p->keys[p->n] = key;
	p->m[p->n++] = new;
	p->bytes += new.bytes.n;
	return true;
}

/** One log of @p n parts. */
static void hand_out(const struct pstore_members *p, const struct pstore_key *k, size_t n,
                     const char *top, unsigned depth, const struct input_sink *sink)
{
	const struct pstore_member *first = &p->m[k[0].index];
	const struct input_member m = {
		.path = first->path,
		.top = top,
		.inside = first->inside,
		.depth = depth,
		.mtime_us = first->mtime_us,
		.is_archive = true,
	};
	const char *damage = NULL;

	if (!sink->begin(sink->ctx, &m))
		return;
	for (size_t i = 0; i < n; i++) {
		const struct pstore_member *part = &p->m[k[i].index];
		sink->bytes(sink->ctx, sbuf_slice(&part->bytes));
		damage = damage ? damage : part->damage;
	}
	sink->end(sink->ctx, damage ? INPUT_PARTIAL : INPUT_OK, damage);
}

void pstore_members_end(struct pstore_members *p, const char *top, unsigned depth,
                        const struct input_sink *sink)
{
	pstore_sort(p->keys, p->n);
	for (size_t i = 0, run; i < p->n; i += run) {
		run = pstore_run(p->keys + i, p->n - i);
		hand_out(p, p->keys + i, run, top, depth, sink);
	}
}
