// SPDX-License-Identifier: Apache-2.0
#include "parsers/faults/heads.h"

#include <assert.h>
#include <pthread.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/match.h"

struct head_entry {
	const struct fault_family *family;
	const struct fault_head *head;
	size_t literal; /**< index of its literal in the matcher */
	struct rx *pattern, *unless;
};

static struct head_entry *entries;
static size_t n_entries;
static struct match *literals;
static size_t n_literals;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define LITERAL_WORDS 16 /**< 64 literals each */

#define FAMILY(name) extern const struct fault_family family_##name;
#include "parsers/faults/families.def"
#undef FAMILY

const struct fault_family *const fault_families[] = {
#define FAMILY(name) &family_##name,
#include "parsers/faults/families.def"
#undef FAMILY
	NULL,
};

/** Several heads may share a literal; the matcher holds each once. */
static size_t literal_index(struct slice *texts, struct slice text)
{
	for (size_t i = 0; i < n_literals; i++)
		if (slice_eq(texts[i], text))
			return i;
	texts[n_literals] = text;
	return n_literals++;
}

static void heads_build(void)
{
	size_t n = 0;

	for (size_t f = 0; fault_families[f]; f++)
		for (const struct fault_head *h = fault_families[f]->heads; h->literal; h++)
			n++;
	entries = xcalloc(n, sizeof(*entries));
	_cleanup_free_ struct slice *texts = xcalloc(n, sizeof(*texts));
	for (size_t f = 0; fault_families[f]; f++) {
		for (const struct fault_head *h = fault_families[f]->heads; h->literal; h++) {
			entries[n_entries++] = (struct head_entry){
				.family = fault_families[f],
				.head = h,
				.literal = literal_index(texts, slice_str(h->literal)),
				.pattern = h->pattern ? rx_new(h->pattern) : NULL,
				.unless = h->unless ? rx_new(h->unless) : NULL,
			};
		}
	}
	assert(n_literals <= LITERAL_WORDS * 64);
	literals = match_new(texts, n_literals);
}

bool heads_in(struct slice bytes)
{
	pthread_once(&once, heads_build);
	return match_any(literals, bytes);
}

bool heads_find(struct slice text, struct head_match *ret)
{
	uint64_t found[LITERAL_WORDS] = { 0 };

	pthread_once(&once, heads_build);
	if (!match_all(literals, text, found))
		return false;
	for (size_t i = 0; i < n_entries; i++) {
		const struct head_entry *e = &entries[i];
		if (!(found[e->literal / 64] >> (e->literal % 64) & 1))
			continue;
		struct slice groups[RX_GROUPS] = { { 0 } };
		if (e->pattern && !rx_match(e->pattern, text, groups))
			continue;
		if (e->unless && rx_match(e->unless, text, NULL))
			continue;
		ret->family = e->family;
		ret->head = e->head;
		memcpy(ret->groups, groups, sizeof(groups));
		return true;
	}
	return false;
}
