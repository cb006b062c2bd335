// SPDX-License-Identifier: Apache-2.0
/*
 * I/O errors of block devices and what carries them.  block/blk-mq.c, blk_print_req_error(), and
 * block/blk-core.c before it:
 *
 *   I/O error, dev nvme0n1, sector 2048 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2     5.16
 *   blk_update_request: critical medium error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 …   3.9
 *   print_req_error: I/O error, dev sda, sector 2048                                            4.14
 *   end_request: I/O error, dev sda, sector 2048                                                2.6
 *
 * fs/buffer.c, drivers/scsi/scsi_logging.c, drivers/ata/libata-eh.c, drivers/nvme/host/pci.c, ide:
 *
 *   Buffer I/O error on dev sda1, logical block 0, async page read
 *   sd 0:0:0:0: [sda] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE cmd_age=0s
 *   sd 0:0:0:0: [sda] tag#0 Sense Key : Medium Error [current]
 *   ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
 *   ata1.00: failed command: READ DMA EXT
 *   nvme nvme0: I/O 12 QID 3 timeout, aborting
 *   nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10
 *   hda: dma_intr: error=0x40 { UncorrectableError }, LBAsect=12345, sector=12345
 *
 * Lines about one disk with no quiet in between are one report (episode.h).
 */
#include "parsers/base/rx.h"
#include "parsers/faults/episode.h"
#include "parsers/faults/grammar.h"

#define BLOCK_HEAD(literal_, pattern_)                                            \
	{                                                                         \
		.literal = literal_, .pattern = pattern_, .kind = FAULT_IO_ERROR, \
		.continues = "block", .flags = HEAD_WITHIN,                       \
	}

// Group 1 is the device, group 2 (or 3) what went wrong.
static const struct fault_head block_heads[] = {
	BLOCK_HEAD(
		" error, dev ",
		"^(?:[a-z_]+: )?((?:I/O|critical [a-z]+|[a-z]+(?: [a-z]+){0,2}) error), dev ([A-Za-z0-9!_.-]+),? "
		"sector ([0-9]+)(?: op 0x[0-9a-f]+:\\(([A-Z_]+)\\))?"),
	BLOCK_HEAD("Buffer I/O error on dev",
	           "(Buffer I/O error) on dev(?:ice)? ([A-Za-z0-9!_.-]+),? logical block ([0-9]+)"),
	BLOCK_HEAD("page write due to I/O error on",
	           "^(?:lost|async) .*(page write due to I/O error) on ([A-Za-z0-9!_.-]+)"),
	BLOCK_HEAD("-error on swap-device",
	           "^((?:Read|Write)-error) on swap-device \\(([0-9:]+)\\)"),
	BLOCK_HEAD("FAILED Result",
	           "^(?:sd|sr|st|scsi|ses) [0-9:]+ (?:\\[([a-z0-9]+)\\] )?.*FAILED (Result):? "),
	BLOCK_HEAD(
		"Sense Key : ",
		"^(?:sd|sr|st) [0-9:]+ (?:\\[([a-z0-9]+)\\] )?.*Sense Key : ((?:Medium|Hardware|Not Ready|Aborted|Data Protect|Blank|Volume)[A-Za-z ]*)"),
	BLOCK_HEAD("Unhandled ",
	           "^(?:sd|sr|st) [0-9:]+ \\[([a-z0-9]+)\\] .*(Unhandled (?:error|sense) code)"),
	BLOCK_HEAD("SCSI error", "^(?:(?:sd|sr) [0-9:]+ )?(SCSI error) ?: .*return code = 0x"),
	BLOCK_HEAD(
		"rejecting I/O to",
		"^(?:sd|sr|scsi) [0-9:]+ (?:\\[([a-z0-9]+)\\] )?(rejecting I/O to (?:offline|dead) device)"),
	BLOCK_HEAD("timing out command, waited",
	           "^sd [0-9:]+ (?:\\[([a-z0-9]+)\\] )?(timing out command)"),
	BLOCK_HEAD("evice offlined - not ready",
	           "^(?:sd|scsi) [0-9:]+ (?:\\[([a-z0-9]+)\\] )?([Dd]evice offlined)"),
	BLOCK_HEAD(": exception Emask ",
	           "^(ata[0-9]+(?:\\.[0-9]+)?): (exception) Emask (0x[0-9a-f]+)"),
	BLOCK_HEAD(": failed command: ",
	           "^(ata[0-9]+(?:\\.[0-9]+)?): (failed command): ([A-Z /]+)"),
	BLOCK_HEAD("qc timeout", "^(ata[0-9]+(?:\\.[0-9]+)?): (qc timeout)"),
	BLOCK_HEAD(" QID ", "^nvme (nvme[0-9]+)[a-z0-9]*: (?:I/O|I/O tag) .*QID [0-9]+ (timeout)"),
	BLOCK_HEAD("controller is down; will reset",
	           "^nvme (nvme[0-9]+)[a-z0-9]*: (controller is down)"),
	BLOCK_HEAD("evice not ready; aborting",
	           "^nvme (nvme[0-9]+)[a-z0-9]*: ([Dd]evice not ready)"),
	BLOCK_HEAD(
		"after probe failure status",
		"^nvme (nvme[0-9]+)[a-z0-9]*: ((?:Removing|Disabling device) after (?:probe|reset) failure)"),
	BLOCK_HEAD("I/O Error (sct ",
	           "^(nvme[0-9]+n[0-9]+): .*(I/O Error) \\(sct (0x[0-9a-f]+) / sc 0x[0-9a-f]+\\)"),
	BLOCK_HEAD("_intr: ", "^(hd[a-z]): [a-z_]+_intr: (error=0x|status=0x[0-9a-f]+ .*Error)"),
	BLOCK_HEAD("lost interrupt", "^(hd[a-z]): (lost interrupt)"),
	BLOCK_HEAD(
		"Disk failure on ",
		"^md/(?:raid[0-9]*|linear|multipath):[a-z0-9_]+: (Disk failure) on ([a-z0-9_-]+), disabling device"),
	BLOCK_HEAD(
		"read error not correct",
		"^md/raid[0-9]*:[a-z0-9_]+: (?:[a-z0-9]+: )?(read error not correct(?:able|ed))"),
	BLOCK_HEAD("ailing path ",
	           "^device-mapper: multipath: (?:[0-9:]+: )?(Failing path) ([0-9:]+)"),
	BLOCK_HEAD(
		"mmcblk",
		"^(mmcblk[0-9]+): ((?:error -[0-9]+ |timed out )(?:sending|transferring|requesting)[a-z/ ]*)"),
	{ .literal = NULL },
};

#define BLOCK_GAP_US INT64_C(10000000)

static bool word_is_disk(struct slice w)
{
	static const struct slice begins[] = {
		S("sd"),     S("vd"),  S("hd"),   S("xvd"),    S("sr"),  S("nvme"),
		S("mmcblk"), S("dm-"), S("md"),   S("loop"),   S("nbd"), S("zram"),
		S("pmem"),   S("fd"),  S("dasd"), S("bcache"), S("rbd"),
	};
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (slice_starts(w, begins[i]))
			return true;
	return false;
}

/** What a line is about: the disk where it is named, else the port or the SCSI address. */
static struct slice block_name(struct slice text)
{
	struct slice in = text, w;

	bool named = slice_has(text, S(" error, dev ")) || slice_has(text, S("I/O error on dev"));
	if (slice_skip_past(&in, S("dev ")) || slice_skip_past(&in, S("device ")) ||
	    slice_skip_past(&in, S("I/O error on "))) {
		size_t n = 0;
		while (n < in.n && in.p[n] != ',' && in.p[n] != ' ' && in.p[n] != ')')
			n++;
		w = slice_head(in, n);
		if (w.n && (named || word_is_disk(w)))
			return disk_of(w);
	}
	in = text;
	if (slice_skip_past(&in, S(": [")) && slice_cut(&in, ']', &w) && word_is_disk(w))
		return disk_of(w);
	in = text;
	if (slice_starts(text, S("ata"))) {
		size_t n = 3;
		while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
			n++;
		return slice_head(text, n);
	}
	if (slice_skip(&in, S("nvme ")) || slice_starts(in, S("nvme")) ||
	    slice_starts(in, S("hd")) || slice_starts(in, S("mmcblk"))) {
		size_t n = 0;
		while (n < in.n && in.p[n] != ':' && in.p[n] != ' ')
			n++;
		return disk_of(slice_head(in, n));
	}
	if (slice_skip(&in, S("sd ")) || slice_skip(&in, S("sr ")) || slice_skip(&in, S("scsi ")))
		if (slice_word(&in, &w))
			return w;
	return (struct slice){ 0 };
}

/** Lines of the episode that begin none: sense data, register dumps, resets. */
static bool block_is_detail(struct slice text)
{
	static const struct slice has[] = {
		S("Sense Key"),
		S("Add. Sense"),
		S("ASC=0x"),
		S("CDB: "),
		S("CDB:"),
		S("tag#"),
		S("Result: hostbyte="),
		S("Emask 0x"),
		S(": cmd "),
		S("res "),
		S("status: {"),
		S("error: {"),
		S("SError: {"),
		S("irq_stat "),
		S("failed command"),
		S("resetting link"),
		S("SATA link "),
		S("configured for "),
		S("EH complete"),
		S("revalidation failed"),
		S("Abort status"),
		S("Does your device have a faulty power saving"),
		S("pcie_aspm=off"),
		S("reset controller"),
		S("lost async page write"),
		S("lost page write"),
		S("aborting"),
		S("disabled"),
		S("Asking for cache data failed"),
		S("Assuming drive cache"),
		S("disable device"),
		S("status=0x"),
		S("error=0x"),
		S("ide: failed opcode"),
		S("Descriptor sense data"),
		S("Information: 0x"),
		S("end_device"),
		S("cmd_age="),
	};
	for (size_t i = 0; i < sizeof(has) / sizeof(*has); i++)
		if (slice_has(text, has[i]))
			return true;
	return false;
}

/** Is @p name (of a later line) what @p e is about, or what is seen of it one floor up or down? */
static bool block_same(struct episode *e, struct slice name)
{
	if (!name.n || episode_has(e, name))
		return true;
	bool stacked = slice_starts(name, S("dm-")) || slice_starts(name, S("md"));
	bool first_is_port = e->n && (slice_starts(e->name[0], S("ata")) ||
	                              (*e->name[0].p >= '0' && *e->name[0].p <= '9'));
	bool name_is_port = slice_starts(name, S("ata")) || (*name.p >= '0' && *name.p <= '9');
	bool namespace = slice_starts(name, S("nvme")) && e->n &&
	                 (slice_starts(name, e->name[0]) || slice_starts(e->name[0], name));
	// one port and one disk make a pair; the second disk of an episode is another fault
	if (stacked || namespace || (e->n == 1 && first_is_port != name_is_port)) {
		episode_add(e, name);
		return true;
	}
	return false;
}

static enum line_class block_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line), name = block_name(text);
	struct episode *e = episode_of(r, block_name(report_text(&r->lines[0])));
	bool detail = block_is_detail(text);

	if (!detail && !slice_has(text, S(" error")) && !slice_has(text, S(" Error")) &&
	    !slice_has(text, S(" timeout")) && !slice_has(text, S("controller is down")) &&
	    !slice_has(text, S("rejecting I/O")) && !slice_has(text, S("exception")))
		return LINE_OTHER;
	if (!name.n && !detail)
		return LINE_OTHER;
	if (!episode_goes_on(e, line, BLOCK_GAP_US) || !block_same(e, name))
		return LINE_END_BEFORE;
	return LINE_BODY;
}

/** What failed, the most telling first; a line of the episode holds the text. */
static const struct {
	struct slice text;
	const char *type;
} block_types[] = {
	{ S("edium error"), "I/O medium error" },
	{ S("Medium Error"), "I/O medium error" },
	{ S("error: { UNC"), "I/O medium error" },
	{ S("UncorrectableError"), "I/O medium error" },
	{ S("Hardware Error"), "I/O hardware error" },
	{ S("controller is down"), "controller down" },
	{ S("evice not ready"), "controller down" },
	{ S("probe failure"), "controller down" },
	{ S("reset failure"), "controller down" },
	{ S("Disk failure"), "disk failure" },
	{ S("ailing path"), "path failure" },
	{ S("offline"), "device offline" },
	{ S("dead device"), "device offline" },
	{ S("timeout"), "I/O timeout" },
	{ S("timing out"), "I/O timeout" },
	{ S("timed out"), "I/O timeout" },
	{ S("lost interrupt"), "I/O timeout" },
	{ S("critical target error"), "I/O target error" },
};

static const char *block_type(const struct report *r)
{
	for (size_t t = 0; t < sizeof(block_types) / sizeof(*block_types); t++)
		for (size_t i = 0; i < r->n_lines && i < 64; i++)
			if (slice_has(r->lines[i].text, block_types[t].text))
				return block_types[t].type;
	return "I/O error";
}

static bool block_parse(const struct report *r, struct fault *f)
{
	struct slice name = { 0 };

	fact_set(f, bug_type, slice_str(block_type(r)));

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice n = block_name(report_text(&r->lines[i]));
		// the disk says more than the port that it hangs on
		if (n.n && (!name.n || (!word_is_disk(name) && word_is_disk(n))))
			name = n;
	}
	if (name.n)
		fact_set(f, detail, arena_dup(f->arena, name));
	for (size_t i = 0; i < r->n_lines && !fact_has(f, access); i++) {
		struct slice text = report_text(&r->lines[i]);
		if (slice_has(text, S(":(READ)")) || slice_has(text, S("failed command: READ")))
			fact_set(f, access, S("read"));
		else if (slice_has(text, S(":(WRITE)")) ||
		         slice_has(text, S("failed command: WRITE")))
			fact_set(f, access, S("write"));
	}
	// no stack, task or register in the middle of an episode is of it
	f->has_comm = f->has_pid = f->has_cpu = f->has_taint = false;
	return true;
}

static const struct fault_sample block_samples[] = {
	{ "blk_update_request: I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0",
	  FAULT_IO_ERROR, NULL },
	{ "I/O error, dev nvme0n1, sector 2048 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2",
	  FAULT_IO_ERROR, NULL },
	{ "critical medium error, dev sdb, sector 88 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
	  FAULT_IO_ERROR, NULL },
	{ "end_request: I/O error, dev hda, sector 12", FAULT_IO_ERROR, NULL },
	{ "print_req_error: I/O error, dev sda, sector 2048", FAULT_IO_ERROR, NULL },
	{ "Buffer I/O error on dev sda1, logical block 0, async page read", FAULT_IO_ERROR, NULL },
	{ "Buffer I/O error on device sr0, logical block 12", FAULT_IO_ERROR, NULL },
	{ "sd 0:0:0:0: [sda] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE cmd_age=0s",
	  FAULT_IO_ERROR, NULL },
	{ "ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen", FAULT_IO_ERROR,
	  NULL },
	{ "nvme nvme0: I/O 12 QID 3 timeout, aborting", FAULT_IO_ERROR, NULL },
	{ "nvme nvme0: I/O tag 12 (100c) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096",
	  FAULT_IO_ERROR, NULL },
	{ "nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10",
	  FAULT_IO_ERROR, NULL },
	{ "hda: dma_intr: error=0x40 { UncorrectableError }, LBAsect=12345, sector=12345",
	  FAULT_IO_ERROR, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_block = {
	.name = "block",
	.heads = block_heads,
	.classify = block_classify,
	.slack = 3,
	.parse = block_parse,
	.samples = block_samples,
};
