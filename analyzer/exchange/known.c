// SPDX-License-Identifier: Apache-2.0
#include "analyzer/exchange/known.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/exchange/duphash.h"

/** One issue while it is put together. */
struct making {
	struct arena *arena;
	struct store_mark *marks;
	size_t n_marks;
	struct store_known known;
};

/** A file that is being read, to stop at KNOWN_FILE_BYTES. */
struct source {
	const char *path;
	int64_t taken_us; /**< when it was written, us since 1970 */
	FILE *f;
	size_t bytes;
	bool too_long;
};

static struct slice text_of(struct arena *arena, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);

	if (!json_is_string(v) || !json_string_length(v))
		return (struct slice){ 0 };
	return arena_dup(arena, (struct slice){ json_string_value(v), json_string_length(v) });
}

static void mark_add(struct making *m, const char *kind, struct slice text)
{
	const struct store_mark mark = { kind, text };

	if (text.n && m->n_marks < KNOWN_MARKS)
		arena_push(m->arena, &m->marks, &m->n_marks, &mark);
}

/** The dashboard calls the second bug of one title `… (2)`. */
static struct slice without_number(struct slice title)
{
	size_t n = title.n;

	if (!n || title.p[n - 1] != ')')
		return title;
	n--;
	size_t digits = n;
	while (n && isdigit((unsigned char)title.p[n - 1]))
		n--;
	if (n == digits || n < 2 || title.p[n - 1] != '(' || title.p[n - 2] != ' ')
		return title;
	return slice_head(title, n - 2);
}

/** `/bug?id=…` or `/bug?extid=…`: its id. */
static struct slice link_id(struct slice link)
{
	return slice_skip_past(&link, S("id=")) ? link : (struct slice){ 0 };
}

static void syzbot_fix(struct making *m, const json_t *bug)
{
	const json_t *fixes = json_object_get(bug, "fix-commits");
	const json_t *fix = json_is_array(fixes) ? json_array_get(fixes, 0) : NULL;

	if (!json_is_object(fix))
		return;
	m->known.fix_title = text_of(m->arena, fix, "title");
	m->known.fix_hash = text_of(m->arena, fix, "hash");
}

/** NULL: it is one; else what is missing. */
static const char *syzbot_bug(struct making *m, const json_t *bug)
{
	struct store_known *k = &m->known;
	const json_t *crashes = json_object_get(bug, "crashes"), *crash;
	struct slice link = text_of(m->arena, bug, "link");
	size_t i;

	k->source = "syzbot";
	k->title = text_of(m->arena, bug, "title");
	if (!k->title.p)
		return "a bug without title";
	k->key = text_of(m->arena, bug, "id");
	if (!k->key.p)
		k->key = link_id(link);
	if (!k->key.p)
		k->key = k->title;
	k->status = text_of(m->arena, bug, "status");
	if (link.p && *link.p == '/')
		k->url = arena_printf(m->arena, "https://syzkaller.appspot.com" SLICE_FMT,
		                      SLICE_ARG(link));
	else if (link.p)
		k->url = link;
	else if (!slice_eq(k->key, k->title))
		k->url = arena_printf(m->arena, "https://syzkaller.appspot.com/bug?id=" SLICE_FMT,
		                      SLICE_ARG(k->key));
	syzbot_fix(m, bug);
	mark_add(m, "title", without_number(k->title));
	json_array_foreach(crashes, i, crash)
		mark_add(m, "title", without_number(text_of(m->arena, crash, "title")));
	return NULL;
}

static const char *ureport(struct making *m, const json_t *report)
{
	const json_t *problem = json_object_get(report, "problem"), *frame;
	const json_t *frames = json_object_get(problem, "frames");
	struct slice names[DUPHASH_FRAMES];
	char hash[DUPHASH_HEX + 1];
	size_t n = 0, i;

	if (!slice_is(text_of(m->arena, problem, "type"), "kerneloops"))
		return "a uReport that is not of type kerneloops";
	json_array_foreach(frames, i, frame)
	{
		struct slice name = text_of(m->arena, frame, "function_name");
		if (n < DUPHASH_FRAMES && name.p &&
		    !json_is_false(json_object_get(frame, "reliable")))
			names[n++] = name;
	}
	if (!n)
		return "a uReport without reliable frames";
	duphash_of(names, n, hash);
	m->known.source = "abrt";
	m->known.key = arena_dup(m->arena, slice_str(hash));
	m->known.title = text_of(m->arena, report, "reason");
	if (!m->known.title.p)
		m->known.title =
			arena_printf(m->arena, "kernel oops in " SLICE_FMT, SLICE_ARG(names[0]));
	mark_add(m, "duphash", m->known.key);
	return NULL;
}

static struct err *add_object(const struct source *s, const json_t *object, size_t number,
                              struct arena *arena, struct known_list *list)
{
	struct making m = { .arena = arena };
	const char *why = json_is_object(object) && json_object_get(object, "ureport_version")
	                          ? ureport(&m, object)
	                          : syzbot_bug(&m, object);

	if (why)
		return err_new(ERR_FORMAT, 0, "%s: object %zu: %s", s->path, number, why);
	if (list->n >= KNOWN_MAX)
		return err_new(ERR_LIMIT, 0, "%s: more than %d issues", s->path, KNOWN_MAX);
	m.known.file = s->path;
	m.known.taken_us = s->taken_us;
	m.known.marks = m.marks;
	m.known.n_marks = m.n_marks;
	arena_push(arena, &list->known, &list->n, &m.known);
	return NULL;
}

/** One document: an issue, a list, or an object with a list in it. */
static struct err *add_document(const struct source *s, const json_t *root, size_t *number,
                                struct arena *arena, struct known_list *list)
{
	const json_t *bugs = json_is_object(root) ? json_object_get(root, "Bugs") : root, *bug;
	struct err *e = NULL;
	size_t i;

	if (!json_is_array(bugs) && json_is_object(root))
		bugs = json_object_get(root, "bugs");
	if (!json_is_array(bugs))
		return add_object(s, root, ++*number, arena, list);
	json_array_foreach(bugs, i, bug)
	{
		e = add_object(s, bug, ++*number, arena, list);
		if (e)
			break;
	}
	return e;
}

static size_t source_read(void *buffer, size_t n, void *data)
{
	struct source *s = data;

	// one byte: several documents share the file, and what a document does not need is the next one's
	(void)n;
	if (s->bytes >= KNOWN_FILE_BYTES) {
		s->too_long = true;
		return (size_t)-1;
	}
	int c = getc_unlocked(s->f);
	if (c == EOF)
		return ferror(s->f) ? (size_t)-1 : 0;
	*(char *)buffer = (char)c;
	s->bytes++;
	return 1;
}

static bool at_end(struct source *s)
{
	int c;

	do
		c = getc_unlocked(s->f);
	while (c == ' ' || c == '\t' || c == '\n' || c == '\r');
	if (c != EOF)
		ungetc(c, s->f);
	return c == EOF;
}

/** Line of the file, from 1, that byte @p offset is on. */
static size_t line_of(FILE *f, size_t offset)
{
	size_t line = 1;
	int c;

	rewind(f);
	for (size_t i = 0; i < offset && (c = getc_unlocked(f)) != EOF; i++)
		line += c == '\n';
	return line;
}

static struct err *read_documents(const char *path, struct source *s, struct arena *arena,
                                  struct known_list *list)
{
	size_t number = 0;
	struct err *e = NULL;

	while (!e && !at_end(s)) {
		json_error_t error;
		size_t start = (size_t)ftell(s->f);
		json_t *root = json_load_callback(source_read, s, JSON_DISABLE_EOF_CHECK, &error);
		if (!root && s->too_long)
			return err_new(ERR_LIMIT, 0, "%s: larger than %zu MiB", path,
			               KNOWN_FILE_BYTES >> 20);
		if (!root && ferror(s->f))
			return err_new(ERR_IO, errno, "%s", path);
		if (!root)
			return err_new(ERR_FORMAT, 0, "%s: line %zu, column %d: no JSON: %s", path,
			               line_of(s->f, start) + (size_t)error.line - 1, error.column,
			               error.text);
		e = add_document(s, root, &number, arena, list);
		json_decref(root);
	}
	if (!e && ferror(s->f))
		e = err_new(ERR_IO, errno, "%s", path);
	else if (!e && !number)
		e = err_new(ERR_FORMAT, 0, "%s: the file is empty", path);
	return e;
}

struct err *known_read(const char *path, struct arena *arena, struct known_list *list)
{
	struct source s = { .path = path, .taken_us = INT64_MIN, .f = fopen(path, "re") };
	struct stat st;

	if (!s.f)
		return err_new(ERR_IO, errno, "%s", path);
	bool is_there = fstat(fileno(s.f), &st) == 0;
	if (is_there && S_ISDIR(st.st_mode)) {
		fclose(s.f);
		return err_new(ERR_USAGE, 0, "%s is a folder: name the files in it", path);
	}
	if (is_there && S_ISREG(st.st_mode))
		s.taken_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
	struct err *e = read_documents(path, &s, arena, list);
	fclose(s.f);
	return e;
}
