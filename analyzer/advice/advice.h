// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Advice: what rules (rule.h) say of a store, each with its evidence.
 *
 * Rules only read, and a rule that takes too long is stopped (ADVICE_STEPS) and named.  No rule says
 * anything without a row of evidence, and none is asked when a fact that it needs is not there.
 *
 * Shape      one struct advice per rule, host and filled title; the most severe first, then by rule,
 *            host and title
 * Lifetime   texts live in the arena of struct advice_list, and in the rules
 * Absent     slices with p NULL; ids ROW_NO_I64
 * Errors     ERR_DB; ERR_USAGE: a rule's query is wrong, with its file and line
 */
#pragma once

#include "analyzer/advice/fill.h"
#include "analyzer/advice/rule.h"
#include "analyzer/report/rows.h"
#include "db/store.h"

/** Rows of evidence that one advice keeps, and that one rule may give. */
#define ADVICE_EVIDENCE 8
#define ADVICE_ROWS     10000
/** Further sources of one row. */
#define ADVICE_ALSO 4
/** Calls of the watcher (some 100 us each) before a rule is stopped: a number of steps and no time,
 *  so that a store gives the same advice everywhere. */
#define ADVICE_STEPS 10000

struct advice_evidence {
	struct slice text;              /**< the rule's sentence, filled */
	struct slice path;              /**< of the source */
	struct slice also[ADVICE_ALSO]; /**< of other sources it needed */
	size_t n_also;
	int64_t source_id, fault_id;
	int64_t first_line, last_line; /**< of the fault in its source */
	struct fill_row values;
};

struct advice {
	const struct rule *rule;
	struct slice title, command; /**< filled with the first row */
	struct slice host;
	struct advice_evidence *evidence;
	size_t n_evidence;
	uint64_t more; /**< rows that were not kept */
};

struct advice_list {
	struct arena arena;
	struct advice *advice;
	size_t n;
	struct slice *stopped; /**< ids of rules that took too long */
	size_t n_stopped;
	unsigned calls; /**< of the watcher for the rule that is being asked */
};

struct advice_filter {
	const char *host; /**< GLOB pattern; NULL: any */
	int max_level;    /**< the least severe level wanted; 0: any */
};

/** Ask the rules.  Makes temporary tables (analyzer/sql/advice_facts.sql). */
must_use struct err *advice_load(sqlite3 *db, const struct rules *rules,
                                 const struct advice_filter *filter, struct advice_list *ret);
void advice_deinit(struct advice_list *list);

/** Ask the built-in rules, and put what they say into table `advice` instead of what was there. */
must_use struct err *advice_refresh(struct store *s);

/** `/var/log/messages, lines 12 to 40; /proc/meminfo` */
void advice_place(struct sbuf *out, const struct advice_evidence *e);

void advice_print_text(struct out *o, const struct advice_list *list);
void advice_print_markdown(struct out *o, const struct advice_list *list);
void advice_print_json(struct out *o, const struct advice_list *list);
void advice_print_ndjson(struct out *o, const struct advice_list *list);
void advice_print_csv(struct out *o, const struct advice_list *list);
/** The rules themselves. */
void rules_print(struct out *o, const struct rules *rules, enum out_format format);

/** `1 urgent` … `5 note`: what a severity of advice means. */
const char *advice_word(int level);
