// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/debuginfo.h"

#include "analyzer/queries.h"
#include "analyzer/report/rows.h"
#include "analyzer/symbols/packages.h"
#include "db/query.h"

#define WANTED_FIELDS(F)  \
	F(TEXT, release)  \
	F(TEXT, version)  \
	F(TEXT, module)   \
	F(TEXT, build_id) \
	F(I64, is_user) F(I64, frames) F(I64, faults) F(I64, known) F(I64, out_of_tree)
ROW_STRUCT(wanted_row, WANTED_FIELDS);
#define ROW_OF wanted_row
static const struct row_field wanted_fields[] = { WANTED_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

/** Where the file would be looked for, and found first. */
static struct slice standard_file(const struct wanted_row *w, struct arena *arena)
{
	if (w->build_id.n > 2)
		return arena_printf(arena, "/usr/lib/debug/.build-id/%.2s/" SLICE_FMT ".debug",
		                    w->build_id.p, SLICE_ARG(slice_from(w->build_id, 2)));
	if (w->is_user || !w->release.p)
		return (struct slice){ 0 };
	if (w->module.p)
		return arena_printf(
			arena, "/usr/lib/debug/lib/modules/" SLICE_FMT "/**/" SLICE_FMT ".ko.debug",
			SLICE_ARG(w->release), SLICE_ARG(w->module));
	return arena_printf(arena, "/usr/lib/debug/boot/vmlinux-" SLICE_FMT, SLICE_ARG(w->release));
}

static struct debug_answer ask(struct resolver *r, const struct wanted_row *w)
{
	const struct kernel_run run = {
		.release = w->release,
		.version = w->version,
		.build_id = w->module.p ? (struct slice){ 0 } : w->build_id,
		.is_vmcoreinfo_id = true,
	};

	if (w->is_user)
		return resolve_user(r, w->module, w->build_id);
	return resolve_object(r, &run, w->module, w->module.p ? w->build_id : (struct slice){ 0 });
}

static const char *state_of(const struct wanted_row *w, const struct debug_answer *a)
{
	if (a->file)
		return debug_file_info(a->file)->has_dwarf ? "found" : "no debug information";
	if (a->refused)
		return "refused";
	return w->frames && w->known == w->frames ? "found" : "missing";
}

static struct err *add(struct query *q, struct resolver *r, const struct wanted_row *w,
                       struct arena *arena)
{
	const struct debug_answer a = ask(r, w);
	const char *state = state_of(w, &a);
	struct package package;
	bool row;

	query_reset(q);
	query_bind_text(q, ":state", slice_str(state));
	query_bind_text(q, ":what",
	                w->is_user    ? S("file")
	                : w->module.p ? S("module")
	                              : S("kernel"));
	query_bind_text(q, ":name", w->module.p ? w->module : S("vmlinux"));
	query_bind_text(q, ":release", w->is_user ? (struct slice){ 0 } : w->release);
	query_bind_text(q, ":build_id", w->build_id);
	query_bind_i64(q, ":frames", w->frames);
	query_bind_i64(q, ":faults", w->faults);
	if (w->out_of_tree) {
		if (!a.file && !a.refused)
			query_bind_text(q, ":reason",
			                S("built outside the kernel's tree: no package of "
			                  "the distribution has it"));
	} else if (!w->is_user && package_of_kernel(w->release, w->version, arena, &package)) {
		query_bind_text(q, ":package", package.name);
		query_bind_text(q, ":install", package.how);
	}
	query_bind_text(q, ":file", standard_file(w, arena));
	if (a.file)
		query_bind_text(q, ":found", slice_str(debug_file_info(a.file)->path));
	if (a.refused)
		query_bind_text(q, ":reason", slice_str(a.refused));
	return query_next(q, &row);
}

struct err *debuginfo_collect(struct store *s, struct resolver *r)
{
	_cleanup_(query_freep) struct query *q = NULL;
	struct arena arena = { 0 };
	struct wanted_row *rows = NULL;
	sqlite3 *db = store_db(s);
	size_t n = 0;

	if (sqlite3_exec(db, query_debuginfo_table, NULL, NULL, NULL) != SQLITE_OK)
		return rows_error(db, "debuginfo");
	struct err *e = query_new(db, slice_str(query_debuginfo_add), &q, NULL);
	if (!e)
		e = rows_load(db, query_debuginfo_wanted, (struct params){ NULL, 0 }, wanted_fields,
		              sizeof(*rows), &arena, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = add(q, r, &rows[i], &arena);
	arena_deinit(&arena);
	return e;
}
