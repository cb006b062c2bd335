// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest.h"

#include <sched.h>

#include "analyzer/ingest_inner.h"
#include "parsers/base/cleanup.h"

/** A fault that waits for the end of its source. */
struct pending {
	struct fault *fault;
	struct derived derived;
};

struct ingest {
	struct run run;
	size_t next_file;    /**< of run.list; under run.lock */
	struct store *store; /**< under store_lock, as err is */
	pthread_mutex_t store_lock;
	struct err *err; /**< the first one */
};

/** One thread, and the source it reads. */
struct worker {
	struct ingest *in;
	pthread_t thread;
	const char *top;         /**< file that is being read */
	uint64_t consumed;       /**< bytes of it, as reported last */
	struct capture *capture; /**< NULL: between members */
	struct sha256 *hash;
	struct pending *pending;
	size_t n_pending, cap_pending;
	struct snapshot_rows *rows; /**< of a snapshot, that wait likewise */
	size_t n_rows, cap_rows;
	size_t pending_bytes;
	bool storing; /**< the source was begun, and this thread holds store_lock */
};

/** Keep the first error and stop; takes @p e.  With store_lock held. */
static bool store_ok(struct ingest *in, struct err *e)
{
	if (!e)
		return true;
	run_stop(&in->run);
	if (in->err)
		err_free(e);
	else
		in->err = e;
	return false;
}

static struct store_derived store_derived_of(const struct derived *d)
{
	return (struct store_derived){
		.title = d->title,
		.function = d->function,
		.module = d->module,
		.file = d->file,
		.line = d->line,
		.severity = d->severity,
		.corrupted = d->corrupted,
		.corrupted_reason = d->corrupted_reason,
		.signature = d->signature,
		.group_key = d->group_key,
		.version = DERIVE_VERSION,
	};
}

/** With store_lock held.  After an error nothing more is tried. */
static void store_fault(struct worker *w, const struct fault *f, const struct derived *d)
{
	const struct store_derived sd = store_derived_of(d);

	if (!w->in->err)
		store_ok(w->in, store_add_fault(w->in->store, f, &sd));
}

static void store_rows(struct worker *w, const struct snapshot_rows *rows)
{
	if (!w->in->err)
		store_ok(w->in, store_add_snapshot(w->in->store, rows));
}

/** Begin the source and write what waits; the lock is held from here to source_end(). */
static void source_begin(struct worker *w)
{
	pthread_mutex_lock(&w->in->store_lock);
	w->storing = true;
	if (!w->in->err)
		store_ok(w->in, store_source_begin(w->in->store));
	for (size_t i = 0; i < w->n_pending; i++) {
		store_fault(w, w->pending[i].fault, &w->pending[i].derived);
		fault_free(w->pending[i].fault);
	}
	for (size_t i = 0; i < w->n_rows; i++) {
		store_rows(w, &w->rows[i]);
		snapshot_rows_deinit(&w->rows[i]);
	}
	w->n_pending = w->n_rows = 0;
	w->pending_bytes = 0;
}

static void source_drop(struct worker *w)
{
	for (size_t i = 0; i < w->n_pending; i++)
		fault_free(w->pending[i].fault);
	for (size_t i = 0; i < w->n_rows; i++)
		snapshot_rows_deinit(&w->rows[i]);
	w->n_pending = w->n_rows = 0;
	w->pending_bytes = 0;
	if (!w->storing)
		return;
	store_source_abort(w->in->store);
	w->storing = false;
	pthread_mutex_unlock(&w->in->store_lock);
}

static bool on_fault(void *ctx, struct fault *f, const struct derived *d)
{
	struct worker *w = ctx;

	if (w->storing) {
		store_fault(w, f, d);
		return false;
	}
	if (w->n_pending == w->cap_pending) {
		w->cap_pending = w->cap_pending ? 2 * w->cap_pending : 16;
		w->pending = xreallocarray(w->pending, w->cap_pending, sizeof(*w->pending));
	}
	w->pending[w->n_pending++] = (struct pending){ f, *d };
	// an arena takes whole blocks of 32 KiB
	w->pending_bytes += f->arena->used | ((32 << 10) - 1);
	if (w->pending_bytes > INGEST_PENDING_BYTES)
		source_begin(w);
	return true;
}

static bool on_rows(void *ctx, const struct snapshot_rows *rows)
{
	struct worker *w = ctx;

	if (w->storing) {
		store_rows(w, rows);
		return false;
	}
	if (!rows->arena->used)
		return false;
	if (w->n_rows == w->cap_rows) {
		w->cap_rows = w->cap_rows ? 2 * w->cap_rows : 16;
		w->rows = xreallocarray(w->rows, w->cap_rows, sizeof(*w->rows));
	}
	w->rows[w->n_rows++] = *rows;
	w->pending_bytes += rows->arena->used | ((32 << 10) - 1);
	if (w->pending_bytes > INGEST_PENDING_BYTES)
		source_begin(w);
	return true;
}

static bool on_begin(void *ctx, const struct input_member *m)
{
	struct worker *w = ctx;
	const struct capture_sink sink = { .ctx = w, .fault = on_fault, .rows = on_rows };

	if (run_stopped(&w->in->run))
		return false;
	w->capture = capture_new(m, &w->in->run.options->limits, &sink);
	return true;
}

static void on_bytes(void *ctx, struct slice bytes)
{
	struct worker *w = ctx;

	sha256_add(w->hash, bytes);
	capture_feed(w->capture, bytes);
}

static void on_idle(void *ctx)
{
	struct worker *w = ctx;

	capture_idle(w->capture);
}

static const char *status_text(enum input_status status)
{
	switch (status) {
	case INPUT_OK:
		return "ok";
	case INPUT_PARTIAL:
		return "partial";
	case INPUT_FAILED:
		return "failed";
	}
	return "failed";
}

/** Is the content in the store already?  Its path is recorded then. */
static bool source_is_seen(struct ingest *in, const struct store_source *src)
{
	bool seen = false;

	pthread_mutex_lock(&in->store_lock);
	if (!in->err)
		store_ok(in, store_source_seen(in->store, src, &seen));
	pthread_mutex_unlock(&in->store_lock);
	return seen;
}

static void count_source(struct ingest *in, bool is_new, uint64_t n_faults)
{
	pthread_mutex_lock(&in->run.lock);
	in->run.result.sources_new += is_new;
	in->run.result.sources_seen += !is_new;
	in->run.result.faults += is_new ? n_faults : 0;
	pthread_mutex_unlock(&in->run.lock);
}

/** Write what is known now that the source has ended, and commit; releases the lock. */
static void source_end(struct worker *w, enum input_status status, const char *message)
{
	struct ingest *in = w->in;
	const struct capture *c = w->capture;
	char sha256[SHA256_HEX + 1];
	struct slice host = capture_host(c);
	_cleanup_free_ char *host_text = host.p ? xmemdup0(host.p, host.n) : NULL;
	size_t n_boots = 0;
	bool is_new = false;

	sha256_end(w->hash, sha256);
	const struct store_source src = {
		.path = c->path,
		.kind = capture_kind(c),
		.sha256 = status == INPUT_FAILED ? NULL : sha256,
		.bytes = c->bytes,
		.status = status_text(status),
		.message = message,
		.host = host_text,
		.taken_us = c->mtime_us,
	};
	if (!w->storing && source_is_seen(in, &src)) {
		source_drop(w);
		count_source(in, false, 0);
		return;
	}
	if (!w->storing)
		source_begin(w);
	const struct boot *boots = lines_boots(c->lines, &n_boots);
	for (size_t i = 0; i < n_boots && !in->err; i++)
		store_ok(in, store_add_boot(in->store, &boots[i]));
	if (in->err || !store_ok(in, store_source_end(in->store, &src, &is_new))) {
		source_drop(w);
		return;
	}
	w->storing = false;
	count_source(in, is_new, c->n_faults);
	pthread_mutex_unlock(&in->store_lock);
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct worker *w = ctx;
	struct run *run = &w->in->run;
	char unused[SHA256_HEX + 1];

	capture_end(w->capture);
	if (status == INPUT_OK && capture_damage(w->capture)) {
		status = INPUT_PARTIAL;
		message = capture_damage(w->capture);
	}
	bool known = capture_is_known(w->capture);
	if (run_stopped(run)) {
		source_drop(w); // a second run reads it whole
	} else {
		if (known || message)
			source_end(w, status, message); // what is damaged is told in the store too
		if (message)
			run_problem(run, w->capture->path, message, false);
		run_count(run, w->capture, known || message);
	}
	sha256_end(w->hash, unused); // begins anew
	capture_free(w->capture);
	w->capture = NULL;
}

static void on_problem(void *ctx, const char *path, const char *message)
{
	struct worker *w = ctx;

	run_problem(&w->in->run, path, message, false);
}

static bool on_progress(void *ctx, uint64_t consumed)
{
	struct worker *w = ctx;
	uint64_t more = consumed - w->consumed;

	w->consumed = consumed;
	return run_progress(&w->in->run, w->top, more);
}

/** The next file that nobody has taken; NULL: none, or stopped. */
static const struct input_file *next_file(struct ingest *in)
{
	const struct input_file *f = NULL;

	pthread_mutex_lock(&in->run.lock);
	if (!in->run.stop && in->next_file < in->run.list.n)
		f = &in->run.list.files[in->next_file++];
	pthread_mutex_unlock(&in->run.lock);
	return f;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	const struct input_sink sink = {
		.ctx = w,
		.begin = on_begin,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
		.progress = on_progress,
	};
	const struct input_file *f;

	w->hash = sha256_new();
	while ((f = next_file(w->in))) {
		w->top = f->path;
		w->consumed = 0;
		input_read(f, &w->in->run.options->limits, &sink);
		pthread_mutex_lock(&w->in->run.lock);
		w->in->run.progress.files_done++;
		pthread_mutex_unlock(&w->in->run.lock);
	}
	sha256_free(w->hash);
	free(w->pending);
	free(w->rows);
	return NULL;
}

static unsigned n_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

static void run_workers(struct ingest *in)
{
	size_t n = in->run.options->jobs ? in->run.options->jobs : n_cpus();

	if (n > in->run.list.n)
		n = in->run.list.n ? in->run.list.n : 1;
	_cleanup_free_ struct worker *workers = xcalloc(n, sizeof(*workers));
	size_t started = 1; // this thread is the first

	workers[0].in = in;
	for (; started < n; started++) {
		workers[started].in = in;
		if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
			break; // the others do its part
	}
	work(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}

struct err *ingest_run(struct store *s, char *const *paths, size_t n_paths,
                       const struct ingest_options *options, struct ingest_result *ret)
{
	struct ingest in = { .store = s };

	run_init(&in.run, paths, n_paths, options);
	pthread_mutex_init(&in.store_lock, NULL);
	run_workers(&in);
	pthread_mutex_destroy(&in.store_lock);
	if (!in.err)
		in.err = store_derive(s);
	run_deinit(&in.run, ret);
	return in.err;
}
