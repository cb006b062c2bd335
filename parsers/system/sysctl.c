// SPDX-License-Identifier: Apache-2.0
/*
 * sysctl -a: every setting of the kernel.
 *
 *   vm.swappiness = 60
 *   kernel.printk = 4	4	1	7
 *   sysctl: permission denied on key 'vm.stat_refresh'
 *
 * sysctl.c of procps and busybox.  Files that set them (sysctl.conf) look alike; they say what shall
 * be, not what is, and are told by their comments, their other spelling (`a=b`) and their names.
 */
#include "parsers/system/token.h"

static bool sysctl_parse(struct slice line, struct slice *ret_name, struct slice *ret_value)
{
	struct slice s = line, name;
	ssize_t at = slice_find(s, S(" ="));

	if (at <= 0)
		return false;
	name = slice_head(s, at);
	s = slice_from(s, at + 2);
	if (!slice_has(name, S(".")) || memchr(name.p, ' ', name.n) || (s.n && *s.p != ' '))
		return false;
	*ret_name = name;
	*ret_value = slice_trim(s);
	return true;
}

static bool root_is(struct slice name)
{
	static const char *const roots[] = { "abi.",   "crypto.",  "debug.",    "dev.",
		                             "fs.",    "kernel.",  "net.",      "sunrpc.",
		                             "user.",  "vm.",      "lnet.",     "xpmem.",
		                             "iscsi.", "s390dbf.", "appldata.", "bus.",
		                             "cpu." };

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		if (slice_starts(name, slice_str(roots[i])))
			return true;
	return false;
}

static bool complaint_is(struct slice line)
{
	return slice_starts(line, S("sysctl: ")) || slice_starts(line, S("error: "));
}

static int sysctl_bid(struct slice head, struct slice path)
{
	struct slice line, name, value;
	int lines = 0, fits = 0;

	if (slice_ends(path, S(".conf")))
		return 0;
	while (lines < 40 && token_line(&head, &line)) {
		if (!head.n && lines)
			break; // perhaps cut
		if (complaint_is(line))
			continue;
		fits += sysctl_parse(line, &name, &value) && root_is(name);
		lines++;
	}
	return fits >= 3 && fits * 10 >= lines * 9 ? 85 : 0;
}

static void sysctl_line(struct system *s, struct slice line)
{
	struct slice name, value;

	if (sysctl_parse(line, &name, &value))
		system_setting(s, name, value);
	else
		s->bad_lines += slice_trim(line).n > 0 && !complaint_is(line);
}

const struct system_format system_format_sysctl = {
	.name = "sysctl",
	.summary = "sysctl -a",
	.source = "procps sysctl.c, busybox sysctl.c",
	.bid = sysctl_bid,
	.line = sysctl_line,
};
