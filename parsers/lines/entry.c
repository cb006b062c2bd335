// SPDX-License-Identifier: Apache-2.0
/*
 * A journal entry, from whatever spelling: its fields are added one by one, then it becomes records,
 * one for each line of MESSAGE.
 *
 * Source: systemd.journal-fields(7).
 */
#include "parsers/lines/inner.h"

enum entry_key {
	KEY_MESSAGE,
	KEY_PRIORITY,
	KEY_FACILITY,
	KEY_IDENTIFIER,
	KEY_COMM,
	KEY_HOST,
	KEY_BOOT,
	KEY_REALTIME,
	KEY_SOURCE_REALTIME,
	KEY_MONOTONIC,
	KEY_SOURCE_MONOTONIC,
	KEY_TRANSPORT,
};

static const struct {
	const char *name;
	enum entry_key key;
} keys[] = {
	{ "MESSAGE", KEY_MESSAGE },
	{ "PRIORITY", KEY_PRIORITY },
	{ "SYSLOG_FACILITY", KEY_FACILITY },
	{ "SYSLOG_IDENTIFIER", KEY_IDENTIFIER },
	{ "_COMM", KEY_COMM },
	{ "_HOSTNAME", KEY_HOST },
	{ "_BOOT_ID", KEY_BOOT },
	{ "__REALTIME_TIMESTAMP", KEY_REALTIME },
	{ "_SOURCE_REALTIME_TIMESTAMP", KEY_SOURCE_REALTIME },
	{ "__MONOTONIC_TIMESTAMP", KEY_MONOTONIC },
	{ "_SOURCE_MONOTONIC_TIMESTAMP", KEY_SOURCE_MONOTONIC },
	{ "_TRANSPORT", KEY_TRANSPORT },
};

void entry_begin(struct entry *e, uint64_t off, uint64_t line)
{
	sbuf_reset(&e->message);
	sbuf_reset(&e->host);
	sbuf_reset(&e->tag);
	e->open = true;
	e->fields = e->flags = 0;
	e->has_message = e->has_identifier = e->has_comm = e->kernel = e->has_transport = false;
	e->boot_n = 0;
	e->realtime_us = e->source_realtime_us = INT64_MIN;
	e->monotonic_us = e->source_monotonic_us = INT64_MIN;
	e->level = e->facility = -1;
	e->off = off;
	e->line = line;
}

static void set_number(struct slice value, int64_t max, int64_t *ret)
{
	uint64_t v;

	if (slice_u64(&value, 10, &v) && !value.n && v <= (uint64_t)max)
		*ret = (int64_t)v;
}

static void set_name(struct sbuf *b, struct slice value)
{
	sbuf_reset(b);
	sbuf_add(b, slice_head(value, LIMIT_NAME_BYTES));
}

static void set_boot(struct entry *e, struct slice value)
{
	e->boot_n = 0;
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '-')
			continue;
		if (e->boot_n == sizeof(e->boot)) {
			e->boot_n = 0;
			return;
		}
		e->boot[e->boot_n++] = value.p[i];
	}
}

bool entry_wants(struct slice key)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (slice_eq(key, slice_str(keys[i].name)))
			return true;
	return false;
}

void entry_add(struct entry *e, struct slice key, struct slice value)
{
	int64_t small = -1;
	size_t i = 0;

	e->fields++;
	while (i < sizeof(keys) / sizeof(keys[0]) && !slice_eq(key, slice_str(keys[i].name)))
		i++;
	if (i == sizeof(keys) / sizeof(keys[0]))
		return;
	switch (keys[i].key) {
	case KEY_MESSAGE:
		if (e->has_message)
			sbuf_char(&e->message, '\n');
		sbuf_add(&e->message, value);
		e->has_message = true;
		break;
	case KEY_PRIORITY:
		set_number(value, 7, &small);
		e->level = (int)small;
		break;
	case KEY_FACILITY:
		set_number(value, 255, &small);
		e->facility = (int)small;
		break;
	case KEY_IDENTIFIER:
		set_name(&e->tag, value);
		e->has_identifier = true;
		break;
	case KEY_COMM:
		if (!e->has_identifier)
			set_name(&e->tag, value);
		e->has_comm = true;
		break;
	case KEY_HOST:
		set_name(&e->host, value);
		break;
	case KEY_BOOT:
		set_boot(e, value);
		break;
	case KEY_REALTIME:
		set_number(value, INT64_MAX / 4, &e->realtime_us);
		break;
	case KEY_SOURCE_REALTIME:
		set_number(value, INT64_MAX / 4, &e->source_realtime_us);
		break;
	case KEY_MONOTONIC:
		set_number(value, INT64_MAX / 4, &e->monotonic_us);
		break;
	case KEY_SOURCE_MONOTONIC:
		set_number(value, INT64_MAX / 4, &e->source_monotonic_us);
		break;
	case KEY_TRANSPORT:
		e->kernel = slice_is(value, "kernel");
		e->has_transport = true;
		break;
	}
}

static void set_times(const struct entry *e, struct lines *l, struct record *r)
{
	int64_t mono = e->monotonic_us, wall = e->realtime_us;

	l->start_us = wall != INT64_MIN && mono != INT64_MIN ? wall - mono : INT64_MIN;
	// the source's stamps say when it happened, the journal's when it arrived
	if (e->source_monotonic_us != INT64_MIN) {
		mono = e->source_monotonic_us;
		if (l->start_us != INT64_MIN)
			wall = l->start_us + mono;
	}
	if (e->source_realtime_us != INT64_MIN)
		wall = e->source_realtime_us;
	if (mono != INT64_MIN) {
		r->flags |= RECORD_HAS_MONO;
		r->mono_us = mono;
	}
	if (wall != INT64_MIN) {
		r->flags |= RECORD_HAS_WALL;
		r->wall_us = wall;
		l->years.last_us = wall;
	}
}

void entry_deliver(struct lines *l, struct entry *e, uint64_t end_off, uint64_t end_line)
{
	if (!e->open)
		return;
	e->open = false;
	if (!e->has_message)
		return;
	struct record r = { .flags = e->flags | RECORD_ESCAPED,
		            .off = e->off,
		            .end_off = end_off,
		            .line = e->line,
		            .end_line = end_line,
		            .host = e->host.n ? sbuf_slice(&e->host) : (struct slice){ NULL, 0 },
		            .tag = e->tag.n ? sbuf_slice(&e->tag) : (struct slice){ NULL, 0 } };
	if (e->level >= 0) {
		r.flags |= RECORD_HAS_LEVEL;
		r.level = e->level;
	}
	if (e->facility >= 0) {
		r.flags |= RECORD_HAS_FACILITY;
		r.facility = e->facility;
	}
	// what programs write to /dev/kmsg comes the kernel's way, with a name of its own
	bool kernel = (e->kernel || !e->has_transport) &&
	              (slice_is(r.tag, "kernel") || (e->kernel && !r.tag.p));
	r.flags |= kernel ? RECORD_KERNEL : RECORD_USER;
	set_times(e, l, &r);
	l->uuid = (struct slice){ e->boot_n == sizeof(e->boot) ? e->boot : NULL, e->boot_n };
	struct slice rest = sbuf_slice(&e->message), line;
	do {
		if (!slice_cut(&rest, '\n', &line)) {
			line = rest;
			rest.n = 0;
		}
		struct record one = r;
		one.text = one.raw = line;
		lines_deliver(l, &one);
		r.flags |= RECORD_CONT;
	} while (rest.n);
	l->uuid = (struct slice){ NULL, 0 };
	l->start_us = INT64_MIN;
}

void entry_deinit(struct entry *e)
{
	sbuf_deinit(&e->message);
	sbuf_deinit(&e->host);
	sbuf_deinit(&e->tag);
}
