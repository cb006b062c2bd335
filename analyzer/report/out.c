// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/out.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "analyzer/report/text.h"

#define OUT_PIECE ((size_t)64 << 10)

static unsigned terminal_width(int fd)
{
	struct winsize ws = { 0 };

	if (ioctl(fd, TIOCGWINSZ, &ws) < 0 || ws.ws_col < 40)
		return TEXT_WIDTH;
	return ws.ws_col > 160 ? 160 : ws.ws_col; // longer lines are hard to read
}

void out_init(struct out *o, int fd, bool colour)
{
	bool terminal = isatty(fd);

	*o = (struct out){
		.fd = fd,
		.colour = colour,
		.terminal = terminal,
		.width = terminal ? terminal_width(fd) : TEXT_WIDTH,
	};
}

void out_deinit(struct out *o)
{
	sbuf_deinit(&o->buf);
}

bool out_flush(struct out *o)
{
	struct slice rest = sbuf_slice(&o->buf);

	while (!o->error && rest.n) {
		ssize_t n = write(o->fd, rest.p, rest.n);
		if (n >= 0)
			rest = slice_from(rest, (size_t)n);
		else if (errno != EINTR)
			o->error = errno;
	}
	sbuf_reset(&o->buf);
	return !o->error;
}

bool out_tick(struct out *o)
{
	return o->buf.n < OUT_PIECE ? !o->error : out_flush(o);
}

struct err *out_end(struct out *o)
{
	if (out_flush(o) || o->error == EPIPE)
		return NULL;
	return err_new(ERR_IO, o->error, "standard output");
}

void out_style(struct out *o, enum out_style style)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "\033[0m",    [STYLE_HEADING] = "\033[1;4m",
		[STYLE_STRONG] = "\033[1m",   [STYLE_FAINT] = "\033[2m",
		[STYLE_FATAL] = "\033[1;31m", [STYLE_SERIOUS] = "\033[31m",
		[STYLE_MINOR] = "\033[33m",
	};

	if (o->colour)
		sbuf_puts(&o->buf, codes[style]);
}

enum out_style out_severity_style(int64_t severity)
{
	return severity <= 1 ? STYLE_FATAL : severity <= 3 ? STYLE_SERIOUS : STYLE_MINOR;
}
