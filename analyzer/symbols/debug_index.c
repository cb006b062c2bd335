// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debug_index.h"

#include "analyzer/symbols/debug_link.h"
#include "analyzer/symbols/elf_file.h"
#include "parsers/base/arena.h"
#include "parsers/base/bisect.h"
#include "parsers/limits.h"
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sys/stat.h>

struct indexed {
	const char *path;
	struct slice build_id; /**< hex; p NULL: none, or not known */
	struct slice name;
	bool has_dwarf;
};

struct debug_index {
	struct arena arena;
	struct indexed *files;
	size_t n;
	size_t *by_id, *by_name; /**< numbers of files in order */
};

struct debug_index *debug_index_new(void)
{
	return xcalloc(1, sizeof(struct debug_index));
}

void debug_index_free(struct debug_index *ix)
{
	if (!ix)
		return;
	free(ix->by_id);
	free(ix->by_name);
	arena_deinit(&ix->arena);
	free(ix);
}

/** Take @p suffix off; false: it is not there. */
static bool cut_end(struct slice *s, struct slice suffix)
{
	if (s->n <= suffix.n || !slice_ends(*s, suffix))
		return false;
	s->n -= suffix.n;
	return true;
}

void debug_index_name(const char *path, char *ret, size_t size)
{
	const char *slash = strrchr(path, '/');
	struct slice s = slice_str(slash ? slash + 1 : path);

	if (!cut_end(&s, S(".xz")) && !cut_end(&s, S(".zst")))
		cut_end(&s, S(".gz"));
	cut_end(&s, S(".debug"));
	bool is_module = cut_end(&s, S(".ko"));
	bool is_unit = slice_ends(s, S(".dwo"));
	if (!is_unit && slice_starts(s, S("vmlinux")) &&
	    (s.n == 7 || s.p[7] == '-' || s.p[7] == '.'))
		s.n = 7;
	s = slice_head(s, size - 1);
	for (size_t i = 0; i < s.n; i++)
		ret[i] = is_module && s.p[i] == '-' ? '_' : s.p[i];
	ret[s.n] = '\0';
}

static bool is_packed_module(struct slice path)
{
	return slice_ends(path, S(".ko.xz")) || slice_ends(path, S(".ko.zst")) ||
	       slice_ends(path, S(".ko.gz"));
}

static bool is_module(struct slice path)
{
	return slice_ends(path, S(".ko")) || slice_ends(path, S(".ko.debug")) ||
	       is_packed_module(path);
}

static bool is_elf(const char *path)
{
	char magic[4];
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd >= 0 && pread(fd, magic, 4, 0) == 4 && memcmp(magic, "\177ELF", 4) == 0;
}

/** What the file itself says; false: it is not to be listed. */
static bool read_file(struct debug_index *ix, const char *path, struct indexed *f)
{
	_cleanup_(elf_file_freep) struct elf_file *ef = NULL;
	char hex[2 * BUILD_ID_MAX + 1];

	if (!is_elf(path))
		return is_packed_module(slice_str(path));
	_cleanup_(err_freep) struct err *e = elf_file_open(path, &ef);
	if (e)
		return false;
	build_id_text(ef->build_id, hex);
	if (hex[0])
		f->build_id = arena_dup(&ix->arena, slice_str(hex));
	struct elf_section *s = elf_file_section(ef, ".debug_info");
	f->has_dwarf = s && s->type != SHT_NOBITS;
	return true;
}

static bool add_file(struct debug_index *ix, const char *path, enum debug_index_how how)
{
	struct indexed f = { .path = NULL };
	char name[256];

	if (ix->n >= LIMIT_DEBUG_INDEX_FILES ||
	    !(how == INDEX_MODULE_NAMES ? is_module(slice_str(path)) : read_file(ix, path, &f)))
		return false;
	debug_index_name(path, name, sizeof(name));
	f.name = arena_dup(&ix->arena, slice_str(name));
	f.path = arena_dup(&ix->arena, slice_str(path)).p;
	arena_push(&ix->arena, &ix->files, &ix->n, &f);
	return true;
}

static int compare_files(const struct indexed *x, const struct indexed *y)
{
	if (x->has_dwarf != y->has_dwarf)
		return x->has_dwarf ? -1 : 1;
	return strcmp(x->path, y->path);
}

static int by_id(const void *a, const void *b, void *ctx)
{
	const struct indexed *files = ctx, *x = &files[*(const size_t *)a],
			     *y = &files[*(const size_t *)b];
	int order = slice_cmp(x->build_id, y->build_id);

	return order ? order : compare_files(x, y);
}

static int by_name(const void *a, const void *b, void *ctx)
{
	const struct indexed *files = ctx, *x = &files[*(const size_t *)a],
			     *y = &files[*(const size_t *)b];
	int order = slice_cmp(x->name, y->name);

	return order ? order : compare_files(x, y);
}

static size_t *sorted(struct debug_index *ix, int (*order)(const void *, const void *, void *))
{
	size_t *list = xcalloc(ix->n + 1, sizeof(*list));

	for (size_t i = 0; i < ix->n; i++)
		list[i] = i;
	if (ix->n)
		qsort_r(list, ix->n, sizeof(*list), order, ix->files);
	return list;
}

size_t debug_index_add(struct debug_index *ix, const char *path, enum debug_index_how how)
{
	char *const roots[] = { (char *)path, NULL };
	size_t was = ix->n;
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | FTS_NOSTAT, NULL);

	if (!walk)
		return 0;
	for (FTSENT *e; (e = fts_read(walk));) {
		if (e->fts_level > LIMIT_DEBUG_INDEX_DEPTH)
			fts_set(walk, e, FTS_SKIP);
		else if (e->fts_info == FTS_F || e->fts_info == FTS_NSOK)
			add_file(ix, e->fts_accpath, how);
		else if (e->fts_info == FTS_NS || e->fts_info == FTS_ERR)
			errno = e->fts_errno;
	}
	fts_close(walk);
	free(ix->by_id);
	free(ix->by_name);
	ix->by_id = sorted(ix, by_id);
	ix->by_name = sorted(ix, by_name);
	return ix->n - was;
}

static struct slice key_of(const struct indexed *f, bool use_id)
{
	return use_id ? f->build_id : f->name;
}

/** Entry number *i of those of @p list whose key is @p want. */
static const char *next_of(const struct debug_index *ix, const size_t *list, struct slice want,
                           bool use_id, size_t *i)
{
	if (!want.n)
		return NULL;
	size_t at = *i + bisect(ix->n, k, slice_cmp(key_of(&ix->files[list[k]], use_id), want) < 0);
	if (at >= ix->n || !slice_eq(key_of(&ix->files[list[at]], use_id), want))
		return NULL;
	(*i)++;
	return ix->files[list[at]].path;
}

const char *debug_index_by_id(const struct debug_index *ix, struct slice build_id, size_t *i)
{
	return next_of(ix, ix->by_id, build_id, true, i);
}

const char *debug_index_by_name(const struct debug_index *ix, struct slice name, size_t *i)
{
	return next_of(ix, ix->by_name, name, false, i);
}
