// SPDX-License-Identifier: Apache-2.0
/*
 * Objects that kmemleak knows of: sums of all of them and of the unreferenced ones by who allocated them, and
 * the text of /sys/kernel/debug/kmemleak, which becomes faults as if the file had been read.
 *
 * mm/kmemleak.c, print_unreferenced(), unreferenced_object(), hex_dump_object(): an object is printed that is
 * allocated, was reported, and to which fewer pointers were found than it needs:
 *
 *     unreferenced object 0xffff8881046d2000 (size 64):
 *       comm "insmod", pid 120, jiffies 4294672131 (age 12.340s)
 *       hex dump (first 32 bytes):
 *         6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *       backtrace (crc 12345678):
 *         [<ffffffff81234567>] kmalloc_trace+0x26/0xd0
 *
 * The stack is a handle of the depot since Linux 6.3, before that an array.
 */
#include "parsers/base/hash.h"
#include "parsers/vmcore/alloc_sums.h"

/* Flags of an object. */
#define OBJECT_ALLOCATED 1
#define OBJECT_REPORTED  2
#define OBJECT_PHYS      0x10
#define OBJECT_PERCPU    0x20
#define FLAGS_MAX        0xff /* more than there are */

#define OBJECT_BYTES_MAX 1024 /* of struct kmemleak_object, which has some 250 */
#define HEX_BYTES        32   /* HEX_MAX_LINES rows of HEX_ROW_SIZE */
#define HEX_ROW          16

/** Objects whose text is given: those beyond are in the sums alone. */
#define PRINTED_MAX 100000

struct leaks {
	struct dump_context *d;
	struct alloc_sums all, leaked;
	char copy[OBJECT_BYTES_MAX];
	uint32_t size; /**< of struct kmemleak_object */
	uint64_t n_printed, n_unread;
	int64_t now_us; /**< when the dump was made, since boot, not before the end of the log; 0: not known */
	struct sbuf line;
};

struct object {
	uint64_t flags, count, min_count, pointer, size, pid, jiffies, checksum;
	bool has_checksum;
	struct depot_ref stack;
	char comm[32];
};

static bool pick(struct leaks *l, enum kmember m, uint64_t *ret)
{
	return kernel_pick(l->d->kernel, l->copy, l->size, m, ret);
}

static bool pick_stack(struct leaks *l, uint64_t addr, struct depot_ref *ret)
{
	struct kernel *k = l->d->kernel;
	const struct member *trace = kernel_member(k, KM_kmemleak_trace);
	uint64_t n;

	if (pick(l, KM_kmemleak_handle, &n)) {
		*ret = (struct depot_ref){ .key = (uint32_t)n };
		return true;
	}
	if (!trace || !pick(l, KM_kmemleak_trace_len, &n) || n > DEPOT_FRAMES ||
	    n * image_word(k->img) > trace->size || trace->off + trace->size > l->size)
		return false;
	const struct slice words = { l->copy + trace->off, n * image_word(k->img) };
	*ret = (struct depot_ref){
		.key = slice_hash(words),
		.at = addr + trace->off,
		.frames = (uint16_t)n,
	};
	return true;
}

static bool read_object(struct leaks *l, uint64_t addr, struct object *o)
{
	struct kernel *k = l->d->kernel;
	const struct member *comm = kernel_member(k, KM_kmemleak_comm);

	*o = (struct object){ 0 };
	if (!image_read(k->img, addr, l->copy, l->size) || !pick(l, KM_kmemleak_flags, &o->flags) ||
	    !pick(l, KM_kmemleak_count, &o->count) ||
	    !pick(l, KM_kmemleak_min_count, &o->min_count) ||
	    !pick(l, KM_kmemleak_pointer, &o->pointer) || !pick(l, KM_kmemleak_size, &o->size) ||
	    !pick(l, KM_kmemleak_pid, &o->pid) || !pick(l, KM_kmemleak_jiffies, &o->jiffies) ||
	    !pick_stack(l, addr, &o->stack))
		return false;
	o->has_checksum = pick(l, KM_kmemleak_checksum, &o->checksum);
	if (comm && comm->off + comm->size <= l->size) {
		size_t n = comm->size < sizeof(o->comm) - 1 ? comm->size : sizeof(o->comm) - 1;
		memcpy(o->comm, l->copy + comm->off, n);
		if (!memchr(o->comm, 0, n))
			return false;
	}
	return o->flags <= FLAGS_MAX; // else it is something else
}

static bool is_leaked(const struct object *o)
{
	int64_t count = (int64_t)o->count, min = (int64_t)o->min_count;

	return o->flags & OBJECT_ALLOCATED && o->flags & OBJECT_REPORTED && count != -1 &&
	       count < min;
}

/** A line of the file is done. */
static void end_line(struct leaks *l)
{
	struct record r = { .flags = RECORD_KERNEL, .text = sbuf_slice(&l->line) };

	if (l->now_us) {
		r.flags |= RECORD_HAS_MONO;
		r.mono_us = l->now_us;
	}
	dump_record(l->d, &r, r.text);
	sbuf_reset(&l->line);
}

static void print_bytes(struct leaks *l, const struct object *o)
{
	unsigned char bytes[HEX_BYTES];
	size_t n = o->size < HEX_BYTES ? (size_t)o->size : HEX_BYTES;

	if (!n || o->flags & (OBJECT_PHYS | OBJECT_PERCPU) ||
	    !image_read(l->d->image, o->pointer, bytes, n))
		return;
	sbuf_printf(&l->line, "  hex dump (first %zu bytes):", n);
	end_line(l);
	for (size_t row = 0; row < n; row += HEX_ROW) {
		sbuf_puts(&l->line, "   ");
		for (size_t i = row; i < row + HEX_ROW; i++)
			if (i < n)
				sbuf_printf(&l->line, " %02x", bytes[i]);
			else
				sbuf_puts(&l->line, "   ");
		sbuf_puts(&l->line, "  ");
		for (size_t i = row; i < row + HEX_ROW && i < n; i++)
			sbuf_char(&l->line,
			          bytes[i] >= ' ' && bytes[i] < 127 ? (char)bytes[i] : '.');
		end_line(l);
	}
}

/** `name+0x12/0x34 [module]`, as %pS has it. */
static void print_symbol(struct leaks *l, uint64_t ip)
{
	struct ksym sym;

	if (!ksyms_at(l->d->kernel->syms, ip, &sym) || !sym.name.p ||
	    (!sym.module.p && !strchr("TtWw", sym.type))) { // code that is gone
		sbuf_printf(&l->line, "0x%llx", (unsigned long long)ip);
		return;
	}
	sbuf_add(&l->line, sym.name);
	sbuf_printf(&l->line, "+0x%llx/0x%llx", (unsigned long long)(ip - sym.addr),
	            (unsigned long long)sym.size);
	if (sym.module.p)
		sbuf_printf(&l->line, " [" SLICE_FMT "]", SLICE_ARG(sym.module));
}

static void print_object(struct leaks *l, const struct object *o)
{
	uint64_t ips[DEPOT_FRAMES];
	double age;

	sbuf_printf(&l->line, "unreferenced object %s0x%08llx (size %llu):",
	            o->flags & OBJECT_PERCPU ? "(percpu) " : "", (unsigned long long)o->pointer,
	            (unsigned long long)o->size);
	end_line(l);
	sbuf_printf(&l->line, "  comm \"%s\", pid %lld, jiffies %llu", o->comm, (long long)o->pid,
	            (unsigned long long)o->jiffies);
	if (jiffies_age(l->d->kernel, o->jiffies, &age) && age >= 0)
		sbuf_printf(&l->line, " (age %.3fs)", age);
	end_line(l);
	print_bytes(l, o);
	sbuf_puts(&l->line, "  backtrace");
	if (o->has_checksum)
		sbuf_printf(&l->line, " (crc %llx)", (unsigned long long)o->checksum);
	sbuf_char(&l->line, ':');
	end_line(l);
	size_t n = depot_read(l->d->kernel, &o->stack, ips);
	for (size_t i = 0; i < n; i++) {
		sbuf_printf(&l->line, "    [<%016llx>] ", (unsigned long long)ips[i]);
		print_symbol(l, ips[i]);
		end_line(l);
	}
}

static void on_object(struct leaks *l, uint64_t addr)
{
	struct object o;

	if (!read_object(l, addr, &o)) {
		l->n_unread++;
		return;
	}
	if (!(o.flags & OBJECT_ALLOCATED))
		return;
	const struct allocation a = {
		.stack = o.stack,
		.bytes = o.size,
		.pid = (int64_t)o.pid,
		.has_pid = true,
		.when = o.jiffies,
		.has_when = true,
		.comm = o.comm,
	};
	alloc_sums_add(&l->all, &a);
	if (!is_leaked(&o))
		return;
	alloc_sums_add(&l->leaked, &a);
	if (l->n_printed++ < PRINTED_MAX)
		print_object(l, &o);
}

static void add_kmemleak(struct dump_context *d)
{
	struct leaks l = { .d = d };
	struct kernel *k = d->kernel;
	uint64_t head, node;

	if (!k->types || !kernel_has(k, KM_kmemleak_list) ||
	    !kernel_symbol(k, "object_list", &head) ||
	    !types_size(k->types, "kmemleak_object", &l.size) || l.size > sizeof(l.copy))
		return;
	l.now_us = (int64_t)(kernel_now_ns(k) / 1000);
	if (l.now_us && l.now_us < d->printed_us)
		l.now_us = d->printed_us;
	struct klist list = klist(head);
	while (klist_next(k, &list, &node))
		on_object(&l, kernel_container(k, node, KM_kmemleak_list));
	if (list.damaged)
		dump_note(d, "the list of kmemleak's objects is damaged or cut after %u of them",
		          list.steps);
	if (l.n_unread)
		dump_note(d, "%llu objects of kmemleak could not be read",
		          (unsigned long long)l.n_unread);
	if (l.n_printed > PRINTED_MAX)
		dump_note(d, "kmemleak reported %llu objects; %d of them are told one by one",
		          (unsigned long long)l.n_printed, PRINTED_MAX);
	l.leaked.lost = l.all.lost = list.damaged || l.n_unread;
	alloc_sums_give(&l.leaked, d, "kmemleak", NULL);
	alloc_sums_give(&l.all, d, "tracked", NULL);
	alloc_sums_deinit(&l.leaked);
	alloc_sums_deinit(&l.all);
	sbuf_deinit(&l.line);
}

const struct dump_part dump_part_kmemleak = { .name = "kmemleak", .run = add_kmemleak };
