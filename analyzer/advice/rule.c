// SPDX-License-Identifier: Apache-2.0
/*
 *   -- id: oom_no_swap
 *   -- severity: 3
 *   -- title: No swap, and memory ran out
 *   -- meaning: Anonymous memory that nobody has touched for days cannot leave RAM:
 *   --   there is nowhere to put it.
 *   …
 *   SELECT …
 */
#include "analyzer/advice/rule.h"

const struct rule_member rule_members[] = {
#define RULE_FIELD(name, doc) { #name, offsetof(struct rule, name) },
	RULE_FIELDS(RULE_FIELD)
#undef RULE_FIELD
		{ NULL, 0 },
};

/** One file under way. */
struct rule_reader {
	struct slice path;
	unsigned line;
	struct arena *arena;
	struct rule *rule;
	struct slice *open; /**< field that a further line goes on with; NULL */
	bool open_lines;    /**< it keeps its line ends */
};

static struct err *bad(const struct rule_reader *r, const char *what, struct slice value)
{
	return err_new(ERR_USAGE, 0, SLICE_FMT ":%u: %s%s" SLICE_FMT, SLICE_ARG(r->path), r->line,
	               what, value.n ? ": " : "", SLICE_ARG(slice_head(value, 200)));
}

static struct slice *field_of(struct rule *rule, struct slice name)
{
	for (const struct rule_member *m = rule_members; m->name; m++)
		if (slice_eq(name, slice_str(m->name)))
			return rule_text(rule, m);
	return NULL;
}

/** `-- name: value`, or `--   more of the value`. */
static struct err *take_comment(struct rule_reader *r, struct slice text)
{
	struct slice name, value = slice_trim(text);

	if (slice_starts(text, S("  ")) || !value.n) {
		if (!r->open)
			return bad(r, "goes on with no field", value);
		if (value.n)
			*r->open = arena_printf(r->arena, SLICE_FMT "%s" SLICE_FMT,
			                        SLICE_ARG(*r->open),
			                        !r->open->n     ? ""
			                        : r->open_lines ? "\n"
			                                        : " ",
			                        SLICE_ARG(value));
		return NULL;
	}
	if (!slice_cut(&value, ':', &name))
		return bad(r, "no `field: value`", value);
	r->open = field_of(r->rule, name);
	r->open_lines = slice_is(name, "command");
	if (!r->open)
		return bad(r, "no such field", name);
	if (r->open->p)
		return bad(r, "given twice", name);
	*r->open = arena_dup(r->arena, slice_trim(value));
	return NULL;
}

static bool is_name(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && (s.p[i] < '0' || s.p[i] > '9') &&
		    s.p[i] != '_')
			return false;
	return s.n > 0 && s.n <= 64;
}

/** The name of the file without folder and `.sql`. */
static struct slice stem(struct slice path)
{
	const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	if (slash)
		path = slice_from(path, (size_t)(slash + 1 - path.p));
	return slice_ends(path, S(".sql")) ? slice_head(path, path.n - 4) : path;
}

static struct err *check(const struct rule_reader *r)
{
	struct rule *rule = r->rule;

	for (const struct rule_member *m = rule_members; m->name; m++)
		if (!rule_text(rule, m)->n)
			return bad(r, "the header ends without field", slice_str(m->name));
	if (!is_name(rule->id))
		return bad(r, "id must be of a to z, 0 to 9 and _", rule->id);
	if (!slice_eq(rule->id, stem(r->path)))
		return bad(r, "id is not the name of the file", rule->id);
	if (rule->severity.n != 1 || *rule->severity.p < '1' || *rule->severity.p > '5')
		return bad(r, "severity must be 1 to 5", rule->severity);
	rule->level = *rule->severity.p - '0';
	if (!slice_trim(rule->sql).n)
		return bad(r, "no query follows the header", S(""));
	return NULL;
}

struct err *rule_parse(struct slice path, struct slice text, struct arena *a, struct rule *ret)
{
	struct rule rule = { .path = arena_dup(a, path) };
	struct rule_reader r = { .path = path, .arena = a, .rule = &rule };
	struct slice rest = text, line;

	if (text.n > RULE_BYTES)
		return bad(&r, "the file is too long for a rule", S(""));
	if (text.n && memchr(text.p, 0, text.n))
		return bad(&r, "a NUL byte: this is no text", S(""));
	for (struct slice at = rest; slice_line(&at, &line); rest = at) {
		if (!slice_skip(&line, S("--")))
			break;
		r.line++;
		slice_skip_char(&line, ' ');
		struct err *e = take_comment(&r, line);
		if (e)
			return e;
	}
	rule.sql = arena_dup(a, rest);
	rule.sql_line = ++r.line;
	struct err *e = check(&r);
	if (!e)
		*ret = rule;
	return e;
}

bool rule_need(struct slice *needs, struct slice *ret)
{
	while (needs->n) {
		struct slice word;
		if (!slice_cut(needs, ',', &word)) {
			word = *needs;
			*needs = slice_from(*needs, needs->n);
		}
		*ret = slice_trim(word);
		if (ret->n)
			return true;
	}
	return false;
}
