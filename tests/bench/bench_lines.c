// SPDX-License-Identifier: Apache-2.0
/*
 * How many MB of log a second the reader of lines takes, for a log that is quiet, one where every
 * block is wanted, and some other spellings:
 *
 *   bench_lines [MiB]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "parsers/base/sbuf.h"
#include "parsers/lines/lines.h"

static uint64_t n_records, n_text;

static void on_record(void *ctx, const struct record *r)
{
	(void)ctx;
	n_records++;
	n_text += r->text.n;
}

static bool wants_nothing(void *ctx, struct slice block)
{
	(void)ctx;
	(void)block;
	return false;
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void printk_line(struct sbuf *b, uint64_t i)
{
	sbuf_printf(b,
	            "[%5" PRIu64 ".%06" PRIu64 "][  T%" PRIu64 "] usb 1-1: message number %" PRIu64
	            " of a device that talks a lot\n",
	            i / 100, i % 1000000, 100 + i % 40, i);
}

static void syslog_line(struct sbuf *b, uint64_t i)
{
	sbuf_printf(b,
	            "May %2" PRIu64 " 10:%02" PRIu64 ":%02" PRIu64 " web1 kernel: [%5" PRIu64
	            ".%06" PRIu64 "] usb 1-1: message number %" PRIu64 "\n",
	            1 + i % 28, i / 60 % 60, i % 60, i / 100, i % 1000000, i);
}

static void export_line(struct sbuf *b, uint64_t i)
{
	sbuf_printf(b,
	            "__CURSOR=s=1;i=%" PRIu64 "\n__REALTIME_TIMESTAMP=%" PRIu64
	            "\n__MONOTONIC_TIMESTAMP=%" PRIu64
	            "\n_BOOT_ID=b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e\n_TRANSPORT=kernel\nPRIORITY=4\n"
	            "MESSAGE=usb 1-1: message number %" PRIu64 "\n\n",
	            i, 1651572000000000 + i, i, i);
}

static void json_line(struct sbuf *b, uint64_t i)
{
	sbuf_printf(b,
	            "{\"__REALTIME_TIMESTAMP\":\"%" PRIu64 "\",\"_TRANSPORT\":\"kernel\","
	            "\"PRIORITY\":\"4\",\"MESSAGE\":\"usb 1-1: message number %" PRIu64 "\"}\n",
	            1651572000000000 + i, i);
}

static void run(const char *name, void (*line)(struct sbuf *b, uint64_t i), bool quiet, size_t mib)
{
	struct sbuf log = { 0 };
	struct lines_sink sink = { .record = on_record, .wants = quiet ? wants_nothing : NULL };
	struct limits limits = limits_default();

	for (uint64_t i = 0; log.n < (size_t)1 << 20; i++)
		line(&log, i);
	n_records = 0;
	struct lines *l = lines_new(&sink, &limits, INT64_C(1654041600000000));
	double start = now_s();
	for (size_t i = 0; i < mib; i++)
		lines_feed(l, sbuf_slice(&log));
	lines_end(l);
	double seconds = now_s() - start;
	printf("%-24s %8.0f MB/s %12" PRIu64 " lines %12" PRIu64 " records\n", name,
	       (double)lines_stats(l)->bytes / 1e6 / seconds, lines_stats(l)->lines, n_records);
	lines_free(l);
	sbuf_deinit(&log);
}

int main(int argc, char **argv)
{
	size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;

	run("printk, nothing wanted", printk_line, true, mib);
	run("printk, all wanted", printk_line, false, mib);
	run("syslog, nothing wanted", syslog_line, true, mib);
	run("syslog, all wanted", syslog_line, false, mib);
	run("journal export", export_line, false, mib);
	run("journal JSON", json_line, false, mib / 4);
	return 0;
}
