// SPDX-License-Identifier: Apache-2.0
/*
 * Where the sections of modules were loaded, as /sys/module/NAME/sections shows it (kernel/module/sysfs.c,
 * kernel/module.c): struct module_sect_attrs has an array of struct module_sect_attr with the address of each;
 * since Linux 6.14 it is the attributes' private pointer.  What cannot be read is left out.
 */
#include "parsers/vmcore/dump_kernel.h"

#define SECTIONS_MAX 512 /**< -ffunction-sections makes hundreds */
#define SECTION_NAME 128

static void add_section(struct dump_context *d, const char *module, const char *name, uint64_t addr)
{
	struct module_section *row = snapshot_row(&d->rows, module_section);

	fact_set_text(row, module, arena_dup(d->rows.arena, slice_str(module)));
	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	fact_set(row, address, addr);
}

/** Up to Linux 6.13. */
static void add_counted(struct dump_context *d, const char *module, uint64_t attrs)
{
	struct kernel *k = d->kernel;
	uint64_t n, at = kernel_addr(k, attrs, KM_sect_attrs_attrs), addr;
	char name[SECTION_NAME];
	uint32_t size;

	if (!kernel_get(k, attrs, KM_sect_attrs_count, &n) || n > SECTIONS_MAX || !at ||
	    !types_size(k->types, "module_sect_attr", &size))
		return;
	for (; n; n--, at += size) {
		if (!kernel_text(k, at, KM_sect_attr_name, name, sizeof(name)) ||
		    !kernel_get(k, at, KM_sect_attr_address, &addr))
			return;
		add_section(d, module, name, addr);
	}
}

/** The list of attributes ends with NULL. */
static void add_listed(struct dump_context *d, const char *module, uint64_t attrs)
{
	struct kernel *k = d->kernel;
	uint64_t list, attr, addr;
	char name[SECTION_NAME];

	if (!kernel_get(k, attrs, KM_sect_attrs_list, &list) || !list)
		return;
	for (unsigned i = 0; i < SECTIONS_MAX; i++) {
		if (!image_ptr(k->img, list + i * image_word(k->img), &attr) || !attr)
			return;
		if (!kernel_text(k, attr, KM_bin_attr_name, name, sizeof(name)) ||
		    !kernel_get(k, attr, KM_bin_attr_private, &addr))
			return;
		add_section(d, module, name, addr);
	}
}

static void run(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	bool counted = k->types && kernel_has(k, KM_sect_attrs_count);
	uint64_t attrs;

	if (!k->types)
		return;
	for (size_t i = 0; i < d->modules->n; i++) {
		const struct kmodule *m = &d->modules->modules[i];
		if (!kernel_get(k, m->addr, KM_module_sect_attrs, &attrs) || !attrs)
			continue;
		if (counted)
			add_counted(d, m->name, attrs);
		else
			add_listed(d, m->name, attrs);
		dump_rows_give(d);
	}
}

const struct dump_part dump_part_module_sections = { .name = "module_sections", .run = run };
