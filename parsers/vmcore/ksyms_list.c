// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/ksyms_list.h"

#include <stdlib.h>

#include "parsers/base/arena.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"

/** Symbols of VMCOREINFO, besides _stext, that a list must agree with: by accident one may, two do not. */
#define AGREE_LEAST 2
/** Those that are looked for; kernels tell of some 30. */
#define AGREE_MOST 256

/** No kernel is moved by parts of a page. */
#define MOVED_BY UINT64_C(4096)

struct listed {
	struct slice name;
	uint64_t addr;
	char type;
};

struct ksyms_list {
	struct image *img;
	struct arena arena; /**< of the list under way */
	struct listed *syms;
	size_t n, n_bytes;
	bool full;         /**< there was more than is taken: not the list of a kernel */
	struct sbuf line;  /**< an unfinished one */
	uint64_t first;    /**< lowest address of code */
	uint64_t last;     /**< highest of all */
	struct ksyms *fit; /**< of the list that fitted */
	const char *kind;
};

struct ksyms_list *ksyms_list_new(struct image *img)
{
	struct ksyms_list *l = xcalloc(1, sizeof(*l));

	l->img = img;
	l->line.max = LIMIT_LINE_BYTES;
	l->first = UINT64_MAX;
	return l;
}

static void list_reset(struct ksyms_list *l)
{
	arena_reset(&l->arena);
	sbuf_reset(&l->line);
	l->syms = NULL;
	l->n = l->n_bytes = 0;
	l->full = false;
	l->last = 0;
	l->first = UINT64_MAX;
}

void ksyms_list_free(struct ksyms_list *l)
{
	if (!l)
		return;
	ksyms_free(l->fit);
	arena_deinit(&l->arena);
	sbuf_deinit(&l->line);
	free(l);
}

static void line_take(struct ksyms_list *l, struct slice line)
{
	struct slice addr, type, name;
	struct listed sym;

	slice_skip_blanks(&line);
	if (!slice_word(&line, &addr) || !slice_u64(&addr, 16, &sym.addr) || addr.n)
		return;
	slice_skip_blanks(&line);
	if (!slice_word(&line, &type) || type.n != 1)
		return;
	slice_skip_blanks(&line);
	if (!slice_word(&line, &name) || name.n > LIMIT_NAME_BYTES)
		return;
	slice_skip_blanks(&line);
	if (slice_starts(line, S("["))) // of a module
		return;
	l->full |= l->n >= LIMIT_KSYMS || l->n_bytes + name.n > LIMIT_KSYM_TABLE_BYTES;
	if (l->full)
		return;
	sym.type = *type.p;
	sym.name = arena_dup(&l->arena, name);
	l->n_bytes += name.n;
	if (sym.addr > l->last)
		l->last = sym.addr;
	if ((sym.type == 't' || sym.type == 'T') && sym.addr && sym.addr < l->first)
		l->first = sym.addr;
	arena_push(&l->arena, &l->syms, &l->n, &sym);
}

void ksyms_list_feed(struct ksyms_list *l, struct slice bytes)
{
	struct slice line;

	if (l->fit)
		return;
	while (slice_cut(&bytes, '\n', &line)) {
		if (l->line.n) {
			sbuf_add(&l->line, line);
			line = sbuf_slice(&l->line);
		}
		line_take(l, line);
		sbuf_reset(&l->line);
	}
	sbuf_add(&l->line, bytes);
}

/** How far a symbol of the list was moved: those in front of the kernel's code are of per-CPU areas. */
static uint64_t moved(const struct ksyms_list *l, const struct listed *sym, uint64_t by)
{
	return sym->addr >= l->first ? sym->addr + by : sym->addr;
}

static bool find_stext(const struct ksyms_list *l, uint64_t *ret)
{
	for (size_t i = 0; i < l->n; i++) {
		if (slice_is(l->syms[i].name, "_stext")) {
			*ret = l->syms[i].addr;
			return true;
		}
	}
	return false;
}

enum agreement {
	AGREE_SILENT, /**< the list has no such symbol */
	AGREE_NO,
	AGREE_YES,
};

/** Does the list, moved by @p by, have symbol @p name at @p addr?  One of several of that name will do. */
static enum agreement agreement(const struct ksyms_list *l, struct slice name, uint64_t addr,
                                uint64_t by)
{
	enum agreement ret = AGREE_SILENT;

	for (size_t i = 0; i < l->n; i++) {
		if (!slice_eq(l->syms[i].name, name))
			continue;
		if (moved(l, &l->syms[i], by) == addr)
			return AGREE_YES;
		ret = AGREE_NO;
	}
	return ret;
}

/** Do all addresses that VMCOREINFO tells agree with the list, moved by @p by? */
static bool agrees(const struct ksyms_list *l, uint64_t by)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(l->img);
	struct slice line, name, rest = vmcoreinfo_raw(v);
	unsigned n = 0, looked = 0;
	char text[64];
	uint64_t addr;

	while (looked < AGREE_MOST && slice_line(&rest, &line)) {
		if (!slice_skip(&line, S("SYMBOL(")) || !slice_cut(&line, ')', &name) ||
		    name.n >= sizeof(text) || slice_is(name, "_stext"))
			continue;
		memcpy(text, name.p, name.n);
		text[name.n] = 0;
		// of an array that was allocated (mem_section) it is the value that is told
		if (!vmcoreinfo_symbol(v, text, &addr) || addr - by < l->first ||
		    addr - by > l->last)
			continue;
		looked++;
		enum agreement a = agreement(l, name, addr, by);
		if (a == AGREE_NO)
			return false;
		n += a == AGREE_YES;
	}
	return n >= AGREE_LEAST;
}

static void fit(struct ksyms_list *l, uint64_t by)
{
	l->fit = ksyms_new();
	for (size_t i = 0; i < l->n; i++)
		ksyms_add(l->fit, (struct slice){ 0 }, l->syms[i].name, l->syms[i].type,
		          moved(l, &l->syms[i], by));
	ksyms_sort(l->fit);
}

bool ksyms_list_end(struct ksyms_list *l, const char *kind)
{
	uint64_t stext, listed;

	if (l->fit)
		return true;
	if (l->line.n)
		line_take(l, sbuf_slice(&l->line));
	if (!l->full && find_stext(l, &listed) && listed &&
	    vmcoreinfo_symbol(image_vmcoreinfo(l->img), "_stext", &stext) &&
	    !((stext - listed) % MOVED_BY) && agrees(l, stext - listed)) {
		fit(l, stext - listed);
		l->kind = kind;
	}
	list_reset(l);
	return l->fit != NULL;
}

struct ksyms *ksyms_list_take(struct ksyms_list *l)
{
	return take(l->fit);
}

const char *ksyms_list_kind(const struct ksyms_list *l)
{
	return l->kind;
}
