// SPDX-License-Identifier: Apache-2.0
#include "analyzer/capture.h"

#include "db/store.h"
#include "parsers/base/cleanup.h"

static bool on_wants(void *ctx, struct slice block)
{
	struct capture *c = ctx;

	return engine_wants(c->engine, block);
}

static void on_record(void *ctx, const struct record *r)
{
	struct capture *c = ctx;

	engine_record(c->engine, r);
}

static void on_boot(void *ctx, const struct boot *b)
{
	struct capture *c = ctx;

	engine_boot(c->engine, b);
}

static bool on_fault(void *ctx, struct fault *f)
{
	struct capture *c = ctx;
	struct derived d;

	c->n_faults++;
	store_clean_fault(f); // so that regroup sees what is seen here
	derive_fault(f, f->arena, &d);
	return c->sink.fault(c->sink.ctx, f, &d);
}

struct capture *capture_new(const struct input_member *m, const struct limits *limits,
                            const struct capture_sink *sink)
{
	struct capture *c = xcalloc(1, sizeof(*c));
	const struct lines_sink lines_sink = {
		.ctx = c,
		.wants = on_wants,
		.record = on_record,
		.boot = on_boot,
	};
	const struct engine_sink engine_sink = { .ctx = c, .fault = on_fault };

	c->path = xstrdup(m->path);
	c->mtime_us = m->mtime_us;
	c->sink = *sink;
	c->limits = *limits;
	c->engine = engine_new(&engine_sink, limits);
	c->lines = lines_new(&lines_sink, limits, m->mtime_us);
	return c;
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	system_free(c->system);
	sbuf_deinit(&c->head);
	lines_free(c->lines);
	engine_free(c->engine);
	free(c->path);
	free(c);
}

static void no_record(void *ctx, const struct record *r)
{
	(void)ctx, (void)r;
}

/** Has a good part of the lines of @p head a stamp? */
static bool is_log(struct slice head, const struct limits *limits)
{
	const struct lines_sink sink = { .record = no_record };
	struct lines *l = lines_new(&sink, limits, INT64_MIN);

	lines_feed(l, head);
	lines_end(l);
	bool ret = lines_stats(l)->format;
	lines_free(l);
	return ret;
}

static struct slice path_inside(const char *path)
{
	const char *last = strrchr(path, '!');

	return slice_str(last ? last + 1 : path);
}

/** The head is there, or the member ended: what is it? */
static void head_end(struct capture *c)
{
	const struct system_sink sink = { .ctx = c->sink.ctx, .rows = c->sink.rows };
	struct slice head = sbuf_slice(&c->head), path = path_inside(c->path);

	c->head_done = true;
	c->system_format = system_probe(head, path);
	if (c->system_format && is_log(head, &c->limits))
		c->system_format = NULL;
	if (c->system_format && c->sink.rows) {
		c->system = system_new(c->system_format, path, &sink, &c->limits);
		system_feed(c->system, head);
	}
	sbuf_deinit(&c->head);
}

static void system_bytes(struct capture *c, struct slice bytes)
{
	if (!c->head_done) {
		struct slice head = slice_head(bytes, SYSTEM_HEAD_BYTES - c->head.n);
		sbuf_add(&c->head, head);
		bytes = slice_from(bytes, head.n);
		if (c->head.n < SYSTEM_HEAD_BYTES)
			return;
		head_end(c);
	}
	if (c->system)
		system_feed(c->system, bytes);
}

void capture_feed(struct capture *c, struct slice bytes)
{
	c->bytes += bytes.n;
	system_bytes(c, bytes);
	lines_feed(c->lines, bytes);
}

void capture_idle(struct capture *c)
{
	lines_idle(c->lines);
	engine_idle(c->engine);
}

void capture_end(struct capture *c)
{
	if (!c->head_done)
		head_end(c);
	if (c->system)
		system_end(c->system);
	lines_end(c->lines);
	engine_end(c->engine);
}

bool capture_is_known(const struct capture *c)
{
	return c->n_faults || c->system_format || lines_stats(c->lines)->format;
}

const char *capture_damage(const struct capture *c)
{
	const struct lines_stats *stats = lines_stats(c->lines);

	return *stats->damage ? stats->damage : NULL;
}

const char *capture_kind(const struct capture *c)
{
	const struct lines_format *format = lines_stats(c->lines)->format;

	if (c->system_format)
		return c->system_format->name;
	return format ? format->name : "text";
}

const struct boot *capture_boot(const struct capture *c, const struct fault *f)
{
	size_t n = 0;
	const struct boot *boots = lines_boots(c->lines, &n);

	for (size_t i = n; fact_has(f, boot_no) && i-- > 0;)
		if (boots[i].number == f->boot_no)
			return &boots[i];
	return NULL;
}

struct slice capture_host(const struct capture *c)
{
	size_t n = 0;
	const struct boot *boots = lines_boots(c->lines, &n);
	struct slice host = { NULL, 0 };

	for (size_t i = 0; i < n; i++) {
		if (!boots[i].host.p)
			continue;
		if (host.p && !slice_eq(host, boots[i].host))
			return (struct slice){ NULL, 0 };
		host = boots[i].host;
	}
	return host;
}
