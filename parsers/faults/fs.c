// SPDX-License-Identifier: Apache-2.0
/*
 * File systems that found damage, gave up or lost their server.  fs/ext4/super.c, fs/xfs/xfs_message.c,
 * fs/btrfs/messages.c, fs/fat/misc.c, net/sunrpc/clnt.c and their like:
 *
 *   EXT4-fs error (device sda1): ext4_lookup:1785: inode #2: comm ls: deleted inode referenced: 12
 *   Aborting journal on device sda1-8.
 *   EXT4-fs (sda1): Remounting filesystem read-only
 *   XFS (sda1): Metadata corruption detected at xfs_agf_read_verify+0x10/0x80 [xfs], xfs_agf block 0x1
 *   XFS (sda1): Internal error XFS_WANT_CORRUPTED_GOTO at line 1 of file fs/xfs/xfs_trans.c.  Caller f+0x1/0x2
 *   BTRFS critical (device sda1): corrupt leaf: root=5 block=123 slot=0, …
 *   BTRFS: error (device sda1) in btrfs_commit_transaction:2234: errno=-5 IO failure
 *   FAT-fs (sdb1): error, fat_get_cluster: invalid cluster chain (i_pos 0)
 *   SQUASHFS error: zlib decompression failed, data probably corrupt
 *   nfs: server 10.0.0.1 not responding, still trying
 *
 * Lines about one file system with no quiet in between are one report (episode.h).
 */
#include "parsers/base/rx.h"
#include "parsers/faults/episode.h"
#include "parsers/faults/grammar.h"

#define DEV "([A-Za-z0-9!_.:/-]+)"
#define FS_HEAD(literal_, pattern_)                                               \
	{                                                                         \
		.literal = literal_, .pattern = pattern_, .kind = FAULT_FS_ERROR, \
		.continues = "fs", .flags = HEAD_WITHIN,                          \
	}

// Group 1 is the file system type, group 2 the device, where the line says.
static const struct fault_head fs_heads[] = {
	FS_HEAD("-fs error (device", "^(EXT[234]|NTFS)-fs error \\(device " DEV "\\)"),
	FS_HEAD("Remounting filesystem read-only",
	        "^(EXT[234])-fs \\(" DEV "\\): Remounting filesystem read-only"),
	FS_HEAD("EXT4-fs (",
	        "^(EXT4)-fs \\(" DEV
	        "\\): (?:Delayed block allocation failed|This should not happen|failed to convert unwritten extents|previous I/O error|I/O error while writing superblock|error )"),
	FS_HEAD("EXT3-fs (", "^(EXT3)-fs \\(" DEV "\\): error"),
	FS_HEAD("Aborting journal on device",
	        "^()(?:JBD2?: )?Aborting journal on device " DEV "\\.?"),
	FS_HEAD("Detected IO errors while flushing",
	        "^(JBD2?): Detected IO errors while flushing file data on " DEV),
	FS_HEAD("when updating journal superblock",
	        "^(JBD2?): (?:Error -?[0-9]+ detected|I/O error) when updating journal superblock for " DEV),
	FS_HEAD("XFS (",
	        "^(XFS) \\(" DEV
	        "\\): (?:Metadata (?:corruption|CRC error)|Corruption |Internal error|Corruption of in-memory|metadata I/O error|xfs_do_force_shutdown|[Ll]og I/O [Ee]rror|log mount/recovery failed|SB validate failed|writeback error|page discard|I/O [Ee]rror [Dd]etected|Filesystem has been shut down|Failing async write|bad magic number)"),
	FS_HEAD("XFS internal error", "^()(?:Filesystem \"" DEV "\": )?XFS internal error"),
	FS_HEAD("XFS: Internal error", "^(XFS): Internal error"),
	FS_HEAD("BTRFS error (", "^(BTRFS) error \\(device " DEV "(?: state [A-Z]+)?\\)"),
	FS_HEAD("BTRFS critical (", "^(BTRFS) critical \\(device " DEV "(?: state [A-Z]+)?\\)"),
	FS_HEAD("BTRFS: error (", "^(BTRFS): error \\(device " DEV "(?: state [A-Z]+)?\\)"),
	FS_HEAD("forced readonly",
	        "^(BTRFS) info \\(device " DEV "(?: state [A-Z]+)?\\): forced readonly"),
	FS_HEAD("parent transid verify failed", "^()parent transid verify failed on"),
	FS_HEAD("F2FS-fs (",
	        "^(F2FS)-fs \\(" DEV
	        "\\): (?:[Ii]nconsistent|[Ii]nvalid|Mismatch|[Cc]orrupt|Stopped filesystem|access invalid|bitmap |blkaddr|sanity_check|inject|.*corrupted)"),
	FS_HEAD("-fs (",
	        "^(FAT|exFAT|UDF)-fs \\(" DEV "\\): (?:error|Filesystem has been set read-only)"),
	FS_HEAD("UDF-fs: error", "^(UDF)-fs: error \\(device " DEV "\\)"),
	FS_HEAD("FAT: Filesystem error", "^(FAT): Filesystem error \\(dev " DEV "\\)"),
	FS_HEAD("SQUASHFS error", "^(SQUASHFS) error: ()"),
	FS_HEAD("UBIFS error", "^(UBIFS) error \\(" DEV),
	FS_HEAD("UBI error", "^(UBI) error: ()"),
	FS_HEAD("jffs2: error", "^(jffs2): error: ()"),
	FS_HEAD("REISERFS error", "^(REISERFS) (?:error|abort) \\(device " DEV "\\)"),
	FS_HEAD("REISERFS abort", "^(REISERFS) abort \\(device " DEV "\\)"),
	FS_HEAD("ERROR: (device ", "^()(?:JFS: )?ERROR: \\(device " DEV "\\)"),
	FS_HEAD("OCFS2: ERROR", "^(OCFS2): ERROR \\(device " DEV "\\)"),
	FS_HEAD("GFS2: fsid=",
	        "^(GFS2): fsid=" DEV ":? (?:[0-9.]+: )?(?:fatal:|about to withdraw|withdrawn)"),
	FS_HEAD("NILFS error", "^(NILFS) error \\(device " DEV "\\)"),
	FS_HEAD("NILFS (", "^(NILFS) \\(" DEV "\\): (?:error|bad )"),
	FS_HEAD("AFFS error", "^(AFFS) error \\(device " DEV "\\)"),
	FS_HEAD("bcachefs (", "^(bcachefs) \\(" DEV
	                      "\\): (?:.*fatal error|.*emergency read.only|inconsistency|error )"),
	FS_HEAD("erofs",
	        "^(erofs): \\(device " DEV "\\): .*(?:corrupt|failed to decompress|bogus)"),
	FS_HEAD("not responding, ", "^(nfs|NFS|nfsd|lockd|statd): server " DEV
	                            " not responding, (?:still trying|timed out)"),
	FS_HEAD("has not responded in",
	        "^(CIFS): ?(?:VFS: )?(?:\\\\\\\\)?.*[Ss]erver " DEV " has not responded in"),
	{ .literal = NULL },
};

#define FS_GAP_US INT64_C(5000000)

/** The device that a line names: in brackets, or after "on device". */
static struct slice fs_name(struct slice text)
{
	static const struct slice before[] = {
		S("(device "),        S("on device "), S("(dev "),      S("XFS ("),
		S("-fs ("),           S("NILFS ("),    S("bcachefs ("), S("file data on "),
		S("superblock for "), S("server "),    S("fsid="),      S("error ("),
	};

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		struct slice in = text;
		if (!slice_skip_past(&in, before[i]))
			continue;
		size_t n = 0;
		while (n < in.n && !strchr(") ,:\n", in.p[n]))
			n++;
		// journals are named after the inode that holds them: sda1-8 is on sda1
		struct slice name = slice_head(in, n);
		if (name.n && name.p[name.n - 1] == '.')
			name.n--;
		const char *dash = name.n ? memrchr(name.p, '-', name.n) : NULL;
		if (dash && slice_has(text, S("ournal")) && !slice_starts(name, S("dm-")))
			name.n = dash - name.p;
		return name;
	}
	return (struct slice){ 0 };
}

/** Words that file systems print about trouble, whichever line comes first. */
static bool fs_is_line(struct slice text)
{
	static const struct slice begins[] = {
		S("EXT"),
		S("JBD"),
		S("XFS"),
		S("BTRFS"),
		S("F2FS"),
		S("FAT"),
		S("exFAT"),
		S("UDF"),
		S("SQUASHFS"),
		S("UBI"),
		S("jffs2"),
		S("REISERFS"),
		S("ReiserFS"),
		S("OCFS2"),
		S("GFS2"),
		S("NILFS"),
		S("bcachefs"),
		S("Aborting journal"),
		S("journal commit I/O error"),
		S("ext3_abort called"),
		S("ext4_abort called"),
		S("parent transid"),
		S("nfs: server"),
		S("NTFS"),
		S("erofs"),
		S("AFFS"),
		S("OCFS2:"),
		S("On-disk corruption"),
		S("File system is now"),
		S("Please"),
		S("CIFS"),
		S("Filesystem \""),
		S("xfs_force_shutdown"),
	};
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (slice_starts(text, begins[i]))
			return true;
	return false;
}

/** Reports of XFS and of shutdowns print a stack or a hex dump of the block. */
static bool fs_has_dump(const struct report *r)
{
	struct slice head = report_text(&r->lines[0]);

	return slice_has(head, S("nternal error")) || slice_has(head, S("orruption")) ||
	       slice_has(head, S("CRC error")) || slice_has(head, S("xfs_do_force_shutdown"));
}

static enum line_class fs_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line), name;
	struct episode *e = episode_of(r, fs_name(report_text(&r->lines[0])));

	if (!fs_is_line(text))
		return fs_has_dump(r) ? LINE_GENERIC : LINE_OTHER;
	name = fs_name(text);
	if (slice_has(text, S(" info (")) && !slice_has(text, S("forced readonly")))
		return LINE_OTHER;
	if (!episode_goes_on(e, line, FS_GAP_US))
		return LINE_END_BEFORE;
	if (name.n && e->n && !episode_has(e, name))
		return LINE_END_BEFORE;
	episode_add(e, name);
	return LINE_BODY;
}

static bool fs_parse(const struct report *r, struct fault *f)
{
	struct slice type = r->groups[1], name = fs_name(report_text(&r->lines[0]));
	struct slice in = report_text(&r->lines[0]), fn;

	if (type.n)
		fact_set(f, bug_type, arena_dup(f->arena, type));
	else if (slice_has(in, S("XFS")))
		fact_set(f, bug_type, S("XFS"));
	if (name.n)
		fact_set(f, detail, arena_dup(f->arena, name));
	// "EXT4-fs error (device sda1): ext4_lookup:1785: …", "… in ext4_reserve_inode_write:4567: …"
	if (slice_skip_past(&in, S(") in ")) || slice_skip_past(&in, S("): "))) {
		struct slice word = in;
		size_t n = 0;
		while (n < word.n && (word.p[n] == '_' || (word.p[n] >= '0' && word.p[n] <= '9') ||
		                      (word.p[n] >= 'a' && word.p[n] <= 'z')))
			n++;
		fn = slice_head(word, n);
		struct slice tail = slice_from(word, n);
		if (n > 3 && memchr(fn.p, '_', n) && slice_skip_char(&tail, ':'))
			fact_set(f, report_function, arena_dup(f->arena, fn));
	}
	if (!f->n_stacks)
		f->has_comm = f->has_pid = f->has_cpu = f->has_taint = false;
	struct slice comm = report_text(&r->lines[0]);
	if (!fact_has(f, comm) && slice_skip_past(&comm, S(": comm "))) {
		ssize_t end = slice_find(comm, S(": "));
		if (end > 0)
			fact_set(f, comm, arena_dup(f->arena, slice_head(comm, end)));
	}
	return true;
}

static const struct fault_sample fs_samples[] = {
	{ "EXT4-fs error (device sda1): ext4_lookup:1785: inode #2: comm ls: deleted inode referenced: 12",
	  FAULT_FS_ERROR, "EXT4" },
	{ "EXT4-fs error (device dm-0) in ext4_reserve_inode_write:5735: Journal has aborted",
	  FAULT_FS_ERROR, "EXT4" },
	{ "EXT3-fs error (device hda1): ext3_free_blocks_sb: bit already cleared for block 12",
	  FAULT_FS_ERROR, "EXT3" },
	{ "XFS (sda1): Corruption of in-memory data detected.  Shutting down filesystem",
	  FAULT_FS_ERROR, "XFS" },
	{ "BTRFS critical (device sda1): corrupt leaf: root=5 block=123 slot=0", FAULT_FS_ERROR,
	  "BTRFS" },
	{ "BTRFS: error (device sda1: state A) in btrfs_commit_transaction:2234: errno=-5 IO failure",
	  FAULT_FS_ERROR, "BTRFS" },
	{ "FAT-fs (sdb1): error, fat_get_cluster: invalid cluster chain (i_pos 0)", FAULT_FS_ERROR,
	  "FAT" },
	{ "SQUASHFS error: zlib decompression failed, data probably corrupt", FAULT_FS_ERROR,
	  "SQUASHFS" },
	{ "nfs: server 10.0.0.1 not responding, still trying", FAULT_FS_ERROR, "nfs" },
	{ "Aborting journal on device sda1-8.", FAULT_FS_ERROR, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_fs = {
	.name = "fs",
	.heads = fs_heads,
	.classify = fs_classify,
	.slack = 3,
	.parse = fs_parse,
	.samples = fs_samples,
};
