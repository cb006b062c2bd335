// SPDX-License-Identifier: Apache-2.0
/*
 * Life-time errors of file system objects.  fs/dcache.c umount_check(), fs/open.c filp_flush(),
 * fs/super.c generic_shutdown_super().  A WARNING or BUG of the same place may follow and is of it:
 *
 *   BUG: Dentry ffff888119d8a000{i=0,n=.index}  still in use (1) [unmount of ramfs ramfs]
 *   ------------[ cut here ]------------
 *   WARNING: CPU: 0 PID: 367 at fs/dcache.c:1616 umount_check+0x18d/0x1d0
 *
 *   VFS: Close: file count is 0
 *   VFS: Close: file count is 0 (f_op=ext4_file_operations)
 *   VFS: Busy inodes after unmount of sda1. Self-destruct in 5 seconds.  Have a nice day...
 *   VFS: Busy inodes after unmount of sda1 (ext4)
 *   kernel BUG at fs/super.c:650!
 */
#include "parsers/base/rx.h"
#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

static const struct fault_head vfs_heads[] = {
	{
		.literal = "BUG: Dentry ",
		.pattern =
			"^BUG: Dentry [0-9a-f(].*still in use(?: \\(-?[0-9]+\\))?(?: \\[(unmount) of ([^\\]]*)\\]?)?",
		.kind = FAULT_BUG_OTHER,
	},
	{
		.literal = "VFS: Close: file count is",
		.pattern = "^VFS: Close: file count is 0",
		.kind = FAULT_BUG_OTHER,
	},
	{
		.literal = "VFS: Busy inodes after unmount",
		.pattern = "^VFS: Busy inodes after (unmount) of ([^ ]+)",
		.kind = FAULT_BUG_OTHER,
	},
	{
		.literal = "fs/dcache.c:",
		.pattern = "^WARNING: .*fs/dcache\\.c:[0-9]+(?: at)? umount_check",
		.kind = FAULT_BUG_OTHER,
		.continues = "vfs",
	},
	{
		.literal = "WARNING: ",
		.pattern =
			"^WARNING: .*fs/(?:open|super)\\.c:[0-9]+(?: at)? (?:filp_flush|filp_close|generic_shutdown_super)",
		.kind = FAULT_WARNING,
		.continues = "vfs",
	},
	{ .literal = NULL },
};

static enum line_class vfs_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	(void)r;
	if (slice_starts(text, S("---[ end trace")))
		return LINE_END;
	if (slice_has(text, S("[ cut here ]")) || slice_starts(text, S("WARNING: ")))
		return LINE_BODY;
	return LINE_GENERIC;
}

static bool vfs_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;
	struct slice text = report_text(&r->lines[0]);

	if (g[1].n)
		fact_set(f, report_function, g[1]);
	struct slice what = g[2];
	if (slice_ends(what, S(".")))
		what.n--;
	if (what.n)
		fact_set(f, detail, slice_head(what, LIMIT_NAME_BYTES));
	if (slice_starts(text, S("BUG: Dentry")))
		fact_set(f, bug_type, S("Dentry still in use"));
	else if (slice_starts(text, S("VFS: Close")))
		fact_set(f, bug_type, S("file count is 0"));
	else if (slice_starts(text, S("VFS: Busy")))
		fact_set(f, bug_type, S("Busy inodes after unmount"));
	return true;
}

static const struct fault_sample vfs_samples[] = {
	{ "BUG: Dentry ffff888119d8a000{i=0,n=.index}  still in use (1) [unmount of ramfs ramfs]",
	  FAULT_BUG_OTHER, "Dentry still in use" },
	{ "VFS: Close: file count is 0", FAULT_BUG_OTHER, "file count is 0" },
	{ "VFS: Busy inodes after unmount of sda1. Self-destruct in 5 seconds.  Have a nice day...",
	  FAULT_BUG_OTHER, "Busy inodes after unmount" },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_vfs = {
	.name = "vfs",
	.heads = vfs_heads,
	.classify = vfs_classify,
	.parse = vfs_parse,
	.samples = vfs_samples,
};
