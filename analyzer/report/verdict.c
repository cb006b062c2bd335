// SPDX-License-Identifier: Apache-2.0
/*
 * The sentence at the top of a report:
 *
 *   web01 died at 2024-03-01 10:22:31 UTC of KASAN: slab-use-after-free Read in foo, in kworker/3:1
 *   (pid 81); 0.4 s later: kernel panic: Fatal exception.
 */
#include "analyzer/report/phrases.h"
#include "analyzer/report/text.h"

static void add_when(struct sbuf *b, const struct death_row *d)
{
	if (d->time_utc.p) {
		sbuf_puts(b, " at ");
		text_time(b, d->time_utc);
		sbuf_puts(b, " UTC");
	} else if (!isnan(d->time_boot)) {
		sbuf_puts(b, ", up ");
		text_duration(b, d->time_boot);
		sbuf_puts(b, ",");
	}
}

static void one_death(struct sbuf *b, const struct death_row *d)
{
	if (d->host.p)
		sbuf_add(b, d->host);
	else
		sbuf_puts(b, "The machine");
	sbuf_puts(b, slice_is(d->kind, "reboot") ? " went down" : " died");
	add_when(b, d);
	sbuf_puts(b, " of: ");
	sbuf_add(b, d->title);
	if (d->comm.p && d->comm.n) {
		sbuf_puts(b, ", in task ");
		sbuf_add(b, d->comm);
		if (d->pid != ROW_NO_I64)
			sbuf_printf(b, " (pid %lld)", (long long)d->pid);
	}
	sbuf_puts(b, ".");
	if (!d->last_title.p || slice_eq(d->last_title, d->title))
		return;
	if (!isnan(d->after_s) && d->after_s >= 0.05) {
		sbuf_char(b, ' ');
		text_duration(b, d->after_s);
		sbuf_puts(b, " later: ");
	} else {
		sbuf_puts(b, " Then: ");
	}
	sbuf_add(b, d->last_title);
	sbuf_puts(b, ".");
}

static void many_deaths(struct sbuf *b, const struct report *r, const struct death_row *d)
{
	if (d->dead_hosts > 1) {
		text_count(b, d->dead_hosts);
		if (r->scope.hosts >= d->dead_hosts) {
			sbuf_puts(b, " of ");
			text_count(b, r->scope.hosts);
		}
		sbuf_puts(b, " hosts died, ");
		text_plural(b, d->deaths, "time", NULL);
		sbuf_puts(b, " in all");
	} else {
		if (d->dead_hosts == 1 && d->host.p) {
			sbuf_add(b, d->host);
			sbuf_puts(b, " died ");
			text_plural(b, d->deaths, "time", NULL);
		} else {
			text_plural(b, d->deaths, "machine", NULL);
			sbuf_puts(b, " died");
		}
	}
	sbuf_puts(b, d->same == d->deaths ? ", each of: "
	             : d->same == 1       ? ", of different causes. The first: "
	                                  : ". Most often of: ");
	sbuf_add(b, d->title);
	if (d->same > 1 && d->same != d->deaths) {
		sbuf_puts(b, " (");
		text_plural(b, d->same, "time", NULL);
		sbuf_char(b, ')');
	}
	sbuf_puts(b, ".");
}

/** What the views found out, in so many bytes. */
#define NOTE_BYTES 160

static void add_note(struct sbuf *b, const struct group_row *g, const char *label,
                     const char *intro)
{
	for (size_t i = 0; i < g->n_notes; i++)
		if (slice_eq(g->notes[i].label, slice_str(label))) {
			struct slice value = g->notes[i].value;
			ssize_t colon = slice_find(value, S(": "));

			// what follows the colon of a long one stands further down
			if (value.n > NOTE_BYTES && colon > 0)
				value.n = (size_t)colon;
			sbuf_puts(b, intro);
			sbuf_add(b, value);
			sbuf_puts(b, ".");
		}
}

/** Nothing worse than a lack of memory. */
static void out_of_memory(struct sbuf *b, const struct report *r, const struct group_row *g)
{
	int64_t kills = 0;

	for (size_t i = 0; i < r->n_ooms; i++)
		kills += r->ooms[i].kills;
	sbuf_puts(b, "No panic is on record. The kernel ran out of memory");
	if (g->events > 1) {
		sbuf_char(b, ' ');
		text_plural(b, g->events, "time", NULL);
	}
	if (r->n_ooms && r->ooms[0].victim.p && kills > 0) {
		sbuf_puts(b, " and killed ");
		if (kills > 1) {
			text_plural(b, kills, "process", "processes");
			sbuf_puts(b, ", most often ");
		}
		sbuf_add(b, r->ooms[0].victim);
	}
	if (r->n_ooms == 1 && r->ooms[0].place.p) {
		sbuf_puts(b, "; where it was short: ");
		sbuf_add(b, r->ooms[0].place);
	}
	sbuf_puts(b, ".");
	add_note(b, g, "why", " Why: ");
	add_note(b, g, "choice", " Choice: ");
	add_note(b, g, "memory", " Memory: ");
	add_note(b, g, "storm", " A storm: ");
}

/** The worst of those that survived. */
static void survived(struct sbuf *b, const struct group_row *g)
{
	static const char *const words[] = {
		[1] = "No panic is on record, but a fault was fatal: ",
		[2] = "No panic is on record. The worst: the kernel ran into ",
		[3] = "No panic is on record. The worst: ",
		[4] = "Nothing fatal. The kernel complained of: ",
		[5] = "No trouble in the kernel itself. The worst: ",
	};

	sbuf_puts(b, words[g->worst >= 1 && g->worst <= 5 ? g->worst : 3]);
	sbuf_add(b, g->title);
	if (g->events > 1) {
		sbuf_puts(b, ", ");
		text_plural(b, g->events, "time", NULL);
	}
	if (g->hosts > 1) {
		sbuf_puts(b, " on ");
		text_plural(b, g->hosts, "host", NULL);
	}
	sbuf_puts(b, ".");
	if (g->worst == 2)
		sbuf_puts(b, " It went on, but its memory can no longer be trusted.");
}

/** The worst that a memory dump shows beyond its log. */
static void add_finding(struct sbuf *b, const struct report *r)
{
	static const struct {
		const char *topic, *intro;
	} serious[] = {
		{ "deadlock", "The dump shows a deadlock: " },
		{ "corruption", "The dump shows overwritten memory: " },
		{ "hung", "The dump shows hung tasks: " },
		{ "blocker", "The dump shows tasks that wait for another: " },
	};

	for (size_t i = 0; i < r->n_findings; i++)
		for (size_t k = 0; k < sizeof(serious) / sizeof(*serious); k++)
			if (slice_eq(r->findings[i].topic, slice_str(serious[k].topic))) {
				sbuf_puts(b, "No fault is in the log. ");
				sbuf_puts(b, serious[k].intro);
				sbuf_add(b, r->findings[i].text);
				sbuf_char(b, '.');
				return;
			}
	sbuf_puts(b, "No fault found.");
}

/** Then memory is what can be told of. */
static void no_fault(struct sbuf *b, const struct report *r)
{
	const struct memory_row *m = r->memory;
	size_t bad = 0;

	add_finding(b, r);
	if (!r->n_memory)
		return;
	while (bad < r->n_memory && m[bad].problems.p)
		bad++;
	if (r->n_memory > 1) {
		sbuf_puts(b, " Memory of ");
		text_plural(b, (int64_t)r->n_memory, "machine", NULL);
		sbuf_puts(b, " was looked at: ");
		text_count(b, (int64_t)(r->n_memory - bad));
		sbuf_puts(b, " healthy");
		sbuf_puts(b, bad ? "; the worst: " : ".");
		if (!bad)
			return;
	} else {
		sbuf_puts(b, bad ? " Memory is in trouble: " : " Memory is healthy: ");
	}
	if (bad) {
		sbuf_add(b, m->problems);
		sbuf_puts(b, "; ");
	}
	phrase_memory_left(b, m);
	sbuf_puts(b, ".");
}

struct slice report_verdict(const struct report *r, struct arena *a)
{
	struct sbuf b = { 0 };

	if (r->n_deaths && r->deaths[0].deaths == 1)
		one_death(&b, &r->deaths[0]);
	else if (r->n_deaths)
		many_deaths(&b, r, &r->deaths[0]);
	else if (r->n_groups && slice_is(r->groups[0].kind, "oom"))
		out_of_memory(&b, r, &r->groups[0]);
	else if (r->n_groups)
		survived(&b, &r->groups[0]);
	else if (r->scope.sources)
		no_fault(&b, r);
	else
		sbuf_puts(&b, "Nothing was read: the store has no sources.");
	struct slice verdict = arena_dup(a, sbuf_slice(&b));
	sbuf_deinit(&b);
	return verdict;
}
