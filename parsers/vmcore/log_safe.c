// SPDX-License-Identifier: Apache-2.0
/*
 * Messages that were not in the log yet (kernel/printk/nmi.c of Linux 4.7 to 4.9, printk_safe.c up to 5.14):
 * printk() in an NMI, or within itself, wrote into a buffer of the CPU, from which an interrupt took them
 * into the log a moment later.
 *
 *     struct printk_safe_seq_buf { atomic_t len, message_lost; struct irq_work work; unsigned char buffer[]; }
 *
 * len is 0 when all were taken.  A message begins with its level, \001 and a digit, if it has one.
 */
#include "parsers/vmcore/dump_kernel.h"
#include "parsers/vmcore/dump_log.h"

#define BUFFER_MAX (128 << 10) /**< bytes: CONFIG_PRINTK_SAFE_LOG_BUF_SHIFT is at most 17 */
#define HEAD_WORDS 8           /**< len, message_lost and work fit in */

static const struct {
	const char *symbol, *name;
} kinds[] = {
	{ "nmi_print_seq", "nmi" },
	{ "safe_print_seq", "printk_safe" },
};

struct safe {
	struct dump_context *d;
	struct kernel *k;
	unsigned cpu;
	const char *log; /**< as kernel_log.log */
};

struct place {
	uint64_t buffer; /**< offset in the structure */
	bool has_lost;   /**< message_lost is there, behind len */
};

/**
 * A kernel without BTF: the function in work is known, and is its last member until Linux 5.11 put irqwait
 * behind it, which is NULL, as text is not.
 */
static bool search_place(struct kernel *k, uint64_t at, struct place *ret)
{
	static const char *const functions[] = { "__printk_safe_flush", "__printk_nmi_flush" };
	unsigned word = image_word(k->img);
	uint64_t func[2] = { 0 }, v;

	for (size_t i = 0; i < 2; i++)
		if (!kernel_symbol(k, functions[i], &func[i]))
			func[i] = 0;
	for (uint64_t off = word; off < HEAD_WORDS * word; off += word) {
		if (!image_ptr(k->img, at + off, &v))
			return false;
		if (!v || (v != func[0] && v != func[1]))
			continue;
		ret->buffer = off + word;
		if (image_ptr(k->img, at + ret->buffer, &v) && !v)
			ret->buffer += word;
		ret->has_lost = word == 8 || off != 3 * word; // in 4 bytes that are free on 64 bits
		return true;
	}
	return false;
}

static bool find_place(struct kernel *k, uint64_t at, struct place *ret)
{
	const struct member *buffer = kernel_member(k, KM_safe_buffer);

	if (!buffer)
		return search_place(k, at, ret);
	*ret = (struct place){ buffer->off, kernel_has(k, KM_safe_lost) };
	return true;
}

/** KERN_SOH and a level, or c (goes on with the line before) or d (the default). */
static bool is_level(struct slice s)
{
	return s.n >= 2 && s.p[0] == 1 && s.p[1] && strchr("01234567cd", s.p[1]);
}

/** Messages end at the end of a line, or where the next one's level stands. */
static void give_messages(const struct safe *s, struct slice text)
{
	while (text.n) {
		struct log_record r = { .flags = LOG_HAS_CALLER,
			                .caller = RECORD_CALLER_CPU | s->cpu };
		for (; is_level(text); text = slice_from(text, 2))
			if (text.p[1] <= '7') {
				r.flags |= LOG_HAS_LEVEL;
				r.level = (uint8_t)(text.p[1] - '0');
			}
		size_t n = 0;
		while (n < text.n && text.p[n] != '\n' && !is_level(slice_from(text, n)))
			n++;
		bool ended = n < text.n && text.p[n] == '\n';
		if (!ended)
			r.flags |= LOG_CONTINUED;
		r.text = slice_head(text, n);
		text = slice_from(text, n + ended);
		if (n || ended)
			dump_log_add(s->d, s->log, &r);
	}
}

static void read_buffer(struct safe *s, uint64_t symbol, uint64_t at, const char *name)
{
	struct kernel *k = s->k;
	struct place place;
	uint32_t len, lost;
	struct ksym sym;

	if (!image_u32(k->img, at, &len) || !len || !find_place(k, at, &place))
		return;
	if (ksyms_at(k->syms, symbol, &sym) && sym.size &&
	    (place.buffer > sym.size || len > sym.size - place.buffer))
		return;
	_cleanup_free_ char *text = xmalloc(BUFFER_MAX);
	if (len > BUFFER_MAX || !image_read(k->img, at + place.buffer, text, len)) {
		dump_note(s->d, "messages of CPU %u that were not in the log yet cannot be read",
		          s->cpu);
		return;
	}
	s->log = arena_printf(s->d->keep, "%s CPU %u", name, s->cpu).p;
	give_messages(s, (struct slice){ text, len });
	if (place.has_lost && image_u32(k->img, at + 4, &lost) && lost)
		dump_note(s->d, "%u more messages of CPU %u were lost before they got into the log",
		          lost, s->cpu);
}

static void read_buffers(struct dump_context *d, struct kernel *k)
{
	struct safe s = { .d = d, .k = k };
	uint64_t symbol, at;

	for (s.cpu = 0; s.cpu < k->n_cpus; s.cpu++)
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			if (kernel_symbol(k, kinds[i].symbol, &symbol) &&
			    kernel_percpu(k, symbol, s.cpu, &at))
				read_buffer(&s, symbol, at, kinds[i].name);
	dump_log_end(d);
}

static void run(struct dump_context *d)
{
	struct kernel own;
	uint64_t names;

	if (d->kernel) {
		read_buffers(d, d->kernel);
		return;
	}
	// the log alone is wanted: a kernel that tells where its symbols are has no such buffers any more
	if (vmcoreinfo_symbol(image_vmcoreinfo(d->image), "kallsyms_names", &names))
		return;
	kernel_init(&own, d->image);
	read_buffers(d, &own);
	kernel_deinit(&own);
}

const struct dump_part dump_part_safe_log = { .name = "safe_log", .for_log = true, .run = run };
