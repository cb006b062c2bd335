// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/symbol_list.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "parsers/base/bisect.h"
#include "parsers/base/hash.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"

struct entry {
	uint64_t addr;
	uint32_t name, module; /**< offsets in names; module 0: the kernel */
	uint16_t n_name;
	uint8_t type;
	uint32_t order; /**< place in the file */
};

struct symbol_list {
	struct sbuf names; /**< texts, NUL after each; the first is empty */
	struct sbuf line;  /**< an unfinished one */
	struct entry *v;   /**< by address once ended */
	uint32_t *by_name; /**< indices in v */
	size_t n, cap, n_hidden;
	uint32_t module; /**< of the line before: modules come one after the other */
	char key[KEY_HEX + 1];
};

struct symbol_list *symbol_list_new(void)
{
	struct symbol_list *l = xcalloc(1, sizeof(*l));

	l->names.max = LIMIT_KSYM_TABLE_BYTES;
	l->line.max = LIMIT_LINE_BYTES;
	sbuf_char(&l->names, 0);
	return l;
}

void symbol_list_free(struct symbol_list *l)
{
	if (!l)
		return;
	sbuf_deinit(&l->names);
	sbuf_deinit(&l->line);
	free(l->v);
	free(l->by_name);
	free(l);
}

static struct slice text_at(const struct symbol_list *l, uint32_t at)
{
	return slice_str(l->names.p + at);
}

static bool text_add(struct symbol_list *l, struct slice s, uint32_t *ret)
{
	size_t at = l->names.n;

	if (at + s.n + 1 > LIMIT_KSYM_TABLE_BYTES || memchr(s.p, 0, s.n))
		return false;
	sbuf_add(&l->names, s);
	sbuf_char(&l->names, 0);
	*ret = (uint32_t)at;
	return true;
}

/** `[nf_tables]`, as long as it lasts one text in names. */
static uint32_t module_of(struct symbol_list *l, struct slice rest)
{
	struct slice name;
	uint32_t at;

	rest = slice_trim(rest);
	if (!slice_skip_char(&rest, '[') || !slice_cut(&rest, ']', &name) || !name.n ||
	    name.n > LIMIT_NAME_BYTES)
		return 0;
	if (l->module && slice_eq(text_at(l, l->module), name))
		return l->module;
	if (!text_add(l, name, &at))
		return 0;
	l->module = at;
	return at;
}

static void line_take(struct symbol_list *l, struct slice line)
{
	struct slice addr, type, name, in = line;
	struct entry e = { 0 };

	slice_skip_blanks(&in);
	if (!slice_word(&in, &addr) || !slice_u64(&addr, 16, &e.addr) || addr.n)
		return;
	slice_skip_blanks(&in);
	if (!slice_word(&in, &type) || type.n != 1)
		return;
	slice_skip_blanks(&in);
	if (!slice_word(&in, &name) || name.n > LIMIT_NAME_BYTES || l->n >= LIMIT_KSYMS)
		return;
	if (!e.addr && !strchr("aAvVdDbB", *type.p))
		l->n_hidden++;
	if (!e.addr || !text_add(l, name, &e.name))
		return;
	e.n_name = (uint16_t)name.n;
	e.type = (uint8_t)*type.p;
	e.module = module_of(l, in);
	e.order = (uint32_t)l->n;
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 4096;
		l->v = xreallocarray(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = e;
}

void symbol_list_feed(struct symbol_list *l, struct slice bytes)
{
	while (bytes.n) {
		const char *end = memchr(bytes.p, '\n', bytes.n);
		size_t n = end ? (size_t)(end - bytes.p) : bytes.n;
		struct slice part = { bytes.p, n };

		bytes = slice_from(bytes, n + (end != NULL));
		if (!end || l->line.n) {
			sbuf_add(&l->line, part);
			if (!end)
				return;
			part = sbuf_slice(&l->line);
		}
		line_take(l, part);
		sbuf_reset(&l->line);
	}
}

static bool is_text(const struct entry *e)
{
	return e->type == 't' || e->type == 'T' || e->type == 'w' || e->type == 'W' ||
	       e->type == 'i';
}

static int by_addr(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	if ((x->type < 'a') != (y->type < 'a')) // global ones are upper case
		return x->type < 'a' ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_name(const void *a, const void *b, void *ctx)
{
	const struct symbol_list *l = ctx;
	const struct entry *x = &l->v[*(const uint32_t *)a], *y = &l->v[*(const uint32_t *)b];
	int cmp = strcmp(l->names.p + x->name, l->names.p + y->name);

	return cmp ? cmp : x < y ? -1 : x > y;
}

static void key_make(struct symbol_list *l)
{
	_cleanup_free_ struct slice *parts = xcalloc(l->n + 1, sizeof(*parts));

	for (size_t i = 0; i < l->n; i++)
		parts[i] = (struct slice){ (const char *)&l->v[i].addr, sizeof(l->v[i].addr) };
	parts[l->n] = sbuf_slice(&l->names);
	key_of(parts, l->n + 1, l->key);
}

void symbol_list_end(struct symbol_list *l)
{
	if (l->line.n)
		line_take(l, sbuf_slice(&l->line));
	sbuf_reset(&l->line);
	key_make(l);
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), by_addr);
	l->by_name = xcalloc(l->n + 1, sizeof(*l->by_name));
	for (size_t i = 0; i < l->n; i++)
		l->by_name[i] = (uint32_t)i;
	qsort_r(l->by_name, l->n, sizeof(*l->by_name), by_name, l);
}

struct err *symbol_list_open(const char *path, struct symbol_list **ret)
{
	_cleanup_(symbol_list_freep) struct symbol_list *l = symbol_list_new();
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_free_ char *buf = xmalloc(1 << 20);
	ssize_t n;

	if (fd < 0)
		return err_new(ERR_IO, errno, "%s", path);
	while ((n = read(fd, buf, 1 << 20)) > 0)
		symbol_list_feed(l, (struct slice){ buf, (size_t)n });
	if (n < 0)
		return err_new(ERR_IO, errno, "%s", path);
	symbol_list_end(l);
	if (!l->n && l->n_hidden)
		return err_new(ERR_FORMAT, 0,
		               "%s: all addresses are 0: it was read without the right to see them "
		               "(kernel.kptr_restrict)",
		               path);
	if (!l->n)
		return err_new(ERR_FORMAT, 0, "%s: no list of symbols (kallsyms or System.map)",
		               path);
	*ret = take(l);
	return NULL;
}

size_t symbol_list_count(const struct symbol_list *l)
{
	return l->n;
}

size_t symbol_list_hidden(const struct symbol_list *l)
{
	return l->n_hidden;
}

const char *symbol_list_key(const struct symbol_list *l)
{
	return l->key;
}

static struct slice name_of(const struct symbol_list *l, const struct entry *e)
{
	return (struct slice){ l->names.p + e->name, e->n_name };
}

static void symbol_of(const struct symbol_list *l, size_t i, struct list_symbol *ret)
{
	const struct entry *e = &l->v[i];
	uint64_t size = 0;

	for (size_t k = i + 1; k < l->n; k++) {
		if (l->v[k].addr == e->addr)
			continue;
		// the next of the same module; behind the last one the table goes on elsewhere
		if (slice_eq(text_at(l, l->v[k].module), text_at(l, e->module)))
			size = l->v[k].addr - e->addr;
		break;
	}
	*ret = (struct list_symbol){
		.name = name_of(l, e),
		.module = e->module ? text_at(l, e->module) : (struct slice){ 0 },
		.addr = e->addr,
		.size = size,
	};
}

/** Index of the first of v behind @p addr. */
static size_t upper(const struct symbol_list *l, uint64_t addr)
{
	return bisect(l->n, i, l->v[i].addr <= addr);
}

bool symbol_list_at(const struct symbol_list *l, uint64_t addr, struct list_symbol *ret)
{
	size_t i = upper(l, addr);

	if (!i)
		return false;
	uint64_t begin = l->v[i - 1].addr;
	size_t best = SIZE_MAX;
	for (; i && l->v[i - 1].addr == begin; i--) {
		if (is_text(&l->v[i - 1]))
			best = i - 1;
	}
	if (best == SIZE_MAX)
		return false;
	struct list_symbol s;
	symbol_of(l, best, &s);
	if (!s.size && addr != s.addr) // where it ends is not known
		return false;
	*ret = s;
	return true;
}

size_t symbol_list_find(const struct symbol_list *l, struct slice name, struct slice module,
                        struct list_symbol *ret, size_t max)
{
	size_t lo = bisect(l->n, i, slice_cmp(name_of(l, &l->v[l->by_name[i]]), name) < 0), n = 0;

	for (; lo < l->n && slice_eq(name_of(l, &l->v[l->by_name[lo]]), name); lo++) {
		const struct entry *e = &l->v[l->by_name[lo]];
		if (!is_text(e) || !slice_eq(text_at(l, e->module), module))
			continue;
		if (n < max)
			symbol_of(l, l->by_name[lo], &ret[n]);
		n++;
	}
	return n;
}
