// SPDX-License-Identifier: Apache-2.0
/*
 * Who allocated and who freed an object.  mm/kasan/report.c, print_track(); mm/kfence/report.c,
 * kfence_print_stack():
 *
 *   Allocated by task 4310 on cpu 1 at 102.345678s:
 *   allocated by task 484 on cpu 0 at 32.919330s (0.003012s ago):
 *   Freed by task 11:
 *
 * Linux 4.7 to 4.10 print "Allocated:" and "PID = 4310", and with SLUB debugging KASAN's reports of
 * Linux 4.0 to 4.6 hold "INFO: Allocated in f+0x1/0x2 age=3 cpu=1 pid=4310".
 */
#include "parsers/faults/objtrack.h"

#include <stdlib.h>

#include "parsers/faults/phrase.h"

struct track {
	bool has_pid, has_cpu, has_time;
	int64_t pid, cpu;
	double time_s;
};

static void track_set(struct fault *f, enum objtrack_who who, const struct track *t)
{
	struct memory_object *o = fault_single(f, memory_object);

	if (who == OBJTRACK_ALLOC) {
		if (fact_has(o, alloc_pid))
			return;
		if (t->has_pid)
			fact_set(o, alloc_pid, t->pid);
		if (t->has_cpu)
			fact_set(o, alloc_cpu, t->cpu);
		if (t->has_time)
			fact_set(o, alloc_time, t->time_s);
	} else {
		if (fact_has(o, free_pid))
			return;
		if (t->has_pid)
			fact_set(o, free_pid, t->pid);
		if (t->has_cpu)
			fact_set(o, free_cpu, t->cpu);
		if (t->has_time)
			fact_set(o, free_time, t->time_s);
	}
}

/** `32.919330` without regard to the locale. */
static bool track_seconds(struct slice *in, double *ret)
{
	uint64_t whole, digit;
	double v, unit = 1;

	if (!slice_u64(in, 10, &whole))
		return false;
	v = (double)whole;
	if (slice_skip_char(in, '.')) {
		for (; in->n && in->p[0] >= '0' && in->p[0] <= '9'; in->p++, in->n--) {
			digit = (uint64_t)(in->p[0] - '0');
			unit /= 10;
			v += (double)digit * unit;
		}
	}
	*ret = v;
	return true;
}

static enum objtrack_who track_word(struct slice *in)
{
	static const struct {
		const char *word;
		enum objtrack_who who;
	} words[] = {
		{ "Allocated", OBJTRACK_ALLOC },  { "allocated", OBJTRACK_ALLOC },
		{ "Freed", OBJTRACK_FREE },       { "freed", OBJTRACK_FREE },
		{ "rcu freeing", OBJTRACK_FREE }, // KFENCE, Linux 6.12
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_skip(in, slice_str(words[i].word)))
			return words[i].who;
	return OBJTRACK_NONE;
}

enum objtrack_who objtrack_parse(struct slice text, enum objtrack_who last, struct fault *f)
{
	struct track t = { 0 };
	struct slice in = text;

	if (last != OBJTRACK_NONE && slice_skip(&in, S("PID = "))) {
		t.has_pid = phrase_size(&in, &t.pid);
		track_set(f, last, &t);
		return OBJTRACK_NONE;
	}
	slice_skip(&in, S("INFO: "));
	enum objtrack_who who = track_word(&in);
	if (who == OBJTRACK_NONE)
		return OBJTRACK_NONE;
	if (slice_eq(slice_trim(in), S(":")))
		return who;
	if (slice_skip(&in, S(" in "))) {
		struct slice at = in;
		t.has_cpu = slice_skip_past(&at, S(" cpu=")) && phrase_size(&at, &t.cpu);
		at = in;
		t.has_pid = slice_skip_past(&at, S(" pid=")) && phrase_size(&at, &t.pid);
		if (t.has_pid)
			track_set(f, who, &t);
		return OBJTRACK_NONE;
	}
	if (!slice_skip(&in, S(" by task")))
		return OBJTRACK_NONE;
	slice_skip_blanks(&in);
	t.has_pid = phrase_size(&in, &t.pid);
	t.has_cpu = slice_skip(&in, S(" on cpu ")) && phrase_size(&in, &t.cpu);
	t.has_time = slice_skip(&in, S(" at ")) && track_seconds(&in, &t.time_s);
	if (t.has_pid)
		track_set(f, who, &t);
	return OBJTRACK_NONE;
}
