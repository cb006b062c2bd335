// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest_inner.h"

#include "parsers/base/cleanup.h"

static void on_walk_problem(void *ctx, const char *path, const char *message)
{
	run_problem(ctx, path, message, false);
}

void run_init(struct run *r, char *const *paths, size_t n_paths,
              const struct ingest_options *options)
{
	const struct input_sink sink = { .ctx = r, .problem = on_walk_problem };

	*r = (struct run){ .options = options, .paths = paths, .n_paths = n_paths };
	pthread_mutex_init(&r->lock, NULL);
	input_walk(paths, n_paths, &sink, &r->list);
	r->result.files = r->progress.files = r->list.n;
	for (size_t i = 0; i < r->list.n; i++)
		r->progress.bytes += r->list.files[i].bytes;
}

static int by_path(const void *va, const void *vb)
{
	const struct ingest_problem *a = va, *b = vb;
	int d = strcmp(a->path, b->path);

	return d ? d : strcmp(a->message, b->message);
}

void run_deinit(struct run *r, struct ingest_result *ret)
{
	if (r->result.n_problems)
		qsort(r->result.problems, r->result.n_problems, sizeof(*r->result.problems),
		      by_path);
	input_list_deinit(&r->list);
	pthread_mutex_destroy(&r->lock);
	*ret = r->result;
}

void ingest_result_deinit(struct ingest_result *r)
{
	for (size_t i = 0; i < r->n_problems; i++) {
		free(r->problems[i].path);
		free(r->problems[i].message);
	}
	free(r->problems);
	*r = (struct ingest_result){ 0 };
}

void run_problem(struct run *r, const char *path, const char *message, bool harmless)
{
	struct ingest_result *res = &r->result;

	pthread_mutex_lock(&r->lock);
	res->n_unreadable += !harmless;
	if (res->n_problems < INGEST_PROBLEMS) {
		if ((res->n_problems & (res->n_problems + 1)) == 0) // 0, 1, 3, 7, …: full
			res->problems = xreallocarray(res->problems, 2 * res->n_problems + 1,
			                              sizeof(*res->problems));
		res->problems[res->n_problems++] = (struct ingest_problem){
			.path = xstrdup(path),
			.message = xstrdup(message),
			.harmless = harmless,
		};
	}
	pthread_mutex_unlock(&r->lock);
}

bool run_progress(struct run *r, const char *path, uint64_t bytes)
{
	pthread_mutex_lock(&r->lock);
	r->progress.bytes_done += bytes;
	if (r->progress.bytes < r->progress.bytes_done)
		r->progress.bytes = r->progress.bytes_done;
	r->progress.path = path;
	if (!r->stop && r->options->progress &&
	    !r->options->progress(r->options->ctx, &r->progress)) {
		r->stop = true;
		r->result.interrupted = true;
	}
	bool go = !r->stop;
	pthread_mutex_unlock(&r->lock);
	return go;
}

bool run_stopped(struct run *r)
{
	pthread_mutex_lock(&r->lock);
	bool stop = r->stop;
	pthread_mutex_unlock(&r->lock);
	return stop;
}

void run_stop(struct run *r)
{
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_mutex_unlock(&r->lock);
}

/** Was this very path given, and is it not just something in a folder or archive? */
static bool is_named(const struct run *r, const char *path)
{
	for (size_t i = 0; i < r->n_paths; i++)
		if (strcmp(r->paths[i], path) == 0)
			return true;
	return false;
}

void run_count(struct run *r, const struct capture *c, bool known)
{
	pthread_mutex_lock(&r->lock);
	r->result.members++;
	r->result.bytes += c->bytes;
	r->result.unknown += !known;
	r->progress.faults += c->n_faults;
	pthread_mutex_unlock(&r->lock);
	if (!known && is_named(r, c->path))
		run_problem(r, c->path,
		            c->bytes ? "is of no known kind, and holds no fault" : "is empty",
		            true);
}
