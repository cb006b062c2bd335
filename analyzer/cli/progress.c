// SPDX-License-Identifier: Apache-2.0
/*
 * What is printed:
 *
 *   12/340 files, 1.2 GiB of 9.8 GiB, 85 MiB/s, 1,204 faults
 */
#include "analyzer/cli/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/report/text.h"

#define PROGRESS_US 100000

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void progress_begin(struct progress *p, struct cli *cli)
{
	*p = (struct progress){
		.cli = cli,
		.shown = !cli->quiet && !cli->no_progress && isatty(STDERR_FILENO),
		.begin_us = now_us(),
	};
	p->drawn_us = p->begin_us;
}

static void progress_line(struct sbuf *b, const struct progress_state *s, double seconds)
{
	text_count(b, (int64_t)s->files);
	if (s->files_total) {
		sbuf_char(b, '/');
		text_count(b, (int64_t)s->files_total);
	}
	sbuf_puts(b, " files, ");
	text_bytes(b, (double)s->bytes);
	if (s->bytes_total) {
		sbuf_puts(b, " of ");
		text_bytes(b, (double)s->bytes_total);
	}
	if (seconds > 0.5) {
		sbuf_puts(b, ", ");
		text_bytes(b, (double)s->bytes / seconds);
		sbuf_puts(b, "/s");
	}
	sbuf_puts(b, ", ");
	text_plural(b, (int64_t)s->faults, "fault", NULL);
}

void progress_update(struct progress *p, const struct progress_state *s)
{
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };
	struct winsize ws = { 0 };

	if (!p->shown)
		return;
	int64_t now = now_us();
	if (now - p->drawn_us < PROGRESS_US)
		return;
	p->drawn_us = now;
	progress_line(&b, s, (double)(now - p->begin_us) / 1e6);
	size_t width = ioctl(STDERR_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 1 ? ws.ws_col - 1u
	                                                                           : TEXT_WIDTH - 1;
	p->cli->progress = b.n < width ? b.n : width;
	fprintf(stderr, "\r%.*s\033[K", (int)p->cli->progress, b.p);
	fflush(stderr);
}

void progress_clear(struct cli *cli)
{
	if (!cli->progress)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	cli->progress = 0;
}
