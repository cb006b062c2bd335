// SPDX-License-Identifier: Apache-2.0
//
// merge "KASAN: * in foo_*" /^BUG: .* in foo_/ into "foo: use after free"
//   -> faults with such titles have the key of ("rule", "foo: use after free")
#include "analyzer/groups/steer.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/groups/derive.h"
#include "analyzer/groups/names.h"
#include "analyzer/groups/signature.h"
#include "analyzer/groups/skip.h"
#include "analyzer/groups/title.h"
#include "parsers/base/rx.h"
#include "parsers/base/sbuf.h"

/** Patterns of one merge rule. */
#define STEER_PATTERNS 64

enum steer_verb {
	STEER_RENAME,
	STEER_MERGE,
	STEER_SPLIT,
	STEER_APART,
	STEER_IGNORE,
	STEER_VERBS,
};

static const struct {
	struct slice name;
	const char *usage;
} verbs[STEER_VERBS] = {
	[STEER_RENAME] = { S("rename"), "rename PATTERN to \"TITLE\"" },
	[STEER_MERGE] = { S("merge"), "merge PATTERN... into \"NAME\"" },
	[STEER_SPLIT] = { S("split"), "split PATTERN by FIELD, or by frame PATTERN" },
	[STEER_APART] = { S("apart"), "apart PATTERN" },
	[STEER_IGNORE] = { S("ignore"), "ignore frame PATTERN" },
};

/** What titles may be split by: what the fault alone says. */
enum split_field {
#define SPLIT_FIELD(id, name, doc) SPLIT_##id,
#include "analyzer/groups/split_fields.def"
#undef SPLIT_FIELD
	SPLIT_FIELDS,
};

static const char *const split_names[SPLIT_FIELDS] = {
#define SPLIT_FIELD(id, name, doc) [SPLIT_##id] = name,
#include "analyzer/groups/split_fields.def"
#undef SPLIT_FIELD
};

struct pattern {
	struct slice glob; /**< p NULL: rx */
	struct rx *rx;
};

struct rule {
	enum steer_verb verb;
	struct pattern *patterns;
	size_t n_patterns;
	struct slice text; /**< new title, or name of the group */
	enum split_field field;
	struct pattern frame;
};

struct steering {
	struct arena arena;
	struct rule *rules;
	struct steer_rule *written;
	size_t n, n_written;
	bool ignores; /**< there is an ignore rule */
	char key[KEY_HEX + 1];
};

struct steering *steering_new(void)
{
	return xcalloc(1, sizeof(struct steering));
}

static void pattern_free(struct pattern *p)
{
	rx_free(p->rx);
}

static void rule_deinit(struct rule *r)
{
	for (size_t i = 0; i < r->n_patterns; i++)
		pattern_free(&r->patterns[i]);
	pattern_free(&r->frame);
}

void steering_free(struct steering *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		rule_deinit(&s->rules[i]);
	arena_deinit(&s->arena);
	free(s);
}

/** One line under way. */
struct reader {
	struct steering *s;
	struct slice file, rest;
	uint64_t line;
};

static struct err *bad(const struct reader *r, const char *what, struct slice value)
{
	return err_new(ERR_USAGE, 0, SLICE_FMT ":%llu: %s%s" SLICE_FMT, SLICE_ARG(r->file),
	               (unsigned long long)r->line, what, value.n ? ": " : "",
	               SLICE_ARG(slice_head(value, 200)));
}

static struct err *bad_usage(const struct reader *r, enum steer_verb verb)
{
	return err_new(ERR_USAGE, 0, SLICE_FMT ":%llu: a rule of this sort reads: %s",
	               SLICE_ARG(r->file), (unsigned long long)r->line, verbs[verb].usage);
}

/** Is the rest of the line blank or a comment? */
static bool at_end(struct reader *r)
{
	slice_skip_blanks(&r->rest);
	return !r->rest.n || *r->rest.p == '#';
}

/** A bare word. */
static bool take_word(struct reader *r, struct slice *ret)
{
	return !at_end(r) && *r->rest.p != '"' && *r->rest.p != '/' && slice_word(&r->rest, ret);
}

/** Text between two @p quote; a backslash takes the quote's meaning away, and in "" its own. */
static struct err *take_quoted(struct reader *r, char quote, struct slice *ret)
{
	struct sbuf b = { 0 };
	size_t i = 1;

	for (; i < r->rest.n && r->rest.p[i] != quote; i++) {
		char c = r->rest.p[i], next = i + 1 < r->rest.n ? r->rest.p[i + 1] : '\0';
		if (c == '\\' && (next == quote || (quote == '"' && next == '\\')))
			c = r->rest.p[++i];
		sbuf_char(&b, c);
	}
	bool closed = i < r->rest.n;
	*ret = arena_dup(&r->s->arena, sbuf_slice(&b));
	sbuf_deinit(&b);
	if (!closed)
		return bad(r, "the quote is not closed", r->rest);
	r->rest = slice_from(r->rest, i + 1);
	return ret->n ? NULL : bad(r, "nothing between the quotes", S(""));
}

static struct err *take_text(struct reader *r, enum steer_verb verb, struct slice *ret)
{
	if (at_end(r) || *r->rest.p != '"')
		return bad_usage(r, verb);
	return take_quoted(r, '"', ret);
}

/** "glob" or /regular expression/. */
static struct err *take_pattern(struct reader *r, enum steer_verb verb, struct pattern *ret)
{
	char message[RX_MESSAGE];
	struct slice text;

	if (at_end(r) || (*r->rest.p != '"' && *r->rest.p != '/'))
		return bad_usage(r, verb);
	char quote = *r->rest.p;
	struct err *e = take_quoted(r, quote, &text);
	if (e)
		return e;
	*ret = (struct pattern){ .glob = text };
	if (quote == '"')
		return NULL;
	*ret = (struct pattern){ .rx = rx_new_user(text, message) };
	return ret->rx ? NULL : bad(r, message, text);
}

/** @p word, or an error that says how the rule reads. */
static struct err *want_word(struct reader *r, enum steer_verb verb, struct slice want)
{
	struct slice word;

	return take_word(r, &word) && slice_eq(word, want) ? NULL : bad_usage(r, verb);
}

static struct err *take_patterns(struct reader *r, struct rule *rule)
{
	struct pattern pattern;
	struct err *e;

	do {
		if (rule->n_patterns == STEER_PATTERNS)
			return bad(r, "too many patterns", r->rest);
		e = take_pattern(r, rule->verb, &pattern);
		if (!e)
			arena_push(&r->s->arena, &rule->patterns, &rule->n_patterns, &pattern);
	} while (!e && rule->verb == STEER_MERGE && !at_end(r) &&
	         (*r->rest.p == '"' || *r->rest.p == '/'));
	return e;
}

static struct err *take_field(struct reader *r, struct rule *rule)
{
	struct slice word;

	if (!take_word(r, &word))
		return bad_usage(r, rule->verb);
	for (int i = 0; i < SPLIT_FIELDS; i++)
		if (slice_eq(word, slice_str(split_names[i]))) {
			rule->field = i;
			return i == SPLIT_FRAME ? take_pattern(r, rule->verb, &rule->frame) : NULL;
		}
	return bad(r, "titles cannot be split by this field", word);
}

static struct err *take_rest(struct reader *r, struct rule *rule)
{
	struct err *e = NULL;

	switch (rule->verb) {
	case STEER_RENAME:
		e = want_word(r, rule->verb, S("to"));
		return e ? e : take_text(r, rule->verb, &rule->text);
	case STEER_MERGE:
		e = want_word(r, rule->verb, S("into"));
		return e ? e : take_text(r, rule->verb, &rule->text);
	case STEER_SPLIT:
		e = want_word(r, rule->verb, S("by"));
		return e ? e : take_field(r, rule);
	case STEER_APART:
	case STEER_IGNORE:
	case STEER_VERBS:
		break;
	}
	return NULL;
}

static struct err *take_rule(struct reader *r, struct rule *rule)
{
	struct slice word;
	int verb = 0;

	if (!take_word(r, &word))
		return bad(r, "a rule begins with rename, merge, split, apart or ignore", r->rest);
	while (verb < STEER_VERBS && !slice_eq(word, verbs[verb].name))
		verb++;
	if (verb == STEER_VERBS)
		return bad(r, "a rule begins with rename, merge, split, apart or ignore", word);
	rule->verb = verb;
	struct err *e = verb == STEER_IGNORE ? want_word(r, verb, S("frame")) : NULL;
	if (!e)
		e = take_patterns(r, rule);
	if (!e)
		e = take_rest(r, rule);
	return e || at_end(r) ? e : bad(r, "more than a rule", r->rest);
}

struct err *steering_add(struct steering *s, struct slice file, uint64_t line, struct slice text)
{
	struct reader r = { .s = s, .file = file, .rest = slice_trim(text), .line = line };
	struct rule rule = { .verb = STEER_VERBS };

	if (at_end(&r))
		return NULL;
	if (text.n > STEER_LINE_BYTES)
		return bad(&r, "the line is too long", S(""));
	if (memchr(text.p, '\0', text.n))
		return bad(&r, "the line has a NUL: is it text?", S(""));
	if (s->n == STEER_RULES)
		return bad(&r, "too many rules", S(""));
	struct steer_rule written = { arena_dup(&s->arena, file),
		                      arena_dup(&s->arena, slice_trim(text)), line };
	struct err *e = take_rule(&r, &rule);
	if (e) {
		rule_deinit(&rule);
		return e;
	}
	arena_push(&s->arena, &s->rules, &s->n, &rule);
	arena_push(&s->arena, &s->written, &s->n_written, &written);
	s->ignores |= rule.verb == STEER_IGNORE;
	struct slice parts[] = { slice_str(s->key), written.text };
	char key[KEY_HEX + 1];
	key_of(parts, 2, key);
	memcpy(s->key, key, sizeof(key));
	return NULL;
}

struct err *steering_parse(struct steering *s, struct slice file, struct slice text)
{
	struct slice line;
	struct err *e = NULL;

	for (uint64_t n = 1; !e && slice_line(&text, &line); n++)
		e = steering_add(s, file, n, line);
	return e;
}

struct err *steering_read(struct steering *s, const char *path)
{
	_cleanup_(sbuf_deinit) struct sbuf text = { .max = STEER_BYTES };
	_cleanup_fclose_ FILE *f = fopen(path, "re");
	char block[4096];
	size_t n;

	if (!f)
		return err_new(ERR_IO, errno, "%s", path);
	while (!text.overflow && (n = fread(block, 1, sizeof(block), f)) > 0)
		sbuf_add(&text, (struct slice){ block, n });
	if (ferror(f))
		return err_new(ERR_IO, errno, "%s", path);
	if (text.overflow)
		return err_new(ERR_LIMIT, 0, "%s: more than %zu bytes: is it a file of rules?",
		               path, STEER_BYTES);
	return steering_parse(s, slice_str(path), sbuf_slice(&text));
}

const struct steer_rule *steering_rules(const struct steering *s, size_t *ret_n)
{
	*ret_n = s->n_written;
	return s->written;
}

const char *steering_key(const struct steering *s)
{
	return s && s->n ? s->key : NULL;
}

static bool pattern_match(const struct pattern *p, struct slice s, struct slice groups[RX_GROUPS])
{
	if (!p->rx) {
		groups[0] = s;
		return glob_match(p->glob, s);
	}
	return rx_match(p->rx, s, groups);
}

static bool rule_match(const struct rule *r, struct slice s, struct slice groups[RX_GROUPS])
{
	for (size_t i = 0; i < r->n_patterns; i++)
		if (pattern_match(&r->patterns[i], s, groups))
			return true;
	return false;
}

bool steering_ignores(const struct steering *s, struct slice function)
{
	struct slice groups[RX_GROUPS];

	for (size_t i = 0; s && s->ignores && i < s->n; i++)
		if (s->rules[i].verb == STEER_IGNORE && rule_match(&s->rules[i], function, groups))
			return true;
	return false;
}

/** The new title: `\0` to `\9` are groups of the pattern. */
static struct slice expand(struct slice text, const struct slice groups[RX_GROUPS],
                           struct arena *arena)
{
	struct sbuf b = { .max = TITLE_BYTES };

	for (size_t i = 0; i < text.n && !b.overflow; i++) {
		char next = i + 1 < text.n ? text.p[i + 1] : '\0';
		if (text.p[i] == '\\' && next >= '0' && next <= '9') {
			sbuf_add(&b, groups[next - '0']);
			i++;
		} else {
			sbuf_char(&b, text.p[i]);
		}
	}
	struct slice ret = arena_dup(arena, sbuf_slice(&b));
	sbuf_deinit(&b);
	return ret;
}

/** First function of the blamed stack that the rule's pattern fits; p NULL: none. */
static struct slice split_frame(const struct rule *r, const struct fault *f, struct arena *arena)
{
	struct slice groups[RX_GROUPS];

	for (size_t i = 0; i < f->n_stacks; i++)
		for (size_t k = 0; k < f->stacks[i].n_frames && k < SIMILARITY_FRAMES; k++) {
			const struct frame *fr = &f->stacks[i].frames[k];
			if (!fr->function.p || (fr->flags & FRAME_UNRELIABLE))
				continue;
			struct slice name = name_plain(fr->function, arena);
			if (pattern_match(&r->frame, name, groups))
				return name;
		}
	return (struct slice){ 0 };
}

#define TEXT_OF(f, field) (fact_has(f, field) ? (f)->field : (struct slice){ 0 })

static struct slice split_value(const struct rule *r, const struct fault *f,
                                const struct derived *d, struct arena *arena)
{
	switch (r->field) {
	case SPLIT_ACCESS:
		return TEXT_OF(f, access);
	case SPLIT_ARCH:
		return TEXT_OF(f, arch);
	case SPLIT_BUG_TYPE:
		return TEXT_OF(f, bug_type);
	case SPLIT_CACHE:
		return f->memory_object ? TEXT_OF(f->memory_object, cache) : (struct slice){ 0 };
	case SPLIT_CALLER: {
		struct frames frames = signature_frames(f, d, arena);
		return frames.n > 1 ? frames.functions[1] : (struct slice){ 0 };
	}
	case SPLIT_COMM:
		return TEXT_OF(f, comm);
	case SPLIT_FILE:
		return fact_has(f, file) ? f->file : d->file;
	case SPLIT_FRAME:
		return split_frame(r, f, arena);
	case SPLIT_FUNCTION:
		return d->function;
	case SPLIT_KIND:
		return slice_str(fault_kind_info[f->kind].slug);
	case SPLIT_MODULE:
		return d->module;
	case SPLIT_FIELDS:
		break;
	}
	return (struct slice){ 0 };
}

static void name_group(struct derived *d, const char *verb, struct slice name, struct slice more)
{
	struct slice parts[] = { slice_str(verb), name, more };

	key_of(parts, 3, d->group_key);
}

void steering_apply(const struct steering *s, const struct fault *f, struct arena *arena,
                    struct derived *d)
{
	struct slice groups[RX_GROUPS] = { 0 };
	bool placed = false;

	for (size_t i = 0; s && i < s->n; i++) {
		const struct rule *r = &s->rules[i];
		if (r->verb == STEER_IGNORE || (placed && r->verb != STEER_APART) ||
		    !rule_match(r, d->title, groups))
			continue;
		if (r->verb == STEER_RENAME) {
			d->title = expand(r->text, groups, arena);
			struct slice parts[] = { slice_str(fault_kind_info[f->kind].slug),
				                 d->title };
			key_of(parts, 2, d->group_key);
			continue;
		}
		if (r->verb == STEER_APART) {
			d->apart = true;
			continue;
		}
		placed = true;
		if (r->verb == STEER_MERGE) {
			d->group_name = r->text;
			name_group(d, "merge", r->text, S(""));
			continue;
		}
		struct slice value = split_value(r, f, d, arena);
		struct slice shown = value.p ? value : S("not known");
		d->apart = true;
		d->group_name =
			arena_printf(arena, SLICE_FMT " [%s " SLICE_FMT "]", SLICE_ARG(d->title),
		                     split_names[r->field], SLICE_ARG(shown));
		name_group(d, fault_kind_info[f->kind].slug, d->title, shown);
	}
}
