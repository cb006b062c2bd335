// SPDX-License-Identifier: Apache-2.0
/*
 * Output of slabtop, and of vmstat -m:
 *
 *    Active / Total Objects (% used)    : 613442 / 668810 (91.7%)
 *    Active / Total Slabs (% used)      : 17411 / 17411 (100.0%)
 *    Active / Total Caches (% used)     : 111 / 169 (65.7%)
 *    Active / Total Size (% used)       : 142318.20K / 154921.55K (91.9%)
 *    Minimum / Average / Maximum Object : 0.01K / 0.23K / 16.00K
 *
 *     OBJS ACTIVE  USE OBJ SIZE  SLABS OBJ/SLAB CACHE SIZE NAME
 *   120771 109002  90%    0.19K   5751       21     23004K dentry
 *
 *   Cache                       Num  Total   Size  Pages
 *   dentry                   109002 120771    192     21
 *
 * slabtop.c and slabformat() in vmstat.c of procps.  slabtop rounds the size of objects to two
 * places of KiB; sizes are multiples of a word, so the nearest multiple of 8 is taken.  The column
 * that vmstat calls Pages holds the objects of a slab.
 */
#include <math.h>
#include <stdio.h>

#include "parsers/system/fields.h"

enum table {
	TABLE_NONE,
	TABLE_SLABTOP,
	TABLE_VMSTAT,
};

struct slabtop {
	enum table table;
};

static enum table header_of(struct slice line)
{
	struct slice w[10];
	size_t n = fields_words(line, w, 10);

	if (n == 10 && slice_is(w[0], "OBJS") && slice_is(w[1], "ACTIVE") && slice_is(w[2], "USE"))
		return TABLE_SLABTOP;
	if (n == 5 && slice_is(w[0], "Cache") && slice_is(w[1], "Num") && slice_is(w[2], "Total") &&
	    slice_is(w[4], "Pages"))
		return TABLE_VMSTAT;
	return TABLE_NONE;
}

static int slabtop_bid(struct slice head, struct slice path)
{
	struct slice line;

	(void)path;
	for (int lines = 0; lines < 20 && slice_line(&head, &line); lines++)
		if (header_of(line))
			return 90;
	return 0;
}

/** `23004K`, `0.19K`, `1.00M`; KiB. */
static bool size_parse(struct slice word, double *ret_kb)
{
	static const char letters[] = "KMGT";
	uint64_t whole, part = 0;
	double scale = 1;

	if (!slice_u64(&word, 10, &whole))
		return false;
	if (slice_skip_char(&word, '.')) {
		size_t digits = word.n;
		if (!slice_u64(&word, 10, &part))
			return false;
		for (digits -= word.n; digits; digits--)
			scale *= 10;
	}
	const char *letter = word.n == 1 ? strchr(letters, *word.p) : NULL;
	if (!letter || !*letter)
		return false;
	*ret_kb = ldexp((double)whole + (double)part / scale, 10 * (int)(letter - letters));
	return true;
}

/** `Active / Total Size (% used)       : 142318.20K / 154921.55K (91.9%)` */
static bool total_line(struct system *s, struct slice line)
{
	static const char *const parts[2][3] = { { "Active", "Total", NULL },
		                                 { "Minimum", "Average", "Maximum" } };
	struct slice what, value, part;
	char name[64];

	bool is_object = slice_starts(line, S("Minimum / Average / Maximum "));
	if (!is_object && !slice_starts(line, S("Active / Total ")))
		return false;
	if (!slice_cut(&line, ':', &what))
		return false;
	slice_skip_past(&what, is_object ? S("Maximum ") : S("Total "));
	if (!slice_word(&what, &value) || value.n > 32)
		return false;
	for (int i = 0; i < 3 && parts[is_object][i]; i++) {
		double kb;
		slice_skip_blanks(&line);
		if (!slice_word(&line, &part))
			return false;
		snprintf(name, sizeof(name), "slabtop/%s " SLICE_FMT, parts[is_object][i],
		         SLICE_ARG(value));
		if (size_parse(part, &kb))
			system_stat(s, -1, slice_str(name), kb, "kB");
		else if (!system_stat_text(s, -1, slice_str(name), part, ""))
			return false;
		slice_skip_blanks(&line);
		slice_skip_char(&line, '/');
	}
	return true;
}

static bool slabtop_row(struct slice line, struct slab_cache *c, struct slice *ret_name)
{
	struct slice w[7];
	int64_t v[4];
	double kb;

	for (size_t i = 0; i < 7; i++) {
		slice_skip_blanks(&line);
		if (!slice_word(&line, &w[i]))
			return false;
	}
	if (!fields_i64(w[0], &v[0]) || !fields_i64(w[1], &v[1]) || !size_parse(w[3], &kb) ||
	    !fields_i64(w[4], &v[2]) || !fields_i64(w[5], &v[3]) || kb > 1e9)
		return false;
	fact_set(c, num_objs, v[0]);
	fact_set(c, active_objs, v[1]);
	fact_set(c, objsize, 8 * (int64_t)llround(kb * 1024 / 8));
	fact_set(c, num_slabs, v[2]);
	fact_set(c, objperslab, v[3]);
	*ret_name = slice_trim(line);
	return ret_name->n > 0;
}

static bool vmstat_row(struct slice line, struct slab_cache *c, struct slice *ret_name)
{
	struct slice w[6];
	int64_t v[4];

	if (fields_words(line, w, 6) != 5)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!fields_i64(w[i + 1], &v[i]))
			return false;
	fact_set(c, active_objs, v[0]);
	fact_set(c, num_objs, v[1]);
	fact_set(c, objsize, v[2]);
	fact_set(c, objperslab, v[3]);
	*ret_name = w[0];
	return true;
}

static void slabtop_line(struct system *s, struct slice line)
{
	struct slabtop *st = s->state;
	struct slab_cache c = { 0 };
	struct slice name;
	enum table header = header_of(line);

	line = slice_trim(line);
	if (header)
		st->table = header;
	if (header || !line.n || total_line(s, line))
		return;
	if (st->table == TABLE_SLABTOP  ? !slabtop_row(line, &c, &name)
	    : st->table == TABLE_VMSTAT ? !vmstat_row(line, &c, &name)
	                                : true) {
		s->bad_lines++;
		return;
	}
	fact_set(&c, name, arena_dup(s->rows.arena, slice_head(name, LIMIT_NAME_BYTES)));
	*snapshot_row(&s->rows, slab_cache) = c;
}

const struct system_format system_format_slabtop = {
	.name = "slabtop",
	.summary = "output of slabtop and of vmstat -m",
	.source = "procps",
	.bid = slabtop_bid,
	.state_bytes = sizeof(struct slabtop),
	.line = slabtop_line,
};
