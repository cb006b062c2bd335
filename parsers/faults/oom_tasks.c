// SPDX-License-Identifier: Apache-2.0
/*
 * The task table of an OOM event, in the shapes that it had:
 *
 * [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
 * [    893]     0   893    27572     1402     1000      402         0   249856        0             0 systemd-journal
 * [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name
 * [ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name
 * [ pid ]   uid  tgid total_vm      rss cpu oom_adj name
 */
#include "parsers/faults/oom_lines.h"

enum column {
	COLUMN_OTHER, /**< a number we do not keep */
	COLUMN_UID,
	COLUMN_TGID,
	COLUMN_TOTAL_VM,
	COLUMN_RSS,
	COLUMN_RSS_ANON,
	COLUMN_RSS_FILE,
	COLUMN_RSS_SHMEM,
	COLUMN_CPU,
	COLUMN_NR_PTES,
	COLUMN_NR_PMDS,
	COLUMN_NR_PUDS,
	COLUMN_PGTABLES,
	COLUMN_SWAPENTS,
	COLUMN_ADJ,
	COLUMN_NAME,
};

static const struct {
	const char *word;
	enum column column;
} words[] = {
	{ "uid", COLUMN_UID },
	{ "tgid", COLUMN_TGID },
	{ "total_vm", COLUMN_TOTAL_VM },
	{ "rss", COLUMN_RSS },
	{ "rss_anon", COLUMN_RSS_ANON },
	{ "rss_file", COLUMN_RSS_FILE },
	{ "rss_shmem", COLUMN_RSS_SHMEM },
	{ "cpu", COLUMN_CPU },
	{ "nr_ptes", COLUMN_NR_PTES },
	{ "nr_pmds", COLUMN_NR_PMDS },
	{ "nr_puds", COLUMN_NR_PUDS },
	{ "pgtables_bytes", COLUMN_PGTABLES },
	{ "swapents", COLUMN_SWAPENTS },
	{ "oom_adj", COLUMN_ADJ },
	{ "oom_score_adj", COLUMN_ADJ }, // the later one wins where both are printed
	{ "name", COLUMN_NAME },
};

/* Columns of a table whose head is not in the log, by how many numbers stand before the name. */
static const struct {
	size_t numbers;
	uint8_t columns[OOM_TASK_COLUMNS];
} headless[] = {
	{ 6, { COLUMN_UID, COLUMN_TGID, COLUMN_TOTAL_VM, COLUMN_RSS, COLUMN_CPU, COLUMN_ADJ } },
	{ 7,
	  { COLUMN_UID, COLUMN_TGID, COLUMN_TOTAL_VM, COLUMN_RSS, COLUMN_PGTABLES, COLUMN_SWAPENTS,
	    COLUMN_ADJ } },
	{ 8,
	  { COLUMN_UID, COLUMN_TGID, COLUMN_TOTAL_VM, COLUMN_RSS, COLUMN_NR_PTES, COLUMN_NR_PMDS,
	    COLUMN_SWAPENTS, COLUMN_ADJ } },
	{ 9,
	  { COLUMN_UID, COLUMN_TGID, COLUMN_TOTAL_VM, COLUMN_RSS, COLUMN_NR_PTES, COLUMN_NR_PMDS,
	    COLUMN_NR_PUDS, COLUMN_SWAPENTS, COLUMN_ADJ } },
	{ 10,
	  { COLUMN_UID, COLUMN_TGID, COLUMN_TOTAL_VM, COLUMN_RSS, COLUMN_RSS_ANON, COLUMN_RSS_FILE,
	    COLUMN_RSS_SHMEM, COLUMN_PGTABLES, COLUMN_SWAPENTS, COLUMN_ADJ } },
};

bool oom_tasks_head(struct oom_scan *s, struct slice text)
{
	struct oom_scan found = *s;
	struct slice word;

	if (!slice_skip_char(&text, '['))
		return false;
	slice_skip_blanks(&text);
	if (!slice_skip(&text, S("pid")))
		return false;
	slice_skip_blanks(&text);
	if (!slice_skip_char(&text, ']'))
		return false;
	found.n_columns = 0;
	while (slice_skip_blanks(&text), slice_word(&text, &word)) {
		enum column column = COLUMN_OTHER;

		if (found.n_columns == OOM_TASK_COLUMNS)
			return false;
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (slice_eq(word, slice_str(words[i].word)))
				column = words[i].column;
		found.columns[found.n_columns++] = column;
	}
	*s = found;
	return true;
}

static void column_set(struct oom_task *t, enum column column, int64_t value)
{
	switch (column) {
	case COLUMN_UID:
		fact_set(t, uid, value);
		break;
	case COLUMN_TGID:
		fact_set(t, tgid, value);
		break;
	case COLUMN_TOTAL_VM:
		fact_set(t, total_vm_pages, value);
		break;
	case COLUMN_RSS:
		fact_set(t, rss_pages, value);
		break;
	case COLUMN_RSS_ANON:
		fact_set(t, rss_anon_pages, value);
		break;
	case COLUMN_RSS_FILE:
		fact_set(t, rss_file_pages, value);
		break;
	case COLUMN_RSS_SHMEM:
		fact_set(t, rss_shmem_pages, value);
		break;
	case COLUMN_CPU:
		fact_set(t, cpu, value);
		break;
	case COLUMN_NR_PTES:
		fact_set(t, nr_ptes, value);
		break;
	case COLUMN_NR_PMDS:
		fact_set(t, nr_pmds, value);
		break;
	case COLUMN_NR_PUDS:
		fact_set(t, nr_puds, value);
		break;
	case COLUMN_PGTABLES:
		fact_set(t, pgtables_bytes, value);
		break;
	case COLUMN_SWAPENTS:
		fact_set(t, swapents, value);
		break;
	case COLUMN_ADJ:
		fact_set(t, oom_score_adj, value);
		break;
	case COLUMN_OTHER:
	case COLUMN_NAME:
		break;
	}
}

/** Take the numbers at the beginning of @p in, at most @p max. */
static size_t numbers_take(struct slice *in, int64_t *ret, size_t max)
{
	size_t n = 0;

	while (n < max) {
		struct slice at = *in;

		slice_skip_blanks(&at);
		if (!slice_i64(&at, &ret[n]) || (at.n && *at.p != ' ' && *at.p != '\t'))
			break;
		*in = at;
		n++;
	}
	return n;
}

/** The columns that a row with @p n numbers has, when no head told; NULL: no known table. */
static const uint8_t *columns_guess(size_t *n)
{
	const size_t n_shapes = sizeof(headless) / sizeof(*headless);

	for (size_t i = n_shapes; i--;) {
		if (*n < headless[i].numbers)
			continue;
		*n = headless[i].numbers;
		return headless[i].columns;
	}
	return NULL;
}

bool oom_tasks_row(const struct oom_scan *s, struct slice text, struct oom_task *ret)
{
	int64_t numbers[OOM_TASK_COLUMNS], pid;
	const uint8_t *columns = s->columns;
	struct oom_task task = { 0 };
	size_t want = s->n_columns, n;

	if (!slice_skip_char(&text, '['))
		return false;
	slice_skip_blanks(&text);
	if (!slice_i64(&text, &pid) || pid < 0 || !slice_skip_char(&text, ']'))
		return false;
	if (want && columns[want - 1] == COLUMN_NAME)
		want--;
	n = numbers_take(&text, numbers, want ? want : OOM_TASK_COLUMNS);
	if (want ? n < want : !(columns = columns_guess(&n)))
		return false;
	fact_set(&task, pid, pid);
	for (size_t i = 0; i < n; i++)
		column_set(&task, columns[i], numbers[i]);
	fact_set(&task, comm, slice_trim(text));
	if (ret)
		*ret = task;
	return true;
}
