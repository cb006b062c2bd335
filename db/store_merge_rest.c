// SPDX-License-Identifier: Apache-2.0
/*
 * Merging what hangs on no source: known issues, places of addresses, and what became of the frames of faults.
 * The other store's rows go to temporary tables as they are; merge_rest.sql chooses between them and those here.
 */
#include <assert.h>

#include "db/sql.h"
#include "db/store_internal.h"
#include "parsers/base/sbuf.h"

/* Each row of statement @p get of @p from is given to statement @p add of @p s, by names of columns. */
static struct err *copy_rows(struct store *s, struct store *from, enum stmt get, enum stmt add)
{
	sqlite3_stmt *in = NULL, *out = NULL;
	struct sbuf name = { 0 };
	bool row;
	struct err *e = store_stmt(from, get, &in);

	if (!e)
		e = store_stmt(s, add, &out);
	while (!e && !(e = store_step(from, in, &row)) && row) {
		for (int i = 0; i < sqlite3_column_count(in); i++) {
			sbuf_reset(&name);
			sbuf_printf(&name, ":%s", sqlite3_column_name(in, i));
			int at = sqlite3_bind_parameter_index(out, name.p);
			assert(at);
			sqlite3_bind_value(out, at, sqlite3_column_value(in, i));
		}
		e = store_run(s, out);
	}
	sbuf_deinit(&name);
	return e;
}

struct err *store_merge_rest(struct store *s, struct store *from)
{
	struct err *e = store_begin(s);

	if (e)
		return e;
	e = store_script(s, sql_merge_rest_tables);
	if (!e)
		e = copy_rows(s, from, STMT_merge_issues, STMT_merge_issue_add);
	if (!e)
		e = copy_rows(s, from, STMT_merge_places, STMT_merge_place_add);
	if (!e)
		e = copy_rows(s, from, STMT_merge_frames, STMT_merge_frame_add);
	if (!e)
		e = store_script(s, sql_merge_rest);
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}
