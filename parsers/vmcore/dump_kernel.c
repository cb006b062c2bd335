// SPDX-License-Identifier: Apache-2.0
/*
 * Finds out what the other parts build on: symbols, types, modules, tasks and their stacks.
 */
#include "parsers/vmcore/dump_kernel.h"

#include <inttypes.h>
#include <stdarg.h>

#include "parsers/vmcore/ksyms_list.h"

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

/** OFFSET(type.member) or SIZE(type) of VMCOREINFO, as BTF has it; false: it has no such type. */
static bool btf_number(struct types *t, struct slice key, uint64_t *ret)
{
	struct slice type, path = { NULL, 0 };
	char type_name[64], path_name[64];
	struct member m;
	uint32_t size;

	bool is_offset = slice_skip(&key, S("OFFSET("));
	if ((!is_offset && !slice_skip(&key, S("SIZE("))) || !slice_cut(&key, ')', &type))
		return false;
	if (is_offset && (path = type, !slice_cut(&path, '.', &type)))
		return false;
	if (type.n >= sizeof(type_name) || path.n >= sizeof(path_name))
		return false;
	snprintf(type_name, sizeof(type_name), SLICE_FMT, SLICE_ARG(type));
	snprintf(path_name, sizeof(path_name), SLICE_FMT, SLICE_ARG(path));
	if (is_offset ? !types_member(t, type_name, path_name, &m)
	              : !types_size(t, type_name, &size))
		return false;
	*ret = is_offset ? m.off : size;
	return true;
}

/** VMCOREINFO stands in the file's header, where nothing else would show that a byte of it is damaged: do
 *  the kernel's own types say the same? */
static void check_vmcoreinfo(struct dump_context *d, struct types *t)
{
	struct slice rest = vmcoreinfo_raw(image_vmcoreinfo(d->image)), line, key;
	uint64_t said, known;

	while (slice_line(&rest, &line)) {
		if (!slice_cut(&line, '=', &key) || !btf_number(t, key, &known) ||
		    (slice_u64(&line, 10, &said) && !line.n && said == known))
			continue;
		dump_note(d,
		          "VMCOREINFO has another " SLICE_FMT " than the kernel's types, %" PRIu64
		          ": its log may be wrong",
		          SLICE_ARG(slice_head(key, 80)), known);
		return;
	}
}

/** Where the kernel's own symbols cannot be read, or are of code alone: those of a list beside the dump.  Returns what they are
 *  called among the levels of knowledge. */
static const char *take_list(struct dump_context *d, struct kernel *k)
{
	if (!d->sink->lists || (!k->lost_symbols && ksyms_have_data(k->syms)))
		return "kallsyms";
	_cleanup_(ksyms_list_freep) struct ksyms_list *l = ksyms_list_new(d->image);
	d->sink->lists(d->sink->ctx, l);
	struct ksyms *syms = ksyms_list_take(l);
	if (syms)
		kernel_take_syms(k, syms);
	return syms ? ksyms_list_kind(l) : "kallsyms";
}

static void run(struct dump_context *d)
{
	struct state *s = xcalloc(1, sizeof(*s));

	if (d->sink->dump)
		d->sink->dump(d->sink->ctx, &d->dump);
	kernel_init(&s->kernel, d->image);
	const char *named_by = take_list(d, &s->kernel);
	if (d->sink->debug)
		kernel_use_debug(&s->kernel, d->sink->debug);
	if (s->kernel.level >= KERNEL_SYMBOLS)
		dump_knows(d, s->kernel.has_debug_symbols ? "symtab" : named_by);
	if (s->kernel.level >= KERNEL_TYPES)
		dump_knows(d, s->kernel.has_debug_types ? "dwarf" : "btf");
	if (s->kernel.types)
		check_vmcoreinfo(d, s->kernel.types);
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
