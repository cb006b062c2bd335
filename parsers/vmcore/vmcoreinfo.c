// SPDX-License-Identifier: Apache-2.0
/*
 * OSRELEASE=6.1.0-13-amd64
 * PAGESIZE=4096
 * SYMBOL(init_uts_ns)=ffffffff9e81bc20
 * OFFSET(list_head.next)=0
 * NUMBER(phys_base)=-1946157056
 * KERNELOFFSET=1c000000
 */
#include "parsers/vmcore/vmcoreinfo.h"

#include <stdio.h>
#include <stdlib.h>

#include "parsers/base/bisect.h"
#include "parsers/limits.h"

struct entry {
	struct slice key, value;
	size_t at; /**< line number: the first of equal keys wins */
};

struct vmcoreinfo {
	char *text;
	size_t n_text;
	struct entry *entries; /**< sorted by key, then line */
	size_t n;
};

static int entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int ret = slice_cmp(x->key, y->key);

	return ret ? ret : (x->at > y->at) - (x->at < y->at);
}

struct vmcoreinfo *vmcoreinfo_new(struct slice text)
{
	struct vmcoreinfo *v = xcalloc(1, sizeof(*v));
	struct slice in, line;
	size_t n = 0;

	text = slice_head(text, LIMIT_VMCOREINFO_BYTES);
	v->text = xmemdup0(text.p, text.n);
	v->n_text = text.n;
	in = vmcoreinfo_raw(v);
	while (slice_line(&in, &line))
		n++;
	v->entries = xcalloc(n + 1, sizeof(*v->entries));
	in = vmcoreinfo_raw(v);
	for (size_t i = 0; slice_line(&in, &line); i++) {
		struct entry *e = &v->entries[v->n];
		struct slice rest = line;
		if (!slice_cut(&rest, '=', &e->key) || !e->key.n)
			continue;
		e->value = rest;
		e->at = i;
		v->n++;
	}
	if (v->n)
		qsort(v->entries, v->n, sizeof(*v->entries), entry_cmp);
	return v;
}

void vmcoreinfo_free(struct vmcoreinfo *v)
{
	if (!v)
		return;
	free(v->entries);
	free(v->text);
	free(v);
}

struct slice vmcoreinfo_raw(const struct vmcoreinfo *v)
{
	return (struct slice){ v->text, v->n_text };
}

static bool find(const struct vmcoreinfo *v, struct slice key, struct slice *ret)
{
	size_t lo = bisect(v->n, i, slice_cmp(v->entries[i].key, key) < 0);

	if (lo == v->n || !slice_eq(v->entries[lo].key, key))
		return false;
	*ret = v->entries[lo].value;
	return true;
}

/** The value of CALL(name). */
static bool find_call(const struct vmcoreinfo *v, const char *call, const char *name,
                      struct slice *ret)
{
	char key[256];
	int n = snprintf(key, sizeof(key), "%s(%s)", call, name);

	return n > 0 && (size_t)n < sizeof(key) && find(v, (struct slice){ key, (size_t)n }, ret);
}

bool vmcoreinfo_text(const struct vmcoreinfo *v, const char *key, struct slice *ret)
{
	return find(v, slice_str(key), ret);
}

/** All of @p text is one number. */
static bool number(struct slice text, unsigned base, uint64_t *ret)
{
	uint64_t value;

	text = slice_trim(text);
	if (base == 16)
		slice_skip(&text, S("0x"));
	if (!slice_u64(&text, base, &value) || text.n)
		return false;
	*ret = value;
	return true;
}

static bool call_number(const struct vmcoreinfo *v, const char *call, const char *name,
                        unsigned base, uint64_t *ret)
{
	struct slice text;

	return find_call(v, call, name, &text) && number(text, base, ret);
}

bool vmcoreinfo_symbol(const struct vmcoreinfo *v, const char *name, uint64_t *ret)
{
	return call_number(v, "SYMBOL", name, 16, ret);
}

bool vmcoreinfo_offset(const struct vmcoreinfo *v, const char *member, uint64_t *ret)
{
	return call_number(v, "OFFSET", member, 10, ret);
}

bool vmcoreinfo_size(const struct vmcoreinfo *v, const char *name, uint64_t *ret)
{
	return call_number(v, "SIZE", name, 10, ret);
}

bool vmcoreinfo_length(const struct vmcoreinfo *v, const char *name, uint64_t *ret)
{
	return call_number(v, "LENGTH", name, 10, ret);
}

bool vmcoreinfo_number(const struct vmcoreinfo *v, const char *name, int64_t *ret)
{
	struct slice text;
	uint64_t value;
	bool minus;

	if (!find_call(v, "NUMBER", name, &text))
		return false;
	text = slice_trim(text);
	minus = slice_skip_char(&text, '-');
	if (!number(text, slice_starts(text, S("0x")) ? 16 : 10, &value))
		return false;
	*ret = (int64_t)(minus ? -value : value);
	return true;
}

bool vmcoreinfo_hex(const struct vmcoreinfo *v, const char *key, uint64_t *ret)
{
	struct slice text;

	return vmcoreinfo_text(v, key, &text) && number(text, 16, ret);
}

bool vmcoreinfo_decimal(const struct vmcoreinfo *v, const char *key, uint64_t *ret)
{
	struct slice text;

	return vmcoreinfo_text(v, key, &text) && number(text, 10, ret);
}
