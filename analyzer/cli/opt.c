// SPDX-License-Identifier: Apache-2.0
/*
 * What is parsed:
 *
 *   crashql -s a.db ingest --jobs=4 -q /var/log -- -odd-name
 */
#include "analyzer/cli/opt.h"

#include "analyzer/report/text.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/slice.h"

/** One argv under way. */
struct opt_parser {
	const struct opt_set *sets;
	size_t n_sets;
	int argc, at; /**< at: argument being looked at */
	char **argv;
};

static bool opt_takes_value(const struct opt *o)
{
	return o->type != OPT_FLAG;
}

static const char *opt_value_name(const struct opt *o)
{
	return o->arg ? o->arg : "WORD";
}

static struct err *opt_bad(const struct opt *o, const char *what, const char *value)
{
	return err_new(ERR_USAGE, 0, "--%s: %s: %s", o->long_name, what, value);
}

static struct err *opt_set_choice(const struct opt *o, unsigned *ret, const char *value)
{
	_cleanup_(sbuf_deinit) struct sbuf words = { 0 };

	for (unsigned i = 0; o->choices[i]; i++) {
		if (strcmp(o->choices[i], value) == 0) {
			*ret = i;
			return NULL;
		}
		sbuf_printf(&words, "%s%s", i ? ", " : "", o->choices[i]);
	}
	return err_new(ERR_USAGE, 0, "--%s: no such choice: %s (one of %s)", o->long_name, value,
	               words.p);
}

static struct err *opt_set_number(const struct opt *o, uint64_t *ret, const char *value)
{
	static const char suffixes[] = "KMGT";
	struct slice in = slice_str(value);
	uint64_t v;

	if (!slice_u64(&in, 10, &v))
		return opt_bad(o, "not a number", value);
	const char *suffix =
		o->type == OPT_BYTES && in.n == 1 ? strchr(suffixes, in.p[0] & ~0x20) : NULL;
	if (suffix && *suffix) {
		unsigned shift = 10 * (unsigned)(suffix - suffixes + 1);
		if (v > UINT64_MAX >> shift)
			return opt_bad(o, "too large", value);
		v <<= shift;
		in.n = 0;
	}
	if (in.n)
		return opt_bad(o, "not a number", value);
	if (v < o->min)
		return err_new(ERR_USAGE, 0, "--%s: at least %llu, not %s", o->long_name,
		               (unsigned long long)o->min, value);
	*ret = v;
	return NULL;
}

static struct err *opt_add(const struct opt *o, struct opt_list *list, const char *value)
{
	if (list->n == OPT_LIST_MAX)
		return err_new(ERR_USAGE, 0, "--%s: more than %d times", o->long_name,
		               OPT_LIST_MAX);
	list->v[list->n++] = value;
	return NULL;
}

static struct err *opt_store(const struct opt *o, void *config, const char *value)
{
	char *at = (char *)config + o->off;

	switch (o->type) {
	case OPT_FLAG:
		*(bool *)at = true;
		return NULL;
	case OPT_TEXT:
		*(const char **)at = value;
		return NULL;
	case OPT_LIST:
		return opt_add(o, (struct opt_list *)at, value);
	case OPT_CHOICE:
		return opt_set_choice(o, (unsigned *)at, value);
	case OPT_U64:
	case OPT_BYTES:
		return opt_set_number(o, (uint64_t *)at, value);
	case OPT_END:
		break;
	}
	__builtin_unreachable();
}

/** The option with this long name, or the only one that begins with it. */
static struct err *opt_find_long(const struct opt_parser *p, struct slice name,
                                 const struct opt **ret, void **ret_config)
{
	const struct opt *found = NULL;
	void *config = NULL;

	for (size_t s = 0; name.n && s < p->n_sets; s++) {
		for (const struct opt *o = p->sets[s].opts; o->type != OPT_END; o++) {
			struct slice full = slice_str(o->long_name);
			if (!slice_starts(full, name))
				continue;
			if (full.n != name.n && found)
				return err_new(ERR_USAGE, 0,
				               "--" SLICE_FMT ": could be --%s or --%s",
				               SLICE_ARG(name), found->long_name, o->long_name);
			found = o;
			config = p->sets[s].config;
			if (full.n == name.n) {
				*ret = found;
				*ret_config = config;
				return NULL;
			}
		}
	}
	if (!found)
		return err_new(ERR_USAGE, 0, "no such option: --" SLICE_FMT, SLICE_ARG(name));
	*ret = found;
	*ret_config = config;
	return NULL;
}

static struct err *opt_parse_long(struct opt_parser *p, const char *text)
{
	struct slice name = slice_str(text);
	const char *value = strchr(text, '=');
	const struct opt *o = NULL;
	void *config = NULL;

	if (value)
		name.n = (size_t)(value++ - text);
	struct err *e = opt_find_long(p, name, &o, &config);
	if (e)
		return e;
	if (!opt_takes_value(o)) {
		if (value)
			return err_new(ERR_USAGE, 0, "--%s takes no value", o->long_name);
	} else if (!value) {
		if (p->at + 1 >= p->argc)
			return err_new(ERR_USAGE, 0, "--%s needs %s", o->long_name,
			               opt_value_name(o));
		value = p->argv[++p->at];
	}
	return opt_store(o, config, value);
}

static const struct opt *opt_find_short(const struct opt_parser *p, char c, void **ret_config)
{
	for (size_t s = 0; s < p->n_sets; s++) {
		for (const struct opt *o = p->sets[s].opts; o->type != OPT_END; o++) {
			if (o->short_name && o->short_name == c) {
				*ret_config = p->sets[s].config;
				return o;
			}
		}
	}
	return NULL;
}

/** `-qj4`: flags up to the first that takes a value. */
static struct err *opt_parse_short(struct opt_parser *p, const char *text)
{
	for (; *text; text++) {
		void *config = NULL;
		const struct opt *o = opt_find_short(p, *text, &config);
		const char *value = NULL;

		if (!o)
			return err_new(ERR_USAGE, 0, "no such option: -%c", *text);
		if (opt_takes_value(o)) {
			if (text[1])
				value = text + 1;
			else if (p->at + 1 < p->argc)
				value = p->argv[++p->at];
			else
				return err_new(ERR_USAGE, 0, "-%c needs %s", *text,
				               opt_value_name(o));
		}
		struct err *e = opt_store(o, config, value);
		if (e || value)
			return e;
	}
	return NULL;
}

/** Options up to the end of @p argv, or with @p leading to the first argument. */
static struct err *opt_parse_all(struct opt_parser *p, bool leading, int *ret)
{
	int n_args = 0;

	for (p->at = 1; p->at < p->argc; p->at++) {
		char *arg = p->argv[p->at];

		if (strcmp(arg, "--") == 0) {
			p->at++;
			break;
		}
		if (arg[0] != '-' || !arg[1]) { // "-" is an argument: standard input
			if (leading)
				break;
			p->argv[1 + n_args++] = arg;
			continue;
		}
		struct err *e =
			arg[1] == '-' ? opt_parse_long(p, arg + 2) : opt_parse_short(p, arg + 1);
		if (e)
			return e;
	}
	if (leading) {
		*ret = p->at;
		return NULL;
	}
	for (; p->at < p->argc; p->at++)
		p->argv[1 + n_args++] = p->argv[p->at];
	*ret = n_args;
	return NULL;
}

struct err *opt_parse(const struct opt_set *sets, size_t n_sets, int argc, char **argv,
                      int *ret_n_args)
{
	struct opt_parser p = { sets, n_sets, argc, 1, argv };
	return opt_parse_all(&p, false, ret_n_args);
}

struct err *opt_parse_leading(const struct opt_set *sets, size_t n_sets, int argc, char **argv,
                              int *ret_next)
{
	struct opt_parser p = { sets, n_sets, argc, 1, argv };
	return opt_parse_all(&p, true, ret_next);
}

void opt_spelling(const struct opt *o, struct sbuf *out)
{
	if (o->short_name)
		sbuf_printf(out, "-%c, ", o->short_name);
	else
		sbuf_puts(out, "    ");
	sbuf_printf(out, "--%s", o->long_name);
	if (o->type == OPT_CHOICE) {
		for (unsigned i = 0; o->choices[i]; i++)
			sbuf_printf(out, "%c%s", i ? '|' : '=', o->choices[i]);
	} else if (opt_takes_value(o)) {
		sbuf_printf(out, "=%s", opt_value_name(o));
	}
}

#define HELP_COLUMN 29

void opt_help(const struct opt *opts, unsigned width, struct sbuf *out)
{
	for (const struct opt *o = opts; o->type != OPT_END; o++) {
		size_t begin = out->n;

		sbuf_puts(out, "  ");
		opt_spelling(o, out);
		size_t used = out->n - begin;
		if (used + 2 > HELP_COLUMN) {
			sbuf_char(out, '\n');
			used = 0;
		}
		text_wrap(out, slice_str(o->help), HELP_COLUMN, used, width);
	}
}
