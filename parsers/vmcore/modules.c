// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/modules.h"

#include <elf.h>

#include "parsers/base/hex.h"
#include "parsers/limits.h"

/** Symbols of one module that are read at a time. */
#define SYMBOLS_AT_ONCE 1024

struct symtab {
	uint64_t table, strings, types;
	uint64_t n;
};

static bool find_symtab(struct kernel *k, uint64_t mod, struct symtab *ret)
{
	uint64_t ks;

	*ret = (struct symtab){ 0 };
	if (!kernel_has(k, KM_module_kallsyms))
		return kernel_get(k, mod, KM_module_symtab, &ret->table) &&
		       kernel_get(k, mod, KM_module_num_symtab, &ret->n) &&
		       kernel_get(k, mod, KM_module_strtab, &ret->strings);
	if (!kernel_get(k, mod, KM_module_kallsyms, &ks) || !ks)
		return false;
	if (kernel_has(k, KM_mod_kallsyms_typetab) &&
	    !kernel_get(k, ks, KM_mod_kallsyms_typetab, &ret->types))
		return false;
	return kernel_get(k, ks, KM_mod_kallsyms_symtab, &ret->table) &&
	       kernel_get(k, ks, KM_mod_kallsyms_num, &ret->n) &&
	       kernel_get(k, ks, KM_mod_kallsyms_strtab, &ret->strings);
}

static void add_symbol(struct kernel *k, const struct kmodule *m, const struct symtab *t,
                       const char *sym, char type)
{
	bool wide = image_info(k->img)->is_64bit;
	uint32_t name = (uint32_t)image_number(k->img, sym, 4);
	uint64_t value = wide ? image_number(k->img, sym + 8, 8) : image_number(k->img, sym + 4, 4);
	uint16_t section = (uint16_t)image_number(k->img, sym + (wide ? 6 : 14), 2);
	char text[LIMIT_NAME_BYTES];

	if (section == SHN_UNDEF || !name || !value)
		return;
	// where it begins the one before it ends, whatever its name
	if (!image_string(k->img, t->strings + name, text, sizeof(text)))
		*text = 0;
	else if (!*text)
		return;
	ksyms_add(k->syms, slice_str(m->name), slice_str(text), type, value);
}

static void read_symbols(struct kernel *k, const struct kmodule *m)
{
	size_t size = image_info(k->img)->is_64bit ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	struct symtab t;

	if (!*m->name || !find_symtab(k, m->addr, &t) || t.n > LIMIT_KSYMS)
		return;
	_cleanup_free_ char *syms = xmalloc(SYMBOLS_AT_ONCE * size);
	char types[SYMBOLS_AT_ONCE] = { 0 };
	// they are in no order: where some are missing, an address would get the name of another's function
	for (int pass = 0; pass < 2; pass++)
		for (uint64_t i = 0; i < t.n; i += SYMBOLS_AT_ONCE) {
			size_t n = t.n - i < SYMBOLS_AT_ONCE ? (size_t)(t.n - i) : SYMBOLS_AT_ONCE;
			if (!image_read(k->img, t.table + i * size, syms, n * size) ||
			    (t.types && !image_read(k->img, t.types + i, types, n)))
				return;
			for (size_t j = 0; pass && j < n; j++)
				add_symbol(k, m, &t, syms + j * size, types[j]);
		}
}

/** Kinds of memory since Linux 6.4 (enum mod_mem_type): those of the init sections come last. */
#define MEM_TEXT 0
#define MEM_KEPT 4

static void read_layout(struct kernel *k, struct kmodule *m)
{
	const struct member *mem = kernel_member(k, KM_module_mem);
	uint64_t base, size;
	bool lost = false;

	if (!mem) {
		if (!kernel_get(k, m->addr, KM_module_base, &m->base) ||
		    !kernel_get(k, m->addr, KM_module_size, &m->size))
			m->base = m->size = 0;
		ksyms_add_range(k->syms, slice_str(m->name), m->base, m->base + m->size);
		m->text = m->base;
		if (!kernel_get(k, m->addr, KM_module_text_size, &m->n_text) || m->n_text > m->size)
			m->n_text = m->size;
		return;
	}
	for (unsigned i = 0;
	     i < MEM_KEPT && mem->elem_size && (i + 1) * mem->elem_size <= mem->size; i++) {
		uint64_t at = m->addr + mem->off + i * mem->elem_size;
		if (!kernel_get(k, at, KM_module_memory_base, &base) ||
		    !kernel_get(k, at, KM_module_memory_size, &size)) {
			lost = true;
			continue;
		}
		if (!base)
			continue;
		if (i == MEM_TEXT) {
			m->base = m->text = base;
			m->n_text = size;
		}
		m->size += size;
		ksyms_add_range(k->syms, slice_str(m->name), base, base + size);
	}
	if (lost)
		m->base = m->size = 0;
}

static void read_module(struct kernel *k, uint64_t addr, struct kmodule *m)
{
	uint64_t n;

	*m = (struct kmodule){ .addr = addr };
	if (!kernel_text(k, addr, KM_module_name, m->name, sizeof(m->name)))
		*m->name = 0;
	read_layout(k, m);
	read_symbols(k, m);
	if (kernel_get(k, addr, KM_module_num_orcs, &n) && n <= LIMIT_KSYMS &&
	    kernel_get(k, addr, KM_module_orc_ip, &m->orc_ip) &&
	    kernel_get(k, addr, KM_module_orc, &m->orc))
		m->n_orc = (uint32_t)n;
}

void modules_read(struct kernel *k, struct kmodules *ret)
{
	size_t cap = 0;
	uint64_t head, at;

	*ret = (struct kmodules){ .modules = NULL };
	if (!kernel_has(k, KM_module_list) || !kernel_symbol(k, "modules", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &at) && ret->n < LIMIT_VMCORE_MODULES) {
		if (ret->n == cap) {
			cap = cap ? 2 * cap : 64;
			ret->modules = xreallocarray(ret->modules, cap, sizeof(*ret->modules));
		}
		read_module(k, kernel_container(k, at, KM_module_list), &ret->modules[ret->n++]);
	}
	ret->damaged = l.damaged;
	ksyms_sort(k->syms);
}

void modules_deinit(struct kmodules *m)
{
	free(m->modules);
	*m = (struct kmodules){ .modules = NULL };
}

/** An ELF note: sizes of name and descriptor, type, name, descriptor (elf(5)). */
static bool note_build_id(struct kernel *k, uint64_t note, char ret[BUILD_ID_HEX])
{
	unsigned char buf[16 + 32];
	uint32_t n;

	if (!image_read(k->img, note, buf, 16))
		return false;
	n = (uint32_t)image_number(k->img, buf + 4, 4);
	if (image_number(k->img, buf, 4) != 4 ||
	    image_number(k->img, buf + 8, 4) != NT_GNU_BUILD_ID ||
	    memcmp(buf + 12, "GNU", 4) != 0 || !n || n > 32 ||
	    !image_read(k->img, note + 16, buf + 16, n))
		return false;
	hex_put((struct slice){ (char *)buf + 16, n }, ret);
	return true;
}

bool module_build_id(struct kernel *k, const struct kmodule *m, char ret[BUILD_ID_HEX])
{
	const struct member *own = kernel_member(k, KM_module_build_id);
	const struct member *attrs = kernel_member(k, KM_notes_attrs);
	uint64_t notes, n, private;
	unsigned char id[20];
	uint32_t size;
	char name[64];

	if (own && own->size == sizeof(id) &&
	    image_read(k->img, m->addr + own->off, id, sizeof(id))) {
		hex_put((struct slice){ (char *)id, sizeof(id) }, ret);
		return strspn(ret, "0") < 2 * sizeof(id);
	}
	if (!attrs || !types_size(k->types, "bin_attribute", &size) ||
	    !kernel_get(k, m->addr, KM_module_notes, &notes) || !notes ||
	    !kernel_get(k, notes, KM_notes_count, &n) || n > 16)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t at = notes + attrs->off + i * size;
		if (kernel_text(k, at, KM_bin_attr_name, name, sizeof(name)) &&
		    strcmp(name, ".note.gnu.build-id") == 0 &&
		    kernel_get(k, at, KM_bin_attr_private, &private))
			return note_build_id(k, private, ret);
	}
	return false;
}
