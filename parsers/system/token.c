// SPDX-License-Identifier: Apache-2.0
#include "parsers/system/token.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool token_under(struct slice path, struct slice dir, struct slice *ret)
{
	bool found = false;

	for (size_t at = 0; at + dir.n < path.n; at++) {
		if ((at && path.p[at - 1] != '/') || !slice_starts(slice_from(path, at), dir))
			continue;
		*ret = slice_from(path, at + dir.n);
		found = true;
	}
	return found;
}

bool token_path_pid(struct slice path, int64_t *ret, struct slice *ret_file)
{
	struct slice s;
	uint64_t pid;

	if (!token_under(path, S("proc/"), &s) || !slice_u64(&s, 10, &pid) || pid > INT32_MAX ||
	    !slice_skip_char(&s, '/'))
		return false;
	*ret = pid;
	*ret_file = s;
	return true;
}

struct slice token_path_name(struct slice path)
{
	const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? slice_from(path, slash + 1 - path.p) : path;
}

bool token_only_line(struct slice head, size_t max, struct slice *ret)
{
	struct slice line = slice_trim(head);

	if (!line.n || line.n > max || memchr(line.p, '\n', line.n) || memchr(line.p, '\0', line.n))
		return false;
	*ret = line;
	return true;
}

bool token_line(struct slice *in, struct slice *ret)
{
	struct slice line;

	while (slice_line(in, &line)) {
		if (slice_trim(line).n) {
			*ret = line;
			return true;
		}
	}
	return false;
}

bool token_word(struct slice *in, struct slice *ret)
{
	struct slice s = *in;

	slice_skip_blanks(&s);
	if (!slice_word(&s, ret))
		return false;
	*in = s;
	return true;
}

bool token_last_word(struct slice *in, struct slice *ret)
{
	struct slice s = slice_trim(*in);
	size_t at = s.n;

	while (at && !isspace((unsigned char)s.p[at - 1]))
		at--;
	if (at == s.n)
		return false;
	*ret = slice_from(s, at);
	*in = slice_trim(slice_head(s, at));
	return true;
}

bool token_listed(const char *const *list, size_t n, struct slice word)
{
	for (size_t i = 0; i < n; i++)
		if (slice_eq(slice_str(list[i]), word))
			return true;
	return false;
}

bool token_is_digits(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

bool token_number(struct slice word, double *ret)
{
	char text[64], *end;

	if (!word.n || word.n >= sizeof(text))
		return false;
	memcpy(text, word.p, word.n);
	text[word.n] = '\0';
	// no names, no hex: strtod() would take them
	if (strspn(text, "+-.0123456789") != word.n)
		return false;
	double v = strtod(text, &end);
	if (*end || end == text || !isfinite(v))
		return false;
	*ret = v;
	return true;
}

bool token_size(struct slice word, double *ret, const char **ret_unit)
{
	static const char *const units[] = { "B", "kB", "MiB", "GiB", "TiB", "PiB" };
	const char *unit = "";

	if (word.n > 2 && word.p[word.n - 1] == 'i')
		word.n--;
	else if (word.n > 2 && word.p[word.n - 1] == 'B' &&
	         isalpha((unsigned char)word.p[word.n - 2]))
		word.n -= word.n > 3 && word.p[word.n - 2] == 'i' ? 2 : 1;
	if (word.n > 1 && isalpha((unsigned char)word.p[word.n - 1])) {
		const char *at = strchr("BKMGTP", toupper((unsigned char)word.p[word.n - 1]));
		if (!at)
			return false;
		unit = units[at - "BKMGTP"];
		word.n--;
	}
	if (!token_number(word, ret))
		return false;
	*ret_unit = unit;
	return true;
}

double token_kib(double value, const char *unit)
{
	switch (*unit) {
	case 'B':
		return value / 1024;
	case 'M':
		return value * 1024;
	case 'G':
		return value * 1024 * 1024;
	case 'T':
		return value * 1024 * 1024 * 1024;
	case 'P':
		return value * 1024 * 1024 * 1024 * 1024;
	default:
		return value;
	}
}

struct slice token_name(struct token_name_buf *buf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(buf->p, sizeof(buf->p), fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	return (struct slice){ buf->p,
		               (size_t)n < sizeof(buf->p) ? (size_t)n : sizeof(buf->p) - 1 };
}

/* `3:04`, `5 min`, `2 hrs`, `12 days`: one of the parts between commas after "up". */
static bool uptime_part(struct slice part, double *seconds)
{
	static const struct {
		const char *word;
		double seconds;
	} units[] = { { "min", 60 },
		      { "hr", 3600 },
		      { "hour", 3600 },
		      { "day", 86400 },
		      { "week", 604800 } };
	struct slice s = slice_trim(part);
	uint64_t n, minutes;

	if (!slice_u64(&s, 10, &n) || n > UINT32_MAX)
		return false;
	if (slice_skip_char(&s, ':')) {
		if (!slice_u64(&s, 10, &minutes) || minutes > 59)
			return false;
		*seconds += n * 3600.0 + minutes * 60.0;
		return true;
	}
	slice_skip_blanks(&s);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (slice_starts(s, slice_str(units[i].word))) {
			*seconds += n * units[i].seconds;
			return true;
		}
	}
	return false;
}

bool token_uptime(struct system *s, struct slice line)
{
	static const char *const names[] = { "load1", "load5", "load15" };
	struct slice in = slice_trim(line), part, w;
	double seconds = 0, load[3];

	if (!in.n || in.p[0] < '0' || in.p[0] > '9' || !slice_skip_past(&in, S(" up ")))
		return false;
	ssize_t at = slice_find(in, S("load average"));
	if (at < 0)
		return false;
	struct slice up = slice_head(in, at), loads = slice_from(in, at);
	bool any = false;
	while (slice_cut(&up, ',', &part) && !slice_has(part, S("user")))
		any |= uptime_part(part, &seconds);
	if (!slice_skip_past(&loads, S(":")))
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (!token_word(&loads, &w))
			return false;
		if (w.n && w.p[w.n - 1] == ',')
			w.n--;
		if (!token_number(w, &load[i]))
			return false;
	}
	if (any)
		system_stat(s, -1, S("uptime"), seconds, "s");
	for (size_t i = 0; i < 3; i++)
		system_stat(s, -1, slice_str(names[i]), load[i], "");
	return true;
}
