// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/fault_run.h"

#define ROW_OF fault_run_row
const struct row_field fault_run_fields[] = { FAULT_RUN_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

void fault_runs_deinit(struct fault_runs *f)
{
	run_lists_deinit(&f->lists);
}

/** What the bundle or folder of the fault tells of its kernel. */
static struct err *lists_of(struct fault_runs *f, const struct fault_run_row *row,
                            struct fault_kernel *k)
{
	const struct run_lists *l;

	struct err *e = run_lists_of(&f->lists, row->bundle_id, row->folder, &l);
	if (e)
		return e;
	k->kallsyms_begin = l->kallsyms_begin;
	k->map_begin = l->map_begin;
	if (!l->release.p || !row->release.p || slice_eq(l->release, row->release)) {
		k->run.kallsyms = l->kallsyms;
		// what was running when the bundle was taken
		bool is_last = row->bundle_id != ROW_NO_I64 && row->is_last_boot == 1;
		k->is_same_boot = is_last || (l->one_boot && row->is_last_boot != 0);
	}
	if (k->is_same_boot) {
		k->run.modules = l->modules;
		k->run.n_modules = l->n_modules;
	}
	if (!l->map_release.p || slice_eq(l->map_release, row->release))
		k->run.system_map = l->system_map;
	return NULL;
}

/** `nokaslr` among the words of the kernel's command line. */
static bool is_unmoved(struct slice command_line)
{
	struct slice word;

	while (slice_skip_blanks(&command_line), slice_word(&command_line, &word))
		if (slice_is(word, "nokaslr"))
			return true;
	return false;
}

struct err *fault_run(struct fault_runs *f, const struct fault_run_row *row, struct arena *arena,
                      struct fault_kernel *ret)
{
	struct fault_kernel k = {
		.run = {
			.release = row->release,
			.version = row->version,
			.build_id = row->build_id,
			.is_vmcoreinfo_id = row->build_id.p != NULL,
		},
		.is_x86_64 = slice_is(row->arch, "x86_64"),
	};
	struct slice offset = row->kaslr_offset;
	struct module_range *modules = NULL;
	size_t n = 0;

	k.run.has_offset =
		(offset.p && slice_hex(&offset, &k.run.offset)) || is_unmoved(row->command_line);
	f->lists.db = f->db;
	struct err *e = lists_of(f, row, &k);
	if (!e)
		e = run_modules(f->db, row->source_id, arena, &modules, &n);
	if (e)
		return e;
	if (n) { // of a dump: its own
		k.run.modules = modules;
		k.run.n_modules = n;
	}
	*ret = k;
	return NULL;
}
