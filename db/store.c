// SPDX-License-Identifier: Apache-2.0
/*
 * Opening, migrating and closing a store, and the statements that everything else runs.
 *
 * The file says whose it is by PRAGMA application_id ("crql") and which schema it has by PRAGMA
 * user_version.
 */
#include <assert.h>
#include <errno.h>
#include <sys/stat.h>

#include "db/sql.h"
#include "db/store_internal.h"

#define STORE_APPLICATION_ID 0x6372716c // "crql"
#define STORE_BUSY_MS        30000

/* One a line, which merges well. */
// clang-format off
const struct migration store_migrations[] = {
	{ 2, sql_migrate_2 },
	{ 2, sql_schema_dump },
	{ 2, sql_schema_groups },
	{ 2, sql_migrate_2_groups },
	{ 2, sql_schema_areas },
	{ 2, sql_schema_code },
	{ 2, sql_schema_symbols },
	{ 2, sql_schema_known },
	{ 2, sql_schema_lists },
	{ 2, sql_schema_kmem },
	{ 2, sql_schema_module },
	{ 0, NULL },
};
// clang-format on

static const char *const table_scripts[] = {
#define SCHEMA_TABLES(name) sql_##name,
#define SCHEMA_VIEWS(name)
#include "db/schema_files.def"
	NULL,
};
static const char *const view_scripts[] = {
#define SCHEMA_TABLES(name)
#define SCHEMA_VIEWS(name) sql_##name,
#include "db/schema_files.def"
	NULL,
};

static const char *const stmt_sql[STMT_COUNT] = {
#define STATEMENT(name) [STMT_##name] = sql_##name,
#include "db/statements.def"
#undef STATEMENT
};

sqlite3 *store_db(struct store *s)
{
	return s->db;
}

struct err *store_err(struct store *s, const char *what)
{
	int rc = sqlite3_extended_errcode(s->db), primary = rc & 0xff;
	int sys = sqlite3_system_errno(s->db);
	const char *msg = sqlite3_errmsg(s->db);

	if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && sys)
		return err_new(ERR_DB, rc, "%s: %s%s%s: %s", s->path, what ? what : "",
		               what ? ": " : "", msg, strerror(sys));
	return err_new(ERR_DB, rc, "%s: %s%s%s%s", s->path, what ? what : "", what ? ": " : "", msg,
	               primary == SQLITE_FULL
	                       ? ": what was read before is kept; make room and run it again"
	                       : "");
}

struct err *store_stmt(struct store *s, enum stmt id, sqlite3_stmt **ret)
{
	if (!s->stmt[id] && sqlite3_prepare_v3(s->db, stmt_sql[id], -1, SQLITE_PREPARE_PERSISTENT,
	                                       &s->stmt[id], NULL) != SQLITE_OK)
		return store_err(s, NULL);
	*ret = s->stmt[id];
	return NULL;
}

void store_done(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

struct err *store_step(struct store *s, sqlite3_stmt *st, bool *ret_row)
{
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		*ret_row = true;
		return NULL;
	}
	struct err *e = rc == SQLITE_DONE ? NULL : store_err(s, NULL);
	store_done(st);
	if (!e)
		*ret_row = false;
	return e;
}

struct err *store_run(struct store *s, sqlite3_stmt *st)
{
	bool row;
	struct err *e = store_step(s, st, &row);
	assert(e || !row);
	return e;
}

struct err *store_number(struct store *s, sqlite3_stmt *st, int64_t *ret)
{
	bool row;
	struct err *e = store_step(s, st, &row);
	if (e)
		return e;
	assert(row);
	*ret = sqlite3_column_int64(st, 0);
	store_done(st);
	return NULL;
}

struct err *store_do(struct store *s, enum stmt id)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, id, &st);
	return e ? e : store_run(s, st);
}

struct err *store_script(struct store *s, const char *sql)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_err(s, NULL);
	return NULL;
}

struct err *store_begin(struct store *s)
{
	return store_script(s, sql_begin);
}

struct err *store_commit(struct store *s)
{
	struct err *e = store_script(s, sql_commit);
	if (e)
		store_rollback(s);
	return e;
}

void store_rollback(struct store *s)
{
	// after some errors (disk full) SQLite has rolled back by itself
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, sql_rollback, NULL, NULL, NULL);
}

void bind_i64(sqlite3_stmt *st, const char *name, int64_t v)
{
	int at = sqlite3_bind_parameter_index(st, name);
	assert(at);
	sqlite3_bind_int64(st, at, v);
}

void bind_i64_unless(sqlite3_stmt *st, const char *name, int64_t v, int64_t absent)
{
	if (v != absent)
		bind_i64(st, name, v);
}

void bind_text(struct store *s, sqlite3_stmt *st, const char *name, struct slice v)
{
	int at = sqlite3_bind_parameter_index(st, name);
	assert(at);
	if (!v.p)
		return;
	v = fact_clean_text(&s->arena, v);
	sqlite3_bind_text64(st, at, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void bind_str(struct store *s, sqlite3_stmt *st, const char *name, const char *v)
{
	bind_text(s, st, name, slice_str(v));
}

struct slice column_text(sqlite3_stmt *st, int column)
{
	const char *p = (const char *)sqlite3_column_text(st, column);
	return (struct slice){ p, p ? (size_t)sqlite3_column_bytes(st, column) : 0 };
}

struct slice column_dup(sqlite3_stmt *st, int column, struct arena *arena)
{
	struct slice v = column_text(st, column);
	return v.p ? arena_dup(arena, v) : v;
}

int64_t column_i64(sqlite3_stmt *st, int column, int64_t absent)
{
	return sqlite3_column_type(st, column) == SQLITE_NULL ? absent
	                                                      : sqlite3_column_int64(st, column);
}

/* One number that a pragma or query gives. */
static struct err *query_number(struct store *s, const char *sql, int64_t *ret)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(st, 0);
	struct err *e = rc == SQLITE_ROW ? NULL : store_err(s, NULL);
	sqlite3_finalize(st);
	return e;
}

static struct err *run_scripts(struct store *s, const char *const *scripts)
{
	struct err *e = NULL;
	for (; !e && *scripts; scripts++)
		e = store_script(s, *scripts);
	return e;
}

struct err *store_migrate(struct store *s, const struct migration *m)
{
	int64_t have;
	struct err *e = store_script(s, sql_begin_exclusive);
	if (!e)
		e = query_number(s, sql_pragma_user_version, &have);
	// views of the old schema would break statements that change its tables
	if (!e)
		e = store_script(s, sql_views_drop);
	for (; !e && m->sql; m++)
		if (m->version > have)
			e = store_script(s, m->sql);
	if (!e)
		e = run_scripts(s, view_scripts);
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}

/* A new store; another process may be at it too. */
static struct err *create(struct store *s)
{
	int64_t version;
	struct err *e = store_script(s, sql_begin_exclusive);
	if (!e)
		e = query_number(s, sql_pragma_user_version, &version);
	if (!e && version == 0) {
		e = run_scripts(s, table_scripts);
		if (!e)
			e = run_scripts(s, view_scripts);
	}
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}

/* Is it a store, and of which version?  0: an empty file. */
static struct err *identify(struct store *s, int64_t *ret_version)
{
	int64_t pages, id, version;
	struct err *e = query_number(s, sql_pragma_page_count, &pages);
	if (!e)
		e = query_number(s, sql_pragma_application_id, &id);
	if (!e)
		e = query_number(s, sql_pragma_user_version, &version);
	if (e) {
		bool foreign = (e->sys & 0xff) == SQLITE_NOTADB;
		if (!foreign)
			return e;
		err_free(e);
		return err_new(ERR_FORMAT, 0, "%s: not a crashql store", s->path);
	}
	if (pages == 0)
		version = 0;
	else if (id != STORE_APPLICATION_ID || version < 1)
		return err_new(ERR_FORMAT, 0, "%s: not a crashql store", s->path);
	if (version > STORE_VERSION)
		return err_new(
			ERR_UNSUPPORTED, 0,
			"%s: made by a newer version of crashql (schema %d, this one knows %d)",
			s->path, (int)version, STORE_VERSION);
	*ret_version = version;
	return NULL;
}

static struct err *connect(struct store *s, const char *file, int flags, const char *vfs)
{
	sqlite3_close(s->db);
	s->db = NULL;
	int rc = sqlite3_open_v2(file, &s->db, flags | SQLITE_OPEN_NOMUTEX, vfs);
	if (!s->db)
		die_oom();
	if (rc == SQLITE_OK) {
		sqlite3_extended_result_codes(s->db, 1);
		sqlite3_busy_timeout(s->db, STORE_BUSY_MS);
		// the file may be hostile: nothing in its schema is trusted to call functions
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		rc = store_functions(s->db);
	}
	return rc == SQLITE_OK ? NULL : store_err(s, NULL);
}

/*
 * Read a store whose folder cannot be written, and whose last writer died: there is a WAL but no
 * shared index of it, nor can one be made.  Without locks SQLite keeps that index in memory.
 */
static struct err *connect_alone(struct store *s, const char *file)
{
	struct err *e = connect(s, file, SQLITE_OPEN_READONLY, "unix-none");
	if (e)
		return e;
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return store_script(s, sql_pragma_exclusive);
}

/* A store of an older version is read as a copy that is brought up to date. */
static struct err *read_old(struct store *s)
{
	sqlite3 *copy = NULL, *from = s->db;
	int rc = sqlite3_open_v2(
		"", &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_backup *b =
		rc == SQLITE_OK ? sqlite3_backup_init(copy, "main", from, "main") : NULL;
	if (b) {
		sqlite3_backup_step(b, -1);
		rc = sqlite3_backup_finish(b);
	} else {
		rc = sqlite3_extended_errcode(copy);
	}
	if (rc != SQLITE_OK) {
		struct err *e = err_new(ERR_DB, rc, "%s: copy: %s", s->path, sqlite3_errmsg(copy));
		sqlite3_close(copy);
		return e;
	}
	sqlite3_close(from);
	s->db = copy;
	rc = store_functions(s->db);
	if (rc != SQLITE_OK)
		return store_err(s, NULL);
	return store_migrate(s, store_migrations);
}

static struct err *open_read(struct store *s, const char *file)
{
	int64_t version;
	struct err *e = connect(s, file, SQLITE_OPEN_READONLY, NULL);
	if (!e)
		e = identify(s, &version);
	if (e && e->code == ERR_DB &&
	    ((e->sys & 0xff) == SQLITE_CANTOPEN || (e->sys & 0xff) == SQLITE_READONLY)) {
		err_free(e);
		e = connect_alone(s, file);
		if (!e)
			e = identify(s, &version);
	}
	if (!e && version == 0)
		e = err_new(ERR_FORMAT, 0, "%s: not a crashql store: the file is empty", s->path);
	if (!e && version < STORE_VERSION)
		e = read_old(s);
	return e;
}

static struct err *open_write(struct store *s, const char *file, bool may_create)
{
	int64_t version;
	struct err *e = connect(
		s, file, SQLITE_OPEN_READWRITE | (may_create ? SQLITE_OPEN_CREATE : 0), NULL);
	if (!e)
		e = identify(s, &version);
	if (e)
		return e;
	if (version == 0 && !may_create)
		return err_new(ERR_FORMAT, 0, "%s: not a crashql store: the file is empty",
		               s->path);
	if (sqlite3_db_readonly(s->db, "main"))
		return err_new(ERR_DB, SQLITE_READONLY, "%s: the file cannot be written", s->path);
	s->writable = true;
	if (version == 0)
		e = create(s);
	else if (version < STORE_VERSION)
		e = store_migrate(s, store_migrations);
	// where WAL is impossible (some network file systems) the rollback journal does as well
	return e ? e : store_script(s, sql_pragma_write);
}

static struct store *store_new(const char *path)
{
	struct store *s = xcalloc(1, sizeof(*s));
	s->path = xstrdup(path);
	return s;
}

struct err *store_open(const char *path, enum store_mode mode, struct store **ret)
{
	_cleanup_(store_freep) struct store *s = store_new(path);
	_cleanup_free_ char *file = NULL;
	struct stat sb;
	bool exists = stat(path, &sb) == 0;

	if (!exists && (mode != STORE_CREATE || errno != ENOENT || !*path))
		return err_new(ERR_DB, SQLITE_CANTOPEN, "%s: %s", path, strerror(errno));
	if (exists && S_ISDIR(sb.st_mode))
		return err_new(ERR_DB, SQLITE_CANTOPEN, "%s: %s", path, strerror(EISDIR));
	// ":memory:" is a file name like any other here
	if (asprintf(&file, "%s%s", path[0] == ':' ? "./" : "", path) < 0)
		die_oom();
	s->has_file = true;
	struct err *e =
		mode == STORE_READ ? open_read(s, file) : open_write(s, file, mode == STORE_CREATE);
	if (e)
		return e;
	*ret = take(s);
	return NULL;
}

struct err *store_open_temporary(struct store **ret)
{
	_cleanup_(store_freep) struct store *s = store_new("temporary store");
	struct err *e = connect(s, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (!e)
		e = create(s);
	if (!e)
		e = store_script(s, sql_pragma_temporary);
	if (e)
		return e;
	s->writable = true;
	*ret = take(s);
	return NULL;
}

void store_free(struct store *s)
{
	if (!s)
		return;
	for (int i = 0; i < STMT_COUNT; i++)
		sqlite3_finalize(s->stmt[i]);
	if (s->db && !sqlite3_get_autocommit(s->db))
		store_rollback(s);
	if (s->db && s->writable && s->has_file) {
		// fails while others have the store open: the last of them does it
		sqlite3_busy_timeout(s->db, 0);
		sqlite3_exec(s->db, sql_pragma_close, NULL, NULL, NULL);
	}
	sqlite3_close_v2(s->db);
	arena_deinit(&s->arena);
	free(s->path);
	free(s);
}
