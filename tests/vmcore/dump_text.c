// SPDX-License-Identifier: Apache-2.0
#include "tests/vmcore/dump_text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

#include "parsers/base/cleanup.h"
#include "parsers/vmcore/dump_reader.h"

#define PUT_I64(field)  sbuf_printf(b, " " #field "=%" PRId64, row->field);
#define PUT_FLAG(field) PUT_I64(field)
#define PUT_REAL(field) sbuf_printf(b, " " #field "=%.9g", row->field);
#define PUT_NUM(field)  PUT_REAL(field)
#define PUT_ADDR(field) sbuf_printf(b, " " #field "=0x%" PRIx64, row->field);
#define PUT_TEXT(field)               \
	sbuf_puts(b, " " #field "="); \
	sbuf_json(b, row->field);
#define PUT_FIELD(type, field, unit, doc) \
	if (fact_has(row, field)) {       \
		PUT_##type(field)         \
	}
#define PUT_TABLE(name, FIELDS)                          \
	for (size_t i = 0; i < rows->n_##name; i++) {    \
		const struct name *row = &rows->name[i]; \
		sbuf_puts(b, #name ":");                 \
		FIELDS(PUT_FIELD)                        \
		sbuf_char(b, '\n');                      \
	}

static bool on_rows(void *ctx, const struct snapshot_rows *rows)
{
	struct dump_text *t = ctx;
	struct sbuf *b = &t->rows;

	SNAPSHOT_TABLES(PUT_TABLE)
	return false;
}

static void on_boot(void *ctx, const struct boot *boot)
{
	(void)ctx, (void)boot;
}

static void on_record(void *ctx, const struct record *r)
{
	struct dump_text *t = ctx;

	sbuf_add(&t->log, r->raw);
	sbuf_char(&t->log, '\n');
	t->n_records++;
}

struct err *dump_text_read_fds(const int *fds, size_t n_fds, struct dump_text *ret)
{
	const struct dump_sink sink = {
		.ctx = ret,
		.rows = on_rows,
		.boot = on_boot,
		.record = on_record,
	};

	*ret = (struct dump_text){ 0 };
	return dump_read(fds, n_fds, "dump", &sink, &ret->damage);
}

struct err *dump_text_read(const char *path, struct dump_text *ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	*ret = (struct dump_text){ 0 };
	if (fd < 0)
		return err_new(ERR_IO, errno, "%s", path);
	return dump_text_read_fds(&fd, 1, ret);
}

void dump_text_deinit(struct dump_text *t)
{
	sbuf_deinit(&t->log);
	sbuf_deinit(&t->rows);
	sbuf_deinit(&t->damage);
}

bool dump_text_file(const char *path, struct sbuf *ret)
{
	_cleanup_fclose_ FILE *f = fopen(path, "r");
	char buf[4096];
	size_t n;

	while (f && (n = fread(buf, 1, sizeof(buf), f)))
		sbuf_add(ret, (struct slice){ buf, n });
	return f && !ferror(f);
}
