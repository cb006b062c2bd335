// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debug_find.h"

#include "analyzer/symbols/build_id.h"
#include "analyzer/symbols/debug_index.h"
#include "analyzer/symbols/debuginfod.h"
#include "parsers/base/hex.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"
#include <errno.h>
#include <glob.h>

enum place_kind {
	PLACE_VMLINUX,
	PLACE_MODULES,
	PLACE_FILE
};

static const struct {
	enum place_kind kind;
	const char *path;
} places[] = {
#define DEBUG_PLACE(kind, path) { PLACE_##kind, path },
#include "analyzer/symbols/debug_places.def"
#undef DEBUG_PLACE
};

/** An opened file; df NULL: it cannot be opened. */
struct opened {
	const char *path;
	struct debug_file *df;
};

struct remembered {
	struct slice key;
	struct debug_answer answer;
};

/** A folder of modules of one release that was walked. */
struct module_folder {
	const char *path;
	struct debug_index *index;
};

struct debug_find {
	struct arena arena;
	const char *root;
	bool no_standard, debuginfod, force;
	const char *servers_error; /**< NULL: none */
	char **shared_error;       /**< debug_find_options.servers_error */
	const char **paths;        /**< --debuginfo; ends with NULL */
	size_t n_paths;
	struct debug_index *given; /**< what they lead to */
	/** kernels of all releases in the standard places; NULL: not looked for yet */
	struct debug_index *kernels;
	const char **debug_dirs; /**< for separate files; ends with NULL */
	size_t n_debug_dirs;
	struct opened *opened;
	size_t n_opened;
	struct remembered *remembered;
	size_t n_remembered;
	struct module_folder *folders;
	size_t n_folders;
};

/** One question while it is being answered. */
struct search {
	struct debug_find *f;
	struct slice build_id; /**< p NULL: not known, or not trusted */
	struct slice release, module, path;
	char name[256]; /**< as debug_index_name() makes it */
	struct debug_answer best;
};

static void add_debug_dir(struct debug_find *f, const char *dir)
{
	arena_push(&f->arena, &f->debug_dirs, &f->n_debug_dirs, &dir);
}

static const char *text(struct debug_find *f, const char *a, const char *b)
{
	return arena_printf(&f->arena, "%s%s", a, b).p;
}

struct debug_find *debug_find_new(const struct debug_find_options *o)
{
	struct debug_find *f = xcalloc(1, sizeof(*f));

	f->root = text(f, o->root ? o->root : "", "");
	f->no_standard = o->no_standard;
	f->debuginfod = o->debuginfod;
	f->force = o->force;
	f->shared_error = o->servers_error;
	f->given = debug_index_new();
	const char *end = NULL;
	for (size_t i = 0; i < o->n_paths; i++) {
		const char *path = text(f, o->paths[i], "");
		arena_push(&f->arena, &f->paths, &f->n_paths, &path);
		debug_index_add(f->given, o->paths[i], INDEX_FILES);
		add_debug_dir(f, text(f, o->paths[i], ""));
		add_debug_dir(f, text(f, o->paths[i], "/usr/lib/debug"));
	}
	if (!o->no_standard)
		add_debug_dir(f, text(f, f->root, "/usr/lib/debug"));
	add_debug_dir(f, NULL);
	arena_push(&f->arena, &f->paths, &f->n_paths, &end);
	return f;
}

void debug_find_free(struct debug_find *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_opened; i++)
		debug_file_free(f->opened[i].df);
	for (size_t i = 0; i < f->n_folders; i++)
		debug_index_free(f->folders[i].index);
	debug_index_free(f->given);
	debug_index_free(f->kernels);
	arena_deinit(&f->arena);
	free(f);
}

/** A separate debug file, or dwz's, among the paths given. */
static const char *find_given(void *ctx, struct slice build_id)
{
	struct debug_find *f = ctx;
	size_t i = 0;

	return debug_index_by_id(f->given, build_id, &i);
}

static void servers_fail(struct debug_find *f, const char *why)
{
	char *none = NULL;

	f->servers_error = text(f, why, "");
	if (!f->shared_error)
		return;
	char *copy = xstrdup(why);
	if (!__atomic_compare_exchange_n(f->shared_error, &none, copy, false, __ATOMIC_ACQ_REL,
	                                 __ATOMIC_ACQUIRE))
		free(copy);
}

/** From the servers; after one failure, other than that they do not have a file, they are left alone. */
static const char *fetch(void *ctx, struct slice build_id)
{
	struct debug_find *f = ctx;
	_cleanup_free_ char *id = xmemdup0(build_id.p, build_id.n), *path = NULL;

	if (!f->debuginfod || f->servers_error ||
	    (f->shared_error && __atomic_load_n(f->shared_error, __ATOMIC_ACQUIRE)))
		return NULL;
	struct err *e = debuginfod_fetch(id, &path);
	if (e && !(e->code == ERR_IO && e->sys == ENOENT))
		servers_fail(f, e->msg);
	bool good = !e;
	err_free(e);
	return good ? text(f, path, "") : NULL;
}

const char *debug_find_servers_error(const struct debug_find *f)
{
	return f->servers_error;
}

static const char *find_given_name(void *ctx, struct slice name, size_t *i)
{
	struct debug_find *f = ctx;

	return debug_index_by_name(f->given, name, i);
}

static struct err *open_file(struct debug_find *f, const char *path, struct debug_file **ret)
{
	struct debug_options options = { .debug_dirs = f->debug_dirs,
		                         .find = find_given,
		                         .find_name = find_given_name,
		                         .fetch = fetch,
		                         .ctx = f };
	struct opened o = { .path = text(f, path, "") };
	struct err *e = debug_file_open(path, &options, &o.df);

	arena_push(&f->arena, &f->opened, &f->n_opened, &o);
	if (!e)
		*ret = o.df;
	return e;
}

static struct debug_file *open_once(struct debug_find *f, const char *path)
{
	struct debug_file *df = NULL;

	for (size_t i = 0; i < f->n_opened; i++) {
		if (strcmp(f->opened[i].path, path) == 0)
			return f->opened[i].df;
	}
	if (f->n_opened < LIMIT_DEBUG_OPEN_FILES)
		err_free(open_file(f, path, &df));
	return df;
}

/** The release in a path of a package: `…/lib/modules/R/…`, `…/vmlinux-R.debug`; p NULL: none. */
static struct slice release_of_path(const char *path)
{
	struct slice rest = slice_str(path), release = { NULL, 0 }, part;
	const char *slash = strrchr(path, '/');
	struct slice name = slice_str(slash ? slash + 1 : path);

	while (slice_skip_past(&rest, S("/lib/modules/"))) {
		struct slice in = rest;
		if (slice_cut(&in, '/', &part))
			release = part;
	}
	if (!release.p && slice_skip(&name, S("vmlinux-"))) {
		if (slice_ends(name, S(".debug")))
			name.n -= strlen(".debug");
		release = name;
	}
	return release.n && *release.p >= '0' && *release.p <= '9' ? release
	                                                           : (struct slice){ NULL, 0 };
}

/** Is it the file that is wanted?  If not, say why in *ret_why. */
static bool fits(struct search *s, struct debug_file *df, bool *ret_verified, const char **ret_why)
{
	const struct debug_info *info = debug_file_info(df);
	struct slice id = slice_str(info->build_id), release = { NULL, 0 };

	*ret_verified = false;
	if (s->build_id.n && id.n) {
		*ret_verified = slice_eq(id, s->build_id);
		if (!*ret_verified)
			*ret_why =
				arena_printf(&s->f->arena, "%s: its build-id is %s, not " SLICE_FMT,
			                     info->path, info->build_id, SLICE_ARG(s->build_id))
					.p;
		return *ret_verified;
	}
	// a file that holds debug information alone does not say it, but its package does by where it puts it
	if (s->release.n && !s->path.n && !debug_file_release(df, &release))
		release = release_of_path(info->path);
	if (s->release.n && release.n && !slice_eq(release, s->release)) {
		*ret_why = arena_printf(&s->f->arena,
		                        "%s: it is of kernel " SLICE_FMT ", not " SLICE_FMT,
		                        info->path, SLICE_ARG(release), SLICE_ARG(s->release))
		                   .p;
		return false;
	}
	return true;
}

/** Consider the file at @p path; true: it is all that could be wanted. */
static bool consider(struct search *s, const char *path)
{
	struct debug_file *df = open_once(s->f, path);
	const char *why = NULL;
	bool verified = false;

	if (!df)
		return false;
	bool good = fits(s, df, &verified, &why);
	if (!good && !s->best.refused)
		s->best.refused = why;
	if (!good && !s->f->force)
		return false;
	const struct debug_info *info = debug_file_info(df);
	struct debug_file *was = s->best.file;
	if (!was || (verified && !s->best.is_verified) ||
	    (verified == s->best.is_verified && info->best > debug_file_info(was)->best)) {
		s->best.file = df;
		s->best.is_verified = verified;
	}
	return s->best.is_verified && debug_file_info(s->best.file)->has_dwarf;
}

static bool consider_index(struct search *s, const struct debug_index *ix)
{
	const char *path;
	size_t i = 0;

	while ((path = debug_index_by_id(ix, s->build_id, &i))) {
		if (consider(s, path))
			return true;
	}
	i = 0;
	while ((path = debug_index_by_name(ix, slice_str(s->name), &i))) {
		if (consider(s, path))
			return true;
	}
	return false;
}

/** Files that were given are kernels whatever their names are, when they say so themselves. */
static bool consider_given_kernels(struct search *s)
{
	struct slice release;

	if (s->module.n || s->path.n)
		return false;
	for (size_t i = 0; s->f->paths[i]; i++) {
		struct debug_file *df = open_once(s->f, s->f->paths[i]);
		if (df && !debug_file_info(df)->is_relocatable &&
		    debug_file_release(df, &release) && consider(s, s->f->paths[i]))
			return true;
	}
	return false;
}

/** @p format with {R} and {P} filled in; p NULL: one of them is not known. */
static const char *fill_place(struct search *s, const char *format)
{
	_cleanup_(sbuf_deinit) struct sbuf out = { .max = LIMIT_PATH_BYTES };

	sbuf_puts(&out, s->f->root);
	for (const char *p = format; *p; p++) {
		bool is_release = strncmp(p, "{R}", 3) == 0;
		if (!is_release && strncmp(p, "{P}", 3) != 0) {
			sbuf_add(&out, (struct slice){ p, 1 });
			continue;
		}
		struct slice value = is_release ? s->release : s->path;
		if (!value.n || memchr(value.p, '\0', value.n) ||
		    (is_release && memchr(value.p, '/', value.n)) || slice_has(value, S("/..")))
			return NULL;
		sbuf_add(&out, value);
		p += 2;
	}
	return !out.overflow ? arena_dup(&s->f->arena, sbuf_slice(&out)).p : NULL;
}

static const struct debug_index *walk_modules(struct debug_find *f, const char *path)
{
	for (size_t i = 0; i < f->n_folders; i++) {
		if (strcmp(f->folders[i].path, path) == 0)
			return f->folders[i].index;
	}
	struct module_folder folder = { .path = path, .index = debug_index_new() };
	debug_index_add(folder.index, path, INDEX_MODULE_NAMES);
	arena_push(&f->arena, &f->folders, &f->n_folders, &folder);
	return folder.index;
}

/** Add the files of @p place, for whatever release. */
static void add_kernels(struct debug_find *f, const char *place)
{
	_cleanup_(sbuf_deinit) struct sbuf pattern = { .max = LIMIT_PATH_BYTES };
	const char *release = strstr(place, "{R}");
	glob_t found;

	sbuf_puts(&pattern, f->root);
	sbuf_add(&pattern, (struct slice){ place, (size_t)(release - place) });
	sbuf_puts(&pattern, "*");
	sbuf_puts(&pattern, release + strlen("{R}"));
	if (pattern.overflow || glob(pattern.p, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		debug_index_add(f->kernels, found.gl_pathv[i], INDEX_FILES);
	globfree(&found);
}

/** A kernel of which nothing but the build-id is known: not all distributions link their files by it. */
static bool search_kernels_by_id(struct search *s)
{
	struct debug_find *f = s->f;
	const char *path;
	size_t i = 0;

	if (s->release.n || !s->build_id.n)
		return false;
	if (!f->kernels) {
		f->kernels = debug_index_new();
		for (size_t k = 0; k < sizeof(places) / sizeof(*places); k++)
			if (places[k].kind == PLACE_VMLINUX)
				add_kernels(f, places[k].path);
	}
	while ((path = debug_index_by_id(f->kernels, s->build_id, &i)))
		if (consider(s, path))
			return true;
	return false;
}

static bool search_by_id_folder(struct search *s)
{
	if (s->build_id.n < 3)
		return false;
	for (size_t i = 0; s->f->debug_dirs[i]; i++) {
		struct slice path = arena_printf(
			&s->f->arena, "%s/.build-id/%.2s/" SLICE_FMT ".debug", s->f->debug_dirs[i],
			s->build_id.p, SLICE_ARG(slice_from(s->build_id, 2)));
		if (access(path.p, R_OK) == 0 && consider(s, path.p))
			return true;
	}
	return false;
}

static bool search_standard(struct search *s)
{
	enum place_kind kind = s->path.n ? PLACE_FILE : s->module.n ? PLACE_MODULES : PLACE_VMLINUX;

	if (search_by_id_folder(s) || (kind == PLACE_VMLINUX && search_kernels_by_id(s)))
		return true;
	// A file of this machine's user space may be any version: only its build-id tells.
	if (kind == PLACE_FILE && !s->build_id.n && !s->f->force)
		return false;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *path = places[i].kind == kind ? fill_place(s, places[i].path) : NULL;
		if (!path || access(path, R_OK) != 0)
			continue;
		if (kind == PLACE_MODULES ? consider_index(s, walk_modules(s->f, path))
		                          : consider(s, path))
			return true;
	}
	return false;
}

static void search_servers(struct search *s)
{
	const char *path = fetch(s->f, s->build_id);

	if (path)
		consider(s, path);
}

/** Text that is the same for the same question. */
static struct slice key_of_search(const struct search *s)
{
	return arena_printf(&s->f->arena, SLICE_FMT "\n" SLICE_FMT "\n" SLICE_FMT "\n" SLICE_FMT,
	                    SLICE_ARG(s->build_id), SLICE_ARG(s->release), SLICE_ARG(s->module),
	                    SLICE_ARG(s->path));
}

static void set_name(struct search *s)
{
	struct slice of = s->path.n ? s->path : s->module;
	_cleanup_free_ char *path = xmemdup0(of.p ? of.p : "", of.n);

	if (s->path.n)
		debug_index_name(path, s->name, sizeof(s->name));
	else if (s->module.n)
		snprintf(s->name, sizeof(s->name), "%s", path);
	else
		snprintf(s->name, sizeof(s->name), "vmlinux");
	for (char *p = s->name; !s->path.n && *p; p++)
		*p = *p == '-' ? '_' : *p;
}

struct debug_answer debug_find_open(struct debug_find *f, const struct debug_wanted *w)
{
	struct search s = { .f = f, .release = w->release, .module = w->module, .path = w->path };

	if (hex_is(w->build_id) && w->build_id.n <= (size_t)2 * BUILD_ID_MAX &&
	    !(w->is_vmcoreinfo_id && !build_id_can_be_trusted(w->release, w->version)))
		s.build_id = w->build_id;
	struct slice key = key_of_search(&s);
	for (size_t i = 0; i < f->n_remembered; i++) {
		if (slice_eq(f->remembered[i].key, key))
			return f->remembered[i].answer;
	}
	set_name(&s);
	bool done = consider_index(&s, f->given) || consider_given_kernels(&s) ||
	            (!f->no_standard && search_standard(&s));
	if (!done && f->debuginfod && s.build_id.n)
		search_servers(&s);
	struct remembered r = { .key = key, .answer = s.best };
	arena_push(&f->arena, &f->remembered, &f->n_remembered, &r);
	return s.best;
}

struct err *debug_find_file(struct debug_find *f, const char *path, struct debug_file **ret)
{
	struct err *e = open_file(f, path, ret);

	if (e || debug_file_info(*ret)->has_dwarf || !debug_file_info(*ret)->build_id[0])
		return e;
	const struct debug_wanted w = { .build_id = slice_str(debug_file_info(*ret)->build_id),
		                        .path = slice_str(path) };
	struct debug_answer a = debug_find_open(f, &w);
	if (a.is_verified && debug_file_info(a.file)->has_dwarf)
		*ret = a.file;
	return NULL;
}
