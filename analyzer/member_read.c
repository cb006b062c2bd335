// SPDX-License-Identifier: Apache-2.0
#include "analyzer/member_read.h"

#include <string.h>

#include "parsers/base/cleanup.h"

struct reader {
	const char *path;
	void (*bytes)(void *ctx, struct slice bytes);
	void *ctx;
	bool ended;
};

static bool on_begin(void *ctx, const struct input_member *m)
{
	const struct reader *r = ctx;

	return !r->ended && strcmp(m->path, r->path) == 0;
}

static void on_bytes(void *ctx, struct slice bytes)
{
	const struct reader *r = ctx;

	r->bytes(r->ctx, bytes);
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct reader *r = ctx;

	(void)status, (void)message;
	r->ended = true;
}

static void on_problem(void *ctx, const char *path, const char *message)
{
	(void)ctx, (void)path, (void)message;
}

static bool on_progress(void *ctx, uint64_t consumed)
{
	const struct reader *r = ctx;

	(void)consumed;
	return !r->ended;
}

static void on_idle(void *ctx)
{
	(void)ctx;
}

void member_read(const char *path, const struct limits *limits,
                 void (*bytes)(void *ctx, struct slice bytes), void *ctx)
{
	_cleanup_free_ char *top = xstrdup(path);
	struct reader r = { .path = path, .bytes = bytes, .ctx = ctx };
	const struct input_sink sink = {
		.ctx = &r,
		.begin = on_begin,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
		.progress = on_progress,
	};
	char *inside = strchr(top, '!');

	if (inside)
		*inside = 0;
	const struct input_file file = { .path = top };
	if (strcmp(top, "-") != 0)
		input_read(&file, limits, &sink);
}
