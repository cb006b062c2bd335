// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/phrases.h"

#include "analyzer/report/text.h"

void phrase_span(struct sbuf *b, struct slice first, struct slice last)
{
	if (!first.p)
		return;
	text_time(b, first);
	if (last.p && !slice_eq(slice_head(first, 19), slice_head(last, 19))) {
		sbuf_puts(b, " to ");
		if (slice_eq(slice_head(first, 11), slice_head(last, 11)) && last.n > 19)
			sbuf_add(b, (struct slice){ last.p + 11, 8 });
		else
			text_time(b, last);
	}
	sbuf_puts(b, " UTC");
}

static void add_fault_id(struct sbuf *b, int64_t id)
{
	if (id != ROW_NO_I64)
		sbuf_printf(b, " (fault %lld)", (long long)id);
}

static void add_of_host(struct sbuf *b, struct slice host)
{
	if (!host.p)
		return;
	sbuf_puts(b, " on ");
	sbuf_add(b, host);
}

void phrase_scope(struct sbuf *b, const struct report *r)
{
	const struct scope_row *s = &r->scope;

	if (s->hosts > 0) {
		text_plural(b, s->hosts, "host", NULL);
		if (s->hosts == 1) {
			sbuf_puts(b, " (");
			sbuf_add(b, s->a_host);
			sbuf_char(b, ')');
		}
		sbuf_puts(b, ", ");
	}
	if (s->boots > 0) {
		text_plural(b, s->boots, "boot", NULL);
		sbuf_puts(b, ", ");
	}
	text_plural(b, s->sources, "source", NULL);
	sbuf_puts(b, " (");
	text_bytes(b, (double)s->bytes);
	sbuf_char(b, ')');
	if (s->kernels == 1) {
		sbuf_puts(b, ", kernel ");
		sbuf_add(b, s->a_kernel);
	} else if (s->kernels > 1) {
		sbuf_puts(b, ", ");
		text_plural(b, s->kernels, "kernel", NULL);
	}
}

void phrase_faults(struct sbuf *b, const struct report *r)
{
	const struct scope_row *s = &r->scope;

	if (!s->events) {
		sbuf_puts(b, "none");
		return;
	}
	text_count(b, s->events);
	sbuf_puts(b, " in ");
	text_plural(b, s->groups, "group", NULL);
	for (size_t i = 0; i < r->n_kinds && i < 12; i++) {
		sbuf_puts(b, i ? ", " : ": ");
		text_count(b, r->kinds[i].events);
		sbuf_char(b, ' ');
		sbuf_add(b, r->kinds[i].kind);
	}
	if (r->n_kinds > 12)
		sbuf_puts(b, ", and others");
	if (s->first_utc.p) {
		sbuf_puts(b, "; ");
		phrase_span(b, s->first_utc, s->last_utc);
		if (s->local_times)
			sbuf_puts(b, " (local time where the log does not say its zone)");
	}
}

/** What came of it in the end. */
static void add_outcome(struct sbuf *b, const struct group_row *g)
{
	if (g->deaths <= 0) {
		sbuf_puts(b, g->worst < g->severity ? ", with worse to follow" : "");
		return;
	}
	if (g->severity <= 1 && g->deaths == g->events)
		return;
	sbuf_puts(b, ", and the machine died of it");
	if (g->deaths == g->events) {
		sbuf_puts(b, g->events > 1 ? " each time" : "");
	} else if (g->deaths == 1) {
		sbuf_puts(b, " once");
	} else {
		sbuf_char(b, ' ');
		text_plural(b, g->deaths, "time", NULL);
	}
}

/** What the reports of the group have in common, and whether they become more. */
static void add_pattern(struct sbuf *b, const struct group_row *g)
{
	if (slice_is(g->trend, "rising"))
		sbuf_puts(b, "; more and more often");
	else if (slice_is(g->trend, "falling"))
		sbuf_puts(b, "; less and less often");
	if (g->guilty_file.p) {
		sbuf_puts(b, "; in ");
		sbuf_add(b, g->guilty_file);
		if (g->subsystem.p) {
			sbuf_puts(b, " (");
			sbuf_add(b, g->subsystem);
			sbuf_char(b, ')');
		}
	}
	if (g->verdict_text.p) {
		sbuf_puts(b, "; ");
		sbuf_add(b, g->verdict_text);
	}
}

void phrase_group(struct sbuf *b, const struct group_row *g)
{
	sbuf_puts(b, severity_word(g->severity));
	add_outcome(b, g);
	sbuf_puts(b, "; ");
	sbuf_add(b, g->kind);
	sbuf_puts(b, "; ");
	if (g->events == 1)
		sbuf_puts(b, "once");
	else
		text_plural(b, g->events, "time", NULL);
	if (g->hosts == 1) {
		sbuf_puts(b, " on ");
		sbuf_add(b, g->a_host);
	} else if (g->hosts > 1) {
		sbuf_puts(b, " on ");
		text_plural(b, g->hosts, "host", NULL);
	}
	if (g->kernels > 1) {
		sbuf_puts(b, ", ");
		text_plural(b, g->kernels, "kernel", NULL);
	}
	if (g->first_utc.p) {
		sbuf_puts(b, "; ");
		phrase_span(b, g->first_utc, g->last_utc);
	}
	add_pattern(b, g);
}

void phrase_consequence(struct sbuf *b, const struct consequence_row *c)
{
	sbuf_add(b, c->title);
	if (c->events > 1) {
		sbuf_puts(b, ", ");
		text_plural(b, c->events, "time", NULL);
	}
	add_fault_id(b, c->fault_id);
}

void phrase_boot(struct sbuf *b, const struct moment_row *m)
{
	sbuf_add(b, m->host.p ? m->host : m->place);
	if (m->kernel_release.p) {
		sbuf_puts(b, ", kernel ");
		sbuf_add(b, m->kernel_release);
	}
	if (m->arch.p) {
		sbuf_puts(b, ", ");
		sbuf_add(b, m->arch);
	}
	if (m->started_utc.p) {
		sbuf_puts(b, ", booted ");
		text_time(b, m->started_utc);
		sbuf_puts(b, " UTC");
	}
}

void phrase_moment(struct sbuf *b, const struct moment_row *m)
{
	if (m->caused_by != ROW_NO_I64)
		sbuf_puts(b, "-> ");
	sbuf_add(b, m->title);
	if (m->comm.n && m->events == 1) {
		sbuf_puts(b, ", in ");
		sbuf_add(b, m->comm);
		if (m->pid != ROW_NO_I64)
			sbuf_printf(b, "[%lld]", (long long)m->pid);
	}
	if (m->events > 1) {
		sbuf_puts(b, ", ");
		text_plural(b, m->events, "time", NULL);
		if (m->until_utc.p && m->time_utc.p) {
			bool same_day =
				slice_eq(slice_head(m->until_utc, 10), slice_head(m->time_utc, 10));
			sbuf_puts(b, " until ");
			if (same_day && m->until_utc.n > 19)
				sbuf_add(b, (struct slice){ m->until_utc.p + 11, 8 });
			else
				text_time(b, m->until_utc);
		} else if (!isnan(m->until_boot)) {
			sbuf_printf(b, " until +%.1f", m->until_boot);
		}
	}
	add_fault_id(b, m->fault_id);
}

static void phrase_oom(struct sbuf *b, const struct report *r, size_t i)
{
	const struct oom_row *o = &r->ooms[i];

	if (o->victim.p) {
		sbuf_add(b, o->victim);
		sbuf_puts(b, " killed ");
		if (o->kills == 1)
			sbuf_puts(b, "once");
		else
			text_plural(b, o->kills, "time", NULL);
	} else {
		sbuf_puts(b, "nobody named as killed");
	}
	add_of_host(b, o->host);
	if (o->largest_kb != ROW_NO_I64) {
		sbuf_puts(b, o->kills > 1 ? ", up to " : ", ");
		text_bytes(b, (double)o->largest_kb * 1024);
		sbuf_puts(b, " resident");
	}
	if (o->place.p) {
		sbuf_puts(b, "; out of memory: ");
		sbuf_add(b, o->place);
		if (o->limit_kb != ROW_NO_I64) {
			sbuf_puts(b, ", limit ");
			text_bytes(b, (double)o->limit_kb * 1024);
		}
	}
	if (o->triggers.p) {
		sbuf_puts(b, "; asked for by ");
		sbuf_add(b, slice_head(o->triggers, 200));
	}
	if (o->first_utc.p) {
		sbuf_puts(b, "; ");
		phrase_span(b, o->first_utc, o->last_utc);
	}
	add_fault_id(b, o->fault_id);
}

static void phrase_stall(struct sbuf *b, const struct report *r, size_t i)
{
	const struct stall_row *s = &r->stalls[i];

	sbuf_add(b, s->kind);
	if (s->comm.n) {
		sbuf_puts(b, ": ");
		sbuf_add(b, s->comm);
	}
	if (s->function.p) {
		sbuf_puts(b, " in ");
		sbuf_add(b, s->function);
	}
	add_of_host(b, s->host);
	sbuf_puts(b, ", ");
	text_plural(b, s->reports, "report", NULL);
	if (s->tasks > 1) {
		sbuf_puts(b, " of ");
		text_plural(b, s->tasks, "task", NULL);
	}
	if (!isnan(s->longest_s)) {
		sbuf_puts(b, ", stuck for ");
		text_duration(b, s->longest_s);
		sbuf_puts(b, s->reports > 1 ? " at most" : "");
	}
	if (s->first_utc.p) {
		sbuf_puts(b, "; ");
		phrase_span(b, s->first_utc, s->last_utc);
	}
	add_fault_id(b, s->fault_id);
}

/** Those of one dump stand together: the first one names it. */
static void phrase_finding(struct sbuf *b, const struct report *r, size_t i)
{
	const struct finding_row *f = &r->findings[i];

	if (!i || !slice_eq(f->path, r->findings[i - 1].path)) {
		sbuf_add(b, f->path);
		sbuf_puts(b, ": ");
	}
	sbuf_add(b, f->topic);
	sbuf_puts(b, ": ");
	sbuf_add(b, f->text);
}

static void phrase_leak(struct sbuf *b, const struct report *r, size_t i)
{
	const struct leak_row *l = &r->leaks[i];

	sbuf_add(b, l->title);
	add_of_host(b, l->host);
	sbuf_puts(b, ": ");
	text_plural(b, l->objects, "object", NULL);
	if (l->bytes != ROW_NO_I64) {
		sbuf_puts(b, ", ");
		text_bytes(b, (double)l->bytes);
	}
	if (l->comm.n) {
		sbuf_puts(b, ", allocated by ");
		sbuf_add(b, l->comm);
	}
	add_fault_id(b, l->fault_id);
}

void phrase_memory_left(struct sbuf *b, const struct memory_row *m)
{
	sbuf_printf(b, "%.0f %% of ", m->available_percent);
	text_bytes(b, (double)m->total_bytes);
	sbuf_puts(b, " available");
	if (m->swap_bytes == 0) {
		sbuf_puts(b, ", no swap");
	} else if (m->swap_bytes > 0) {
		sbuf_printf(b, ", %.0f %% of ", m->swap_used_percent);
		text_bytes(b, (double)m->swap_bytes);
		sbuf_puts(b, " swap used");
	}
}

/** What is worth a word, of the whole. */
static void add_shares(struct sbuf *b, const struct memory_row *m)
{
	const struct {
		const char *name;
		double percent;
	} shares[] = {
		{ "processes", m->anon_percent },
		{ "page cache", m->cache_percent },
		{ "shared", m->shmem_percent },
		{ "slab", m->slab_percent },
		{ "page tables", m->pagetables_percent },
		{ "in no counter", m->unaccounted_percent },
	};
	const char *before = "; ";

	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
		if (isnan(shares[i].percent) || shares[i].percent < 0.5)
			continue;
		sbuf_printf(b, "%s%s %.0f %%", before, shares[i].name, shares[i].percent);
		before = ", ";
	}
}

static void phrase_memory(struct sbuf *b, const struct report *r, size_t i)
{
	const struct memory_row *m = &r->memory[i];

	sbuf_add(b, m->host.p ? m->host : m->path);
	if (m->taken_utc.p) {
		sbuf_puts(b, ", ");
		phrase_span(b, m->taken_utc, m->taken_utc);
	}
	sbuf_puts(b, ": ");
	sbuf_add(b, m->problems.p ? m->problems : S("healthy"));
	sbuf_puts(b, ". ");
	phrase_memory_left(b, m);
	add_shares(b, m);
	if (!isnan(m->large_percent))
		sbuf_printf(b, "; %.0f %% of what is free in blocks of 512 pages and more",
		            m->large_percent);
	if (!isnan(m->stall_percent))
		sbuf_printf(b, "; programs waited for memory %.1f %% of the last 5 minutes",
		            m->stall_percent);
	if (m->processes.p) {
		sbuf_puts(b, "; largest processes ");
		sbuf_add(b, m->processes);
	}
	if (m->slabs.p) {
		sbuf_puts(b, "; largest slab caches ");
		sbuf_add(b, m->slabs);
	}
}

static void phrase_advice(struct sbuf *b, const struct report *r, size_t i)
{
	const struct advice_row *a = &r->advice[i];

	sbuf_add(b, a->title);
	add_of_host(b, a->host);
	sbuf_puts(b, ". Shown by: ");
	sbuf_add(b, a->shown);
	sbuf_puts(b, ". ");
	sbuf_add(b, a->remedy);
	sbuf_puts(b, " (rule ");
	sbuf_add(b, a->rule);
	sbuf_char(b, ')');
}

static void phrase_problem(struct sbuf *b, const struct report *r, size_t i)
{
	const struct problem_row *p = &r->problems[i];

	sbuf_add(b, p->path);
	sbuf_puts(b, slice_is(p->status, "failed") ? ": not read" : ": read in part");
	if (p->message.p) {
		sbuf_puts(b, ": ");
		sbuf_add(b, p->message);
	}
}

static void phrase_death(struct sbuf *b, const struct report *r, size_t i)
{
	const struct death_row *d = &r->deaths[i];

	sbuf_add(b, d->host.p ? d->host : d->place);
	if (d->time_utc.p) {
		sbuf_puts(b, ", ");
		phrase_span(b, d->time_utc, d->time_utc);
	}
	sbuf_puts(b, ": ");
	sbuf_add(b, d->title);
	if (d->last_title.p && !slice_eq(d->last_title, d->title)) {
		sbuf_puts(b, "; then ");
		sbuf_add(b, d->last_title);
	}
	if (d->kernel_release.p) {
		sbuf_puts(b, "; kernel ");
		sbuf_add(b, d->kernel_release);
	}
	add_fault_id(b, d->fault_id);
}

/** One is told by the verdict. */
static size_t count_deaths(const struct report *r, int64_t *ret_more)
{
	*ret_more = r->n_deaths ? r->deaths[0].deaths - (int64_t)r->n_deaths : 0;
	return r->n_deaths > 1 ? r->n_deaths : 0;
}

#define PHRASE_COUNT(member)                                                    \
	static size_t count_##member(const struct report *r, int64_t *ret_more) \
	{                                                                       \
		*ret_more = r->n_##member ? r->member[0].more : 0;              \
		return r->n_##member;                                           \
	}
PHRASE_COUNT(ooms)
PHRASE_COUNT(stalls)
PHRASE_COUNT(leaks)
PHRASE_COUNT(advice)
PHRASE_COUNT(findings)
PHRASE_COUNT(memory)
PHRASE_COUNT(problems)

const struct phrase_list phrase_lists[] = {
	{ "What to do, most urgent first", "crashql advise", count_advice, phrase_advice },
	{ "What memory dumps show", "crashql vmcore FILE stacks; crashql vmcore FILE locks",
	  count_findings, phrase_finding },
	{ "How memory was doing", "crashql sql 'SELECT * FROM mem_unaccounted'", count_memory,
	  phrase_memory },
	{ "Machines that died", "crashql faults --kind panic", count_deaths, phrase_death },
	{ "Killed for lack of memory", "crashql faults --kind oom", count_ooms, phrase_oom },
	{ "Hung tasks and stuck CPUs", "crashql faults", count_stalls, phrase_stall },
	{ "Leaked kernel memory", "crashql faults --kind kmemleak", count_leaks, phrase_leak },
	{ "Not read, or only in part", "crashql sql 'SELECT path, status, message FROM source'",
	  count_problems, phrase_problem },
	{ NULL, NULL, NULL, NULL },
};
