// SPDX-License-Identifier: Apache-2.0
/*
 * Links that depend on several sources, in SQL: one statement a step (sql/derive_*.sql).
 *
 * What a new source can change is found first: its boots and all that may be the same boot as one of
 * them (derive_boot_todo).  Those boots, their faults and the groups of these are then made anew from
 * the facts, so that the result does not depend on what was there before, nor on the order in which
 * sources came, nor on ids.
 *
 * Boots: what two sources say is one boot when they name the same boot id; when the same kernel
 * started within 2 s; when both hold the same report at the same microsecond since boot; or, of one host,
 * at the same second of the day (syslog and its copies).  All but the first count only where they are not ambiguous (derive_mark_drop, derive_label_split).
 *
 * Events: sightings in one boot of the same kind and first line at the same time since boot, or,
 * where a source does not tell that (syslog), at the same time of day, counted off one by one.
 *
 * Titles and groups: see store_group.c.
 */
#include <assert.h>

#include "db/sql.h"
#include "db/store_internal.h"

static struct err *run_steps(struct store *s, const enum stmt *steps, size_t n)
{
	struct err *e = NULL;
	for (size_t i = 0; !e && i < n; i++)
		e = store_do(s, steps[i]);
	return e;
}
#define RUN_STEPS(s, steps) run_steps(s, steps, sizeof(steps) / sizeof(*(steps)))

static struct err *spread_labels(struct store *s)
{
	struct err *e = NULL;
	do
		e = store_do(s, STMT_derive_label);
	while (!e && sqlite3_changes64(s->db) > 0);
	return e;
}

static struct err *derive_boots(struct store *s)
{
	static const enum stmt marks[] = {
		STMT_derive_boot_old,   STMT_derive_boot_node,  STMT_derive_mark_uuid,
		STMT_derive_mark_start, STMT_derive_mark_sight, STMT_derive_mark_wall,
		STMT_derive_mark_drop,
	};
	static const enum stmt boots[] = {
		STMT_derive_label_split, STMT_derive_label_key,  STMT_derive_boot,
		STMT_derive_boot_link,   STMT_derive_fault_todo, STMT_derive_fault_time,
		STMT_derive_boot_drop,
	};
	struct err *e = RUN_STEPS(s, marks);
	if (!e)
		e = spread_labels(s);
	return e ? e : RUN_STEPS(s, boots);
}

/* Titles and groups that lose and that win faults are both counted again.  What a title keeps of its faults
 * is changed by what it wins and loses; a stale one is made anew from all its faults. */
static struct err *derive_titles(struct store *s)
{
	static const enum stmt steps[] = {
		STMT_derive_title_todo,
		STMT_derive_group_todo,
		STMT_derive_title_todo_stale,
		STMT_derive_group_todo_stale,
		STMT_derive_title_add,
		STMT_derive_title_moved,
		STMT_derive_title_link,
		STMT_derive_title_now,
		STMT_derive_title_todo,
		STMT_derive_title_inherit,
		STMT_derive_title_gone,
		STMT_derive_title_stale,
		STMT_derive_title_drop_signatures,
		STMT_derive_title_drop_near,
		STMT_derive_title_drop,
		STMT_derive_title_count,
		STMT_derive_title_signatures,
		STMT_derive_title_signatures_delta,
		STMT_derive_title_signatures_gone,
		STMT_derive_title_fresh,
	};
	struct err *e = RUN_STEPS(s, steps);
	return e ? e : store_group_titles(s);
}

static struct err *derive_faults(struct store *s)
{
	static const enum stmt events[] = {
		STMT_derive_title_was,  STMT_derive_sighting,    STMT_derive_event_exact,
		STMT_derive_event_wall, STMT_derive_event_piece, STMT_derive_event,
		STMT_derive_cause,
	};
	static const enum stmt groups[] = {
		STMT_derive_group_link, STMT_derive_group_todo, STMT_derive_group_count,
		STMT_derive_group_drop, STMT_derive_source,     STMT_derive_done,
	};
	struct err *e = RUN_STEPS(s, events);
	if (!e)
		e = derive_titles(s);
	return e ? e : RUN_STEPS(s, groups);
}

static struct err *derive(struct store *s, bool all)
{
	static const enum stmt mark_all[] = {
		STMT_derive_all_mark,
		STMT_derive_all_boots,
		STMT_derive_all_groups,
		STMT_derive_all_titles,
	};

	assert(s->writable && !s->in_source);
	struct err *e = store_begin(s);
	if (e)
		return e;
	e = store_script(s, sql_derive_tables);
	if (!e && all)
		e = RUN_STEPS(s, mark_all);
	if (!e)
		e = store_do(s, STMT_derive_boot_todo);
	if (!e)
		e = derive_boots(s);
	if (!e)
		e = derive_faults(s);
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}

struct err *store_derive(struct store *s)
{
	return derive(s, false);
}

struct err *store_derive_all(struct store *s)
{
	return derive(s, true);
}
