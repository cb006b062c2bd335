// SPDX-License-Identifier: Apache-2.0
/*
 * All symbols of vmlinux, where the dump has no kallsyms: those of its file, moved to where the kernel ran.
 */
#include "parsers/vmcore/kernel.h"

/** VMCOREINFO has it: told where the kernel lies. */
#define SURE_CODE "_stext"

struct adding {
	struct kernel *k;
	uint64_t stext; /**< link-time address of SURE_CODE; 0: not seen yet */
	uint64_t shift;
};

static bool find_stext(void *ctx, const struct dump_symbol *sym)
{
	struct adding *a = ctx;

	if (!slice_is(sym->name, SURE_CODE))
		return true;
	a->stext = sym->addr;
	return false;
}

static bool is_mapping_symbol(struct slice name)
{
	return name.n && (name.p[0] == '$' || slice_starts(name, S(".L")));
}

static bool add_symbol(void *ctx, const struct dump_symbol *sym)
{
	struct adding *a = ctx;
	uint64_t addr = sym->addr;

	if (is_mapping_symbol(sym->name))
		return true;
	// offsets in the areas of CPUs, and constants, do not move with the kernel
	if (addr > a->stext / 2)
		addr += a->shift;
	char type = sym->is_function ? 't' : 'd';
	ksyms_add(a->k->syms, (struct slice){ NULL, 0 }, sym->name,
	          sym->is_global ? (char)(type - 'a' + 'A') : type, addr);
	return true;
}

bool kernel_take_symbols(struct kernel *k, const struct dump_debug *debug)
{
	struct adding a = { .k = k };
	uint64_t stext;

	if (!debug->symbols || !vmcoreinfo_symbol(image_vmcoreinfo(k->img), SURE_CODE, &stext))
		return false;
	debug->symbols(debug->ctx, find_stext, &a);
	if (!a.stext)
		return false;
	a.shift = stext - a.stext;
	debug->symbols(debug->ctx, add_symbol, &a);
	ksyms_sort(k->syms);
	return true;
}
