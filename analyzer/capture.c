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
	c->engine = engine_new(&engine_sink, limits);
	c->lines = lines_new(&lines_sink, limits, m->mtime_us);
	return c;
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	lines_free(c->lines);
	engine_free(c->engine);
	free(c->path);
	free(c);
}

void capture_feed(struct capture *c, struct slice bytes)
{
	c->bytes += bytes.n;
	lines_feed(c->lines, bytes);
}

void capture_idle(struct capture *c)
{
	lines_idle(c->lines);
	engine_idle(c->engine);
}

void capture_end(struct capture *c)
{
	lines_end(c->lines);
	engine_end(c->engine);
}

bool capture_is_known(const struct capture *c)
{
	return c->n_faults || lines_stats(c->lines)->format;
}

const char *capture_kind(const struct capture *c)
{
	const struct lines_format *format = lines_stats(c->lines)->format;

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
