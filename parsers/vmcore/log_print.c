// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "parsers/vmcore/log.h"

/** As isprint() and isspace() have it in the C locale. */
static bool is_plain(unsigned char c)
{
	return (c >= ' ' && c < 0x7f) || (c >= '\t' && c <= '\r');
}

void log_print(const struct log_record *r, struct sbuf *out)
{
	size_t begin = out->n;

	if (r->flags & LOG_RAW) {
		sbuf_add(out, r->raw);
		sbuf_char(out, '\n');
		return;
	}
	if (r->flags & LOG_HAS_TIME)
		sbuf_printf(out, "[%5" PRIu64 ".%06" PRIu64 "] ", r->ts_ns / 1000000000,
		            r->ts_ns / 1000 % 1000000);
	int indent = (int)(out->n - begin);
	for (size_t i = 0; i < r->text.n; i++) {
		unsigned char c = (unsigned char)r->text.p[i];
		if (c == '\n')
			sbuf_printf(out, "\n%*s", indent, "");
		else if (is_plain(c))
			sbuf_char(out, (char)c);
		else
			sbuf_printf(out, "\\x%02x", c);
	}
	sbuf_char(out, '\n');
}
