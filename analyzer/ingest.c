// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest.h"

#include <sched.h>
#include <sys/stat.h>

#include "analyzer/bundle/bundle.h"
#include "analyzer/bundle/layout.h"
#include "analyzer/derived.h"
#include "analyzer/ingest_debug.h"
#include "analyzer/ingest_held.h"
#include "analyzer/ingest_inner.h"
#include "analyzer/ingest_part.h"
#include "analyzer/member_read.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "parsers/vmcore/ksyms_list.h"

/** A fault that waits for the end of its source. */
struct pending {
	struct fault *fault;
	struct store_derived derived; /**< in the fault's arena */
};

/** A store that threads write to, one at a time. */
struct target {
	struct store *store;
	pthread_mutex_t lock;
};

/** What becomes one or more bundles: an archive, or the outermost folder that is one. */
struct unit {
	struct target target;
	struct bundle *bundle;  /**< NULL: not begun yet */
	size_t n_left;          /**< files that were not read; under run.lock */
	struct held_dumps held; /**< to be read when all else has been; under target.lock */
};

struct ingest {
	struct run run;
	size_t next_file; /**< of run.list; under run.lock */
	struct target target;
	struct layouts layouts; /**< of the files */
	struct unit *folders;   /**< one for each of its roots */
	pthread_mutex_t err_lock;
	struct err *err;           /**< the first one */
	struct steering *steering; /**< rules of the store; NULL: none */
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
	struct ingest_parts parts; /**< further snapshots of the source */
	struct unit *folder;       /**< that the file is in; NULL: in none */
	struct unit archive;       /**< if the file is one, and in no such folder */
	struct unit *unit;         /**< of the source; NULL: it is in no bundle */
	struct target *target;     /**< of the source */
	bool is_archive;           /**< the member is in one */
	bool is_last;              /**< it was held back: nothing of its unit comes behind it */
	struct ingest_debug debug; /**< of the unit, then */
	int fact_rank;   /**< what the source tells of its bundle's machine; -1: nothing */
	bool fact_parts; /**< its outputs tell some */
	struct sbuf fact_text;
	bool storing; /**< the source was begun, and this thread holds target->lock */
};

/** Keep the first error and stop; takes @p e. */
static bool store_ok(struct ingest *in, struct err *e)
{
	if (!e)
		return true;
	run_stop(&in->run);
	pthread_mutex_lock(&in->err_lock);
	if (in->err)
		err_free(e);
	else
		in->err = e;
	pthread_mutex_unlock(&in->err_lock);
	return false;
}

static bool failed(struct ingest *in)
{
	pthread_mutex_lock(&in->err_lock);
	bool ret = in->err != NULL;
	pthread_mutex_unlock(&in->err_lock);
	return ret;
}

/** With the target's lock held.  After an error nothing more is tried. */
static void store_fault(struct worker *w, const struct fault *f, const struct store_derived *d)
{
	if (!failed(w->in))
		store_ok(w->in, store_add_fault(w->target->store, f, d));
}

static void store_rows(struct worker *w, const struct snapshot_rows *rows)
{
	if (!failed(w->in))
		store_ok(w->in, store_add_snapshot(w->target->store, rows));
}

/** Begin the source and write what waits; the lock is held from here to source_end(). */
static void source_begin(struct worker *w)
{
	pthread_mutex_lock(&w->target->lock);
	w->storing = true;
	if (!failed(w->in))
		store_ok(w->in, store_source_begin(w->target->store));
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
	store_source_abort(w->target->store);
	w->storing = false;
	pthread_mutex_unlock(&w->target->lock);
}

static bool on_fault(void *ctx, struct fault *f, const struct derived *d)
{
	struct worker *w = ctx;
	struct store_derived rows;

	derived_rows(f, d, f->arena, &rows);
	if (w->storing) {
		store_fault(w, f, &rows);
		return false;
	}
	if (w->n_pending == w->cap_pending) {
		w->cap_pending = w->cap_pending ? 2 * w->cap_pending : 16;
		w->pending = xreallocarray(w->pending, w->cap_pending, sizeof(*w->pending));
	}
	w->pending[w->n_pending++] = (struct pending){ f, rows };
	// an arena takes whole blocks of 32 KiB
	w->pending_bytes += f->arena->used | ((32 << 10) - 1);
	if (w->pending_bytes > INGEST_PENDING_BYTES)
		source_begin(w);
	return true;
}

static bool on_rows(void *ctx, const struct part *part, const struct snapshot_rows *rows)
{
	struct worker *w = ctx;

	if (part->no)
		return ingest_parts_add(&w->parts, part, rows);
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

/** The first source of it comes. */
static void unit_begin(struct ingest *in, struct unit *u, const char *top, int64_t taken_us)
{
	pthread_mutex_lock(&u->target.lock);
	if (!u->bundle && !failed(in) && store_ok(in, bundle_open(top, taken_us, &u->bundle)))
		u->target.store = bundle_store(u->bundle);
	pthread_mutex_unlock(&u->target.lock);
}

/** All of it was read: move it to the store, unless the run was stopped. */
static void unit_end(struct ingest *in, struct unit *u)
{
	struct store_counts counts = { 0 };

	if (u->bundle && !run_stopped(&in->run)) {
		pthread_mutex_lock(&in->target.lock);
		if (!failed(in))
			store_ok(in, bundle_end(u->bundle, in->target.store, &counts));
		pthread_mutex_unlock(&in->target.lock);
		pthread_mutex_lock(&in->run.lock);
		in->run.result.sources_new += counts.sources_new;
		in->run.result.sources_seen += counts.sources_seen;
		in->run.result.faults += counts.faults;
		pthread_mutex_unlock(&in->run.lock);
	}
	bundle_free(u->bundle);
	u->bundle = NULL;
	u->target.store = NULL;
}

static int64_t mtime_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return INT64_MIN;
	return (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
}

/** Where is the source to be written? */
static void choose_target(struct worker *w, const struct input_member *m)
{
	struct ingest *in = w->in;

	w->unit = w->folder;
	if (!w->unit && m->is_archive)
		w->unit = &w->archive;
	w->target = w->unit ? &w->unit->target : &in->target;
	w->fact_rank = w->unit ? bundle_fact_find(m->path) : -1;
	w->fact_parts = w->unit && w->fact_rank < 0 && bundle_fact_in_parts(m->path);
	sbuf_reset(&w->fact_text);
	if (w->folder)
		unit_begin(in, w->folder, in->layouts.roots[w->folder - in->folders].path,
		           INT64_MIN);
	else if (w->unit)
		unit_begin(in, w->unit, m->top, mtime_of(m->top));
}

/** Which of the lists in a unit is of a dump's kernel? */
struct list_reader {
	struct ksyms_list *list;
	const struct limits *limits;
	bool found;
};

static void list_bytes(void *ctx, struct slice bytes)
{
	ksyms_list_feed(ctx, bytes);
}

static void on_list(void *ctx, const char *path)
{
	struct list_reader *r = ctx;
	bool is_map = strstr(path, "System.map");

	if (r->found)
		return;
	member_read(path, r->limits, list_bytes, r->list);
	r->found = ksyms_list_end(r->list, is_map ? "system-map" : "kallsyms");
}

/** Lists of symbols among what was read of the unit. */
static void on_lists(void *ctx, struct ksyms_list *l)
{
	struct worker *w = ctx;
	struct list_reader r = { .list = l, .limits = &w->in->run.options->limits };
	bool is_held = w->storing; // many faults of the dump's log have been written

	if (!is_held)
		pthread_mutex_lock(&w->target->lock);
	if (!failed(w->in))
		store_ok(w->in, store_each_path(w->target->store, "kallsyms", on_list, &r));
	if (!is_held)
		pthread_mutex_unlock(&w->target->lock);
}

static bool on_begin(void *ctx, const struct input_member *m)
{
	struct worker *w = ctx;
	const struct capture_sink sink = { .ctx = w,
		                           .lists = w->is_last ? on_lists : NULL,
		                           .steering = w->in->steering,
		                           .fault = on_fault,
		                           .rows = on_rows,
		                           .debug = w->is_last ? ingest_debug_options(&w->debug)
		                                               : w->in->run.options->debug };

	if (run_stopped(&w->in->run))
		return false;
	choose_target(w, m);
	if (failed(w->in))
		return false;
	w->is_archive = m->is_archive;
	w->capture = capture_new(m, &w->in->run.options->limits, &sink);
	return true;
}

static bool on_file(void *ctx, const int *fds, size_t n_fds)
{
	struct worker *w = ctx;

	return capture_file(w->capture, fds, n_fds);
}

static void on_bytes(void *ctx, struct slice bytes)
{
	struct worker *w = ctx;

	sha256_add(w->hash, bytes);
	if (w->fact_rank >= 0 || w->fact_parts)
		sbuf_add(&w->fact_text, slice_head(bytes, BUNDLE_FACT_BYTES - w->fact_text.n));
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
static bool source_is_seen(struct worker *w, const struct store_source *src)
{
	bool seen = false;

	pthread_mutex_lock(&w->target->lock);
	if (!failed(w->in))
		store_ok(w->in, store_source_seen(w->target->store, src, &seen));
	pthread_mutex_unlock(&w->target->lock);
	return seen;
}

static void count_source(struct worker *w, bool is_new, uint64_t n_faults)
{
	struct ingest *in = w->in;

	if (w->unit)
		return; // counted when the unit ends
	pthread_mutex_lock(&in->run.lock);
	in->run.result.sources_new += is_new;
	in->run.result.sources_seen += !is_new;
	in->run.result.faults += is_new ? n_faults : 0;
	pthread_mutex_unlock(&in->run.lock);
}

/** Write what is known now that the source has ended, and commit; releases the lock. */
static void source_end(struct worker *w, enum input_status status, const char *message,
                       const char *sha256)
{
	struct ingest *in = w->in;
	const struct capture *c = w->capture;
	struct slice host = capture_host(c);
	_cleanup_free_ char *host_text = host.p ? xmemdup0(host.p, host.n) : NULL;
	size_t n_boots = 0;
	bool is_new = false;
	const struct store_source src = {
		.path = c->path,
		.inside = w->unit ? c->path : NULL,
		.bundle_key = w->unit ? BUNDLE_UNSETTLED : NULL,
		.kind = capture_kind(c),
		.sha256 = status == INPUT_FAILED ? NULL : sha256,
		.bytes = c->bytes,
		.status = status_text(status),
		.message = message,
		.host = host_text,
		.taken_us = c->mtime_us,
	};

	if (!w->storing && source_is_seen(w, &src)) {
		source_drop(w);
		count_source(w, false, 0);
		return;
	}
	if (!w->storing)
		source_begin(w);
	struct store *s = w->target->store;
	const struct boot *boots = lines_boots(c->lines, &n_boots);
	for (size_t i = 0; i < n_boots && !failed(in); i++)
		store_ok(in, store_add_boot(s, &boots[i]));
	if (failed(in) || !store_ok(in, store_source_end(s, &src, &is_new))) {
		source_drop(w);
		return;
	}
	w->storing = false;
	pthread_mutex_unlock(&w->target->lock);
	count_source(w, is_new, c->n_faults);
}

/** Hash of a part of what has @p file: it is the same in the same file only. */
static void part_hash(struct worker *w, const struct ingest_part *part, const char *file,
                      char ret[SHA256_HEX + 1])
{
	struct sbuf b = { 0 };

	sbuf_printf(&b, "%s!%s!%zu", file, part->name, part->no);
	sha256_add(w->hash, sbuf_slice(&b));
	sha256_end(w->hash, ret);
	sbuf_deinit(&b);
}

/** The source of the file has ended: write those of its other snapshots. */
static void part_store(struct worker *w, const struct ingest_part *part, const char *file_sha256)
{
	const struct capture *c = w->capture;
	struct sbuf path = { 0 };
	char sha256[SHA256_HEX + 1];
	bool is_new = false;

	part_hash(w, part, file_sha256, sha256);
	sbuf_printf(&path, "%s!%s", c->path, part->name);
	const struct store_source src = {
		.path = path.p,
		.inside = w->unit ? path.p : NULL,
		.bundle_key = w->unit ? BUNDLE_UNSETTLED : NULL,
		.kind = part->kind,
		.sha256 = sha256,
		.status = status_text(INPUT_OK),
		.taken_us = c->mtime_us,
	};
	if (!source_is_seen(w, &src)) {
		pthread_mutex_lock(&w->target->lock);
		if (!failed(w->in))
			store_ok(w->in, store_source_begin(w->target->store));
		for (size_t i = 0; i < part->n_rows; i++)
			store_rows(w, &part->rows[i]);
		if (failed(w->in) ||
		    !store_ok(w->in, store_source_end(w->target->store, &src, &is_new)))
			store_source_abort(w->target->store);
		pthread_mutex_unlock(&w->target->lock);
	}
	count_source(w, is_new, 0);
	sbuf_deinit(&path);
}

static void fact_found(void *ctx, const char *path, int rank, struct slice text)
{
	struct worker *w = ctx;
	struct bundle_facts facts;

	bundle_facts_init(&facts);
	bundle_fact_take(&facts, rank, text, w->capture->mtime_us);
	bundle_add_facts(w->unit->bundle, path, rank, &facts);
}

/** Tell the bundle of its member. */
static void member_end(struct worker *w, const char *sha256, bool known)
{
	const struct capture *c = w->capture;

	pthread_mutex_lock(&w->target->lock);
	if (!failed(w->in)) {
		if (w->fact_rank >= 0)
			fact_found(w, c->path, w->fact_rank, sbuf_slice(&w->fact_text));
		else if (w->fact_parts)
			bundle_fact_parts(c->path, sbuf_slice(&w->fact_text), fact_found, w);
		const struct store_member m = { c->path, sha256, known, c->mtime_us };
		store_ok(w->in, bundle_add(w->unit->bundle, &m));
	}
	pthread_mutex_unlock(&w->target->lock);
}

/** Is the member a dump that is to be read last of its unit? */
static bool hold(struct worker *w, enum input_status status, const char *message)
{
	char unused[SHA256_HEX + 1];

	if (!w->unit || w->is_last || run_stopped(&w->in->run))
		return false;
	pthread_mutex_lock(&w->target->lock);
	bool held = held_dumps_take(&w->unit->held, w->capture, w->is_archive, status, message);
	pthread_mutex_unlock(&w->target->lock);
	if (!held)
		return false;
	sha256_end(w->hash, unused);
	capture_free(w->capture);
	w->capture = NULL;
	return true;
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct worker *w = ctx;
	struct run *run = &w->in->run;
	char sha256[SHA256_HEX + 1];

	if (hold(w, status, message))
		return;
	capture_end(w->capture);
	sha256_end(w->hash, sha256);
	capture_hash(w->capture, sha256);
	if (status == INPUT_OK && capture_damage(w->capture)) {
		status = INPUT_PARTIAL;
		message = capture_damage(w->capture);
	}
	if (status == INPUT_OK && w->parts.full) {
		status = INPUT_PARTIAL;
		message = "holds more snapshots than are kept of one file; the last ones were "
			  "passed over";
	}
	bool known = capture_is_known(w->capture);
	if (run_stopped(run)) {
		source_drop(w); // a second run reads it whole
	} else {
		if (known || message) // what is damaged is told in the store too
			source_end(w, status, message, sha256);
		for (size_t i = 0; i < w->parts.n && !failed(w->in); i++)
			part_store(w, &w->parts.parts[i], sha256);
		if (w->unit)
			member_end(w, sha256, known || message);
		if (message)
			run_problem(run, w->capture->path, message, false);
		run_count(run, w->capture, known || message);
	}
	ingest_parts_reset(&w->parts);
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

static struct unit *folder_of(struct ingest *in, const char *path)
{
	const struct layout_root *root = layouts_find_outer(&in->layouts, path);

	return root ? &in->folders[root - in->layouts.roots] : NULL;
}

static void file_begin(struct worker *w, const struct input_file *f)
{
	w->top = f->path;
	w->consumed = 0;
	w->folder = folder_of(w->in, f->path);
}

/** Read the dump in the @p n files at @p d as one member. */
static void held_read(struct worker *w, const struct held_dump *d, size_t n)
{
	const struct input_member m = {
		.path = d->path,
		.top = w->top,
		.mtime_us = d->mtime_us,
		.is_archive = d->is_archive,
	};
	_cleanup_free_ int *fds = NULL;
	struct sbuf why = { 0 };
	size_t n_fds = 0;

	for (size_t i = 0; i < n; i++) {
		fds = xreallocarray(fds, n_fds + d[i].n_fds, sizeof(*fds));
		memcpy(fds + n_fds, d[i].fds, d[i].n_fds * sizeof(*fds));
		n_fds += d[i].n_fds;
		if (d[i].message)
			sbuf_printf(&why, "%s%s", why.n ? "; " : "", d[i].message);
	}
	if (on_begin(w, &m)) {
		on_file(w, fds, n_fds); // it is a dump: it was looked at before
		on_end(w, why.n ? INPUT_PARTIAL : INPUT_OK, why.n ? why.p : NULL);
	}
	sbuf_deinit(&why);
}

/** What of the unit was held back; its store is all there else. */
static void unit_held(struct worker *w, struct unit *u)
{
	struct held_dumps *h = &u->held;

	if (!h->n || run_stopped(&w->in->run)) {
		held_dumps_deinit(h);
		return;
	}
	held_dumps_sort(h);
	w->is_last = true;
	if (u->bundle)
		store_ok(w->in, ingest_debug_find(u->target.store, w->in->run.options->debug,
		                                  &w->in->run.options->limits, &w->debug));
	for (size_t i = 0, n; i < h->n && !run_stopped(&w->in->run); i += n) {
		n = held_dumps_run(h, i);
		held_read(w, &h->v[i], n);
	}
	w->is_last = false;
	ingest_debug_deinit(&w->debug);
	held_dumps_deinit(h);
}

static void file_end(struct worker *w)
{
	struct ingest *in = w->in;

	pthread_mutex_lock(&in->run.lock);
	bool last = w->folder && --w->folder->n_left == 0;
	pthread_mutex_unlock(&in->run.lock);
	unit_held(w, &w->archive);
	unit_end(in, &w->archive);
	if (last) {
		unit_held(w, w->folder);
		unit_end(in, w->folder);
	}
	pthread_mutex_lock(&in->run.lock);
	in->run.progress.files_done++;
	pthread_mutex_unlock(&in->run.lock);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	const struct input_sink sink = {
		.ctx = w,
		.begin = on_begin,
		.file = on_file,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
		.progress = on_progress,
	};
	const struct input_file *f;

	w->hash = sha256_new();
	pthread_mutex_init(&w->archive.target.lock, NULL);
	while ((f = next_file(w->in))) {
		file_begin(w, f);
		input_read(f, &w->in->run.options->limits, &sink);
		file_end(w);
	}
	pthread_mutex_destroy(&w->archive.target.lock);
	sha256_free(w->hash);
	sbuf_deinit(&w->fact_text);
	free(w->pending);
	free(w->rows);
	return NULL;
}

/** Bytes of @p path up to the folder of the command line that it was found in; all: it was named. */
static size_t given_bytes(const struct run *r, const char *path)
{
	size_t best = strlen(path);

	for (size_t i = 0; i < r->n_paths; i++) {
		size_t n = strlen(r->paths[i]);
		while (n > 1 && r->paths[i][n - 1] == '/')
			n--;
		if (n < best && strncmp(r->paths[i], path, n) == 0)
			best = n;
	}
	return best;
}

/** Which of the folders are bundles?  Their names tell, before anything is read. */
static void find_folders(struct ingest *in)
{
	const struct input_list *list = &in->run.list;

	for (size_t i = 0; i < list->n; i++)
		layouts_add(&in->layouts, list->files[i].path,
		            given_bytes(&in->run, list->files[i].path));
	layouts_end(&in->layouts);
	in->folders = xcalloc(in->layouts.n + 1, sizeof(*in->folders));
	for (size_t i = 0; i < in->layouts.n; i++)
		pthread_mutex_init(&in->folders[i].target.lock, NULL);
	for (size_t i = 0; i < list->n; i++) {
		struct unit *u = folder_of(in, list->files[i].path);
		if (u)
			u->n_left++;
	}
}

static void free_folders(struct ingest *in)
{
	for (size_t i = 0; i < in->layouts.n; i++) {
		bundle_free(in->folders[i].bundle); // of a run that was stopped
		held_dumps_deinit(&in->folders[i].held);
		pthread_mutex_destroy(&in->folders[i].target.lock);
	}
	free(in->folders);
	layouts_deinit(&in->layouts);
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
	struct ingest in = { .target.store = s };

	run_init(&in.run, paths, n_paths, options);
	pthread_mutex_init(&in.target.lock, NULL);
	pthread_mutex_init(&in.err_lock, NULL);
	in.err = derived_steering(s, &in.steering);
	if (!in.err) {
		find_folders(&in);
		run_workers(&in);
		free_folders(&in);
	}
	steering_free(in.steering);
	pthread_mutex_destroy(&in.err_lock);
	pthread_mutex_destroy(&in.target.lock);
	derived_attach(s);
	if (!in.err)
		in.err = store_derive(s);
	run_deinit(&in.run, ret);
	return in.err;
}
