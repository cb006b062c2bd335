// SPDX-License-Identifier: Apache-2.0
#include "parsers/system/process_table.h"

#include "parsers/system/token.h"

/* TASK_COMM_LEN without its NUL (include/linux/sched.h). */
#define COMM_BYTES 15
/* Shorter names that end in `+` are no names that top cut. */
#define CUT_BYTES 8

/* Words of headers.  Those that mean nothing here tell a table of processes from others. */
static const struct {
	const char *word;
	enum process_column column;
} header_words[] = {
	{ "PID", COLUMN_PID },        { "PPID", COLUMN_PPID },       { "UID", COLUMN_UID },
	{ "USER", COLUMN_UID },       { "EUID", COLUMN_UID },        { "EUSER", COLUMN_UID },
	{ "RUID", COLUMN_UID },       { "RUSER", COLUMN_UID },       { "LWP", COLUMN_TID },
	{ "TID", COLUMN_TID },        { "SPID", COLUMN_TID },        { "S", COLUMN_STATE },
	{ "ST", COLUMN_STATE },       { "STAT", COLUMN_STATE },      { "STATE", COLUMN_STATE },
	{ "VSZ", COLUMN_VSZ },        { "VSIZE", COLUMN_VSZ },       { "VSS", COLUMN_VSZ },
	{ "VIRT", COLUMN_VSZ },       { "RSS", COLUMN_RSS },         { "RSZ", COLUMN_RSS },
	{ "RES", COLUMN_RSS },        { "MINFL", COLUMN_MINOR },     { "MINFLT", COLUMN_MINOR },
	{ "MAJFL", COLUMN_MAJOR },    { "MAJFLT", COLUMN_MAJOR },    { "OOM", COLUMN_OOM_SCORE },
	{ "OOMADJ", COLUMN_OOM_ADJ }, { "CGROUP", COLUMN_CGROUP },   { "COMMAND", COLUMN_COMMAND },
	{ "CMD", COLUMN_COMMAND },    { "CMDLINE", COLUMN_COMMAND }, { "COMM", COLUMN_COMMAND },
	{ "ARGS", COLUMN_COMMAND },   { "NAME", COLUMN_COMMAND },    { "Name", COLUMN_COMMAND },
	{ "STARTED", COLUMN_DATE },
};

static const char *const other_words[] = {
	"#THR",    "%C",      "%CPU",   "%MEM",    "%VSZ",   "ADDR",   "AGID",    "AGNI",
	"BLOCKED", "C",       "CAUGHT", "CGNAME",  "CLS",    "CP",     "CPU",     "CPU%",
	"CPUID",   "DEV",     "DRS",    "EGID",    "EGROUP", "EIP",    "ELAPSED", "ESP",
	"F",       "FGID",    "FGROUP", "FLAGS",   "FNAME",  "FUID",   "FUSER",   "GID",
	"GROUP",   "IGNORED", "IPCNS",  "LABEL",   "LIM",    "LUID",   "LXC",     "MACHINE",
	"MNTNS",   "NETNS",   "NI",     "NLWP",    "NS",     "NUMA",   "NWCHAN",  "OWNER",
	"P",       "PC",      "PCY",    "PENDING", "PGID",   "PGRP",   "PIDNS",   "POL",
	"PR",      "PRI",     "PSR",    "PSS",     "RGID",   "RGROUP", "RTPRIO",  "RTPRI",
	"SCH",     "SEAT",    "SESS",   "SGID",    "SGROUP", "SHR",    "SID",     "SIGNAL",
	"SIZE",    "SLICE",   "STACKP", "START",   "STIME",  "SUID",   "SUPGID",  "SUPGRP",
	"SUSER",   "SVGID",   "SVUID",  "SWAP",    "SZ",     "TASK",   "TGID",    "THCNT",
	"TIME",    "TIME+",   "TIMENS", "TMOUT",   "TPGID",  "TRS",    "TT",      "TTY",
	"UNIT",    "USERNS",  "USS",    "UTSNS",   "UUNIT",  "WCHAN",  "nDRT",    "CODE",
	"DATA",    "USED",    "THR",    "RSan",    "RSfd",   "RSlk",   "RSsh",    "ENVIRON",
};

/* Other programs list processes too: fuser, lsof, lslocks, netstat. */
static const char *const foreign_words[] = {
	"ACCESS", "FD", "TYPE", "DEVICE", "NODE", "PATH", "MODE", "END", "SIZE/OFF",
};

static bool column_find(struct slice word, enum process_column *ret)
{
	for (size_t i = 0; i < sizeof(header_words) / sizeof(*header_words); i++) {
		if (slice_eq(slice_str(header_words[i].word), word)) {
			*ret = header_words[i].column;
			return true;
		}
	}
	*ret = COLUMN_OTHER;
	return TOKEN_LISTED(other_words, word);
}

/* Headers that a user chose may be any word; those of the programs are in capitals. */
static bool is_capitals(struct slice word)
{
	for (size_t i = 0; i < word.n; i++)
		if ((word.p[i] >= 'a' && word.p[i] <= 'z') || (unsigned char)word.p[i] >= 0x7f ||
		    word.p[i] < '!')
			return false;
	return true;
}

static void column_add(struct process_table *t, enum process_column column, size_t start)
{
	t->has_tid |= column == COLUMN_TID;
	t->starts[t->n_columns] = start;
	t->columns[t->n_columns++] = column;
}

bool process_table_header(struct slice line, struct process_table *ret)
{
	struct process_table t = { .last_pid = -1 };
	struct slice in = line, w, before = { 0 };
	size_t known = 0, unknown = 0;
	bool has_pid = false, has_command = false;

	while (token_word(&in, &w)) {
		enum process_column column;
		// `S[%CPU]` of toybox top: the column by which it is sorted
		ssize_t bracket = slice_find(w, S("["));
		struct slice name = bracket > 0 ? slice_head(w, bracket) : w;

		if (t.n_columns + 2 > PROCESS_COLUMNS_MAX || TOKEN_LISTED(foreign_words, name))
			return false;
		if (column_find(name, &column))
			known++;
		else if (is_capitals(name))
			unknown++;
		else
			return false;
		// ps of Android's toolbox has no header for its column of states
		if (slice_is(name, "NAME") && slice_is(before, "PC"))
			column_add(&t, COLUMN_STATE, w.p - line.p);
		has_pid |= column == COLUMN_PID;
		has_command |= column == COLUMN_COMMAND;
		t.cut |= slice_is(name, "TIME+");
		column_add(&t, column, w.p - line.p);
		if (bracket > 0)
			column_add(&t, COLUMN_OTHER, w.p - line.p + bracket);
		before = name;
	}
	// `ps -o pid,cmd` has no more than that
	if (!has_pid || known < (has_command ? 2 : 3) || unknown * 2 > known)
		return false;
	*ret = t;
	return true;
}

struct slice process_comm(struct slice args)
{
	struct slice s = args, name;

	if (slice_skip_char(&s, '[')) {
		const char *end = s.n ? memrchr(s.p, ']', s.n) : NULL;
		return end ? slice_head(s, end - s.p) : s;
	}
	if (!token_word(&args, &name))
		return args;
	name = token_path_name(name).n ? token_path_name(name) : name;
	if (name.n > 1 && name.p[0] == '-') // login shells
		name = slice_from(name, 1);
	if (name.n > 1 && name.p[name.n - 1] == ':') // `nginx: worker process`
		name.n--;
	return slice_head(name, COMM_BYTES);
}

/* `Mon Jan  5 10:04:11 2026`, `Jan 05`, or one word. */
static bool date_take(struct slice *in, struct slice *ret)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct slice w;

	if (!token_word(in, ret))
		return false;
	size_t more = 0;
	if (ret->n == 3 && memmem(days, sizeof(days) - 1, ret->p, 3))
		more = 4;
	else if (ret->n == 3 && memmem(months, sizeof(months) - 1, ret->p, 3))
		more = 1;
	while (more-- && token_word(in, &w))
		ret->n = w.p + w.n - ret->p;
	return true;
}

/* A command that other columns follow: all but the last word when that is a control group; else it
 * ends where the next column begins, or, when that is of numbers and therefore adjusted to the right,
 * before the first number. */
static bool command_take(const struct process_table *t, size_t i, struct slice line,
                         struct slice *in, struct slice *ret)
{
	size_t at = t->starts[i + 1];
	struct slice w;

	if (t->columns[i + 1] == COLUMN_CGROUP && i + 2 == t->n_columns) {
		struct slice all = slice_trim(*in), group;
		if (!token_last_word(&all, &group))
			return false;
		*ret = all;
		*in = group;
		return true;
	}

	slice_skip_blanks(in);
	const char *begin = in->p;
	bool text = t->columns[i + 1] == COLUMN_COMMAND || t->columns[i + 1] == COLUMN_STATE ||
	            t->columns[i + 1] == COLUMN_CGROUP;
	if (text && at < line.n && at && line.p[at - 1] == ' ' && line.p[at] != ' ' &&
	    line.p + at > begin) {
		*ret = slice_trim((struct slice){ begin, line.p + at - begin });
		*in = slice_from(line, at);
		return ret->n > 0;
	}
	if (!token_word(in, ret))
		return false;
	while (!text) {
		struct slice rest = *in;
		if (!token_word(&rest, &w) || token_is_digits(w) || slice_is(w, "-"))
			break;
		// the last words may be all the columns that are left
		struct slice left[PROCESS_COLUMNS_MAX];
		if (fields_words(*in, left, PROCESS_COLUMNS_MAX) <= t->n_columns - i - 1)
			break;
		ret->n = w.p + w.n - ret->p;
		*in = rest;
	}
	return true;
}

/* The tree of `ps f`: ` |   \_ `, and of busybox: ` |-`, `` `- ``. */
static struct slice tree_skip(struct slice command)
{
	struct slice s = slice_trim(command);

	while (s.n && (*s.p == '|' || *s.p == ' '))
		s = slice_from(s, 1);
	if (slice_skip(&s, S("\\_ ")) || slice_skip(&s, S("`- ")))
		return slice_trim(s);
	return slice_trim(command);
}

/* The values of a row, p NULL where it has none. */
static bool row_split(const struct process_table *t, struct slice line, struct slice *ret)
{
	struct slice in = line, w;

	// ps of the crash utility marks the running tasks
	if (slice_skip_char(&in, '>'))
		slice_skip_blanks(&in);
	for (size_t i = 0; i < t->n_columns; i++) {
		bool last = i + 1 == t->n_columns;

		ret[i] = (struct slice){ 0 };
		if (t->columns[i] == COLUMN_COMMAND && last) {
			ret[i] = tree_skip(in);
			break;
		}
		if (t->columns[i] == COLUMN_COMMAND) {
			if (!command_take(t, i, line, &in, &ret[i]))
				break;
		} else if (t->columns[i] == COLUMN_DATE) {
			if (!date_take(&in, &ret[i]))
				break;
		} else if (!token_word(&in, &ret[i])) {
			ret[i] = (struct slice){ 0 };
			while (++i < t->n_columns)
				ret[i] = (struct slice){ 0 };
			break;
		}
		// busybox: `S <`, `S N` are one state
		struct slice rest = in;
		if (t->columns[i] == COLUMN_STATE && !last && token_word(&rest, &w) &&
		    (slice_is(w, "<") || slice_is(w, "N"))) {
			ret[i].n = w.p + w.n - ret[i].p;
			in = rest;
		}
	}
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i] == COLUMN_PID)
			return token_is_digits(ret[i]) || slice_is(ret[i], "-");
	return false;
}

bool process_table_fits(const struct process_table *t, struct slice line)
{
	struct slice values[PROCESS_COLUMNS_MAX] = { 0 };

	return row_split(t, line, values);
}

static bool value_kib(struct slice value, int64_t *ret)
{
	const char *unit;
	double v;

	if (!token_size(value, &v, &unit) || v < 0 || v > 1e15)
		return false;
	*ret = (int64_t)(token_kib(v, unit) + 0.5);
	return true;
}

static void command_set(struct process_table *t, struct process *p, struct arena *a,
                        struct slice text, bool last)
{
	bool kernel = fact_has(p, vsz_kb) && !p->vsz_kb && fact_has(p, rss_kb) && !p->rss_kb;

	if (!text.n || slice_is(text, "-"))
		return;
	if (t->cut && text.n >= CUT_BYTES && text.p[text.n - 1] == '+')
		text.n--;
	// with `ps c`, and as top prints it, there are no brackets around the names of kernel threads
	if (last && kernel && text.p[0] != '[' && text.p[0] != '/' &&
	    !slice_has(text, S("<defunct>")))
		t->names_only = true;
	// with `top -c` there are
	if (last && text.p[0] == '[')
		t->names_only = false;
	if (!last || (t->names_only && text.p[0] != '/')) {
		ssize_t zombie = slice_find(text, S(" <defunct>"));
		if (zombie > 0)
			text = slice_head(text, zombie);
		fact_set(p, comm, arena_dup(a, slice_head(text, LIMIT_NAME_BYTES)));
		return;
	}
	fact_set(p, command_line, arena_dup(a, slice_head(text, 4096)));
	if (!fact_has(p, comm))
		fact_set(p, comm, arena_dup(a, slice_head(process_comm(text), LIMIT_NAME_BYTES)));
}

/* The memory controller's of `11:memory:/a,10:cpu,cpuacct:/b`; `/a` of `0::/a`. */
static struct slice cgroup_path(struct slice text)
{
	struct slice s = text;
	ssize_t at = slice_find(s, S("memory"));

	if (at > 0 && (s.p[at - 1] == ':' || s.p[at - 1] == ',')) {
		s = slice_from(s, at);
		if (!slice_skip_past(&s, S(":")))
			return text;
	} else if (!slice_skip(&s, S("0::"))) {
		return text;
	}
	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == ',' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9')
			return slice_head(s, i);
	return s;
}

static void value_set(struct process *p, enum process_column column, struct slice value,
                      struct arena *a)
{
	int64_t v;

	switch (column) {
	case COLUMN_PPID:
		if (fields_i64(value, &v))
			fact_set(p, ppid, v);
		break;
	case COLUMN_UID:
		if (slice_is(value, "root"))
			fact_set(p, uid, 0);
		else if (fields_i64(value, &v) && !fact_has(p, uid))
			fact_set(p, uid, v);
		break;
	case COLUMN_STATE:
		if (value.n && !slice_is(value, "-"))
			fact_set(p, state, arena_dup(a, slice_head(value, 16)));
		break;
	case COLUMN_VSZ:
		if (value_kib(value, &v))
			fact_set(p, vsz_kb, v);
		break;
	case COLUMN_RSS:
		if (value_kib(value, &v))
			fact_set(p, rss_kb, v);
		break;
	case COLUMN_MINOR:
		if (fields_i64(value, &v))
			fact_set(p, minor_faults, v);
		break;
	case COLUMN_MAJOR:
		if (fields_i64(value, &v))
			fact_set(p, major_faults, v);
		break;
	case COLUMN_OOM_SCORE:
		if (fields_i64(value, &v))
			fact_set(p, oom_score, v);
		break;
	case COLUMN_OOM_ADJ:
		if (fields_i64(value, &v))
			fact_set(p, oom_score_adj, v);
		break;
	case COLUMN_CGROUP:
		if (value.n && !slice_is(value, "-"))
			fact_set(p, cgroup,
			         arena_dup(a, slice_head(cgroup_path(value), LIMIT_NAME_BYTES)));
		break;
	case COLUMN_OTHER:
	case COLUMN_PID:
	case COLUMN_TID:
	case COLUMN_COMMAND:
	case COLUMN_DATE:
		break;
	}
}

/* Of `ps m`, whose rows of processes have no state: the first thread has. */
static void thread_state(const struct process_table *t, const struct slice *values,
                         struct snapshot_rows *rows)
{
	if (!rows->n_process || fact_has(&rows->process[rows->n_process - 1], state))
		return;
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i] == COLUMN_STATE)
			value_set(&rows->process[rows->n_process - 1], COLUMN_STATE, values[i],
			          rows->arena);
}

/* Is it the row of a thread that is no process's first? */
static bool is_thread(const struct process_table *t, const struct slice *values, int64_t pid)
{
	int64_t tid;

	if (!t->has_tid)
		return pid == t->last_pid; // `ps H`
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i] == COLUMN_TID)
			return fields_i64(values[i], &tid) && tid != pid;
	return false;
}

bool process_table_row(struct process_table *t, struct slice line, struct snapshot_rows *rows)
{
	struct slice values[PROCESS_COLUMNS_MAX] = { 0 };
	int64_t pid = -1;

	if (!row_split(t, line, values))
		return false;
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i] == COLUMN_PID && slice_is(values[i], "-")) {
			thread_state(t, values, rows);
			return true;
		} else if (t->columns[i] == COLUMN_PID && !fields_i64(values[i], &pid)) {
			return false;
		}
	if (is_thread(t, values, pid))
		return true;
	t->last_pid = pid;

	struct process *p = snapshot_row(rows, process);
	fact_set(p, pid, pid);
	for (size_t i = 0; i < t->n_columns; i++)
		value_set(p, t->columns[i], values[i], rows->arena);
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i] == COLUMN_COMMAND)
			command_set(t, p, rows->arena, values[i], i + 1 == t->n_columns);
	return true;
}
