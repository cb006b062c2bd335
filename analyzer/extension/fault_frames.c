// SPDX-License-Identifier: Apache-2.0
/*
 * fault_frames(text): a table-valued function of SQLite (an eponymous virtual table with a hidden column
 * for the argument; https://www.sqlite.org/vtab.html).  All rows are made when the text is given.
 */
#include <limits.h>
#include <stdlib.h>

#include "analyzer/extension/functions.h"
#include "analyzer/extension/sql.h"
#include "analyzer/extension/text_faults.h"
#include "analyzer/groups/derive.h"
#include "db/store.h"
#include "parsers/base/cleanup.h"

/** Rows of one text: some 100 bytes each. */
#define ROWS_MAX 4000000

/** As fault_frames.sql declares them. */
enum column {
	COL_FAULT,
	COL_KIND,
	COL_TITLE,
	COL_STACK_NO,
	COL_STACK,
	COL_DEPTH,
	COL_FUNCTION,
	COL_OFFSET,
	COL_SIZE,
	COL_MODULE,
	COL_ADDRESS,
	COL_RELIABLE,
	COL_INLINED,
	COL_FILE,
	COL_LINE,
	COL_TEXT,
};

struct row {
	int64_t fault, stack_no, depth;
	const char *kind, *stack;
	struct slice title;
	struct frame frame; /**< texts in the cursor's arena */
	bool is_32bit;
};

struct cursor {
	sqlite3_vtab_cursor base;
	struct arena arena;
	struct row *rows;
	size_t n, at;
	int64_t faults;
	bool too_many;
};

static int on_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **ret,
                      char **ret_error)
{
	(void)aux, (void)argc, (void)argv, (void)ret_error;
	int rc = sqlite3_declare_vtab(db, extension_fault_frames);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_vtab *v = sqlite3_malloc(sizeof(*v));
	if (!v)
		return SQLITE_NOMEM;
	memset(v, 0, sizeof(*v));
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	*ret = v;
	return SQLITE_OK;
}

static int on_disconnect(sqlite3_vtab *v)
{
	sqlite3_free(v);
	return SQLITE_OK;
}

/* The text must be given; without it there is nothing to read. */
static int on_best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
	(void)v;
	for (int i = 0; i < info->nConstraint; i++) {
		if (info->aConstraint[i].iColumn != COL_TEXT ||
		    info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		if (!info->aConstraint[i].usable)
			return SQLITE_CONSTRAINT;
		info->aConstraintUsage[i].argvIndex = 1;
		info->aConstraintUsage[i].omit = 1;
		info->estimatedCost = 1000;
		info->estimatedRows = 100;
		info->idxNum = 1;
		return SQLITE_OK;
	}
	info->estimatedCost = 1e12;
	info->idxNum = 0;
	return SQLITE_OK;
}

static int on_open(sqlite3_vtab *v, sqlite3_vtab_cursor **ret)
{
	(void)v;
	struct cursor *c = xcalloc(1, sizeof(*c));
	*ret = &c->base;
	return SQLITE_OK;
}

static int on_close(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;

	arena_deinit(&c->arena);
	free(c);
	return SQLITE_OK;
}

static struct slice keep(struct cursor *c, struct slice s)
{
	return s.p ? arena_dup(&c->arena, s) : s;
}

static bool on_fault(void *ctx, struct fault *f)
{
	struct cursor *c = ctx;
	struct derived d;

	store_clean_fault(f);
	derive_fault(f, f->arena, &d);
	struct slice title = keep(c, d.title);
	for (size_t i = 0; i < f->n_stacks; i++)
		for (size_t k = 0; k < f->stacks[i].n_frames; k++) {
			struct row row = { .fault = c->faults,
				           .stack_no = (int64_t)i,
				           .depth = (int64_t)k,
				           .title = title,
				           .kind = fault_kind_info[f->kind].slug,
				           .stack = stack_role_slug[f->stacks[i].role],
				           .frame = f->stacks[i].frames[k],
				           .is_32bit = f->is_32bit };
			row.frame.function = keep(c, row.frame.function);
			row.frame.module = keep(c, row.frame.module);
			row.frame.file = keep(c, row.frame.file);
			if (c->n == ROWS_MAX) {
				c->too_many = true;
				return false;
			}
			arena_push(&c->arena, &c->rows, &c->n, &row);
		}
	c->faults++;
	return true;
}

static int on_filter(sqlite3_vtab_cursor *base, int number, const char *text, int argc,
                     sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)base;

	(void)text;
	arena_deinit(&c->arena);
	c->arena = (struct arena){ 0 };
	c->rows = NULL;
	c->n = c->at = 0;
	c->faults = 0;
	if (!number || !argc || sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return SQLITE_OK;
	const char *p = (const char *)sqlite3_value_text(argv[0]);
	struct slice log = { p ? p : "", p ? (size_t)sqlite3_value_bytes(argv[0]) : 0 };
	if (log.n > FUNCTIONS_TEXT_BYTES) {
		base->pVtab->zErrMsg = sqlite3_mprintf("the text is longer than 64 MiB");
		return SQLITE_ERROR;
	}
	text_faults(log, on_fault, c);
	if (c->too_many) {
		base->pVtab->zErrMsg =
			sqlite3_mprintf("the text has more than %d frames", ROWS_MAX);
		return SQLITE_ERROR;
	}
	return SQLITE_OK;
}

static int on_next(sqlite3_vtab_cursor *base)
{
	((struct cursor *)base)->at++;
	return SQLITE_OK;
}

static int on_eof(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (struct cursor *)base;

	return c->at >= c->n;
}

static void result_text(sqlite3_context *ctx, struct slice s)
{
	if (s.p)
		sqlite3_result_text(ctx, s.p, (int)(s.n > INT_MAX ? INT_MAX : s.n),
		                    SQLITE_TRANSIENT);
}

static void result_number(sqlite3_context *ctx, int64_t v)
{
	if (v >= 0)
		sqlite3_result_int64(ctx, v);
}

static void result_address(sqlite3_context *ctx, const struct row *r)
{
	char text[32];

	if (!r->frame.has_address)
		return;
	snprintf(text, sizeof(text), r->is_32bit ? "0x%08llx" : "0x%016llx",
	         (unsigned long long)r->frame.address);
	sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
}

static int on_column(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int column)
{
	const struct cursor *c = (struct cursor *)base;
	const struct row *r = &c->rows[c->at];
	const struct frame *f = &r->frame;

	switch ((enum column)column) {
	case COL_FAULT:
		sqlite3_result_int64(ctx, r->fault);
		break;
	case COL_KIND:
		sqlite3_result_text(ctx, r->kind, -1, SQLITE_STATIC);
		break;
	case COL_TITLE:
		result_text(ctx, r->title);
		break;
	case COL_STACK_NO:
		sqlite3_result_int64(ctx, r->stack_no);
		break;
	case COL_STACK:
		sqlite3_result_text(ctx, r->stack, -1, SQLITE_STATIC);
		break;
	case COL_DEPTH:
		sqlite3_result_int64(ctx, r->depth);
		break;
	case COL_FUNCTION:
		result_text(ctx, f->function);
		break;
	case COL_OFFSET:
		result_number(ctx, f->offset);
		break;
	case COL_SIZE:
		result_number(ctx, f->size);
		break;
	case COL_MODULE:
		result_text(ctx, f->module);
		break;
	case COL_ADDRESS:
		result_address(ctx, r);
		break;
	case COL_RELIABLE:
		sqlite3_result_int(ctx, !(f->flags & FRAME_UNRELIABLE));
		break;
	case COL_INLINED:
		sqlite3_result_int(ctx, (f->flags & FRAME_INLINED) != 0);
		break;
	case COL_FILE:
		result_text(ctx, f->file);
		break;
	case COL_LINE:
		result_number(ctx, f->line);
		break;
	case COL_TEXT:
		break;
	}
	return SQLITE_OK;
}

static int on_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)((struct cursor *)base)->at;
	return SQLITE_OK;
}

int fault_frames_register(sqlite3 *db)
{
	static const sqlite3_module module = {
		.xConnect = on_connect,
		.xBestIndex = on_best_index,
		.xDisconnect = on_disconnect,
		.xOpen = on_open,
		.xClose = on_close,
		.xFilter = on_filter,
		.xNext = on_next,
		.xEof = on_eof,
		.xColumn = on_column,
		.xRowid = on_rowid,
	};

	return sqlite3_create_module_v2(db, "fault_frames", &module, NULL, NULL);
}
