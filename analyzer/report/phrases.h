// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Phrases: rows of a report in words.  Text and Markdown print the same ones; input text in them is
 * not escaped yet.
 */
#pragma once

#include "analyzer/report/report.h"

/** `1 host (web01), 2 boots, 3 sources (1.2 MiB)` */
void phrase_scope(struct sbuf *b, const struct report *r);
/** `14 in 5 groups: 1 panic, 12 hung_task` */
void phrase_faults(struct sbuf *b, const struct report *r);
/** `2024-03-01 10:21:01 to 10:22:31 UTC`; nothing when not known. */
void phrase_span(struct sbuf *b, struct slice first_utc, struct slice last_utc);
/** `critical, fatal in the end; kasan; 3 times on 1 host (web01); kernel 6.1.0; …` */
void phrase_group(struct sbuf *b, const struct group_row *g);
/** `Kernel panic: …, 2 times` */
void phrase_consequence(struct sbuf *b, const struct consequence_row *c);
/** Heading of the events of one boot. */
void phrase_boot(struct sbuf *b, const struct moment_row *m);
/** `KASAN: …, in kworker/3:1; 12 times until 10:33:01 (fault 12)` */
void phrase_moment(struct sbuf *b, const struct moment_row *m);

/** `93 % of 23.5 GiB available, no swap` */
void phrase_memory_left(struct sbuf *b, const struct memory_row *m);

/** A list of a report that is printed as one phrase a row. */
struct phrase_list {
	const char *title;
	const char *command; /**< what lists all of them */
	size_t (*count)(const struct report *r, int64_t *ret_more);
	void (*phrase)(struct sbuf *b, const struct report *r, size_t i);
};

extern const struct phrase_list phrase_lists[]; /**< ends with a NULL title */
