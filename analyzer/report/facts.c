// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/facts.h"

#include "analyzer/report/text.h"

/** One line under way. */
struct line {
	struct sbuf b;
	void (*print)(void *ctx, const char *label, struct slice value);
	void *ctx;
};

static void line_end(struct line *l, const char *label)
{
	if (l->b.n)
		l->print(l->ctx, label, sbuf_slice(&l->b));
	sbuf_reset(&l->b);
}

static void add_task(struct sbuf *b, struct slice comm, int64_t pid)
{
	if (comm.p && comm.n)
		sbuf_add(b, comm);
	if (pid == ROW_NO_I64)
		return;
	sbuf_printf(b, comm.p && comm.n ? " (pid %lld)" : "pid %lld", (long long)pid);
}

static void add_place(struct sbuf *b, const struct example_row *x)
{
	if (x->function.p)
		sbuf_add(b, x->function);
	if (x->module.p) {
		sbuf_puts(b, " [");
		sbuf_add(b, x->module);
		sbuf_puts(b, "]");
	}
	if (x->file.p) {
		sbuf_puts(b, b->n ? " at " : "");
		sbuf_add(b, x->file);
		if (x->line != ROW_NO_I64)
			sbuf_printf(b, ":%lld", (long long)x->line);
	}
}

static void add_access(struct sbuf *b, const struct example_row *x)
{
	if (x->access.p)
		sbuf_add(b, x->access);
	if (x->access_size != ROW_NO_I64) {
		sbuf_puts(b, x->access.p ? " of " : "");
		text_plural(b, x->access_size, "byte", NULL);
	}
	if (x->address.p) {
		sbuf_puts(b, b->n ? " at " : "at ");
		sbuf_add(b, x->address);
	}
}

static void add_object(struct sbuf *b, const struct example_row *x)
{
	if (x->object_offset != ROW_NO_I64 && x->cache.p)
		sbuf_printf(b, "offset %lld of ", (long long)x->object_offset);
	if (x->object_size != ROW_NO_I64)
		sbuf_printf(b, "%lld-byte object", (long long)x->object_size);
	else if (x->object_address.p || x->cache.p)
		sbuf_puts(b, "object");
	if (x->object_address.p) {
		sbuf_char(b, ' ');
		sbuf_add(b, x->object_address);
	}
	if (x->cache.p) {
		sbuf_puts(b, " of cache ");
		sbuf_add(b, x->cache);
	}
	if (x->region.p) {
		sbuf_puts(b, b->n ? "; " : "");
		sbuf_add(b, x->region);
	}
}

static void add_lifetime(struct sbuf *b, const struct example_row *x)
{
	if (x->alloc_pid != ROW_NO_I64 || x->alloc_comm.p) {
		sbuf_puts(b, "allocated by ");
		add_task(b, x->alloc_comm, x->alloc_pid);
	}
	if (x->free_pid != ROW_NO_I64 || x->free_comm.p) {
		sbuf_puts(b, b->n ? ", freed by " : "freed by ");
		add_task(b, x->free_comm, x->free_pid);
	}
}

static void add_oom(struct sbuf *b, const struct example_row *x)
{
	if (!x->oom_where.p)
		return;
	sbuf_add(b, x->oom_where);
	if (x->oom_limit_kb != ROW_NO_I64) {
		sbuf_puts(b, ", limit ");
		text_bytes(b, (double)x->oom_limit_kb * 1024);
	}
}

static void add_request(struct sbuf *b, const struct example_row *x)
{
	if (x->page_order != ROW_NO_I64 && x->page_order >= 0 && x->page_order < 32) {
		sbuf_printf(b, "order %lld (", (long long)x->page_order);
		text_plural(b, INT64_C(1) << x->page_order, "page", NULL);
		sbuf_char(b, ')');
	}
	if (x->gfp_mask.p || x->gfp_flags.p) {
		sbuf_puts(b, b->n ? ", " : "");
		sbuf_add(b, x->gfp_flags.p ? x->gfp_flags : x->gfp_mask);
	}
}

static void add_taint(struct sbuf *b, const struct group_row *g)
{
	if (!g->example->taint.n)
		return;
	sbuf_add(b, g->example->taint);
	for (size_t i = 0; i < g->n_taints; i++) {
		sbuf_puts(b, i ? "; " : ": ");
		sbuf_add(b, g->taints[i].letter);
		sbuf_puts(b, " = ");
		sbuf_add(b, g->taints[i].meaning);
	}
}

/* Labels of report_notes.sql. */
static const char *const note_labels[] = { "known",   "instruction", "why",   "choice",
	                                   "memory",  "consumers",   "storm", "overwritten",
	                                   "suspect", "shadow" };

static void print_notes(struct line *l, const struct group_row *g)
{
	for (size_t i = 0; i < g->n_notes; i++)
		for (size_t k = 0; k < sizeof(note_labels) / sizeof(*note_labels); k++)
			if (slice_eq(g->notes[i].label, slice_str(note_labels[k]))) {
				sbuf_add(&l->b, g->notes[i].value);
				line_end(l, note_labels[k]);
			}
}

static void add_system(struct sbuf *b, const struct example_row *x)
{
	if (x->kernel_release.p)
		sbuf_add(b, x->kernel_release);
	if (x->arch.p) {
		sbuf_puts(b, b->n ? " " : "");
		sbuf_add(b, x->arch);
	}
}

void facts_each(const struct group_row *g,
                void (*print)(void *ctx, const char *label, struct slice value), void *ctx)
{
	struct line l = { .print = print, .ctx = ctx };
	const struct example_row *x = g->example;

	if (!x)
		return;
	add_task(&l.b, x->comm, x->pid);
	if (x->cpu != ROW_NO_I64)
		sbuf_printf(&l.b, l.b.n ? " on CPU %lld" : "CPU %lld", (long long)x->cpu);
	line_end(&l, "task");
	if (x->workqueue.p)
		sbuf_add(&l.b, x->workqueue);
	line_end(&l, "workqueue");
	if (!isnan(x->duration_s))
		text_duration(&l.b, x->duration_s);
	line_end(&l, "stuck for");
	if (x->blocker.p)
		sbuf_add(&l.b, x->blocker);
	line_end(&l, "waits for");
	add_access(&l.b, x);
	line_end(&l, "access");
	add_object(&l.b, x);
	line_end(&l, "object");
	add_lifetime(&l.b, x);
	line_end(&l, "lifetime");
	if (x->leaks != ROW_NO_I64) {
		text_plural(&l.b, x->leaks, "object", NULL);
		if (x->leaked_bytes != ROW_NO_I64) {
			sbuf_puts(&l.b, ", ");
			text_bytes(&l.b, (double)x->leaked_bytes);
		}
	}
	line_end(&l, "leaked");
	add_oom(&l.b, x);
	line_end(&l, "out of memory");
	add_request(&l.b, x);
	line_end(&l, "asked for");
	if (x->oom_victims.p)
		sbuf_add(&l.b, x->oom_victims);
	line_end(&l, "killed");
	print_notes(&l, g);
	if (x->oom_largest.p)
		sbuf_add(&l.b, x->oom_largest);
	line_end(&l, "largest tasks");
	add_place(&l.b, x);
	line_end(&l, "code");
	add_system(&l.b, x);
	line_end(&l, "kernel");
	if (x->hardware.p)
		sbuf_add(&l.b, x->hardware);
	line_end(&l, "hardware");
	add_taint(&l.b, g);
	line_end(&l, "taint");
	if (x->corrupted == 1) {
		sbuf_puts(&l.b, "the report is incomplete");
		if (x->corrupted_reason.p) {
			sbuf_puts(&l.b, ": ");
			sbuf_add(&l.b, x->corrupted_reason);
		}
	}
	line_end(&l, "note");
	sbuf_deinit(&l.b);
}

bool frames_tell(const struct group_row *g)
{
	return !slice_is(g->kind, "oom") && !slice_is(g->kind, "page_alloc_failure");
}

void frame_spell(struct sbuf *out, const struct frame_row *f)
{
	if (f->reliable == 0)
		sbuf_puts(out, "? ");
	if (f->function.p)
		sbuf_add(out, f->function);
	else if (f->address.p)
		sbuf_add(out, f->address);
	else
		sbuf_puts(out, "?");
	if (f->function.p && f->offset != ROW_NO_I64) {
		sbuf_printf(out, "+0x%llx", (unsigned long long)f->offset);
		if (f->size != ROW_NO_I64)
			sbuf_printf(out, "/0x%llx", (unsigned long long)f->size);
	}
	if (f->module.p) {
		sbuf_puts(out, " [");
		sbuf_add(out, f->module);
		sbuf_char(out, ']');
	}
	if (f->file.p) {
		sbuf_char(out, ' ');
		sbuf_add(out, f->file);
		if (f->line != ROW_NO_I64)
			sbuf_printf(out, ":%lld", (long long)f->line);
	}
}
