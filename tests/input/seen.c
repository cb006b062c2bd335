// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "tests/input/seen.h"

static struct seen_member *last(struct seen *s)
{
	assert_true(s->n > 0);
	return &s->members[s->n - 1];
}

static bool on_begin(void *ctx, const struct input_member *m)
{
	struct seen *s = ctx;

	assert_true(!s->n || last(s)->ended); // one at a time
	s->begun++;
	if (s->unwanted && strcmp(s->unwanted, m->path) == 0)
		return false;
	s->members = xreallocarray(s->members, s->n + 1, sizeof(*s->members));
	s->members[s->n++] = (struct seen_member){
		.path = xstrdup(m->path),
		.inside = m->inside ? xstrdup(m->inside) : NULL,
		.top = xstrdup(m->top),
		.depth = m->depth,
		.is_archive = m->is_archive,
		.mtime_us = m->mtime_us,
	};
	return true;
}

static void on_bytes(void *ctx, struct slice bytes)
{
	struct seen *s = ctx;

	assert_false(last(s)->ended);
	assert_true(bytes.n > 0);
	if (s->cut_path && !s->total)
		assert_int_equal(truncate(s->cut_path, 0), 0);
	s->total += bytes.n;
	if (!s->discard)
		sbuf_add(&last(s)->content, bytes);
}

static void on_idle(void *ctx)
{
	struct seen *s = ctx;

	if (!s->idles++)
		s->idle_content = last(s)->content.n;
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct seen *s = ctx;

	assert_false(last(s)->ended);
	assert_true((status == INPUT_OK) == (message == NULL));
	last(s)->ended = true;
	last(s)->status = status;
	last(s)->message = message ? xstrdup(message) : NULL;
}

static void on_problem(void *ctx, const char *path, const char *message)
{
	struct seen *s = ctx;

	assert_true(*message);
	s->problems = xreallocarray(s->problems, s->n_problems + 1, sizeof(*s->problems));
	s->problems[s->n_problems][0] = xstrdup(path);
	s->problems[s->n_problems++][1] = xstrdup(message);
}

static bool on_progress(void *ctx, uint64_t consumed)
{
	struct seen *s = ctx;

	return !s->stop_at || consumed < s->stop_at;
}

struct input_sink seen_sink(struct seen *s)
{
	return (struct input_sink){
		.ctx = s,
		.begin = on_begin,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
		.progress = on_progress,
	};
}

void seen_deinit(struct seen *s)
{
	for (size_t i = 0; i < s->n; i++) {
		assert_true(s->members[i].ended);
		free(s->members[i].path);
		free(s->members[i].inside);
		free(s->members[i].top);
		free(s->members[i].message);
		sbuf_deinit(&s->members[i].content);
	}
	for (size_t i = 0; i < s->n_problems; i++) {
		free(s->problems[i][0]);
		free(s->problems[i][1]);
	}
	free(s->members);
	free(s->problems);
	*s = (struct seen){ 0 };
}

const struct seen_member *seen_find(const struct seen *s, const char *path)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->members[i].path, path) == 0)
			return &s->members[i];
	for (size_t i = 0; i < s->n; i++)
		print_message("member: %s\n", s->members[i].path);
	for (size_t i = 0; i < s->n_problems; i++)
		print_message("problem: %s: %s\n", s->problems[i][0], s->problems[i][1]);
	fail_msg("no member %s", path);
	return NULL;
}

void seen_expect(const struct seen *s, const char *path, struct slice content)
{
	const struct seen_member *m = seen_find(s, path);

	if (m->message)
		print_message("%s: %s\n", path, m->message);
	assert_int_equal(m->status, INPUT_OK);
	assert_int_equal(m->content.n, content.n);
	if (content.n)
		assert_memory_equal(m->content.p, content.p, content.n);
}

void seen_read(struct seen *s, const char *path)
{
	struct limits limits = limits_default();
	struct input_sink sink = seen_sink(s);
	struct input_file file = { .path = (char *)(uintptr_t)path };

	input_read(&file, &limits, &sink);
}

void seen_read_memory(struct seen *s, const char *path, struct slice bytes)
{
	struct limits limits = limits_default();
	struct input_sink sink = seen_sink(s);

	input_read_memory(path, bytes, &limits, &sink);
}
