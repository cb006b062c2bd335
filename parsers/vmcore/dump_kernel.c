// SPDX-License-Identifier: Apache-2.0
/*
 * Finds out what the other parts build on: symbols, types, modules, tasks and their stacks.
 */
#include "parsers/vmcore/dump_kernel.h"

#include <stdarg.h>

struct state {
	struct kernel kernel;
	struct kmodules modules;
	struct unwinder unwinder;
	struct ktasks tasks;
};

void dump_note(struct dump_context *d, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (d->damage.n)
		sbuf_puts(&d->damage, "; ");
	sbuf_puts(&d->damage, text);
}

static void run(struct dump_context *d)
{
	struct state *s = xcalloc(1, sizeof(*s));

	if (d->sink->dump)
		d->sink->dump(d->sink->ctx, &d->dump);
	kernel_init(&s->kernel, d->image);
	if (d->sink->debug)
		kernel_use_debug(&s->kernel, d->sink->debug);
	if (s->kernel.level >= KERNEL_SYMBOLS)
		dump_knows(d, s->kernel.has_debug_symbols ? "symtab" : "kallsyms");
	if (s->kernel.level >= KERNEL_TYPES)
		dump_knows(d, s->kernel.has_debug_types ? "dwarf" : "btf");
	modules_read(&s->kernel, &s->modules);
	unwinder_init(&s->kernel, &s->modules, &s->unwinder);
	if (d->sink->debug)
		unwinder_use_debug(&s->unwinder, d->sink->debug);
	if (s->unwinder.orc.present)
		dump_knows(d, "orc");
	tasks_read(&s->kernel, &s->tasks);
	tasks_unwind(&s->tasks, &s->unwinder);
	d->kernel = &s->kernel;
	d->modules = &s->modules;
	d->unwinder = &s->unwinder;
	d->tasks = &s->tasks;
}

static void end(struct dump_context *d)
{
	struct state *s = (struct state *)d->kernel; // its first member

	tasks_deinit(&s->tasks);
	modules_deinit(&s->modules);
	kernel_deinit(&s->kernel);
	free(s);
	d->kernel = NULL;
}

const struct dump_part dump_part_kernel = { .name = "kernel", .run = run, .end = end };
