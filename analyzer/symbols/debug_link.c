// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debug_link.h"

#include "parsers/base/hex.h"
#include "parsers/limits.h"
#include <zlib.h>

void build_id_text(struct slice id, char ret[2 * BUILD_ID_MAX + 1])
{
	hex_put(slice_head(id, BUILD_ID_MAX), ret);
}

/** What is looked for, and by what it is known to be right. */
struct wanted {
	struct slice build_id; /**< p NULL: not known */
	bool has_crc;
	uint32_t crc;
};

static bool crc_is(const struct elf_file *ef, uint32_t crc)
{
	size_t size = 0;
	const char *raw = elf_rawfile(ef->elf, &size);
	uLong sum = crc32(0, NULL, 0);

	for (size_t at = 0; raw && at < size;) {
		uInt n = size - at < 1 << 30 ? (uInt)(size - at) : 1 << 30;
		sum = crc32(sum, (const Bytef *)raw + at, n);
		at += n;
	}
	return raw && sum == crc;
}

static struct elf_file *try_open(const char *path, const struct wanted *w)
{
	_cleanup_(elf_file_freep) struct elf_file *ef = NULL;
	_cleanup_(err_freep) struct err *e = elf_file_open(path, &ef);

	if (e)
		return NULL;
	if (w->build_id.p ? slice_eq(ef->build_id, w->build_id) : w->has_crc && crc_is(ef, w->crc))
		return take(ef);
	return NULL;
}

static struct elf_file *try_path(const struct wanted *w, char **ret_path, const char *fmt, ...)
	__attribute__((__format__(__printf__, 3, 4)));

static struct elf_file *try_path(const struct wanted *w, char **ret_path, const char *fmt, ...)
{
	_cleanup_free_ char *path = NULL;
	va_list ap;

	va_start(ap, fmt);
	int n = vasprintf(&path, fmt, ap);
	va_end(ap);
	if (n < 0)
		die_oom();
	struct elf_file *ef = access(path, R_OK) == 0 ? try_open(path, w) : NULL;
	if (ef)
		*ret_path = take(path);
	return ef;
}

static struct elf_file *by_build_id(const struct wanted *w, const struct debug_options *o,
                                    char **ret_path)
{
	char hex[2 * BUILD_ID_MAX + 1];
	struct elf_file *ef = NULL;

	if (w->build_id.n < 2)
		return NULL;
	build_id_text(w->build_id, hex);
	for (size_t i = 0; o->debug_dirs[i] && !ef; i++)
		ef = try_path(w, ret_path, "%s/.build-id/%.2s/%s.debug", o->debug_dirs[i], hex,
		              hex + 2);
	const char *path = !ef && o->find ? o->find(o->ctx, slice_str(hex)) : NULL;
	return path ? try_path(w, ret_path, "%s", path) : ef;
}

/** The folder of @p path, absolute; to be freed. */
static char *folder_of(const char *path)
{
	char *real = realpath(path, NULL);

	if (!real)
		real = xstrdup(path);
	char *slash = strrchr(real, '/');
	if (slash)
		*slash = '\0';
	return real;
}

static struct elf_file *by_name(const struct wanted *w, const char *name, const char *path,
                                const struct debug_options *o, char **ret_path)
{
	_cleanup_free_ char *folder = folder_of(path);
	struct elf_file *ef = NULL;

	if (name[0] == '/')
		return try_path(w, ret_path, "%s", name);
	ef = try_path(w, ret_path, "%s/%s", folder, name);
	if (!ef)
		ef = try_path(w, ret_path, "%s/.debug/%s", folder, name);
	for (size_t i = 0; o->debug_dirs[i] && !ef; i++) {
		ef = try_path(w, ret_path, "%s%s/%s", o->debug_dirs[i], folder, name);
		if (!ef)
			ef = try_path(w, ret_path, "%s/%s", o->debug_dirs[i], name);
	}
	return ef;
}

/** The text at the beginning of section @p name, which must hold @p more bytes behind it. */
static const char *link_name(struct elf_file *ef, const char *section, struct slice *ret_rest)
{
	struct elf_section *s = elf_file_section(ef, section);
	struct slice data = s ? elf_file_data(ef, s) : (struct slice){ NULL, 0 };
	size_t n = data.n ? strnlen(data.p, data.n) : 0;

	if (!n || n == data.n || n > LIMIT_PATH_BYTES)
		return NULL;
	*ret_rest = slice_from(data, n + 1);
	return data.p;
}

struct elf_file *debug_link_find(struct elf_file *ef, const char *path,
                                 const struct debug_options *o, char **ret_path)
{
	struct wanted w = { .build_id = ef->build_id };
	struct slice rest;
	struct elf_file *found = by_build_id(&w, o, ret_path);
	const char *name = found ? NULL : link_name(ef, ".gnu_debuglink", &rest);

	if (!name)
		return found;
	size_t pad = (4 - (strlen(name) + 1) % 4) % 4;
	if (rest.n >= pad + 4) {
		w.has_crc = true;
		w.crc = (uint32_t)elf_file_number(ef, rest.p + pad, 4);
	}
	return by_name(&w, name, path, o, ret_path);
}

struct elf_file *debug_link_find_alt(struct elf_file *ef, const char *path,
                                     const struct debug_options *o, char **ret_path)
{
	struct wanted w = { .build_id = { NULL, 0 } };
	const char *name = link_name(ef, ".gnu_debugaltlink", &w.build_id);

	if (!name || !w.build_id.n)
		return NULL;
	struct elf_file *found = by_name(&w, name, path, o, ret_path);
	const char *base = strrchr(name, '/');
	for (size_t i = 0; o->debug_dirs[i] && !found; i++)
		found = try_path(&w, ret_path, "%s/.dwz/%s", o->debug_dirs[i],
		                 base ? base + 1 : name);
	if (!found)
		found = by_build_id(&w, o, ret_path);
	if (found || !o->fetch)
		return found;
	char hex[2 * BUILD_ID_MAX + 1];
	build_id_text(w.build_id, hex);
	const char *fetched = o->fetch(o->ctx, slice_str(hex));
	return fetched ? try_path(&w, ret_path, "%s", fetched) : NULL;
}
