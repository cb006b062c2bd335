// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "analyzer/advice/rule.h"
#include "analyzer/advice_rules.h"
#include "parsers/base/cleanup.h"

static int by_id(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	return slice_cmp(x->id, y->id);
}

static void rules_put(struct rules *rs, const struct rule *rule)
{
	for (size_t i = 0; i < rs->n; i++) {
		if (slice_eq(rs->rule[i].id, rule->id)) {
			rs->rule[i] = *rule;
			return;
		}
	}
	arena_push(&rs->arena, &rs->rule, &rs->n, rule);
	qsort(rs->rule, rs->n, sizeof(*rs->rule), by_id);
}

struct err *rules_builtin(struct rules *ret)
{
	struct rules rs = { .n = 0 };
	struct err *e = NULL;

	for (size_t i = 0; !e && advice_rules[i].name; i++) {
		struct slice path = arena_printf(&rs.arena, "rules/%s.sql", advice_rules[i].name);
		struct rule rule;
		e = rule_parse(path, slice_str(advice_rules[i].text), &rs.arena, &rule);
		if (e)
			break;
		rule.builtin = true;
		rules_put(&rs, &rule);
	}
	if (e)
		rules_deinit(&rs);
	else
		*ret = rs;
	return e;
}

static struct err *read_file(const char *path, struct sbuf *ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char buf[4096];
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_new(ERR_USAGE, errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_new(ERR_USAGE, 0, "%s: not a file", path);
	while ((n = read(fd, buf, sizeof(buf))) > 0 && ret->n <= RULE_BYTES)
		sbuf_add(ret, (struct slice){ buf, (size_t)n });
	return n < 0 ? err_new(ERR_USAGE, errno, "%s: %s", path, strerror(errno)) : NULL;
}

static struct err *add_file(struct rules *rs, const char *folder, const char *name)
{
	_cleanup_(sbuf_deinit) struct sbuf text = { 0 };
	struct slice path = arena_printf(&rs->arena, "%s/%s", folder, name);
	struct rule rule;

	struct err *e = read_file(path.p, &text);
	if (!e)
		e = rule_parse(path, sbuf_slice(&text), &rs->arena, &rule);
	if (!e)
		rules_put(rs, &rule);
	return e;
}

/** `NAME.sql`, but not the fixtures `NAME.fire.sql` and `NAME.quiet.sql` that may lie beside it. */
static int is_rule(const struct dirent *d)
{
	struct slice name = slice_str(d->d_name);

	return slice_ends(name, S(".sql")) && *name.p != '.' && !slice_ends(name, S(".fire.sql")) &&
	       !slice_ends(name, S(".quiet.sql"));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

struct err *rules_add_folder(struct rules *rs, const char *folder)
{
	struct dirent **names = NULL;
	struct err *e = NULL;
	int n = scandir(folder, &names, is_rule, by_name);

	if (n < 0)
		return err_new(ERR_USAGE, errno, "--rules: %s: %s", folder, strerror(errno));
	if (!n)
		e = err_new(ERR_USAGE, 0, "--rules: %s: no rule (*.sql) in it", folder);
	else if (n > RULE_FILES)
		e = err_new(ERR_USAGE, 0, "--rules: %s: more than %d rules", folder, RULE_FILES);
	for (int i = 0; i < n; i++) {
		if (!e)
			e = add_file(rs, folder, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return e;
}

void rules_deinit(struct rules *rs)
{
	arena_deinit(&rs->arena);
	*rs = (struct rules){ .n = 0 };
}
