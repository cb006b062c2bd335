// SPDX-License-Identifier: Apache-2.0
//
// __kasan_slab_free+0x14f/0x180   -> in the set SKIP_REPORT
// udf_sync_fs+0x3f/0x1d0          -> in no set: may be to blame
//
// Most globs are a name or a beginning of a name.  They are kept in one sorted list; of all that a
// name may begin with, the matching entries are found by one binary search per length that occurs.
// The rest, those with a star at the front or inside, are tried one by one behind a multi-pattern
// matcher on their longest literal part.
#include "analyzer/groups/skip.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "parsers/base/bisect.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/match.h"

struct skip_row {
	uint32_t set;
	const char *names;
};

static const struct skip_row skip_rows[] = {
#define SKIP(set, names, reason) { SKIP_##set, names },
#include "analyzer/groups/skip_frames.def"
#undef SKIP
};

#define SKIP_ROWS     (sizeof(skip_rows) / sizeof(*skip_rows))
#define SKIP_LITERALS 192

struct skip_glob {
	struct slice text; /**< without the star at the end when `open` */
	uint32_t set;
	bool open;      /**< more may follow */
	bool bare;      /**< no underscores in front */
	size_t literal; /**< of inner globs: number of their longest literal part */
};

static struct {
	struct skip_glob *begins; /**< sorted by text */
	size_t n_begins;
	uint64_t lengths; /**< bit n: some text is n bytes long; 63: 63 or longer */
	struct skip_glob *inner;
	size_t n_inner;
	struct match *literals; /**< longest literal parts of inner[] */
} skip;

static pthread_once_t skip_once = PTHREAD_ONCE_INIT;

bool glob_match(struct slice glob, struct slice s)
{
	size_t g = 0, i = 0, star = SIZE_MAX, mark = 0;

	while (i < s.n) {
		if (g < glob.n && glob.p[g] == '*') {
			star = g++;
			mark = i;
		} else if (g < glob.n && glob.p[g] == s.p[i]) {
			g++;
			i++;
		} else if (star != SIZE_MAX) {
			g = star + 1;
			i = ++mark;
		} else {
			return false;
		}
	}
	while (g < glob.n && glob.p[g] == '*')
		g++;
	return g == glob.n;
}

static int glob_cmp(const void *a, const void *b)
{
	const struct skip_glob *x = a, *y = b;
	return slice_cmp(x->text, y->text);
}

/** The longest run without a star. */
static struct slice glob_literal(struct slice glob)
{
	struct slice best = { glob.p, 0 }, part;

	while (glob.n) {
		if (!slice_cut(&glob, '*', &part)) {
			part = glob;
			glob.n = 0;
		}
		if (part.n > best.n)
			best = part;
	}
	return best;
}

static void skip_add(struct slice name, uint32_t set)
{
	bool bare = slice_skip_char(&name, '^');
	ssize_t star = slice_find(name, S("*"));
	bool open = star >= 0 && (size_t)star == name.n - 1;

	if (star >= 0 && !open) {
		skip.inner[skip.n_inner++] = (struct skip_glob){ name, set, true, bare, 0 };
		return;
	}
	name.n -= open;
	skip.lengths |= UINT64_C(1) << (name.n < 63 ? name.n : 63);
	skip.begins[skip.n_begins++] = (struct skip_glob){ name, set, open, bare, 0 };
}

static void skip_compile(void)
{
	size_t n = 0;

	for (size_t i = 0; i < SKIP_ROWS; i++)
		for (const char *p = skip_rows[i].names; *p; p++)
			n += *p == ' ' || !p[1];
	skip.begins = xcalloc(n, sizeof(*skip.begins));
	skip.inner = xcalloc(n, sizeof(*skip.inner));
	for (size_t i = 0; i < SKIP_ROWS; i++) {
		struct slice names = slice_str(skip_rows[i].names), name;
		while (slice_skip_blanks(&names), slice_word(&names, &name))
			skip_add(name, skip_rows[i].set);
	}
	qsort(skip.begins, skip.n_begins, sizeof(*skip.begins), glob_cmp);

	// globs that share a literal share its number: the matcher reports each text once
	struct slice *literals = xcalloc(skip.n_inner, sizeof(*literals));
	size_t n_literals = 0;
	for (size_t i = 0; i < skip.n_inner; i++) {
		struct slice text = glob_literal(skip.inner[i].text);
		size_t k = 0;
		while (k < n_literals && !slice_eq(literals[k], text))
			k++;
		if (k == n_literals)
			literals[n_literals++] = text;
		skip.inner[i].literal = k;
	}
	assert(n_literals <= SKIP_LITERALS);
	skip.literals = match_new(literals, n_literals);
	free(literals);
}

/** Sets of the entries whose text is @p text; @p whole: nothing follows it in the name. */
static uint32_t begins_sets(struct slice text, bool whole, bool bare)
{
	uint32_t sets = 0;
	size_t lo = bisect(skip.n_begins, i, slice_cmp(skip.begins[i].text, text) < 0);

	for (; lo < skip.n_begins && slice_eq(skip.begins[lo].text, text); lo++)
		if ((whole || skip.begins[lo].open) && (bare || !skip.begins[lo].bare))
			sets |= skip.begins[lo].set;
	return sets;
}

uint32_t skip_sets(struct slice function)
{
	uint64_t hits[SKIP_LITERALS / 64] = { 0 };
	uint32_t sets = 0;

	pthread_once(&skip_once, skip_compile);
	struct slice whole = function;
	bool bare = function.n && *function.p != '_';
	while (function.n > 1 && *function.p == '_')
		function = slice_from(function, 1);
	for (size_t n = 1; n <= function.n; n++)
		if (skip.lengths >> (n < 63 ? n : 63) & 1)
			sets |= begins_sets(slice_head(function, n), n == function.n, bare);

	if (!match_all(skip.literals, whole, hits))
		return sets;
	for (size_t i = 0; i < skip.n_inner; i++) {
		const struct skip_glob *g = &skip.inner[i];
		if (hits[g->literal / 64] >> (g->literal % 64) & 1 && (bare || !g->bare) &&
		    glob_match(g->text, *g->text.p == '*' ? whole : function))
			sets |= g->set;
	}
	return sets;
}
