// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/dump_kernel.h"

/** Letters of the taint flags by bit (taint_flags[] in kernel/panic.c). */
static const char taint_letters[] = "PFSRMBUDAWCIOELKXTNJ";

static const char *const states[] = { "live", "coming", "going", "unformed" };

static void add_module(struct dump_context *d, const struct kmodule *m)
{
	struct kernel *k = d->kernel;
	struct kernel_module *row = snapshot_row(&d->rows, kernel_module);
	char build_id[BUILD_ID_HEX], version[64], letters[sizeof(taint_letters)];
	uint64_t v;
	size_t n = 0;

	if (*m->name)
		fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(m->name)));
	if (m->base) {
		fact_set(row, address, m->base);
		fact_set(row, size, (int64_t)m->size);
	}
	if (kernel_get(k, m->addr, KM_module_taints, &v)) {
		for (size_t i = 0; i < sizeof(taint_letters) - 1; i++)
			if (v >> i & 1)
				letters[n++] = taint_letters[i];
		fact_set_text(row, taint, arena_dup(d->rows.arena, (struct slice){ letters, n }));
	}
	if (module_build_id(k, m, build_id))
		fact_set_text(row, build_id, arena_dup(d->rows.arena, slice_str(build_id)));
	if (kernel_get(k, m->addr, KM_module_state, &v) && v < sizeof(states) / sizeof(*states))
		fact_set_text(row, state, slice_str(states[v]));
	if (kernel_text(k, m->addr, KM_module_version, version, sizeof(version)))
		fact_set_text(row, version, arena_dup(d->rows.arena, slice_str(version)));
	fact_set_text(row, knowledge, kernel_level_name(k));
}

static void add_modules(struct dump_context *d)
{
	for (size_t i = 0; i < d->modules->n; i++)
		add_module(d, &d->modules->modules[i]);
	if (d->modules->damaged)
		dump_note(d, "the list of modules is damaged or cut after %zu of them",
		          d->modules->n);
}

const struct dump_part dump_part_modules = { .name = "modules", .run = add_modules };
