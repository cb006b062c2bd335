// SPDX-License-Identifier: Apache-2.0
/*
 * JSON: one object is one message.
 *
 *   {"__REALTIME_TIMESTAMP":"1651572000123456","_BOOT_ID":"b5f1…","PRIORITY":"4","MESSAGE":"text"}
 *   {"MESSAGE":[65,66,10],"_COMM":["a","b"]}          bytes that are not UTF-8; a field given twice
 *   {"log":"[   12.345678] text\n","stream":"stdout","time":"2022-05-03T10:00:00.123456789Z"}
 *
 * and over several lines (journalctl -o json-pretty, dmesg --json), where the innermost objects are
 * the messages:
 *
 *   {
 *      "dmesg": [
 *         {
 *            "pri": 5,
 *            "time": "    0.000000",
 *            "msg": "Linux version 6.1.0-13-amd64"
 *         },{
 *            "fac": "kern", "pri": "info", "time": 0.000012, "caller": "T1", "msg": "Command line: "
 *         }
 *
 * Source: https://systemd.io/JOURNAL_EXPORT_FORMATS; print_record() in util-linux' dmesg.c; the
 * json-file log driver of container runtimes.
 */
#include <jansson.h>
#include <stdlib.h>

#include "parsers/lines/inner.h"
#include "parsers/lines/words.h"

/** Longest object over several lines.  The largest journal entries are those of coredumps, some
 *  100 KiB; jansson needs some 50 bytes of memory for a byte of text in the worst case. */
#define OBJECT_BYTES_MAX ((size_t)1 << 20)

static struct slice text_of(const json_t *v)
{
	return (struct slice){ json_string_value(v), json_string_length(v) };
}

/** An array is bytes, or the values of a field that the entry has several times. */
static void add_value(struct entry *e, struct slice key, const json_t *v)
{
	char number[32];

	if (json_is_string(v)) {
		entry_add(e, key, text_of(v));
	} else if (json_is_integer(v)) {
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		entry_add(e, key, slice_str(number));
	} else if (json_is_array(v) && entry_wants(key)) {
		struct sbuf bytes = { .max = OBJECT_BYTES_MAX };
		size_t n = json_array_size(v);
		for (size_t i = 0; i < n; i++) {
			const json_t *item = json_array_get(v, i);
			if (json_is_integer(item))
				sbuf_char(&bytes, (char)json_integer_value(item));
			else if (json_is_string(item))
				entry_add(e, key, text_of(item));
		}
		if (bytes.n)
			entry_add(e, key, sbuf_slice(&bytes));
		sbuf_deinit(&bytes);
	}
}

static void journal_object(struct lines *l, const json_t *object, struct record *r)
{
	const char *key;
	json_t *value;

	entry_begin(&l->entry, r->off, r->line);
	l->entry.flags = r->flags & RECORD_CUT;
	json_object_foreach((json_t *)object, key, value)
		add_value(&l->entry, slice_str(key), value);
	entry_deliver(l, &l->entry, r->end_off, r->end_line);
}

/** Seconds with a fraction, as number or as padded text. */
static bool seconds_of(const json_t *v, int64_t *ret_us)
{
	if (json_is_string(v)) {
		struct slice s = slice_ltrim(text_of(v));
		uint64_t seconds, us;
		if (!slice_u64(&s, 10, &seconds) || seconds > 99999999999 ||
		    !slice_skip_char(&s, '.') || s.n != 6 || !slice_u64(&s, 10, &us))
			return false;
		*ret_us = (int64_t)(seconds * 1000000 + us);
		return true;
	}
	if (!json_is_number(v))
		return false;
	double seconds = json_number_value(v);
	if (!(seconds >= 0 && seconds < 1e11))
		return false;
	*ret_us = (int64_t)(seconds * 1e6 + 0.5);
	return true;
}

static void dmesg_time(struct lines *l, const json_t *time, struct record *r)
{
	struct slice text;
	struct date d;

	if (seconds_of(time, &r->mono_us)) {
		r->flags |= RECORD_HAS_MONO;
	} else if (json_is_string(time)) {
		text = text_of(time);
		if (date_iso(&text, &d) || date_ctime(&text, &d)) {
			r->flags |= RECORD_HAS_WALL | d.flags;
			r->wall_us = d.us;
			l->years.last_us = d.us;
		}
	}
}

static void dmesg_object(struct lines *l, const json_t *object, struct record *r)
{
	const json_t *pri = json_object_get(object, "pri"), *fac = json_object_get(object, "fac");
	const json_t *caller = json_object_get(object, "caller");

	dmesg_time(l, json_object_get(object, "time"), r);
	int level = json_is_string(pri) ? word_level(text_of(pri)) : -1;
	int facility = json_is_string(fac) ? word_facility(text_of(fac)) : -1;
	if (json_is_integer(pri) && json_integer_value(pri) >= 0 && json_integer_value(pri) < 192) {
		level = (int)json_integer_value(pri) & 7;
		facility = (int)json_integer_value(pri) >> 3;
	}
	if (level >= 0) {
		r->flags |= RECORD_HAS_LEVEL;
		r->level = level;
	}
	if (facility >= 0) {
		r->flags |= RECORD_HAS_FACILITY;
		r->facility = facility;
	}
	struct slice id_text = json_is_string(caller) ? text_of(caller) : (struct slice){ "", 0 };
	uint64_t id;
	if (id_text.n > 1 && (*id_text.p == 'T' || *id_text.p == 'C')) {
		struct slice digits = slice_from(id_text, 1);
		if (slice_u64(&digits, 10, &id) && !digits.n && id < RECORD_CALLER_CPU) {
			r->flags |= RECORD_HAS_CALLER;
			r->caller = (uint32_t)id | (*id_text.p == 'C' ? RECORD_CALLER_CPU : 0);
		}
	}
	r->flags |= facility > 0 ? RECORD_USER : RECORD_KERNEL;
	lines_deliver_text(l, r, text_of(json_object_get(object, "msg")));
}

/** A line of a container: what is in `log` may have any prefix. */
static void container_object(struct lines *l, const json_t *object, struct record *r)
{
	struct slice text = text_of(json_object_get(object, "log"));
	const json_t *time = json_object_get(object, "time");
	struct date d;

	if (json_is_string(time)) {
		struct slice t = text_of(time);
		if (date_iso(&t, &d)) {
			r->flags |= RECORD_HAS_WALL | d.flags;
			r->wall_us = d.us;
		}
	}
	if (printk_prefix(&text, r))
		r->flags |= RECORD_KERNEL;
	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	lines_deliver_text(l, r, text);
}

static void deliver_object(struct lines *l, struct slice s, struct record *r)
{
	json_error_t error;
	json_t *object = json_loadb(s.p, s.n, JSON_ALLOW_NUL, &error);

	if (!object || !json_is_object(object)) {
		l->stats.bad_records++;
	} else if (json_object_get(object, "MESSAGE") ||
	           json_object_get(object, "__REALTIME_TIMESTAMP")) {
		l->format_lines[LINE_JOURNAL_JSON]++;
		journal_object(l, object, r);
	} else if (json_is_string(json_object_get(object, "msg")) &&
	           json_object_get(object, "pri")) {
		l->format_lines[LINE_DMESG_JSON]++;
		dmesg_object(l, object, r);
	} else if (json_is_string(json_object_get(object, "log")) &&
	           json_object_get(object, "stream")) {
		l->format_lines[LINE_STAMPED]++;
		container_object(l, object, r);
	}
	json_decref(object);
}

static struct slice without_mark(struct slice s)
{
	s = slice_ltrim(s);
	if (s.n && *s.p == '\x1e') // RFC 7464, json-seq
		s = slice_from(s, 1);
	slice_skip(&s, S("data: ")); // json-sse
	return s;
}

bool json_line(struct lines *l, struct slice s, struct record *r)
{
	s = slice_trim(without_mark(s));
	if (s.n < 2 || *s.p != '{' ||
	    !(slice_has(s, S("\"MESSAGE\"")) || slice_has(s, S("\"__REALTIME_TIMESTAMP\"")) ||
	      (slice_has(s, S("\"log\"")) && slice_has(s, S("\"stream\"")))))
		return false;
	deliver_object(l, s, r);
	return true;
}

bool json_starts(struct slice line, struct slice ahead)
{
	line = slice_trim(without_mark(line));
	if (slice_starts(line, S("{\"dmesg\"")) || slice_starts(line, S("{ \"dmesg\"")))
		return true;
	if (!slice_is(line, "{"))
		return false;
	// so begin functions of C programs: a key must follow
	ahead = slice_ltrim(slice_head(ahead, 4096));
	return slice_starts(ahead, S("\"dmesg\"")) || slice_starts(ahead, S("\"__")) ||
	       (ahead.n > 2 && *ahead.p == '"' &&
	        ((ahead.p[1] >= 'A' && ahead.p[1] <= 'Z') || ahead.p[1] == '_'));
}

/** The object is complete, or cannot become so. */
static void end_object(struct lines *l, uint64_t end_off, bool good)
{
	struct scan *x = &l->scan;
	struct record r = { .flags = RECORD_ESCAPED,
		            .off = x->off,
		            .end_off = end_off,
		            .line = x->line,
		            .end_line = l->line };

	if (good && !x->object.overflow)
		deliver_object(l, sbuf_slice(&x->object), &r);
	else
		l->stats.bad_records++;
	sbuf_reset(&x->object);
	x->in_object = false;
}

/** Scan bytes of one line, its end included. */
static void scan(struct lines *l, struct slice s)
{
	struct scan *x = &l->scan;
	size_t kept = 0; // bytes before this one are in the object, if there is one

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool ends = false;
		if (x->in_string) {
			x->in_string = c != '"' || x->escape;
			x->escape = c == '\\' && !x->escape;
		} else if (c == '"') {
			x->in_string = true;
		} else if (c == '{') {
			sbuf_reset(&x->object);
			x->in_object = true;
			x->off = l->off + i;
			x->line = l->line;
			kept = i;
		} else if (c == '}') {
			ends = x->in_object;
		}
		if (ends) {
			sbuf_add(&x->object, (struct slice){ s.p + kept, i + 1 - kept });
			end_object(l, l->off + i + 1, true);
		}
	}
	if (x->in_object)
		sbuf_add(&x->object, slice_from(s, kept));
	l->off += s.n;
	if (!slice_ends(s, S("\n")))
		return;
	if (x->in_string && x->in_object)
		end_object(l, l->off, false); // a string does not hold a line end
	x->in_string = x->escape = false;
	l->line++;
	l->stats.lines++;
}

/** May a line of a document begin like this?  Between objects, only what holds it together. */
static bool may_begin(const struct scan *x, struct slice s)
{
	int64_t us;
	char c = *s.p;

	if (c == '[')
		return !printk_stamp(&s, false, &us) &&
		       (x->in_object || s.n == 1 || memchr("\n\r {\"", s.p[1], 5));
	return memchr("{}]\",:\x1e", c, 7) ||
	       (x->in_object && (memchr("-tfn", c, 4) || (c >= '0' && c <= '9')));
}

size_t json_take(struct lines *l, struct slice s, bool final)
{
	struct scan *x = &l->scan;
	struct slice rest = s;

	x->object.max = OBJECT_BYTES_MAX;
	l->must_see = true;
	while (rest.n) {
		const char *nl = memchr(rest.p, '\n', rest.n);
		if (!nl && !final && rest.n < LINES_BLOCK_BYTES)
			break;
		struct slice line = { rest.p, nl ? (size_t)(nl - rest.p) + 1 : rest.n };
		if (!nl && !final)
			line.n = LINES_BLOCK_BYTES; // a piece of a very long line
		struct slice begin = slice_ltrim(line);
		if (!x->in_line && begin.n && !may_begin(x, begin)) {
			if (x->in_object)
				end_object(l, l->off, false);
			x->in_string = x->escape = false;
			l->mode = LINES_TEXT;
			return s.n - rest.n;
		}
		scan(l, line);
		x->in_line = !nl;
		rest = slice_from(rest, line.n);
	}
	if (final && !rest.n) {
		if (x->in_object)
			end_object(l, l->off, false);
		if (x->in_line) {
			l->line++;
			l->stats.lines++;
		}
		x->in_line = false;
	}
	return s.n - rest.n;
}
