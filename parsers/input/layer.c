// SPDX-License-Identifier: Apache-2.0
#include "parsers/input/layer.h"

#include <inttypes.h>
#include <stdio.h>

static printf_like(2, 0) void damage_set(struct damage *d, const char *fmt, va_list ap)
{
	if (d->text[0])
		return; // the first cause is the one to tell
	vsnprintf(d->text, sizeof(d->text), fmt, ap);
}

enum layer_result layer_damaged(struct layer *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	damage_set(&l->own, fmt, ap);
	va_end(ap);
	l->damage = &l->own;
	return LAYER_END;
}

void reading_stop(struct reading *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	damage_set(&r->stop_why, fmt, ap);
	va_end(ap);
	r->stop = true;
}

bool reading_expand(struct reading *r, size_t n)
{
	uint64_t in = r->consumed ? r->consumed : 1;

	r->expanded += n;
	if (r->expanded > r->limits->expand_bytes)
		reading_stop(r,
		             "expands to more than %" PRIu64
		             " bytes (--max-expand), at byte %" PRIu64,
		             r->limits->expand_bytes, r->consumed);
	else if (r->expanded > LIMIT_EXPAND_FREE_BYTES &&
	         r->expanded / in >= r->limits->expand_ratio)
		reading_stop(r,
		             "expands to more than %" PRIu64
		             " times its size (--max-ratio), at byte %" PRIu64,
		             r->limits->expand_ratio, r->consumed);
	return !r->stop;
}

/** Bytes that were not looked at before. */
static enum layer_result layer_pull(struct layer *l, struct slice *ret)
{
	if (l->damage)
		return LAYER_END;
	if (l->reading->stop) {
		l->damage = &l->reading->stop_why;
		return LAYER_END;
	}
	return l->ops->read(l, ret);
}

enum layer_result layer_read(struct layer *l, struct slice *ret)
{
	if (l->n_head) {
		*ret = (struct slice){ l->head, l->n_head };
		l->n_head = 0;
		return LAYER_BYTES;
	}
	if (l->rest.n) {
		*ret = l->rest;
		l->rest = (struct slice){ NULL, 0 };
		return LAYER_BYTES;
	}
	return layer_pull(l, ret);
}

const struct container *layer_container(struct layer *l)
{
	const struct container *c = NULL;
	bool more = true;

	l->reading->peeking = true;
	while (more) {
		if (!l->rest.n) {
			enum layer_result res = layer_pull(l, &l->rest);
			if (res == LAYER_AGAIN && !l->n_head && !l->reading->stop)
				continue;
			if (res != LAYER_BYTES)
				break;
		}
		size_t n = CONTAINER_HEAD_BYTES - l->n_head;
		if (n > l->rest.n)
			n = l->rest.n;
		memcpy(l->head + l->n_head, l->rest.p, n);
		l->n_head += n;
		l->rest = slice_from(l->rest, n);
		c = container_find((struct slice){ l->head, l->n_head }, &more);
	}
	l->reading->peeking = false;
	return c;
}

void layer_drain(struct layer *l)
{
	struct slice bytes;

	while (layer_read(l, &bytes) == LAYER_BYTES)
		;
}

void layer_free(struct layer *l)
{
	while (l) {
		struct layer *below = l->below;
		l->ops->free(l);
		l = below;
	}
}
