// SPDX-License-Identifier: Apache-2.0
/* Developer's tool: what the parsers make of a file, as text.  dump_faults [-v] FILE… */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/groups/derive.h"
#include "parsers/base/cleanup.h"
#include "parsers/faults/engine.h"
#include "parsers/lines/lines.h"

static bool verbose;

static void print_text(const char *name, struct slice s)
{
	printf("  %s=" SLICE_FMT "\n", name, SLICE_ARG(slice_head(s, 300)));
}

#define PRINT_I64(f, name)  printf("  " #name "=%" PRId64 "\n", (f)->name)
#define PRINT_FLAG(f, name) printf("  " #name "=%" PRId64 "\n", (f)->name)
#define PRINT_REAL(f, name) printf("  " #name "=%.6f\n", (f)->name)
#define PRINT_NUM(f, name)  PRINT_REAL(f, name)
#define PRINT_ADDR(f, name) printf("  " #name "=0x%" PRIx64 "\n", (f)->name)
#define PRINT_TEXT(f, name) print_text(#name, (f)->name)
#define PRINT(type, name, ...) \
	if (fact_has(f, name)) \
		PRINT_##type(f, name);

#define PRINT_FACT(name, FIELDS, doc)                  \
	static void print_##name(const struct name *f) \
	{                                              \
		printf("  -- " #name "\n");            \
		FIELDS(PRINT)                          \
	}
FACT_SINGLES(PRINT_FACT)
FACT_TABLES(PRINT_FACT)
#define PRINT_SINGLE(name, FIELDS, doc) \
	if (f->name)                    \
		print_##name(f->name);
#define PRINT_ROWS(name, FIELDS, doc)            \
	for (size_t i = 0; i < f->n_##name; i++) \
		print_##name(&f->name[i]);

static bool on_fault(void *ctx, struct fault *f)
{
	struct derived d;

	(void)ctx;
	derive_fault(f, f->arena, &d);
	printf("%s lines %" PRId64 "-%" PRId64 " title=" SLICE_FMT " function=" SLICE_FMT "\n",
	       fault_kind_info[f->kind].slug, f->first_line, f->last_line, SLICE_ARG(d.title),
	       SLICE_ARG(d.function));
	if (!verbose)
		return false;
	if (d.corrupted)
		print_text("derived_corrupted", d.corrupted_reason);
	struct slice excerpt = f->excerpt;
	f->has_excerpt = f->has_excerpt_lines = false;
	FAULT_FIELDS(PRINT)
	f->has_excerpt = excerpt.p != NULL;
	FACT_SINGLES(PRINT_SINGLE)
	FACT_TABLES(PRINT_ROWS)
	for (size_t i = 0; i < f->n_stacks; i++) {
		const struct stack *s = &f->stacks[i];
		printf("  stack %s cpu %" PRId64 " pid %" PRId64 " comm " SLICE_FMT
		       " title " SLICE_FMT "\n",
		       stack_role_slug[s->role], s->cpu, s->pid, SLICE_ARG(s->comm),
		       SLICE_ARG(s->title));
		for (size_t k = 0; k < s->n_frames; k++) {
			const struct frame *fr = &s->frames[k];
			printf("    %c%c%c " SLICE_FMT "+0x%" PRIx64 "/0x%" PRIx64 " [" SLICE_FMT
			       "] " SLICE_FMT ":%" PRId64 " %" PRIx64 "\n",
			       fr->flags & FRAME_UNRELIABLE ? '?' : ' ',
			       fr->flags & FRAME_IP ? 'P' : ' ',
			       fr->flags & FRAME_INLINED ? 'i' : ' ', SLICE_ARG(fr->function),
			       fr->offset, fr->size, SLICE_ARG(fr->module), SLICE_ARG(fr->file),
			       fr->line, fr->address);
		}
	}
	for (size_t i = 0; i < f->n_regs; i++)
		printf("  reg " SLICE_FMT "=" SLICE_FMT "\n", SLICE_ARG(f->regs[i].name),
		       SLICE_ARG(f->regs[i].value));
	return false;
}

static bool on_wants(void *ctx, struct slice block)
{
	return engine_wants(ctx, block);
}

static void on_record(void *ctx, const struct record *r)
{
	engine_record(ctx, r);
}

static void on_boot(void *ctx, const struct boot *b)
{
	engine_boot(ctx, b);
}

int main(int argc, char **argv)
{
	struct limits limits = limits_default();

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-v") == 0) {
			verbose = true;
			continue;
		}
		_cleanup_fclose_ FILE *in = fopen(argv[i], "rb");
		if (!in) {
			perror(argv[i]);
			continue;
		}
		printf("== %s\n", argv[i]);
		struct engine *e = engine_new(&(struct engine_sink){ .fault = on_fault }, &limits);
		struct lines_sink sink = {
			.ctx = e, .wants = on_wants, .record = on_record, .boot = on_boot
		};
		struct lines *l = lines_new(&sink, &limits, INT64_MIN);
		static char buf[65536];
		size_t n;
		while ((n = fread(buf, 1, sizeof(buf), in)) > 0)
			lines_feed(l, (struct slice){ buf, n });
		lines_end(l);
		engine_end(e);
		lines_free(l);
		engine_free(e);
	}
	return 0;
}
