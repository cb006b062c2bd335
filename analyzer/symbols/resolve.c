// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/resolve.h"

#include <elf.h>

#include "analyzer/symbols/resolve_inner.h"

struct resolver *resolver_new(const struct debug_find_options *options)
{
	struct resolver *r = xcalloc(1, sizeof(*r));

	r->find = debug_find_new(options);
	r->force = options->force;
	return r;
}

void resolver_free(struct resolver *r)
{
	if (!r)
		return;
	debug_find_free(r->find);
	for (size_t i = 0; i < r->n_roots; i++)
		free(r->roots[i].path);
	free(r->roots);
	arena_deinit(&r->arena);
	free(r);
}

uint64_t resolver_lookups(const struct resolver *r)
{
	return r->lookups;
}

/** debug_find_open(), each question once. */
static struct debug_answer ask(struct resolver *r, const struct debug_wanted *w)
{
	bool is_user = w->path.p != NULL;
	struct slice name = is_user ? w->path : w->module;

	for (size_t i = 0; i < r->n_asked; i++) {
		const struct asked *a = &r->asked[i];
		if (a->is_user == is_user && slice_eq(a->module, name) &&
		    slice_eq(a->release, w->release) && slice_eq(a->build_id, w->build_id))
			return a->answer;
	}
	if (r->n_asked == RESOLVE_ASKED) // of names that a hostile text makes up
		return (struct debug_answer){ 0 };
	const struct asked a = {
		.is_user = is_user,
		.release = arena_dup(&r->arena, w->release),
		.module = arena_dup(&r->arena, name),
		.build_id = arena_dup(&r->arena, w->build_id),
		.answer = debug_find_open(r->find, w),
	};
	return arena_push(&r->arena, &r->asked, &r->n_asked, &a)->answer;
}

struct debug_answer resolve_object(struct resolver *r, const struct kernel_run *run,
                                   struct slice module, struct slice build_id)
{
	struct debug_wanted w = { .build_id = build_id, .module = module };

	if (run) {
		w.release = run->release;
		w.version = run->version;
		if (!module.p && !build_id.p) {
			w.build_id = run->build_id;
			w.is_vmcoreinfo_id = run->is_vmcoreinfo_id;
		}
	}
	return ask(r, &w);
}

struct debug_answer resolve_user(struct resolver *r, struct slice path, struct slice build_id)
{
	const struct debug_wanted w = { .build_id = build_id, .path = path };

	return ask(r, &w);
}

struct err *resolve_file(struct resolver *r, const char *path, struct debug_file **ret)
{
	return debug_find_file(r->find, path, ret);
}

const char *resolver_servers_error(const struct resolver *r)
{
	return debug_find_servers_error(r->find);
}

static void object_name(struct debug_file *df, char ret[SPOT_OBJECT])
{
	const struct debug_info *info = debug_file_info(df);

	if (info->build_id[0])
		snprintf(ret, SPOT_OBJECT, "%s", info->build_id);
	else
		snprintf(ret, SPOT_OBJECT, "file:%s", info->path);
}

/** The spot at link-time address @p addr of @p df. */
static void spot_set(struct code_spot *s, struct debug_file *df, uint64_t addr, bool is_exact)
{
	s->file = df;
	object_name(df, s->object);
	s->addr = addr - !is_exact;
	s->knowledge = KNOWLEDGE_SYMTAB;
}

/** How far a symbol's size is from the printed one.  kallsyms, which the kernel prints from, has no
 *  sizes: its functions end where the next begins, behind the padding. */
static uint64_t size_distance(const struct symbol *sym, const struct code_ref *ref)
{
	uint64_t printed = (uint64_t)ref->size;

	if (ref->size < 0)
		return 0;
	if (printed >= sym->size)
		return printed - sym->size <= RESOLVE_PADDING ? printed - sym->size : UINT64_MAX;
	return UINT64_MAX;
}

static bool is_hard_no(const struct symbol *sym, const struct code_ref *ref)
{
	return ref->size < 0 && sym->size && ref->offset > 0 &&
	       (uint64_t)ref->offset > sym->size + RESOLVE_PADDING;
}

/** The symbols nearest in size, moved to the front; 0: none fits. */
static size_t keep_fitting(struct symbol *v, size_t n, const struct code_ref *ref)
{
	uint64_t best = UINT64_MAX;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t d = size_distance(&v[i], ref);
		if (d < best && !is_hard_no(&v[i], ref))
			best = d;
	}
	for (size_t i = 0; i < n && best != UINT64_MAX; i++) {
		bool same = kept && v[kept - 1].addr == v[i].addr;
		if (size_distance(&v[i], ref) == best && !is_hard_no(&v[i], ref) && !same)
			v[kept++] = v[i];
	}
	return kept;
}

/** All symbols that @p ref may mean, the best fitting ones alone. */
static size_t candidates(struct resolver *r, struct debug_file *df, const struct code_ref *ref,
                         struct arena *arena, struct symbol **ret, struct slice *ret_note)
{
	struct slice name = ref->function;
	struct symbol *v = NULL;

	size_t all = debug_file_find_symbols(df, name, SYMBOL_EXACT, arena, &v);
	if (!all && slice_skip_char(&name, '.')) // powerpc's ELFv1 entry points
		all = debug_file_find_symbols(df, name, SYMBOL_EXACT, arena, &v);
	size_t n = keep_fitting(v, all, ref);
	if (!n) {
		struct symbol *w = NULL;
		size_t more = debug_file_find_symbols(df, name, SYMBOL_VARIANTS, arena, &w);
		n = keep_fitting(w, more, ref);
		if (n || !all) {
			v = w;
			all = more;
		}
	}
	if (!n && all && r->force)
		n = 1;
	if (!n && all)
		*ret_note = arena_printf(arena,
		                         SLICE_FMT " has size 0x%llx in %s, not 0x%llx: it is of "
		                                   "another build",
		                         SLICE_ARG(v[0].name), (unsigned long long)v[0].size,
		                         debug_file_info(df)->path, (unsigned long long)ref->size);
	*ret = v;
	return n;
}

/** With the address and KASLR's offset known, one of several functions of one name is left. */
static size_t keep_address(struct symbol *v, size_t n, const struct kernel_run *run,
                           const struct code_ref *ref)
{
	if (n < 2 || !run || !run->has_offset || !ref->has_address || ref->module.p)
		return n;
	for (size_t i = 0; i < n; i++) {
		if (v[i].addr + (uint64_t)ref->offset + run->offset == ref->address) {
			v[0] = v[i];
			return 1;
		}
	}
	return n;
}

/** `func+0x12/0x34`, in the kernel or a module. */
static void locate_function(struct resolver *r, const struct kernel_run *run,
                            const struct code_ref *ref, struct debug_file *df, struct arena *arena,
                            struct code_spot *ret)
{
	struct symbol *v = NULL;
	size_t n = candidates(r, df, ref, arena, &v, &ret->note);
	uint64_t offset = ref->offset > 0 ? (uint64_t)ref->offset : 0;

	n = keep_address(v, n, run, ref);
	if (!n)
		return;
	// Nothing returns to the begin of a function, nor behind the padding at its end, where the next
	// one begins: that is the address of a function which was to be called.
	bool is_exact = ref->is_exact || !offset || (v[0].size && offset > v[0].size);
	spot_set(ret, df, v[0].addr + offset, is_exact);
	if (n == 1)
		return;
	if (n > RESOLVE_OTHERS)
		n = RESOLVE_OTHERS;
	ret->others = arena_array(arena, struct code_spot, n - 1);
	ret->n_others = n - 1;
	for (size_t i = 1; i < n; i++) {
		ret->others[i - 1].offset = ret->others[i - 1].size = -1;
		spot_set(&ret->others[i - 1], df, v[i].addr + offset, is_exact);
	}
}

/** Fill in the function that a list of symbols has for @p addr. */
static bool locate_list(const struct symbol_list *list, uint64_t addr, const struct code_ref *ref,
                        const char *kind, enum knowledge knowledge, struct code_spot *ret)
{
	struct list_symbol sym;

	if (!list || !symbol_list_at(list, addr - !ref->is_exact, &sym))
		return false;
	snprintf(ret->object, sizeof(ret->object), "%s:%s", kind, symbol_list_key(list));
	ret->addr = addr - !ref->is_exact;
	ret->knowledge = knowledge;
	ret->function = sym.name;
	ret->module = sym.module;
	ret->offset = (int64_t)(addr - sym.addr);
	ret->size = sym.size ? (int64_t)sym.size : -1;
	return true;
}

/** Use the ELF file that a kallsyms knows the function of, too. */
static void better_by_name(struct resolver *r, const struct kernel_run *run,
                           const struct code_ref *ref, struct arena *arena, struct code_spot *ret)
{
	struct code_ref named = *ref;
	struct code_spot spot = { .offset = ret->offset, .size = ret->size };
	struct debug_answer a = resolve_object(r, run, ret->module, ref->build_id);

	if (!a.file)
		return;
	named.function = ret->function;
	named.module = ret->module;
	named.offset = ret->offset;
	named.size = ret->size;
	named.has_address = false;
	locate_function(r, run, &named, a.file, arena, &spot);
	if (!spot.file || spot.n_others)
		return;
	spot.function = ret->function;
	spot.module = ret->module;
	*ret = spot;
}

static const struct module_range *module_at(const struct kernel_run *run, uint64_t addr)
{
	for (size_t i = 0; i < run->n_modules; i++) {
		const struct module_range *m = &run->modules[i];
		if (addr >= m->addr && addr - m->addr < m->size)
			return m;
	}
	return NULL;
}

static void name_from_file(struct code_spot *s, bool is_exact)
{
	struct symbol sym;

	if (!debug_file_symbol_at(s->file, s->addr, &sym))
		return;
	s->function = sym.name;
	s->offset = (int64_t)(s->addr + !is_exact - sym.addr);
	s->size = sym.size ? (int64_t)sym.size : -1;
}

/** In a module: its code lies at the begin of its memory. */
static void locate_in_module(struct resolver *r, const struct kernel_run *run,
                             const struct module_range *m, const struct code_ref *ref,
                             struct code_spot *ret)
{
	struct debug_answer a = resolve_object(r, run, m->name, ref->build_id);
	uint64_t text, size;

	ret->module = m->name;
	if (!a.file || !debug_file_section_find(a.file, ".text", &text, &size) ||
	    ref->address - m->addr >= size)
		return;
	spot_set(ret, a.file, text + (ref->address - m->addr), ref->is_exact);
	name_from_file(ret, ref->is_exact);
}

/** An address of the kernel, without a name. */
static void locate_address(struct resolver *r, const struct kernel_run *run,
                           const struct code_ref *ref, struct arena *arena, struct code_spot *ret)
{
	const struct module_range *m = run ? module_at(run, ref->address) : NULL;

	if (!run)
		return;
	if (locate_list(run->kallsyms, ref->address, ref, "kallsyms", KNOWLEDGE_KALLSYMS, ret)) {
		better_by_name(r, run, ref, arena, ret);
		return;
	}
	if (m) {
		locate_in_module(r, run, m, ref, ret);
		return;
	}
	struct debug_answer a = resolve_object(r, run, (struct slice){ 0 }, (struct slice){ 0 });
	uint64_t addr = ref->address - run->offset;
	if (a.file) {
		const struct debug_info *info = debug_file_info(a.file);
		// without KASLR's offset an address may be anything, unless there is no KASLR
		bool known = run->has_offset || info->machine == EM_ARM || info->machine == EM_386;
		if (known && addr >= info->text_begin && addr < info->text_end) {
			spot_set(ret, a.file, addr, ref->is_exact);
			name_from_file(ret, ref->is_exact);
			return;
		}
	} else if (a.refused) {
		ret->note = slice_str(a.refused);
	}
	if (run->has_offset)
		locate_list(run->system_map, addr, ref, "system-map", KNOWLEDGE_SYSTEM_MAP, ret);
}

static void locate_user(struct resolver *r, const struct code_ref *ref, struct code_spot *ret)
{
	struct debug_answer a = resolve_user(r, ref->module, ref->build_id);
	uint64_t addr;

	if (!a.file) {
		ret->note = a.refused ? slice_str(a.refused) : (struct slice){ 0 };
		return;
	}
	const struct debug_info *info = debug_file_info(a.file);
	if (!ref->is_mapped && (ref->offset < 0 || ref->function.p))
		return;
	if (!ref->is_mapped) {
		addr = (uint64_t)ref->offset;
	} else if (ref->map_offset != INT64_MIN) {
		uint64_t off = ref->address - ref->map_begin + (uint64_t)ref->map_offset;
		if (!debug_file_addr_of_offset(a.file, off, &addr))
			return;
	} else { // kernels before 6.7: the mapping is that of the code
		uint64_t page =
			info->is_dynamic ? info->text_begin & ~UINT64_C(0xfff) : ref->map_begin;
		addr = ref->address - ref->map_begin + page;
	}
	spot_set(ret, a.file, addr, ref->is_exact);
	name_from_file(ret, ref->is_exact);
}

/** A function by name, where no ELF file is at hand: kallsyms or System.map say at least that it is one
 *  of this kernel. */
static void locate_listed(const struct kernel_run *run, const struct code_ref *ref,
                          struct code_spot *ret)
{
	struct list_symbol sym;
	const struct symbol_list *lists[] = { run->kallsyms, run->system_map };

	for (size_t i = 0; i < 2; i++) {
		if (!lists[i] ||
		    symbol_list_find(lists[i], ref->function, ref->module, &sym, 1) != 1)
			continue;
		if (ref->size >= 0 && sym.size && sym.size != (uint64_t)ref->size)
			continue;
		snprintf(ret->object, sizeof(ret->object), "%s:%s", i ? "system-map" : "kallsyms",
		         symbol_list_key(lists[i]));
		ret->addr = sym.addr + (uint64_t)(ref->offset > 0 ? ref->offset : 0);
		ret->knowledge = i ? KNOWLEDGE_SYSTEM_MAP : KNOWLEDGE_KALLSYMS;
		return;
	}
}

void resolve_locate(struct resolver *r, const struct kernel_run *run, const struct code_ref *ref,
                    struct arena *arena, struct code_spot *ret)
{
	struct code_spot s = { .offset = -1, .size = -1 };

	if (ref->is_user) {
		locate_user(r, ref, &s);
	} else if (ref->function.p && ref->offset >= 0) {
		struct debug_answer a = resolve_object(r, run, ref->module, ref->build_id);
		if (a.file)
			locate_function(r, run, ref, a.file, arena, &s);
		else if (a.refused)
			s.note = slice_str(a.refused);
		if (!s.file && run)
			locate_listed(run, ref, &s);
	} else if (ref->has_address) {
		locate_address(r, run, ref, arena, &s);
	}
	*ret = s;
}

bool resolve_offset(struct resolver *r, const struct kernel_run *run, const struct code_ref *ref,
                    uint64_t *ret)
{
	struct arena arena = { 0 };
	struct slice note = { 0 };
	struct symbol *v = NULL;
	struct list_symbol sym;
	size_t n = 0;
	uint64_t addr = 0;

	if (!ref->has_address || !ref->function.p || ref->module.p || ref->is_user ||
	    ref->offset < 0 || ref->size < 0)
		return false;
	struct debug_answer a = resolve_object(r, run, (struct slice){ 0 }, (struct slice){ 0 });
	if (a.file) {
		n = candidates(r, a.file, ref, &arena, &v, &note);
		addr = n ? v[0].addr : 0;
	} else if (run && run->system_map) {
		n = symbol_list_find(run->system_map, ref->function, (struct slice){ 0 }, &sym, 1);
		addr = n ? sym.addr : 0;
	}
	arena_deinit(&arena);
	if (n != 1)
		return false;
	uint64_t offset = ref->address - (uint64_t)ref->offset - addr;
	if (offset & (RESOLVE_KASLR_ALIGN - 1)) // no kernel is moved by less: not what it seems
		return false;
	*ret = offset;
	return true;
}

bool resolve_module(struct resolver *r, const struct kernel_run *run, const struct code_ref *ref,
                    struct module_range *ret)
{
	struct arena arena = { 0 };
	struct slice note = { 0 };
	struct symbol *v = NULL;
	uint64_t text, size;

	if (!ref->has_address || !ref->function.p || !ref->module.p || ref->is_user ||
	    ref->offset < 0 || ref->size < 0)
		return false;
	struct debug_answer a = resolve_object(r, run, ref->module, ref->build_id);
	bool one = a.file && debug_file_section_find(a.file, ".text", &text, &size) &&
	           candidates(r, a.file, ref, &arena, &v, &note) == 1;
	uint64_t in_text = one ? v[0].addr - text : 0;
	arena_deinit(&arena);
	if (!one || in_text >= size)
		return false;
	*ret = (struct module_range){
		.name = ref->module,
		.addr = ref->address - (uint64_t)ref->offset - in_text,
		.size = size,
	};
	return true;
}

static int by_file(const void *a, const void *b)
{
	const struct code_spot *const *x = a, *const *y = b;

	if ((*x)->file != (*y)->file)
		return (*x)->file < (*y)->file ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

void resolve_places(struct resolver *r, const struct code_spot *spots, size_t n,
                    struct debug_query *q, struct arena *arena)
{
	_cleanup_free_ const struct code_spot **sorted = xcalloc(n + 1, sizeof(*sorted));
	_cleanup_free_ struct debug_query *batch = xcalloc(n + 1, sizeof(*batch));

	for (size_t i = 0; i < n; i++) {
		sorted[i] = &spots[i];
		q[i] = (struct debug_query){ .addr = spots[i].addr,
			                     .knowledge = spots[i].knowledge };
	}
	qsort(sorted, n, sizeof(*sorted), by_file);
	for (size_t i = 0; i < n;) {
		struct debug_file *df = sorted[i]->file;
		size_t end = i;
		for (; end < n && sorted[end]->file == df; end++)
			batch[end - i] = (struct debug_query){ .addr = sorted[end]->addr };
		if (df) {
			debug_file_lookup_all(df, batch, end - i, arena);
			r->lookups += end - i;
		}
		for (size_t k = i; df && k < end; k++)
			q[sorted[k] - spots] = batch[k - i];
		i = end;
	}
}
