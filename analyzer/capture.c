// SPDX-License-Identifier: Apache-2.0
#include "analyzer/capture.h"

#include "analyzer/capture_dump.h"
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

	if (c->dump && c->sink.dump_record)
		c->sink.dump_record(c->sink.ctx, r);
	else
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
	derive_fault_by(c->sink.steering, f, f->arena, &d);
	return c->sink.fault(c->sink.ctx, f, &d);
}

static void no_record(void *ctx, const struct record *r)
{
	(void)ctx, (void)r;
}

/** Has a good part of the lines of @p head a stamp? */
static bool is_log(void *ctx, struct slice head)
{
	const struct capture *c = ctx;
	const struct lines_sink sink = { .record = no_record };
	struct lines *l = lines_new(&sink, &c->limits, INT64_MIN);

	lines_feed(l, head);
	lines_end(l);
	bool ret = lines_stats(l)->format;
	lines_free(l);
	return ret;
}

static bool on_rows(void *ctx, const struct part *part, const struct snapshot_rows *rows)
{
	struct capture *c = ctx;

	return c->sink.rows(c->sink.ctx, part, rows);
}

static struct slice path_inside(const char *path)
{
	const char *last = strrchr(path, '!');

	return slice_str(last ? last + 1 : path);
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
	const struct parts_sink parts_sink = {
		.ctx = c,
		.rows = sink->rows ? on_rows : NULL,
		.is_log = is_log,
	};
	c->parts = parts_new(path_inside(c->path), &parts_sink, limits);
	c->engine = engine_new(&engine_sink, limits);
	c->lines = lines_new(&lines_sink, limits, m->mtime_us);
	c->dump = capture_dump_new();
	return c;
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	capture_dump_free(c->dump);
	parts_free(c->parts);
	lines_free(c->lines);
	engine_free(c->engine);
	free(c->path);
	free(c);
}

static void feed_text(struct capture *c, struct slice bytes)
{
	parts_feed(c->parts, bytes);
	lines_feed(c->lines, bytes);
}

/** It is no memory image: what was kept to find that out is text. */
static void dump_drop(struct capture *c)
{
	feed_text(c, capture_dump_head(c->dump));
	capture_dump_free(c->dump);
	c->dump = NULL;
}

bool capture_file(struct capture *c, const int *fds, size_t n_fds)
{
	if (!capture_dump_file(c->dump, fds, n_fds, &c->bytes)) {
		capture_dump_free(c->dump);
		c->dump = NULL;
		return false;
	}
	return true;
}

void capture_feed(struct capture *c, struct slice bytes)
{
	c->bytes += bytes.n;
	if (!c->dump) {
		feed_text(c, bytes);
	} else if (!capture_dump_feed(c->dump, bytes)) {
		dump_drop(c);
		feed_text(c, bytes);
	}
}

void capture_idle(struct capture *c)
{
	if (c->dump && !capture_dump_is_sure(c->dump))
		dump_drop(c);
	if (c->dump)
		return;
	lines_idle(c->lines);
	engine_idle(c->engine);
}

bool capture_hold(struct capture *c, uint64_t max_spooled, struct held_dump *ret)
{
	return c->dump && capture_dump_is_sure(c->dump) &&
	       capture_dump_hold(c->dump, max_spooled, ret);
}

void capture_end(struct capture *c)
{
	if (c->dump && !capture_dump_is_sure(c->dump))
		dump_drop(c);
	if (c->dump)
		capture_dump_end(c->dump, c);
	else
		parts_end(c->parts);
	lines_end(c->lines);
	engine_end(c->engine);
}

bool capture_is_known(const struct capture *c)
{
	return c->dump || c->n_faults || parts_format(c->parts) || lines_stats(c->lines)->format;
}

const char *capture_damage(const struct capture *c)
{
	const struct lines_stats *stats = lines_stats(c->lines);

	if (c->dump && capture_dump_damage(c->dump))
		return capture_dump_damage(c->dump);
	return *stats->damage ? stats->damage : NULL;
}

bool capture_hash(const struct capture *c, char ret[SHA256_HEX + 1])
{
	if (c->dump)
		capture_dump_hash(c->dump, ret);
	return c->dump;
}

const char *capture_kind(const struct capture *c)
{
	const struct lines_format *format = lines_stats(c->lines)->format;
	const struct system_format *snapshot = parts_format(c->parts);

	if (c->dump)
		return "vmcore";
	if (snapshot)
		return snapshot->name;
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
