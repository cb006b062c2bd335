// SPDX-License-Identifier: Apache-2.0
/*
 * One report in every way that a kernel log is written: each gives the same fault, with as much of
 * times and host as the way tells.
 *
 * source: written by hand after info_print_prefix() (kernel/printk/printk.c), dmesg(1) of util-linux
 * 2.38, devkmsg_read(), write_ext_msg() (drivers/net/netconsole.c), RFC 3164, RFC 5424, rsyslog's
 * file formats, journalctl(1), systemd's "Journal Export Formats" and fs/pstore/platform.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "analyzer/ingest.h"
#include "parsers/base/cleanup.h"
#include "parsers/lines/lines.h"
#include "tests/input/made.h"

/* 2024-03-01 10:20:34.500000 UTC, 1234.500000 s after boot. */
#define HEAD_WALL_US INT64_C(1709288434500000)
#define HEAD_MONO_US INT64_C(1234500000)

struct line {
	int64_t us; /**< after the head */
	unsigned level;
	const char *text;
};

static const struct line report[] = {
	{ -400000, 6, "usb 1-1: new high-speed USB device number 2 using xhci_hcd" },
	{ 0, 1, "BUG: kernel NULL pointer dereference, address: 0000000000000010" },
	{ 11, 1, "#PF: supervisor read access in kernel mode" },
	{ 22, 1, "#PF: error_code(0x0000) - not-present page" },
	{ 33, 6, "PGD 0 P4D 0 " },
	{ 44, 4, "Oops: 0000 [#1] PREEMPT SMP PTI" },
	{ 55, 4, "CPU: 1 PID: 811 Comm: my reader Not tainted 6.1.0-13-amd64 #1  Debian 6.1.55-1" },
	{ 66, 4, "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014" },
	{ 77, 4, "RIP: 0010:demo_read+0x1c/0x40 [demo]" },
	{ 88, 4, "RSP: 0018:ffffb1c2c0a3fe68 EFLAGS: 00010246" },
	{ 99, 4, "RAX: 0000000000000000 RBX: ffff9a5b4131f700 RCX: ffffb1c2c0a3fef0" },
	{ 110, 4, "Call Trace:" },
	{ 121, 4, " <TASK>" },
	{ 132, 4, " vfs_read+0x9d/0x1b0" },
	{ 143, 4, " ? __fget_light+0x9d/0x100" },
	{ 154, 4, " ksys_read+0x5f/0xe0" },
	{ 165, 4, " do_syscall_64+0x58/0xc0" },
	{ 176, 4, " entry_SYSCALL_64_after_hwframe+0x64/0xce" },
	{ 187, 4, " </TASK>" },
	{ 198, 4, "Modules linked in: demo(E) virtio_net" },
	{ 209, 4, "CR2: 0000000000000010" },
	{ 220, 4, "---[ end trace 0000000000000000 ]---" },
	{ 500220, 6, "usb 1-1: USB disconnect, device number 2" },
};
#define N_LINES (sizeof(report) / sizeof(*report))

/** Seconds and microseconds of a line after boot, and of the minute that began at 10:20:00. */
struct stamp {
	long long s;
	unsigned us, of_minute;
};

static struct stamp stamp_of(const struct line *l)
{
	int64_t mono = HEAD_MONO_US + l->us;
	int64_t wall = HEAD_WALL_US + l->us;

	return (struct stamp){ mono / 1000000, (unsigned)(mono % 1000000),
		               (unsigned)(wall / 1000000 % 60) };
}

static const char *const level_names[] = { "emerg", "alert",  "crit", "err",
	                                   "warn",  "notice", "info", "debug" };

/* ------------------------------------------------------------- lines with a prefix of one kind */

/**
 * @p spelling with each %-letter replaced: %m seconds since boot as printk has them, %u us since boot
 * and %x the same in hex, %w us since 1970 and %y the same in hex, %s second of the minute, %r us of the
 * second, %d seconds since the line before, %l level and %n its name, %q sequence number, %t text.
 */
static void put_line(struct sbuf *b, const char *spelling, size_t i)
{
	const struct line *l = &report[i];
	const struct stamp at = stamp_of(l);
	int64_t delta = i ? l->us - report[i - 1].us : 0;

	for (const char *p = spelling; *p; p++) {
		if (*p != '%') {
			sbuf_char(b, *p);
			continue;
		}
		switch (*++p) {
		case 'm':
			sbuf_printf(b, "%5lld.%06u", at.s, at.us);
			break;
		case 'u':
			sbuf_printf(b, "%lld", (long long)(HEAD_MONO_US + l->us));
			break;
		case 'w':
			sbuf_printf(b, "%lld", (long long)(HEAD_WALL_US + l->us));
			break;
		case 'x':
			sbuf_printf(b, "%llx", (unsigned long long)(HEAD_MONO_US + l->us));
			break;
		case 'y':
			sbuf_printf(b, "%llx", (unsigned long long)(HEAD_WALL_US + l->us));
			break;
		case 'r':
			sbuf_printf(b, "%06u", at.us);
			break;
		case 's':
			sbuf_printf(b, "%02u", at.of_minute);
			break;
		case 'l':
			sbuf_printf(b, "%u", l->level);
			break;
		case 'n':
			sbuf_printf(b, "%-6s", level_names[l->level]);
			break;
		case 'q':
			sbuf_printf(b, "%zu", 500 + i);
			break;
		case 'd':
			sbuf_printf(b, "%u.%06u", (unsigned)(delta / 1000000),
			            (unsigned)(delta % 1000000));
			break;
		case 't':
			sbuf_puts(b, l->text);
			break;
		default:
			fail_msg("no such letter: %c", *p);
		}
	}
}

static void put_lines(struct sbuf *b, const char *spelling)
{
	for (size_t i = 0; i < N_LINES; i++)
		put_line(b, spelling, i);
}

/* ------------------------------------------------------------- what is not one line a message */

/** dmesg --time-format=reltime: the minute where it is a new one, else what passed. */
static void put_reltime(struct sbuf *b, const char *spelling)
{
	(void)spelling;
	put_line(b, "[Mar 1 10:20] %t\n", 0);
	for (size_t i = 1; i < N_LINES; i++)
		put_line(b, "[  +%d] %t\n", i);
}

static void put_json_document(struct sbuf *b, const char *spelling)
{
	sbuf_puts(b, "{\n   \"dmesg\": [\n      ");
	for (size_t i = 0; i < N_LINES; i++) {
		put_line(b, spelling, i);
		sbuf_puts(b, i + 1 < N_LINES ? ",{\n" : "\n   ]\n}\n");
	}
}

/** The report is one message with newlines, which rsyslog writes as #012. */
static void put_escaped(struct sbuf *b, const char *spelling)
{
	put_line(b, spelling, 0);
	sbuf_char(b, '\n');
	put_line(b, spelling, 1);
	for (size_t i = 2; i + 1 < N_LINES; i++)
		put_line(b, "#012%t", i);
	sbuf_char(b, '\n');
	put_line(b, spelling, N_LINES - 1);
	sbuf_char(b, '\n');
}

/** Texts as the export format's binary fields. */
static void put_binary(struct sbuf *b, const char *spelling)
{
	for (size_t i = 0; i < N_LINES; i++) {
		size_t n = strlen(report[i].text);
		put_line(b, spelling, i);
		sbuf_puts(b, "MESSAGE\n");
		for (unsigned byte = 0; byte < 8; byte++)
			sbuf_char(b, byte ? 0 : (char)n);
		sbuf_puts(b, report[i].text);
		sbuf_puts(b, "\n\n");
	}
}

/** Texts as arrays of bytes, as journalctl -o json prints what is not text. */
static void put_byte_arrays(struct sbuf *b, const char *spelling)
{
	for (size_t i = 0; i < N_LINES; i++) {
		put_line(b, spelling, i);
		for (const char *p = report[i].text; *p; p++)
			sbuf_printf(b, "%s%u", p == report[i].text ? "[" : ",", (unsigned char)*p);
		sbuf_puts(b, "]}\n");
	}
}

/** Extended netconsole with each message in two packets. */
static void put_fragments(struct sbuf *b, const char *spelling)
{
	(void)spelling;
	for (size_t i = 0; i < N_LINES; i++) {
		size_t n = strlen(report[i].text), half = n / 2;
		put_line(b, "%l,%q,%u,-", i);
		sbuf_printf(b, ",ncfrag=0/%zu;%.*s\n", n, (int)half, report[i].text);
		put_line(b, "%l,%q,%u,-", i);
		sbuf_printf(b, ",ncfrag=%zu/%zu;%s\n", half, n, report[i].text + half);
	}
}

/** Other programs write to the console too, and the kernel after what they left unfinished. */
static void put_console(struct sbuf *b, const char *spelling)
{
	const char *after_prompt = strchr(spelling, '\033');

	sbuf_puts(b, "\033[1mDebian GNU/Linux 12 web01 ttyS0\033[0m\r\n\r\n");
	put_line(b, spelling, 0);
	for (size_t i = 1; i < N_LINES; i++) {
		if (i % 8 == 5)
			sbuf_puts(b, "[  OK  ] Reached target multi-user.target.\r\n");
		put_line(b, i == 1 || i + 1 == N_LINES ? spelling : after_prompt, i);
	}
}

static void put_journal(struct sbuf *b, const char *spelling)
{
	sbuf_puts(b, "-- Boot 5f8e7d6c5b4a39281706f5e4d3c2b1a0 --\n");
	put_lines(b, spelling);
}

/** The last part was written first: lines of a pstore backend with small records. */
static void put_parts(struct sbuf *b, const char *spelling)
{
	sbuf_puts(b, "Oops#1 Part2\n");
	for (size_t i = 0; i < 9; i++)
		put_line(b, spelling, i);
	sbuf_puts(b, "Oops#1 Part1\n");
	for (size_t i = 9; i < N_LINES; i++)
		put_line(b, spelling, i);
}

/* ---------------------------------------------------------------------------------- the table */

enum says {
	MONO = 1 << 0,     /**< time since boot, to the microsecond */
	WALL = 1 << 1,     /**< time of day, to the microsecond */
	WALL_S = 1 << 2,   /**< to the second */
	WALL_MIN = 1 << 3, /**< to the minute */
	HOST = 1 << 4,
};

#define VERBOSE_IDS \
	"[s=0c5a8f0d1e2f4a5b8c7d6e5f4a3b2c1d;i=%q;b=5f8e7d6c5b4a39281706f5e4d3c2b1a0;m=%x;t=%y;x=1]"
#define EXPORT_FIELDS                                                                 \
	"__REALTIME_TIMESTAMP=%w\n__MONOTONIC_TIMESTAMP=%u\n"                         \
	"_BOOT_ID=5f8e7d6c5b4a39281706f5e4d3c2b1a0\n_TRANSPORT=kernel\n"              \
	"_HOSTNAME=web01\nSYSLOG_IDENTIFIER=kernel\nPRIORITY=%l\nSYSLOG_FACILITY=0\n" \
	"_SOURCE_MONOTONIC_TIMESTAMP=%u\n"
#define JSON_FIELDS                                                                     \
	"{\"__REALTIME_TIMESTAMP\":\"%w\",\"__MONOTONIC_TIMESTAMP\":\"%u\","            \
	"\"_BOOT_ID\":\"5f8e7d6c5b4a39281706f5e4d3c2b1a0\",\"_TRANSPORT\":\"kernel\","  \
	"\"_HOSTNAME\":\"web01\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"PRIORITY\":\"%l\"," \
	"\"_SOURCE_MONOTONIC_TIMESTAMP\":\"%u\",\"MESSAGE\":"

static const struct spelling {
	const char *name, *kind, *line;
	unsigned says;                                     /**< enum says */
	void (*put)(struct sbuf *b, const char *spelling); /**< NULL: put_lines() */
} spellings[] = {
	{ "no prefix", "text", "%t\n", 0, NULL },
	{ "indented", "text", "    %t\n", 0, NULL },
	{ "quoted", "dmesg", "> [%m] %t\n", MONO, NULL },
	{ "dmesg", "dmesg", "[%m] %t\n", MONO, NULL },
	{ "dmesg, CRLF", "dmesg", "[%m] %t\r\n", MONO, NULL },
	{ "dmesg with callers", "dmesg", "[%m][  T811] %t\n", MONO, NULL },
	{ "dmesg with the CPU as caller", "dmesg", "[%m][    C1] %t\n", MONO, NULL },
	{ "dmesg --color", "dmesg", "\033[32m[%m] \033[0m\033[31m%t\033[0m\n", MONO, NULL },
	{ "dmesg -r", "dmesg-raw", "<%l>[%m] %t\n", MONO, NULL },
	{ "dmesg -x", "dmesg-decoded", "kern  :%n: [%m] %t\n", MONO, NULL },
	{ "dmesg -T", "dmesg-ctime", "[Fri Mar  1 10:20:%s 2024] %t\n", WALL_S, NULL },
	{ "dmesg -T -x", "dmesg-decoded", "kern  :%n: [Fri Mar  1 10:20:%s 2024] %t\n", WALL_S,
	  NULL },
	{ "dmesg --time-format iso", "dmesg-iso", "2024-03-01T11:20:%s,%r+01:00 %t\n", WALL, NULL },
	{ "dmesg -x --time-format iso", "dmesg-decoded",
	  "kern  :%n: 2024-03-01T10:20:%s,%r+00:00 %t\n", WALL, NULL },
	{ "dmesg -d", "dmesg-delta", "[%m <    %d>] %t\n", MONO, NULL },
	{ "dmesg --time-format delta", "dmesg-delta", "[<    %d>] %t\n", 0, NULL },
	{ "dmesg --time-format reltime", "dmesg-delta", NULL, WALL_MIN, put_reltime },
	{ "dmesg --json", "dmesg-json",
	  "   \"pri\": %l,\n         \"time\": %m,\n         \"msg\": \"%t\"\n      }", MONO,
	  put_json_document },
	{ "serial console", "dmesg", "web01 login: \033[0m[%m] %t\r\r\n", MONO, put_console },
	{ "/dev/kmsg", "kmsg", "%l,%q,%u,-;%t\n", MONO, NULL },
	{ "/dev/kmsg with callers", "kmsg", "%l,%q,%u,-,caller=T811;%t\n SUBSYSTEM=pci\n", MONO,
	  NULL },
	{ "netconsole, plain", "dmesg", "[%m] %t\n", MONO, NULL },
	{ "netconsole, extended", "netconsole", "6.1.0-13-amd64,%l,%q,%u,-;%t\n", MONO, NULL },
	{ "netconsole, in fragments", "netconsole", NULL, MONO, put_fragments },
	{ "syslog", "syslog", "Mar  1 10:20:%s web01 kernel: [%m] %t\n", MONO | WALL_S | HOST,
	  NULL },
	{ "syslog without time since boot", "syslog", "Mar  1 10:20:%s web01 kernel: %t\n",
	  WALL_S | HOST, NULL },
	{ "syslog, escaped", "syslog", "Mar  1 10:20:%s web01 kernel: [%m] %t",
	  MONO | WALL_S | HOST, put_escaped },
	{ "syslog, RFC 5424", "syslog-5424",
	  "<%l>1 2024-03-01T10:20:%s.%rZ web01 kernel - - - [%m] %t\n", MONO | WALL | HOST, NULL },
	{ "rsyslog, ISO", "syslog-iso", "2024-03-01T11:20:%s.%r+01:00 web01 kernel: [%m] %t\n",
	  MONO | WALL | HOST, NULL },
	{ "journalctl", "journal-short", "Mar 01 10:20:%s web01 kernel: %t\n", WALL_S | HOST,
	  put_journal },
	{ "journalctl -o short-precise", "journal-short", "Mar 01 10:20:%s.%r web01 kernel: %t\n",
	  WALL | HOST, put_journal },
	{ "journalctl -o short-iso", "syslog-iso", "2024-03-01T11:20:%s+0100 web01 kernel: %t\n",
	  WALL_S | HOST, NULL },
	{ "journalctl -o short-iso-precise", "syslog-iso",
	  "2024-03-01T10:20:%s.%r+0000 web01 kernel: %t\n", WALL | HOST, NULL },
	{ "journalctl -o short-full", "journal-full",
	  "Fri 2024-03-01 10:20:%s UTC web01 kernel: %t\n", WALL_S | HOST, NULL },
	{ "journalctl -o short-monotonic", "journal-monotonic", "[%m] web01 kernel: %t\n",
	  MONO | HOST, NULL },
	{ "journalctl -o verbose", "journal-verbose",
	  "Fri 2024-03-01 10:20:%s.%r UTC " VERBOSE_IDS "\n    _TRANSPORT=kernel\n"
	  "    _HOSTNAME=web01\n    SYSLOG_IDENTIFIER=kernel\n    PRIORITY=%l\n"
	  "    _BOOT_ID=5f8e7d6c5b4a39281706f5e4d3c2b1a0\n"
	  "    _SOURCE_MONOTONIC_TIMESTAMP=%u\n    MESSAGE=%t\n",
	  MONO | WALL | HOST, NULL },
	{ "journalctl -o export", "journal-export", EXPORT_FIELDS "MESSAGE=%t\n\n",
	  MONO | WALL | HOST, NULL },
	{ "journalctl -o export, binary", "journal-export", EXPORT_FIELDS, MONO | WALL | HOST,
	  put_binary },
	{ "journalctl -o json", "journal-json", JSON_FIELDS "\"%t\"}\n", MONO | WALL | HOST, NULL },
	{ "journalctl -o json, bytes", "journal-json", JSON_FIELDS, MONO | WALL | HOST,
	  put_byte_arrays },
	{ "pstore", "pstore", "<%l>[%m] %t\n", MONO, put_parts },
};

/* ---------------------------------------------------------------------------------- the check */

struct check {
	const struct spelling *spelling;
	unsigned n;
	unsigned bad;
};

static void expect(struct check *c, bool ok, const char *what, struct slice got)
{
	if (ok)
		return;
	print_error("%s: %s: %.*s\n", c->spelling->name, what, (int)got.n, got.p ? got.p : "");
	c->bad++;
}

static void expect_text(struct check *c, struct slice got, const char *want, const char *what)
{
	expect(c, got.p && slice_eq(got, slice_str(want)), what, got);
}

static void expect_number(struct check *c, bool has, int64_t got, int64_t want, const char *what)
{
	char text[32] = "none";

	if (has)
		snprintf(text, sizeof(text), "%lld", (long long)got);
	expect(c, has && got == want, what, slice_str(text));
}

static void check_times(struct check *c, const struct fault *f)
{
	unsigned says = c->spelling->says;

	if (says & MONO)
		expect_number(c, fact_has(f, time_boot), (int64_t)(f->time_boot * 1e6 + 0.5),
		              HEAD_MONO_US, "time_boot");
	else
		expect(c, !fact_has(f, time_boot), "time_boot is not said", S("set"));
	if (!(says & (WALL | WALL_S | WALL_MIN))) {
		expect(c, !fact_has(f, wall_us), "wall_us is not said", S("set"));
		return;
	}
	int64_t unit = says & WALL ? 1 : says & WALL_S ? 1000000 : 60000000;
	expect_number(c, fact_has(f, wall_us), f->wall_us / unit * unit, HEAD_WALL_US / unit * unit,
	              "wall_us");
}

static bool on_fault(void *ctx, const struct scan_fault *s)
{
	struct check *c = ctx;
	const struct fault *f = s->fault;

	c->n++;
	expect_text(c, s->derived->title,
	            "BUG: unable to handle kernel NULL pointer dereference in demo_read", "title");
	expect_text(c, s->derived->function, "demo_read", "function");
	expect_text(c, s->derived->module, "demo", "module");
	expect_number(c, true, s->derived->corrupted, 0, "corrupted");
	expect_text(c, f->message, report[1].text, "message");
	expect_text(c, f->comm, "my reader", "comm");
	expect_text(c, f->kernel_release, "6.1.0-13-amd64", "kernel_release");
	expect_text(c, f->arch, "x86_64", "arch");
	expect_text(c, f->modules, "demo(E) virtio_net", "modules");
	expect_number(c, fact_has(f, pid), f->pid, 811, "pid");
	expect_number(c, fact_has(f, cpu), f->cpu, 1, "cpu");
	expect_number(c, fact_has(f, address), (int64_t)f->address, 16, "address");
	expect_text(c, fault_reg(f, S("rbx")), "ffff9a5b4131f700", "rbx");
	expect_number(c, f->n_stacks, f->n_stacks ? (int64_t)f->stacks[0].n_frames : 0, 6,
	              "frames of the first stack");
	if (c->spelling->says & HOST)
		expect_text(c, f->host, "web01", "host");
	else
		expect(c, !fact_has(f, host), "host is not said", f->host);
	check_times(c, f);
	return true;
}

static void no_record(void *ctx, const struct record *r)
{
	(void)ctx, (void)r;
}

static void check_kind(struct check *c, struct slice log)
{
	const struct limits limits = limits_default();
	const struct lines_sink sink = { .record = no_record };
	struct lines *l = lines_new(&sink, &limits, INT64_MIN);

	lines_feed(l, log);
	lines_end(l);
	const struct lines_format *format = lines_stats(l)->format;
	expect_text(c, slice_str(format ? format->name : "text"), c->spelling->kind, "format");
	lines_free(l);
}

/** Syslog does not say the year: the file was written within it. */
static void set_mtime(const char *path)
{
	const struct timespec t = { .tv_sec = HEAD_WALL_US / 1000000 + 3600 };

	assert_return_code(utimensat(AT_FDCWD, path, (struct timespec[]){ t, t }, 0), 0);
}

static unsigned check_spelling(const struct spelling *s, const char *dir)
{
	const struct ingest_options options = { .limits = limits_default() };
	struct check c = { .spelling = s };
	struct ingest_result r;
	struct sbuf log = { 0 };

	(s->put ? s->put : put_lines)(&log, s->line);
	_cleanup_free_ char *path = made_file(dir, "log", sbuf_slice(&log));
	set_mtime(path);
	ingest_scan(&path, 1, &options, on_fault, &c, &r);
	check_kind(&c, sbuf_slice(&log));
	if (c.n != 1)
		print_error("%s: %u faults\n", s->name, c.n);
	ingest_result_deinit(&r);
	sbuf_deinit(&log);
	return c.bad + (c.n != 1);
}

static void every_spelling_gives_the_same_fault(void **state)
{
	unsigned bad = 0;
	char *dir = made_folder();

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		bad += check_spelling(&spellings[i], dir);
	assert_int_equal(bad, 0);
	made_folder_remove(dir);
}

/** Blocks without a first line of a report are passed over: not where messages are encoded. */
static void encoded_messages_far_into_the_log_are_found(void **state)
{
	static const char quiet_kmsg[] = "6,%q,%u,-;usb 1-1: reset high-speed USB device\n";
	static const char quiet_json[] = JSON_FIELDS "\"usb 1-1: reset high-speed USB device\"}\n";
	const struct ingest_options options = { .limits = limits_default() };
	char *dir = made_folder();

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		struct check c = { .spelling = &spellings[i] };
		struct ingest_result r;
		struct sbuf log = { 0 };
		if (c.spelling->put != put_fragments && c.spelling->put != put_byte_arrays)
			continue;
		while (log.n < 300000)
			put_line(&log, c.spelling->put == put_fragments ? quiet_kmsg : quiet_json,
			         0);
		c.spelling->put(&log, c.spelling->line);
		_cleanup_free_ char *path = made_file(dir, "log", sbuf_slice(&log));
		ingest_scan(&path, 1, &options, on_fault, &c, &r);
		assert_int_equal(c.n, 1);
		assert_int_equal(c.bad, 0);
		ingest_result_deinit(&r);
		sbuf_deinit(&log);
	}
	made_folder_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_gives_the_same_fault),
		cmocka_unit_test(encoded_messages_far_into_the_log_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
