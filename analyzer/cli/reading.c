// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/reading.h"

#include "analyzer/report/text.h"

const struct opt jobs_options[] = {
	{ OPT_U64, 'j', "jobs", "N", "read N files at a time; default: one per CPU",
	  offsetof(struct reading_options, jobs), NULL, 1 },
	OPTS_END,
};

const struct opt limit_options[] = {
	{ OPT_BYTES, 0, "max-line", "BYTES",
	  "longest line that is looked at, the rest is passed over; default 64K",
	  offsetof(struct reading_options, line_bytes), NULL, 1024 },
	{ OPT_BYTES, 0, "max-excerpt", "BYTES", "raw text kept of one report; default 1M",
	  offsetof(struct reading_options, excerpt_bytes), NULL, 1 },
	{ OPT_U64, 0, "max-depth", "N", "archives inside archives; default 8",
	  offsetof(struct reading_options, depth), NULL, 0 },
	{ OPT_BYTES, 0, "max-expand", "BYTES", "bytes out of one compressed file; default 64G",
	  offsetof(struct reading_options, expand_bytes), NULL, 1 },
	{ OPT_U64, 0, "max-ratio", "N", "bytes out per byte in of one; default 1000",
	  offsetof(struct reading_options, expand_ratio), NULL, 1 },
	OPTS_END,
};

/** Warnings that are printed one by one; the store has all of them. */
#define READING_WARNINGS 50

static bool on_progress(void *ctx, const struct ingest_progress *p)
{
	struct reading *r = ctx;
	const struct progress_state s = {
		.files = p->files_done,
		.files_total = p->files,
		.bytes = p->bytes_done,
		.bytes_total = p->bytes,
		.faults = p->faults,
	};

	progress_update(&r->progress, &s);
	return !cli_interrupted();
}

void reading_begin(struct reading *r, struct cli *cli, const struct reading_options *o)
{
	*r = (struct reading){
		.cli = cli,
		.options = {
			.jobs = o->jobs > 256 ? 256 : (unsigned)o->jobs,
			.limits = {
				.line_bytes = o->line_bytes,
				.excerpt_bytes = o->excerpt_bytes,
				.depth = o->depth > 1000 ? 1000 : (unsigned)o->depth,
				.expand_bytes = o->expand_bytes,
				.expand_ratio = o->expand_ratio,
			},
			.progress = on_progress,
		},
	};
	r->options.ctx = r;
	progress_begin(&r->progress, cli);
	cli_catch_interrupt(false);
}

static void print_problems(struct cli *cli, const struct ingest_result *result)
{
	uint64_t shown = 0;

	for (size_t i = 0; i < result->n_problems; i++) {
		const struct ingest_problem *p = &result->problems[i];
		if (p->harmless) {
			message_note(cli, "%s: %s", p->path, p->message);
			continue;
		}
		if (++shown <= READING_WARNINGS)
			message_warn(cli, "%s: %s", p->path, p->message);
	}
	if (result->n_unreadable > READING_WARNINGS)
		message_warn(cli, "%llu more could not be read",
		             (unsigned long long)(result->n_unreadable - READING_WARNINGS));
}

static void print_summary(struct cli *cli, const struct ingest_result *result)
{
	struct sbuf b = { 0 };

	sbuf_puts(&b, "read ");
	text_plural(&b, (int64_t)result->files, "file", NULL);
	sbuf_puts(&b, " (");
	text_bytes(&b, (double)result->bytes);
	sbuf_puts(&b, "): ");
	text_plural(&b, (int64_t)result->sources_new, "new source", NULL);
	if (result->sources_seen) {
		sbuf_puts(&b, ", ");
		text_count(&b, (int64_t)result->sources_seen);
		sbuf_puts(&b, " in the store already");
	}
	if (result->unknown) {
		sbuf_puts(&b, ", ");
		text_count(&b, (int64_t)result->unknown);
		sbuf_puts(&b, " of no known kind");
	}
	sbuf_puts(&b, "; ");
	text_plural(&b, (int64_t)result->faults, "fault", NULL);
	message_note(cli, "%s", b.p);
	sbuf_deinit(&b);
}

void reading_end(struct reading *r, const struct ingest_result *result, bool summary)
{
	progress_clear(r->cli);
	print_problems(r->cli, result);
	if (result->n_unreadable)
		r->cli->incomplete = true;
	if (result->interrupted && cli_interrupted())
		message_warn(r->cli, "interrupted: what was read before is kept; the same command "
		                     "again completes it");
	else if (summary)
		print_summary(r->cli, result);
}
