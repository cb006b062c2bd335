// SPDX-License-Identifier: Apache-2.0
#include "analyzer/extension/functions.h"

#include <limits.h>
#include <stdlib.h>

#include "analyzer/extension/text_faults.h"
#include "analyzer/groups/signature.h"
#include "analyzer/symbols/resolve.h"
#include "db/store.h"
#include "parsers/base/sbuf.h"

/** Folders and files that $CRASHQL_DEBUGINFO may name. */
#define PATHS_MAX 64

/** What symbolize() keeps from call to call: files that are open. */
struct symbols {
	struct resolver *resolver; /**< made by the first call */
};

static void symbols_free(void *p)
{
	struct symbols *s = p;

	resolver_free(s->resolver);
	free(s);
}

static struct slice value_slice(sqlite3_value *v)
{
	const char *p = (const char *)sqlite3_value_text(v);

	return (struct slice){ p ? p : "", p ? (size_t)sqlite3_value_bytes(v) : 0 };
}

static bool is_null(sqlite3_value *v)
{
	return sqlite3_value_type(v) == SQLITE_NULL;
}

static void result_slice(sqlite3_context *ctx, struct slice s)
{
	if (s.p)
		sqlite3_result_text(ctx, s.p, s.n > INT_MAX ? INT_MAX : (int)s.n, SQLITE_TRANSIENT);
}

/** The text of an argument; false: it is NULL, or too long, which is an error. */
static bool log_text(sqlite3_context *ctx, sqlite3_value *v, struct slice *ret)
{
	if (is_null(v))
		return false;
	*ret = value_slice(v);
	if (ret->n <= FUNCTIONS_TEXT_BYTES)
		return true;
	sqlite3_result_error(ctx, "the text is longer than 64 MiB", -1);
	return false;
}

static struct resolver *resolver_of_environment(void)
{
	const char *paths[PATHS_MAX];
	struct debug_find_options options = { .paths = paths };
	_cleanup_free_ char *list = NULL;
	const char *env = getenv("CRASHQL_DEBUGINFO");

	if (env) {
		list = xstrdup(env);
		for (char *at = list, *next; at && options.n_paths < PATHS_MAX; at = next) {
			next = strchr(at, ':');
			if (next)
				*next++ = '\0';
			if (*at)
				paths[options.n_paths++] = at;
		}
	}
	return resolver_new(&options);
}

/** Lower case hex of whole bytes, as build-ids are kept; false: it is none. */
static bool build_id_text(struct slice v, char ret[2 * BUILD_ID_MAX + 1])
{
	if (v.n < 2 || v.n > 2 * BUILD_ID_MAX || v.n % 2)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];
		if (c >= 'A' && c <= 'F')
			c += 'a' - 'A';
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		ret[i] = c;
	}
	ret[v.n] = '\0';
	return true;
}

static bool offset_value(sqlite3_value *v, uint64_t *ret)
{
	if (sqlite3_value_type(v) == SQLITE_INTEGER) {
		*ret = (uint64_t)sqlite3_value_int64(v);
		return true;
	}
	struct slice text = value_slice(v);
	return slice_starts(text, S("0x")) && slice_hex(&text, ret) && !text.n;
}

/** @p kernel: whose places they are; NULL: not a kernel's. */
static void places_print(struct resolver *r, struct debug_file *kernel, const struct debug_query *q,
                         struct arena *arena, struct sbuf *out)
{
	for (size_t i = 0; i < q->n_places; i++) {
		const struct place *p = &q->places[i];
		if (i)
			sbuf_puts(out, " < ");
		if (p->file.p && p->line)
			sbuf_printf(out, SLICE_FMT ":%u (",
			            SLICE_ARG(resolve_short_path(r, kernel, p, arena)), p->line);
		else
			sbuf_puts(out, "? (");
		sbuf_add(out, p->function.p ? p->function : S("?"));
		sbuf_puts(out, ")");
	}
}

/* symbolize(build_id, offset) */
static void sql_symbolize(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	_cleanup_(sbuf_deinit) struct sbuf out = { .max = (size_t)1 << 20 };
	struct symbols *s = sqlite3_user_data(ctx);
	struct debug_query q = { 0 };
	struct arena arena = { 0 };
	char id[2 * BUILD_ID_MAX + 1];

	(void)argc;
	if (is_null(argv[0]) || is_null(argv[1]) || !build_id_text(value_slice(argv[0]), id) ||
	    !offset_value(argv[1], &q.addr))
		return;
	if (!s->resolver)
		s->resolver = resolver_of_environment();
	struct debug_file *file =
		resolve_object(s->resolver, NULL, (struct slice){ 0 }, slice_str(id)).file;
	if (!file)
		return;
	debug_file_lookup(file, &q, &arena);
	struct slice release;
	bool is_kernel = debug_file_release(file, &release);
	places_print(s->resolver, is_kernel ? file : NULL, &q, &arena, &out);
	if (out.n)
		result_slice(ctx, sbuf_slice(&out));
	arena_deinit(&arena);
}

/** The title, or the signature of a level, of the first fault. */
struct first {
	sqlite3_context *sql;
	bool wants_title;
	enum signature_level level;
};

static bool on_first(void *ctx, struct fault *f)
{
	struct first *first = ctx;
	struct signature *signatures;
	struct derived d;
	size_t n;

	store_clean_fault(f); // as the store has it
	derive_fault(f, f->arena, &d);
	if (first->wants_title) {
		result_slice(first->sql, d.title);
		return false;
	}
	signatures_make(f, &d, f->arena, &signatures, &n);
	for (size_t i = 0; i < n; i++)
		if (signatures[i].level == first->level) {
			result_slice(first->sql, slice_str(signatures[i].key));
			break;
		}
	return false;
}

/* fault_title(text) */
static void sql_fault_title(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct first first = { .sql = ctx, .wants_title = true };
	struct slice text;

	(void)argc;
	if (log_text(ctx, argv[0], &text))
		text_faults(text, on_first, &first);
}

/* fault_signature(text, level) */
static void sql_fault_signature(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct first first = { .sql = ctx };
	struct slice text;

	(void)argc;
	if (is_null(argv[1]))
		return;
	if (!signature_level_find(value_slice(argv[1]), &first.level)) {
		sqlite3_result_error(
			ctx, "fault_signature(): no such level; see table fault_signature", -1);
		return;
	}
	if (log_text(ctx, argv[0], &text))
		text_faults(text, on_first, &first);
}

/* stack_similarity(a, b) */
static void sql_stack_similarity(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct arena arena = { 0 };

	(void)argc;
	if (is_null(argv[0]) || is_null(argv[1]))
		return;
	struct slice a = value_slice(argv[0]), b = value_slice(argv[1]);
	if (a.n > FRAMES_TEXT_BYTES || b.n > FRAMES_TEXT_BYTES) {
		sqlite3_result_error(ctx, "a stack is longer than 1 MiB", -1);
		return;
	}
	sqlite3_result_double(
		ctx, stack_similarity(frames_parse(a, &arena), frames_parse(b, &arena), NULL));
	arena_deinit(&arena);
}

int functions_register(sqlite3 *db)
{
	static const struct {
		const char *name;
		int n_args;
		void (*fn)(sqlite3_context *, int, sqlite3_value **);
	} pure[] = {
		{ "fault_title", 1, sql_fault_title },
		{ "fault_signature", 2, sql_fault_signature },
		{ "stack_similarity", 2, sql_stack_similarity },
	};
	struct symbols *s = xcalloc(1, sizeof(*s));

	// reads files: not for views and triggers of a file that someone else made
	int rc = sqlite3_create_function_v2(db, "symbolize", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, s,
	                                    sql_symbolize, NULL, NULL, symbols_free);
	for (size_t i = 0; rc == SQLITE_OK && i < sizeof(pure) / sizeof(*pure); i++)
		rc = sqlite3_create_function_v2(db, pure[i].name, pure[i].n_args,
		                                SQLITE_UTF8 | SQLITE_DETERMINISTIC |
		                                        SQLITE_INNOCUOUS,
		                                NULL, pure[i].fn, NULL, NULL, NULL);
	return rc == SQLITE_OK ? fault_frames_register(db) : rc;
}
