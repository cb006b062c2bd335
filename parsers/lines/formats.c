// SPDX-License-Identifier: Apache-2.0
#include "parsers/lines/inner.h"

// In the order of enum line_format.
const struct lines_format lines_formats[] = {
	[LINE_DMESG] = { "dmesg", "kernel log, [ 12.345678] and callers [T123] [C1]",
	                 "info_print_prefix() in kernel/printk/printk.c" },
	[LINE_DMESG_RAW] = { "dmesg-raw", "kernel log with levels, <4>[ 12.345678]",
	                     "dmesg -r, syslog(2), pstore" },
	[LINE_DMESG_DECODED] = { "dmesg-decoded",
	                         "kernel log with words, kern  :warn  : [ 12.345678]", "dmesg -x" },
	[LINE_DMESG_CTIME] = { "dmesg-ctime", "kernel log, [Tue May  3 10:00:00 2022]",
	                       "dmesg -T" },
	[LINE_DMESG_ISO] = { "dmesg-iso", "kernel log, 2022-05-03T10:00:00,123456+02:00",
	                     "dmesg --time-format=iso" },
	[LINE_DMESG_DELTA] = { "dmesg-delta",
	                       "kernel log, [May 3 10:00] [  +0.000012] [<    0.000012>]",
	                       "dmesg -H, --time-format=reltime and delta, -d" },
	[LINE_DMESG_JSON] = { "dmesg-json", "kernel log as one JSON document", "dmesg --json" },
	[LINE_CONSOLE] = { "console", "serial console: kernel messages after other text",
	                   "console_emit_next_record() in kernel/printk/printk.c" },
	[LINE_KMSG] = { "kmsg", "6,339,5140900,-;text", "Documentation/ABI/testing/dev-kmsg" },
	[LINE_NETCONSOLE] = { "netconsole", "extended netconsole, with release or ncfrag=",
	                      "Documentation/networking/netconsole.rst" },
	[LINE_PSTORE] = { "pstore", "parts of a dead kernel's log, Oops#1 Part1",
	                  "fs/pstore/platform.c" },
	[LINE_SYSLOG] = { "syslog", "May  3 10:00:00 host kernel: text, with #012 escapes",
	                  "RFC 3164" },
	[LINE_SYSLOG_ISO] = { "syslog-iso", "2022-05-03T10:00:00.123456+02:00 host kernel: text",
	                      "RSYSLOG_FileFormat; journalctl -o short-iso" },
	[LINE_SYSLOG_5424] = { "syslog-5424", "<4>1 2022-05-03T10:00:00Z host kernel - - - text",
	                       "RFC 5424" },
	[LINE_JOURNAL_SHORT] = { "journal-short",
	                         "May 03 10:00:00 host kernel: text, -- Boot lines",
	                         "journalctl -o short, short-precise" },
	[LINE_JOURNAL_MONO] = { "journal-monotonic", "[   12.345678] host kernel: text",
	                        "journalctl -o short-monotonic" },
	[LINE_JOURNAL_FULL] = { "journal-full", "Tue 2022-05-03 10:00:00 UTC host kernel: text",
	                        "journalctl -o short-full" },
	[LINE_JOURNAL_UNIX] = { "journal-unix", "1651572000.123456 host kernel: text",
	                        "journalctl -o short-unix" },
	[LINE_JOURNAL_VERBOSE] = { "journal-verbose", "all fields of an entry, one a line",
	                           "journalctl -o verbose" },
	[LINE_JOURNAL_EXPORT] = { "journal-export", "KEY=value, binary fields with length",
	                          "https://systemd.io/JOURNAL_EXPORT_FORMATS" },
	[LINE_JOURNAL_JSON] = { "journal-json",
	                        "one object an entry, also json-pretty and json-seq",
	                        "https://systemd.io/JOURNAL_EXPORT_FORMATS" },
	[LINE_JOURNAL] = { "journal", "binary journal file, damaged ones too",
	                   "https://systemd.io/JOURNAL_FILE_FORMAT" },
	[LINE_STAMPED] = { "stamped",
	                   "2022-05-03T10:00:00.123456Z text, as log collectors store it",
	                   "container runtimes, test labs; RFC 3339" },
	[LINE_FORMAT_COUNT] = { NULL, NULL, NULL },
};

const struct lines_format *formats_choose(const uint64_t counts[LINE_FORMAT_COUNT + 2])
{
	uint64_t known = 0;
	enum line_format best = LINE_DMESG;

	for (enum line_format f = LINE_DMESG; f < LINE_FORMAT_COUNT; f++) {
		known += counts[f];
		if (counts[f] > counts[best])
			best = f;
	}
	if (best == LINE_KMSG && counts[LINE_NETCONSOLE])
		best = LINE_NETCONSOLE; // its short messages look the same
	if (best == LINE_DMESG_RAW && counts[LINE_PSTORE])
		best = LINE_PSTORE; // of which each part has one line
	// a stray line that looks like one does not make a log of a text
	uint64_t filled = known + counts[LINE_PLAIN];
	bool is_log = known > 0 && (known * 4 >= filled || (known >= 3 && known * 100 >= filled));
	return is_log ? &lines_formats[best] : NULL;
}
