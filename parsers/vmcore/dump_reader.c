// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/dump_reader.h"

#include <errno.h>
#include <fcntl.h>

#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include "parsers/vmcore/flat.h"
#include "parsers/vmcore/ksyms.h"

#define DUMP_PART(name) extern const struct dump_part dump_part_##name;
#include "parsers/vmcore/dump_parts.def"
#undef DUMP_PART

const struct dump_part *const dump_parts[] = {
#define DUMP_PART(name) &dump_part_##name,
#include "parsers/vmcore/dump_parts.def"
#undef DUMP_PART
	NULL,
};

static void give(struct dump_context *ctx)
{
	struct arena *arena = ctx->rows.arena;
	bool is_32bit = ctx->rows.is_32bit;

	ctx->tasks_given += ctx->rows.n_task;
	if (ctx->sink->rows && ctx->sink->rows(ctx->sink->ctx, &ctx->rows))
		arena = xcalloc(1, sizeof(*arena));
	else
		arena_reset(arena);
	ctx->rows = (struct snapshot_rows){ .arena = arena, .is_32bit = is_32bit };
}

void dump_rows_give(struct dump_context *ctx)
{
	if (ctx->rows.arena->used > SNAPSHOT_ROWS_BYTES)
		give(ctx);
}

void dump_record(struct dump_context *ctx, struct record *r, struct slice raw)
{
	if (r->flags & RECORD_HAS_MONO && r->mono_us > ctx->printed_us)
		ctx->printed_us = r->mono_us;
	r->raw = raw;
	r->off = ctx->printed_off;
	r->end_off = ctx->printed_off += raw.n + 1;
	r->line = r->end_line = ++ctx->printed_lines;
	ctx->sink->record(ctx->sink->ctx, r);
}

void dump_knows(struct dump_context *ctx, const char *level)
{
	if (ctx->knowledge.n)
		sbuf_char(&ctx->knowledge, ' ');
	sbuf_puts(&ctx->knowledge, level);
}

/** The row of table dump, with its texts where the rows are. */
static void add_dump(struct dump_context *ctx)
{
	struct dump *row = snapshot_row(&ctx->rows, dump);

	*row = ctx->dump;
#define KEEP_I64(field)
#define KEEP_REAL(field)
#define KEEP_ADDR(field)
#define KEEP_TEXT(field)          \
	if (fact_has(row, field)) \
		row->field = arena_dup(ctx->rows.arena, row->field);
#define KEEP(type, field, unit, doc) KEEP_##type(field)
	DUMP_FIELDS(KEEP)
#undef KEEP
}

static void run_parts(struct dump_context *ctx)
{
	size_t n = 0;

	while (dump_parts[n]) {
		const struct dump_part *part = dump_parts[n++];
		if (ctx->sink->rows || part->for_log)
			part->run(ctx);
		dump_rows_give(ctx);
	}
	while (n--)
		if (dump_parts[n]->end && (ctx->sink->rows || dump_parts[n]->for_log))
			dump_parts[n]->end(ctx);
	if (ctx->knowledge.n)
		fact_set(&ctx->dump, knowledge, sbuf_slice(&ctx->knowledge));
	add_dump(ctx);
	give(ctx);
}

/** Copies of the descriptors, as image_open_set() takes what it gets. */
static struct err *open_image(const int *fds, size_t n_fds, const char *name, struct image **ret)
{
	_cleanup_free_ int *own = xcalloc(n_fds, sizeof(*own));

	for (size_t i = 0; i < n_fds; i++) {
		own[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
		if (own[i] >= 0)
			continue;
		struct err *e = err_new(ERR_IO, errno, "%s", name);
		while (i--)
			close(own[i]);
		return e;
	}
	return image_open_set(own, n_fds, name, ret);
}

struct err *dump_read(const int *fds, size_t n_fds, const char *name, const struct dump_sink *sink,
                      struct sbuf *ret_damage)
{
	struct arena keep = { 0 };
	struct dump_context ctx = {
		.sink = sink,
		.keep = &keep,
		.crashed_us = INT64_MIN,
	};
	struct err *e = open_image(fds, n_fds, name, &ctx.image);
	if (e)
		return e;
	ctx.rows.arena = xcalloc(1, sizeof(*ctx.rows.arena));
	ctx.rows.is_32bit = !image_info(ctx.image)->is_64bit;
	run_parts(&ctx);
	snapshot_rows_deinit(&ctx.rows);
	arena_deinit(&keep);
	sbuf_deinit(&ctx.knowledge);
	image_free(ctx.image);
	*ret_damage = ctx.damage;
	return NULL;
}

bool dump_wants_lists(const int *fds, size_t n_fds)
{
	_cleanup_(image_freep) struct image *img = NULL;
	_cleanup_(ksyms_freep) struct ksyms *syms = ksyms_new();
	char head[64];
	const char *why;

	// to look into a flattened one all of it is put in order: once is enough
	if (flat_is((struct slice){ head, read_at(fds[0], 0, head, sizeof(head)) }))
		return true;
	struct err *e = open_image(fds, n_fds, "memory dump", &img);
	if (e) {
		err_free(e);
		return false;
	}
	// without VMCOREINFO nothing tells whether a list fits
	return vmcoreinfo_raw(image_vmcoreinfo(img)).n &&
	       !(ksyms_read(syms, img, &why) && ksyms_have_data(syms));
}
