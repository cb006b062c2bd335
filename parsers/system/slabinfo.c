// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/slabinfo, one slab cache a line:
 *
 *   slabinfo - version: 2.1
 *   # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> …
 *   dentry            378387 445494    192   21    1 : tunables    0    0    0 : slabdata  21214  21214      0
 *
 *   slabinfo - version: 1.1
 *   kmem_cache            80     80    244    5    5    1 :  252  126
 *
 * cache_show() in mm/slab_common.c; s_show() in mm/slab.c of old kernels.  Version 2 counts behind
 * the second colon, version 1 (until Linux 2.5) has active_slabs, num_slabs and pagesperslab in
 * front of the first.  Names may have blanks in version 1, so lines are read from the right.
 */
#include "parsers/system/fields.h"

#define WORDS_MAX 24

struct slabinfo {
	bool version_1;
};

/** The last @p n words of @p s as numbers, and what is in front of them. */
static bool numbers_take(struct slice *s, size_t n, int64_t *ret)
{
	struct slice rest = slice_trim(*s);

	while (n--) {
		size_t at = rest.n;
		while (at && rest.p[at - 1] != ' ' && rest.p[at - 1] != '\t')
			at--;
		if (!fields_i64(slice_from(rest, at), &ret[n]) || ret[n] < 0)
			return false;
		rest = slice_trim(slice_head(rest, at));
	}
	*s = rest;
	return rest.n > 0;
}

/** What is before the first ` : `; a colon alone may be of a name (`:aA-0000104`). */
static struct slice front_of(struct slice line)
{
	ssize_t at = slice_find(line, S(" : "));

	return at < 0 ? line : slice_head(line, (size_t)at);
}

/** `NAME 1 2 64 59 1 : tunables 0 0 0 : slabdata 1 2 0` */
static bool cache_parse_2(struct slice line, struct slab_cache *c, struct slice *ret_name)
{
	struct slice front = front_of(line), words[3];
	int64_t v[5];

	if (!numbers_take(&front, 5, v))
		return false;
	fact_set(c, active_objs, v[0]);
	fact_set(c, num_objs, v[1]);
	fact_set(c, objsize, v[2]);
	fact_set(c, objperslab, v[3]);
	fact_set(c, pagesperslab, v[4]);
	*ret_name = front;
	if (!slice_skip_past(&line, S("slabdata")))
		return true; // cut behind the tunables
	size_t n = fields_words(line, words, 3);
	if (n >= 1 && fields_i64(words[0], &v[0]))
		fact_set(c, active_slabs, v[0]);
	if (n >= 2 && fields_i64(words[1], &v[1]))
		fact_set(c, num_slabs, v[1]);
	return true;
}

static bool cache_parse_1(struct slice line, struct slab_cache *c, struct slice *ret_name)
{
	struct slice front = front_of(line);
	int64_t v[6];

	if (!numbers_take(&front, 6, v))
		return false;
	fact_set(c, active_objs, v[0]);
	fact_set(c, num_objs, v[1]);
	fact_set(c, objsize, v[2]);
	fact_set(c, active_slabs, v[3]);
	fact_set(c, num_slabs, v[4]);
	fact_set(c, pagesperslab, v[5]);
	*ret_name = front;
	return true;
}

static int slabinfo_bid(struct slice head, struct slice path)
{
	struct slice line;
	int lines = 0, known = 0;

	(void)path;
	while (lines < 20 && slice_line(&head, &line)) {
		line = slice_trim(line);
		if (!line.n)
			continue;
		lines++;
		if (slice_starts(line, S("slabinfo - version: ")))
			return 95;
		known += slice_has(line, S(" : tunables ")) && slice_has(line, S(" : slabdata "));
	}
	// without its head, or of a memory cgroup
	return known && known * 2 >= lines - 1 ? 90 : 0;
}

static void slabinfo_line(struct system *s, struct slice line)
{
	struct slabinfo *st = s->state;
	struct slab_cache c = { 0 };
	struct slice name;

	line = slice_trim(line);
	if (!line.n)
		return;
	if (slice_skip(&line, S("slabinfo - version: "))) {
		st->version_1 = slice_starts(line, S("1"));
		return;
	}
	if (*line.p == '#')
		return;
	if (st->version_1 ? !cache_parse_1(line, &c, &name) : !cache_parse_2(line, &c, &name)) {
		s->bad_lines++;
		return;
	}
	fact_set(&c, name, arena_dup(s->rows.arena, slice_head(name, LIMIT_NAME_BYTES)));
	*snapshot_row(&s->rows, slab_cache) = c;
}

const struct system_format system_format_slabinfo = {
	.name = "slabinfo",
	.summary = "/proc/slabinfo, versions 1 and 2",
	.source = "cache_show() in mm/slab_common.c",
	.bid = slabinfo_bid,
	.state_bytes = sizeof(struct slabinfo),
	.line = slabinfo_line,
};
