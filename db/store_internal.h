// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Insides of the store, shared by db/store*.c.
 */
#pragma once

#include "db/facts.h"
#include "db/store.h"

enum stmt {
#define STATEMENT(name) STMT_##name,
#include "db/statements.def"
#undef STATEMENT
	STMT_COUNT,
};

struct store {
	sqlite3 *db;
	char *path; /**< for messages */
	bool writable;
	bool has_file;
	bool has_members;                           /**< store_add_member() was called */
	bool in_source;                             /**< store_source_begin() was called */
	int64_t source_id;                          /**< of the source being written */
	int64_t snapshot_rows[FACT_SNAPSHOT_COUNT]; /**< of it, so far */
	struct arena arena;                         /**< of one call */
	struct grouper grouper;
	sqlite3_stmt *stmt[STMT_COUNT];
};

extern const struct migration {
	int version;     /**< user_version once it was applied */
	const char *sql; /**< a script */
} store_migrations[];    /**< ascending; ends with a NULL sql */
#define STORE_VERSION 2

/** ERR_DB with the connection's message and the path. */
must_use struct err *store_err(struct store *s, const char *what);

/** The statement, ready to be bound; never in use twice at a time. */
must_use struct err *store_stmt(struct store *s, enum stmt id, sqlite3_stmt **ret);
/** Step a statement that gives no rows, and make it ready again. */
must_use struct err *store_run(struct store *s, sqlite3_stmt *st);
/** Step; @p ret_row: there is a row.  At the end the statement is made ready again. */
must_use struct err *store_step(struct store *s, sqlite3_stmt *st, bool *ret_row);
/** Run a statement that gives one row of one number. */
must_use struct err *store_number(struct store *s, sqlite3_stmt *st, int64_t *ret);
/** Make a statement ready again before its end. */
void store_done(sqlite3_stmt *st);
/** Run a statement without parameters. */
must_use struct err *store_do(struct store *s, enum stmt id);
/** Run a script. */
must_use struct err *store_script(struct store *s, const char *sql);

must_use struct err *store_begin(struct store *s);
must_use struct err *store_commit(struct store *s);
void store_rollback(struct store *s);

/** Bring an open store of an older version up to the last of @p m, in one transaction. */
must_use struct err *store_migrate(struct store *s, const struct migration *m);

/** Texts that are kept in few bytes: pack(text) is a blob, unpack(blob) that text, NULL for anything else. */
void sql_pack(sqlite3_context *ctx, int argc, sqlite3_value **argv);
void sql_unpack(sqlite3_context *ctx, int argc, sqlite3_value **argv);

/** Register the SQL functions (store_functions.c) that the statements use. */
int store_functions(sqlite3 *db);

#define HOST_NAME_SIZE 256
/** What two spellings of one host have in common: the first label in lower case, an address whole.
 *  False for the names that every host has before it knows its own. */
bool store_host_name(struct slice host, char ret[HOST_NAME_SIZE]);

/** Bind by name; a parameter that the statement does not have is a bug. */
void bind_i64(sqlite3_stmt *st, const char *name, int64_t v);
/** Cleaned (fact_clean_text); NULL when p is NULL.  Bytes must stay until the statement is done. */
void bind_text(struct store *s, sqlite3_stmt *st, const char *name, struct slice v);
void bind_str(struct store *s, sqlite3_stmt *st, const char *name, const char *v);
/** NULL when @p v is @p absent. */
void bind_i64_unless(sqlite3_stmt *st, const char *name, int64_t v, int64_t absent);

int64_t column_i64(sqlite3_stmt *st, int column, int64_t absent);
/** Column of text; p NULL for NULL.  Good until the next step. */
struct slice column_text(sqlite3_stmt *st, int column);
/** A copy of it in @p arena. */
struct slice column_dup(sqlite3_stmt *st, int column, struct arena *arena);

/** Bind the fields of @p obj that are set and that the statement has a parameter for. */
void bind_fields(struct store *s, sqlite3_stmt *st, const struct fact_desc *d, const void *obj,
                 bool is_32bit);
/** Columns of the row that have the name of a field of @p d become that field of @p obj; texts are
 *  copied to @p arena. */
void read_fields(sqlite3_stmt *st, const struct fact_desc *d, struct arena *arena, void *obj);

/** Make groups of the titles; within a run of store_derive(). */
must_use struct err *store_group_titles(struct store *s);
/** Add the snapshot rows of source @p id of @p from to the source that @p s writes. */
must_use struct err *store_copy_snapshot(struct store *s, struct store *from, int64_t id);
/** Merge what hangs on no source; after the sources of @p from. */
must_use struct err *store_merge_rest(struct store *s, struct store *from);
/** As store_add_fault(); @p merge_key as the table holds it (p NULL: none). */
must_use struct err *store_add_fault_row(struct store *s, const struct fault *f,
                                         const struct store_derived *d, struct slice merge_key);
/** Rows of a fault's code, and its duphash: add those of @p d, drop them, read them into @p ret. */
must_use struct err *store_add_code(struct store *s, int64_t fault_id,
                                    const struct store_derived *d);
must_use struct err *store_drop_code(struct store *s, int64_t fault_id);
must_use struct err *store_get_code(struct store *s, int64_t fault_id, struct arena *arena,
                                    struct store_derived *ret);
must_use struct err *store_set_derived(struct store *s, int64_t fault_id,
                                       const struct store_derived *d);
must_use struct err *store_get_derived(struct store *s, int64_t fault_id, struct arena *arena,
                                       struct store_derived *ret);
