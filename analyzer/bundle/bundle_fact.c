// SPDX-License-Identifier: Apache-2.0
/*
 *   sos_commands/kernel/uname_-a   Linux db1 6.1.0-13-amd64 #1 SMP PREEMPT_DYNAMIC Debian … GNU/Linux
 *   sos_commands/date/date         Sun Nov 22 11:54:10 UTC 2026
 *                                  Sun 22 Nov 2026 11:54:10 AM CET
 *   timedatectl                    Universal time: Sun 2026-11-22 11:54:10 UTC
 *   proc/uptime                    12345.67 98765.43
 *   proc/stat                      btime 1795000000
 *   bugreport-….txt                == dumpstate: 2021-03-01 10:11:12
 */
#include "analyzer/bundle/bundle_fact.h"

#include "analyzer/bundle/layout.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/clock.h"
#include "parsers/system/heading.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US   (3600 * SECOND_US)

static const struct {
	enum bundle_fact fact;
	const char *pattern;
} facts[] = {
#define LAYOUT(...)
#define MARKER(...)
#define FACT(kind, pattern) { FACT_##kind, pattern },
#include "analyzer/bundle/layouts.def"
#undef LAYOUT
#undef MARKER
#undef FACT
};

#define N_FACTS (sizeof(facts) / sizeof(*facts))
#define NO_RANK 255
_Static_assert(N_FACTS < NO_RANK, "ranks are bytes");

void bundle_facts_init(struct bundle_facts *f)
{
	*f = (struct bundle_facts){ .taken_us = INT64_MIN,
		                    .uptime_us = INT64_MIN,
		                    .started_us = INT64_MIN,
		                    .host_rank = NO_RANK,
		                    .kernel_rank = NO_RANK,
		                    .boot_rank = NO_RANK,
		                    .taken_rank = NO_RANK };
}

int bundle_fact_find(const char *path)
{
	for (size_t i = 0; i < N_FACTS; i++)
		if (layout_match_end(path, facts[i].pattern) >= 0)
			return (int)i;
	return -1;
}

bool bundle_fact_in_parts(const char *path)
{
	for (size_t i = 0; i < N_FACTS; i++) {
		const char *bang = strchr(facts[i].pattern, '!');
		if (!bang)
			continue;
		_cleanup_free_ char *file = xmemdup0(facts[i].pattern, bang - facts[i].pattern);
		if (layout_match_end(path, file) >= 0)
			return true;
	}
	return false;
}

void bundle_fact_parts(const char *path, struct slice text,
                       void (*found)(void *ctx, const char *path, int rank, struct slice text),
                       void *ctx)
{
	struct sbuf name = { 0 }, part_path = { 0 };
	struct slice in = text, line, part = { NULL, 0 };
	bool more = true;

	while (more) {
		more = slice_line(&in, &line);
		// `first` would take a command of the text for a heading
		if (more && !heading_find(line, false, &name)) {
			part.n += part.p ? (size_t)(in.p - line.p) : 0;
			continue;
		}
		int rank = part_path.n ? bundle_fact_find(part_path.p) : -1;
		if (rank >= 0)
			found(ctx, part_path.p, rank, part);
		part = (struct slice){ in.p, 0 };
		sbuf_reset(&part_path);
		if (more && name.n) {
			sbuf_printf(&part_path, "%s!" SLICE_FMT, path,
			            SLICE_ARG(sbuf_slice(&name)));
			sbuf_reset(&name);
		}
	}
	sbuf_deinit(&name);
	sbuf_deinit(&part_path);
}

bool bundle_fact_counts(int rank, const char *inside, bool has_layout)
{
	ssize_t at = layout_match_end(inside, facts[rank].pattern);

	return at == 0 || (at > 0 && !has_layout && strchr(facts[rank].pattern, '/'));
}

static struct slice word(struct slice *in)
{
	size_t n = 0;

	while (in->n && (*in->p == ' ' || *in->p == '\t'))
		*in = slice_from(*in, 1);
	while (n < in->n && in->p[n] > ' ')
		n++;
	struct slice w = slice_head(*in, n);
	*in = slice_from(*in, n);
	return w;
}

/** The first line that is not empty and no comment. */
static struct slice first_line(struct slice text)
{
	struct slice line;

	while (slice_line(&text, &line))
		if (line.n && *line.p != '#' && *line.p != '\r')
			return line;
	return (struct slice){ "", 0 };
}

static void set_host(struct bundle_facts *f, int rank, struct slice name)
{
	bool good = name.n > 0 && name.n < sizeof(f->host) && rank < f->host_rank;

	for (size_t i = 0; i < name.n && good; i++)
		good = (name.p[i] >= '0' && name.p[i] <= '9') ||
		       ((name.p[i] | 32) >= 'a' && (name.p[i] | 32) <= 'z') ||
		       memchr(".-_:", name.p[i], 4);
	if (!good || slice_is(name, "localhost") || slice_is(name, "localhost.localdomain") ||
	    slice_is(name, "(none)"))
		return;
	memcpy(f->host, name.p, name.n);
	f->host[name.n] = '\0';
	f->host_rank = (unsigned char)rank;
}

static void set_kernel(struct bundle_facts *f, int rank, struct slice release)
{
	if (!release.n || release.n >= sizeof(f->kernel_release) || rank >= f->kernel_rank)
		return;
	memcpy(f->kernel_release, release.p, release.n);
	f->kernel_release[release.n] = '\0';
	f->kernel_rank = (unsigned char)rank;
}

static void set_boot_id(struct bundle_facts *f, int rank, struct slice id)
{
	char hex[33] = "";
	size_t n = 0;

	for (size_t i = 0; i < id.n && id.p[i] > ' '; i++) {
		bool digit =
			(id.p[i] >= '0' && id.p[i] <= '9') || (id.p[i] >= 'a' && id.p[i] <= 'f');
		if (id.p[i] == '-')
			continue;
		if (!digit || n == 32)
			return;
		hex[n++] = id.p[i];
	}
	if (n != 32 || rank >= f->boot_rank)
		return;
	memcpy(f->boot_id, hex, sizeof(hex));
	f->boot_rank = (unsigned char)rank;
}

/** UTC before local time, then the better place. */
static void set_taken(struct bundle_facts *f, int rank, int64_t us, bool exact)
{
	if (f->taken_us != INT64_MIN &&
	    (f->taken_exact > exact || (f->taken_exact == exact && rank >= f->taken_rank)))
		return;
	f->taken_us = us;
	f->taken_exact = exact;
	f->taken_rank = (unsigned char)rank;
}

static void take_uname(struct bundle_facts *f, int rank, struct slice line)
{
	if (!slice_is(word(&line), "Linux"))
		return;
	set_host(f, rank, word(&line));
	set_kernel(f, rank, word(&line));
}

static void take_sysctl(struct bundle_facts *f, int rank, struct slice text)
{
	struct slice line, key;

	while (slice_line(&text, &line)) {
		if (!slice_starts(line, S("kernel.")) || !slice_cut(&line, '=', &key))
			continue;
		struct slice name = word(&key), value = word(&line);
		if (slice_is(name, "kernel.hostname"))
			set_host(f, rank, value);
		else if (slice_is(name, "kernel.osrelease"))
			set_kernel(f, rank, value);
		else if (slice_is(name, "kernel.random.boot_id"))
			set_boot_id(f, rank, value);
	}
}

static bool take_clock(struct slice s, struct civil *c)
{
	uint64_t h, m, sec;

	if (!slice_u64(&s, 10, &h) || !slice_skip_char(&s, ':') || !slice_u64(&s, 10, &m) ||
	    !slice_skip_char(&s, ':') || !slice_u64(&s, 10, &sec) || h > 23 || m > 59 || sec > 60)
		return false;
	c->hour = (int)h;
	c->minute = (int)m;
	c->second = (int)sec;
	return true;
}

/** The words of date(1), in any order: month, day, time, AM or PM, zone, year. */
static bool take_date(struct slice line, int64_t *ret_us, bool *ret_utc)
{
	struct civil c = { 0 };
	bool clock = false, pm = false, am = false;
	struct slice w;

	*ret_utc = false;
	while ((w = word(&line)).n) {
		struct slice s = w;
		uint64_t v;
		int month = c.month ? 0 : clock_month_name(&s);
		if (month) {
			c.month = month;
		} else if (!clock && slice_has(w, S(":"))) {
			clock = take_clock(w, &c);
		} else if (slice_is(w, "UTC") || slice_is(w, "GMT")) {
			*ret_utc = true;
		} else if (slice_is(w, "AM") || slice_is(w, "PM")) {
			am = slice_is(w, "AM");
			pm = !am;
		} else if ((s = w, slice_u64(&s, 10, &v)) && !s.n) {
			if (v >= 1970 && v <= 9999)
				c.year = (int)v;
			else if (v >= 1 && v <= 31 && !c.day)
				c.day = (int)v;
		}
	}
	if ((am && c.hour == 12) || (pm && c.hour < 12))
		c.hour += am ? -12 : 12;
	return clock && c.year && c.month && c.day && clock_from_civil(&c, ret_us);
}

/** Local time of an unknown zone, and when the file was written: the latter, if they go together. */
static void take_local(struct bundle_facts *f, int rank, int64_t us, bool utc, int64_t mtime_us)
{
	int64_t apart = mtime_us == INT64_MIN ? INT64_MAX : us - mtime_us;

	if (!utc && apart < 15 * HOUR_US && apart > -15 * HOUR_US)
		set_taken(f, rank, mtime_us - mtime_us % SECOND_US, true);
	else
		set_taken(f, rank, us, utc);
}

/** `Universal time: Sun 2026-11-22 11:54:10 UTC` */
static void take_timedatectl(struct bundle_facts *f, int rank, struct slice text)
{
	struct slice line;

	while (slice_line(&text, &line)) {
		ssize_t at = slice_find(line, S("Universal time:"));
		struct civil c = { 0 };
		uint64_t y, m, d;
		int64_t us;
		if (at < 0)
			continue;
		line = slice_from(line, (size_t)at + 15);
		word(&line);
		struct slice date = word(&line);
		if (slice_u64(&date, 10, &y) && slice_skip_char(&date, '-') &&
		    slice_u64(&date, 10, &m) && slice_skip_char(&date, '-') &&
		    slice_u64(&date, 10, &d) && y < 10000 && m < 13 && d < 32) {
			c.year = (int)y;
			c.month = (int)m;
			c.day = (int)d;
			if (take_clock(word(&line), &c) && clock_from_civil(&c, &us))
				set_taken(f, rank, us, true);
		}
	}
}

/** Whole seconds are enough. */
static bool take_seconds(struct slice s, int64_t *ret_us)
{
	uint64_t v;

	if (!slice_u64(&s, 10, &v) || v > INT64_MAX / SECOND_US / 2)
		return false;
	*ret_us = (int64_t)v * SECOND_US;
	return true;
}

/** `== dumpstate: 2021-03-01 10:11:12`, local time; `Kernel: Linux version 4.14.117-g1 (…`. */
static void take_dumpstate(struct bundle_facts *f, int rank, struct slice text, int64_t mtime_us)
{
	struct slice line;

	for (int lines = 0; lines < 40 && slice_line(&text, &line); lines++) {
		struct civil c = { 0 };
		uint64_t y, m, d;
		int64_t us;
		if (slice_skip(&line, S("Kernel: Linux version "))) {
			set_kernel(f, rank, word(&line));
			return;
		}
		if (!slice_skip(&line, S("== dumpstate: ")))
			continue;
		struct slice date = word(&line);
		if (!slice_u64(&date, 10, &y) || !slice_skip_char(&date, '-') ||
		    !slice_u64(&date, 10, &m) || !slice_skip_char(&date, '-') ||
		    !slice_u64(&date, 10, &d) || y > 9999 || m > 12 || d > 31)
			continue;
		c.year = (int)y;
		c.month = (int)m;
		c.day = (int)d;
		if (take_clock(word(&line), &c) && clock_from_civil(&c, &us))
			take_local(f, rank, us, false, mtime_us);
	}
}

static void take_stat(struct bundle_facts *f, struct slice text)
{
	struct slice line;
	int64_t us;

	while (slice_line(&text, &line))
		if (slice_skip(&line, S("btime ")) && take_seconds(line, &us))
			f->started_us = us;
}

void bundle_fact_take(struct bundle_facts *f, int rank, struct slice text, int64_t mtime_us)
{
	struct slice line = first_line(text);
	int64_t us;
	bool utc;

	switch (facts[rank].fact) {
	case FACT_HOST:
		set_host(f, rank, word(&line));
		break;
	case FACT_UNAME:
		take_uname(f, rank, line);
		break;
	case FACT_SYSCTL:
		take_sysctl(f, rank, text);
		break;
	case FACT_BOOT_ID:
		set_boot_id(f, rank, line);
		break;
	case FACT_DATE:
		if (take_date(line, &us, &utc))
			take_local(f, rank, us, utc, mtime_us);
		break;
	case FACT_TIMEDATECTL:
		take_timedatectl(f, rank, text);
		break;
	case FACT_EPOCH:
		if (take_seconds(line, &us) && us > SECOND_US * 100000000)
			set_taken(f, rank, us, true);
		break;
	case FACT_UPTIME:
		if (take_seconds(line, &us))
			f->uptime_us = us;
		break;
	case FACT_BTIME:
		take_stat(f, text);
		break;
	case FACT_DUMPSTATE:
		take_dumpstate(f, rank, text, mtime_us);
		break;
	}
}

void bundle_facts_add(struct bundle_facts *f, const struct bundle_facts *more)
{
	if (more->host_rank < f->host_rank) {
		memcpy(f->host, more->host, sizeof(f->host));
		f->host_rank = more->host_rank;
	}
	if (more->kernel_rank < f->kernel_rank) {
		memcpy(f->kernel_release, more->kernel_release, sizeof(f->kernel_release));
		f->kernel_rank = more->kernel_rank;
	}
	if (more->boot_rank < f->boot_rank) {
		memcpy(f->boot_id, more->boot_id, sizeof(f->boot_id));
		f->boot_rank = more->boot_rank;
	}
	if (more->taken_us != INT64_MIN)
		set_taken(f, more->taken_rank, more->taken_us, more->taken_exact);
	if (more->uptime_us != INT64_MIN && f->uptime_us == INT64_MIN)
		f->uptime_us = more->uptime_us;
	if (more->started_us != INT64_MIN && f->started_us == INT64_MIN)
		f->started_us = more->started_us;
}

/** `-2026-11-22`, and what is before it. */
static bool find_date(struct slice s, struct slice *ret_before, int64_t *ret_us)
{
	for (size_t i = 0; i + 11 <= s.n; i++) {
		struct slice at = slice_from(s, i + 1);
		struct civil c = { 0 };
		uint64_t y, m, d;
		if ((s.p[i] != '-' && s.p[i] != '_') || at.n < 10)
			continue;
		at = slice_head(at, 10);
		if (!slice_u64(&at, 10, &y) || !slice_skip_char(&at, '-') ||
		    !slice_u64(&at, 10, &m) || !slice_skip_char(&at, '-') ||
		    !slice_u64(&at, 10, &d) || at.n || y < 1970 || y > 9999 || m > 12 || d > 31)
			continue;
		c.year = (int)y;
		c.month = (int)m;
		c.day = (int)d;
		if (clock_from_civil(&c, ret_us)) {
			*ret_before = slice_head(s, i);
			return true;
		}
	}
	return false;
}

void bundle_facts_name(struct bundle_facts *f, const char *path)
{
	static const char *const prefixes[] = { "sosreport-", "sos-", "scc_", "nts_" };
	struct slice s = slice_str(path), before;
	int64_t us;

	for (size_t i = s.n; i > 0; i--) {
		if (s.p[i - 1] == '/' || s.p[i - 1] == '!') {
			s = slice_from(s, i);
			break;
		}
	}
	if (!find_date(s, &before, &us))
		return;
	set_taken(f, NO_RANK - 1, us, false);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (slice_skip(&before, slice_str(prefixes[i]))) {
			set_host(f, NO_RANK - 1, before);
			return;
		}
	}
}

void bundle_facts_newest(struct bundle_facts *f, int64_t us)
{
	int64_t after = us == INT64_MIN ? INT64_MAX : us - f->taken_us;

	if (f->taken_rank == NO_RANK - 1 && after < 39 * HOUR_US && after > -15 * HOUR_US)
		f->taken_us = us - us % SECOND_US;
}
