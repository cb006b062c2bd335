// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest_inner.h"

struct scan {
	struct run run;
	const char *top;
	uint64_t consumed;
	struct capture *capture;
	bool (*fn)(void *ctx, const struct scan_fault *f);
	void *ctx;
};

static bool on_fault(void *ctx, struct fault *f, const struct derived *d)
{
	struct scan *s = ctx;
	const struct scan_fault out = {
		.path = s->capture->path,
		.kind = capture_kind(s->capture),
		.fault = f,
		.derived = d,
		.boot = capture_boot(s->capture, f),
	};

	if (s->run.stop)
		return false;
	s->run.result.faults++;
	if (!s->fn(s->ctx, &out))
		run_stop(&s->run);
	return false;
}

static bool on_begin(void *ctx, const struct input_member *m)
{
	struct scan *s = ctx;
	const struct capture_sink sink = { .ctx = s, .fault = on_fault };

	if (s->run.stop)
		return false;
	s->capture = capture_new(m, &s->run.options->limits, &sink);
	return true;
}

static bool on_file(void *ctx, const int *fds, size_t n_fds)
{
	struct scan *s = ctx;

	return capture_file(s->capture, fds, n_fds);
}

static void on_bytes(void *ctx, struct slice bytes)
{
	struct scan *s = ctx;

	capture_feed(s->capture, bytes);
}

static void on_idle(void *ctx)
{
	struct scan *s = ctx;

	capture_idle(s->capture);
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct scan *s = ctx;

	(void)status;
	capture_end(s->capture);
	if (!message)
		message = capture_damage(s->capture);
	if (message && !s->run.stop)
		run_problem(&s->run, s->capture->path, message, false);
	run_count(&s->run, s->capture, message || capture_is_known(s->capture));
	capture_free(s->capture);
	s->capture = NULL;
}

static void on_problem(void *ctx, const char *path, const char *message)
{
	struct scan *s = ctx;

	run_problem(&s->run, path, message, false);
}

static bool on_progress(void *ctx, uint64_t consumed)
{
	struct scan *s = ctx;
	uint64_t more = consumed - s->consumed;

	s->consumed = consumed;
	return run_progress(&s->run, s->top, more);
}

void ingest_scan(char *const *paths, size_t n_paths, const struct ingest_options *options,
                 bool (*fn)(void *ctx, const struct scan_fault *f), void *ctx,
                 struct ingest_result *ret)
{
	struct scan s = { .fn = fn, .ctx = ctx };
	const struct input_sink sink = {
		.ctx = &s,
		.begin = on_begin,
		.file = on_file,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
		.progress = on_progress,
	};

	run_init(&s.run, paths, n_paths, options);
	for (size_t i = 0; i < s.run.list.n && !s.run.stop; i++) {
		s.top = s.run.list.files[i].path;
		s.consumed = 0;
		input_read(&s.run.list.files[i], &options->limits, &sink);
		s.run.progress.files_done++;
	}
	run_deinit(&s.run, ret);
}
