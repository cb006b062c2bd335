// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>
#include <ftw.h>

#include "parsers/base/cleanup.h"
#include "tests/input/made.h"

static la_ssize_t write_out(struct archive *a, void *ctx, const void *p, size_t n)
{
	(void)a;
	sbuf_add(ctx, (struct slice){ p, n });
	return (la_ssize_t)n;
}

struct sbuf made_archive(const char *format, const char *filter, const struct made_member *members)
{
	struct sbuf out = { 0 };
	struct archive *a = archive_write_new();

	if (strcmp(format, "ar") == 0)
		format = "arbsd";
	assert_int_equal(archive_write_set_format_by_name(a, format), ARCHIVE_OK);
	if (strcmp(filter, "none") != 0)
		assert_int_equal(archive_write_add_filter_by_name(a, filter), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open(a, &out, NULL, write_out, NULL), ARCHIVE_OK);
	for (const struct made_member *m = members; m->name; m++) {
		struct archive_entry *e = archive_entry_new();
		archive_entry_set_pathname(e, m->name);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		archive_entry_set_size(e, (la_int64_t)m->content.n);
		archive_entry_set_mtime(e, MADE_MTIME, 0);
		assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
		assert_int_equal(archive_write_data(a, m->content.p, m->content.n), m->content.n);
		archive_entry_free(e);
	}
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return out;
}

struct sbuf made_compressed(const char *filter, struct slice content)
{
	const struct made_member one[] = { { "data", content }, { 0 } };

	return made_archive("raw", filter, one);
}

struct sbuf made_lines(size_t n)
{
	struct sbuf b = { 0 };

	for (size_t i = 1; b.n < n; i++)
		sbuf_printf(&b, "<6>[%5zu.%06zu] line %zu of a log\n", i / 7, i * 7919 % 1000000,
		            i);
	return b;
}

char *made_folder(void)
{
	char *path = xstrdup("made.XXXXXX");

	assert_non_null(mkdtemp(path));
	return path;
}

char *made_file(const char *folder, const char *name, struct slice content)
{
	struct sbuf path = { 0 };

	sbuf_printf(&path, "%s/%s", folder, name);
	_cleanup_fclose_ FILE *f = fopen(path.p, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.p, 1, content.n, f), content.n);
	return path.p;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void made_folder_remove(char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(folder);
}
