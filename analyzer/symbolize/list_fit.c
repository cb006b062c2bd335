// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/list_fit.h"

/** Where x86-64 kernels are linked: __START_KERNEL_map and CONFIG_PHYSICAL_START's default (arch/x86/Kconfig). */
#define X86_64_LINKED_AT UINT64_C(0xffffffff81000000)

/** Neither kernels nor modules are moved by parts of a page. */
#define MOVED_BY UINT64_C(4096)

/** Functions of one name that are looked at. */
#define SAME_NAME 8

/** The next function may be this far behind the end of one (linker's padding). */
#define PADDING 80

/** How far code of the fault's boot is from where the list has it. */
struct moved {
	struct slice module; /**< p NULL: the kernel */
	uint64_t by;
	bool known, contradicted;
};

struct fit {
	const struct symbol_list *list;
	struct moved kernel, modules[FIT_MODULES];
	size_t n_modules;
};

static bool has_pair(const struct code_ref *ref)
{
	return ref->function.p && ref->has_address && ref->offset >= 0 && !ref->is_user;
}

static struct moved *moved_of(struct fit *f, struct slice module, bool add)
{
	if (!module.p)
		return &f->kernel;
	for (size_t i = 0; i < f->n_modules; i++)
		if (slice_eq(f->modules[i].module, module))
			return &f->modules[i];
	if (!add || f->n_modules == FIT_MODULES)
		return NULL;
	f->modules[f->n_modules] = (struct moved){ .module = module };
	return &f->modules[f->n_modules++];
}

static bool size_fits(const struct list_symbol *sym, const struct code_ref *ref)
{
	if (ref->size < 0 || !sym->size)
		return true;
	uint64_t printed = (uint64_t)ref->size;
	return printed <= sym->size + PADDING && sym->size <= printed + PADDING;
}

/** One frame with function and address: what does it say? */
static void pair_take(struct fit *f, const struct code_ref *ref)
{
	struct list_symbol syms[SAME_NAME];
	struct moved *m = moved_of(f, ref->module, true);
	size_t n = symbol_list_find(f->list, ref->function, ref->module, syms, SAME_NAME);

	if (!m || !n || n > SAME_NAME)
		return; // a function that the list does not have says nothing
	bool agrees = false;
	uint64_t by = 0;
	for (size_t i = 0; i < n && !agrees; i++) {
		by = ref->address - (uint64_t)ref->offset - syms[i].addr;
		agrees = size_fits(&syms[i], ref) && (m->known ? by == m->by : !(by % MOVED_BY));
	}
	if (agrees && (m->known || n == 1)) {
		m->known = true;
		m->by = by;
	} else if (!agrees) {
		m->contradicted = true;
	}
}

/** What KASLR's offset in the log says of the kernel. */
static void offset_take(struct fit *f, const struct fault_kernel *k)
{
	uint64_t linked = k->map_begin ? k->map_begin : k->is_x86_64 ? X86_64_LINKED_AT : 0;
	uint64_t by = linked + k->run.offset - k->kallsyms_begin;

	if (f->kernel.known || !k->run.has_offset || !linked || !k->kallsyms_begin)
		return;
	f->kernel.contradicted = by % MOVED_BY;
	f->kernel.known = !f->kernel.contradicted;
	f->kernel.by = by;
}

static bool lies_in(const struct fit *f, uint64_t addr, const struct moved *m)
{
	struct list_symbol sym;

	return symbol_list_at(f->list, addr - m->by, &sym) && slice_eq(sym.module, m->module);
}

/** May the list name the code at ref->address?  It is moved to where the list has it. */
static bool address_fit(const struct fit *f, const struct fault_kernel *k, struct code_ref *ref)
{
	struct list_symbol sym;
	uint64_t addr = ref->address - !ref->is_exact;
	const struct moved *found = NULL;

	if (f->kernel.known && lies_in(f, addr, &f->kernel))
		found = &f->kernel;
	for (size_t i = 0; !found && i < f->n_modules; i++)
		if (f->modules[i].known && lies_in(f, addr, &f->modules[i]))
			found = &f->modules[i];
	if (found) {
		ref->address -= found->by;
		return true;
	}
	// no frame tells where this module or the kernel lies: where the list says, if it is of this boot
	if (!k->is_same_boot || !symbol_list_at(f->list, addr, &sym))
		return false;
	for (size_t i = 0; i < f->n_modules; i++)
		if (f->modules[i].known && slice_eq(f->modules[i].module, sym.module))
			return false;
	return sym.module.p || !f->kernel.known;
}

void list_fit(struct fault_kernel *k, struct code_ref *refs, size_t n, struct arena *arena,
              bool **ret)
{
	struct fit f = { .list = k->run.kallsyms };
	bool *fits = arena_array(arena, bool, n + 1);

	*ret = fits;
	for (size_t i = 0; f.list && i < n; i++)
		if (has_pair(&refs[i]))
			pair_take(&f, &refs[i]);
	if (f.list)
		offset_take(&f, k);
	bool wrong = f.kernel.contradicted;
	for (size_t i = 0; i < f.n_modules; i++) {
		wrong |= f.modules[i].contradicted;
		k->is_same_boot &= !f.modules[i].known || !f.modules[i].by;
	}
	k->is_same_boot &= !wrong && (!f.kernel.known || !f.kernel.by);
	if (f.list && !k->is_same_boot) { // nor is /proc/modules, then
		k->run.modules = NULL;
		k->run.n_modules = 0;
	}
	if (wrong || (!k->is_same_boot && !f.kernel.known && !f.n_modules))
		k->run.kallsyms = NULL;
	for (size_t i = 0; k->run.kallsyms && i < n; i++)
		fits[i] =
			refs[i].function.p || !refs[i].has_address || address_fit(&f, k, &refs[i]);
}
