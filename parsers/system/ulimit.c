// SPDX-License-Identifier: Apache-2.0
/*
 * ulimit -a of the shells, as settings ulimit.NAME:
 *
 *   core file size          (blocks, -c) 0             bash
 *   stack size (kbytes)             (-s) 8192          busybox
 *   -s: stack size (kbytes)             8192           zsh, older busybox
 *   stack(kbytes)        8192                          dash
 *
 * The unit stays in the name where the shell prints it: `ulimit.stack size (kbytes)`.
 */
#include "parsers/system/token.h"

static const char *const names[] = {
	"core file size",
	"data seg size",
	"file size",
	"max locked memory",
	"open files",
	"max memory size",
	"stack size",
	"cpu time",
	"max user processes",
	"virtual memory",
	"address space",
	"time",
	"file",
	"data",
	"stack",
	"coredump",
	"memory",
	"locked memory",
	"process",
	"nofiles",
	"vmemory",
	"locks",
	"rtprio",
	"nice",
	"pipe size",
	"pending signals",
	"rt priority",
	"scheduling priority",
	"real-time priority",
	"POSIX message queues",
	"file locks",
	"resident set size",
	"processes",
	"file descriptors",
	"locked-in-memory size",
	"real-time non-blocking time",
	"file size blocks",
};

static bool known(struct slice name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_eq(slice_str(names[i]), name))
			return true;
	return false;
}

/* The name, the unit (n 0: not printed) and the value of a line. */
static bool ulimit_parse(struct slice line, struct slice *ret_name, struct slice *ret_unit,
                         struct slice *ret_value)
{
	struct slice in = slice_trim(line), value, name, unit = { "", 0 };

	if (!token_last_word(&in, &value) ||
	    (!token_is_digits(value) && !slice_is(value, "unlimited") && !slice_is(value, "hard") &&
	     !slice_is(value, "soft")))
		return false;
	// `-s: `, `(blocks, -c)`, `(-s)`: which option it is
	if (in.n > 4 && in.p[0] == '-' && in.p[2] == ':')
		in = slice_trim(slice_from(in, 3));
	else if (in.n > 4 && in.p[in.n - 1] == ')' && in.p[in.n - 3] == '-')
		in = in.p[in.n - 4] == '(' ? slice_trim(slice_head(in, in.n - 4))
		                           : (struct slice){ in.p, in.n };
	name = in;
	const char *open = in.n ? memrchr(in.p, '(', in.n) : NULL;
	if (open && in.p[in.n - 1] == ')') {
		name = slice_trim(slice_head(in, open - in.p));
		unit = slice_from(in, open + 1 - in.p);
		unit.n--;
		ssize_t option = slice_find(unit, S(", -"));
		if (option >= 0)
			unit = slice_head(unit, option);
	}
	if (!known(name))
		return false;
	*ret_name = name;
	*ret_unit = unit;
	*ret_value = value;
	return true;
}

static int ulimit_bid(struct slice head, struct slice path)
{
	struct slice line, name, unit, value;
	int lines = 0, fits = 0;

	(void)path;
	while (lines < 20 && token_line(&head, &line)) {
		fits += ulimit_parse(line, &name, &unit, &value);
		lines++;
	}
	return fits >= 3 && fits * 3 >= lines * 2 ? 85 : 0;
}

static void ulimit_line(struct system *s, struct slice line)
{
	struct slice name, unit, value;
	struct token_name_buf buf;

	if (!ulimit_parse(line, &name, &unit, &value)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	if (unit.n)
		name = token_name(&buf, "ulimit." SLICE_FMT " (" SLICE_FMT ")", SLICE_ARG(name),
		                  SLICE_ARG(unit));
	else
		name = token_name(&buf, "ulimit." SLICE_FMT, SLICE_ARG(name));
	system_setting(s, name, value);
}

const struct system_format system_format_ulimit = {
	.name = "ulimit",
	.summary = "ulimit -a of bash, dash, busybox and zsh",
	.source = "bash builtins/ulimit.def, dash miscbltin.c, busybox shell_common.c",
	.bid = ulimit_bid,
	.line = ulimit_line,
};
