// SPDX-License-Identifier: Apache-2.0
/*
 * Messages that wait in buffers of the CPUs, laid as kernel/printk/printk_safe.c of Linux 4.11 to 5.14 has
 * them: struct irq_work is { flags, llnode, func }, since 5.11 with irqwait behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/vmcore/dump_reader.h"
#include "tests/vmcore/dump_text.h"
#include "tests/vmcore/mk_kernel.h"

#define N_FILLERS 600
#define AREA      0x4000  /* bytes of per-CPU variables, at PERCPU */
#define PERCPU    0x1b000 /* where the linker put them */
#define NMI       0x1b2c0
#define SAFE      0x1c2c0
#define BEHIND    0x1d2c0
#define FUNC      24 /* offset in struct printk_safe_seq_buf */

struct made {
	struct mk_core *core;
	uint64_t areas[2];
	char names[N_FILLERS][24];
	struct mk_symbol syms[N_FILLERS + 16];
	size_t n_syms;
	uint64_t func;
	size_t buffer; /**< offset */
};

static void add_symbol(struct made *m, const char *name, char type, uint64_t addr)
{
	m->syms[m->n_syms++] = (struct mk_symbol){ name, type, addr };
}

static int symbol_cmp(const void *a, const void *b)
{
	const struct mk_symbol *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

static void put_old_log(struct made *m)
{
	static const char text[] = "<6>[    1.000000] main\n";
	uint64_t bytes = mk_alloc(m->core, 64, 8), buf = mk_alloc(m->core, 8, 8);
	uint64_t len = mk_alloc(m->core, 4, 8), end = mk_alloc(m->core, 4, 8);

	mk_put(m->core, bytes, text, sizeof(text) - 1);
	mk_u64(m->core, buf, bytes);
	mk_u32(m->core, len, 64);
	mk_u32(m->core, end, sizeof(text) - 1);
	mk_line(m->core, "SYMBOL(log_buf)=%llx", (unsigned long long)buf);
	mk_line(m->core, "SYMBOL(log_buf_len)=%llx", (unsigned long long)len);
	mk_line(m->core, "SYMBOL(log_end)=%llx", (unsigned long long)end);
}

static void put_buffer(struct made *m, unsigned cpu, uint64_t var, const char *text, uint32_t len,
                       uint32_t lost)
{
	uint64_t at = m->areas[cpu] + var - PERCPU;

	mk_u32(m->core, at, len);
	mk_u32(m->core, at + 4, lost);
	mk_u64(m->core, at + FUNC, m->func);
	mk_put(m->core, at + m->buffer, text, strlen(text));
}

static void begin(struct made *m, size_t buffer)
{
	static const char nmi[] = "\0014NMI watchdog: hard LOCKUP\n\001cand more\n";
	static const char safe[] = "\0013first part\0016second\nplain, cut";

	*m = (struct made){ .core = mk_core_new(MK_X86_64), .buffer = buffer };
	uint64_t code = mk_alloc(m->core, 4096, 4096), offsets = mk_alloc(m->core, 16, 8);
	uint64_t ids = mk_alloc(m->core, 4, 8);
	m->func = code + 0x100;
	add_symbol(m, "nmi_print_seq", 'A', NMI);
	add_symbol(m, "safe_print_seq", 'A', SAFE);
	add_symbol(m, "printk_context", 'A', BEHIND);
	add_symbol(m, "_stext", 'T', 0xffffffff81000000);
	add_symbol(m, "__printk_safe_flush", 't', m->func);
	add_symbol(m, "__per_cpu_offset", 'D', offsets);
	add_symbol(m, "nr_cpu_ids", 'D', ids);
	for (size_t i = 0; i < N_FILLERS; i++) {
		snprintf(m->names[i], sizeof(m->names[i]), "filler_%zu", i * i);
		add_symbol(m, m->names[i], 't', code + 0x200 + i);
	}
	mk_u32(m->core, ids, 2);
	for (unsigned cpu = 0; cpu < 2; cpu++) {
		m->areas[cpu] = mk_alloc(m->core, AREA, 4096);
		mk_u64(m->core, offsets + 8 * cpu, m->areas[cpu] - PERCPU);
	}
	put_old_log(m);
	put_buffer(m, 0, NMI, nmi, sizeof(nmi) - 1, 0);
	put_buffer(m, 0, SAFE, "\0016was taken\n", 0, 0);
	put_buffer(m, 1, NMI, "", 0, 0);
	put_buffer(m, 1, SAFE, safe, sizeof(safe) - 1, 2);
}

static void put_types(struct made *m, unsigned buffer)
{
	const struct mk_type type = { "printk_safe_seq_buf",
		                      buffer + 4000,
		                      { { "len", 0, 4, 0, 0 },
		                        { "message_lost", 4, 4, 0, 0 },
		                        { "work", 8, buffer - 8, 0, 0 },
		                        { "buffer", buffer, 4000, 0, 0 } } };
	uint64_t end, at = mk_btf_put(m->core, &type, 1, &end);

	add_symbol(m, "__start_BTF", 'r', at);
	add_symbol(m, "__stop_BTF", 'r', end);
}

static int finish(struct made *m, bool named)
{
	qsort(m->syms, m->n_syms, sizeof(*m->syms), symbol_cmp);
	mk_kallsyms_put(m->core, MK_KALLSYMS_SHORT, m->syms, m->n_syms, named);
	int fd = mk_fd(m->core);
	mk_core_free(m->core);
	return fd;
}

static const char whole_log[] = "<6>[    1.000000] main\nNMI watchdog: hard LOCKUP\nand more\n"
				"first part\nsecond\nplain, cut\n";

static void has_row(const struct dump_text *t, const char *row)
{
	if (!slice_has(sbuf_slice(&t->rows), slice_str(row)))
		fail_msg("no %s in:\n%.*s", row, SLICE_ARG(sbuf_slice(&t->rows)));
}

static void check(struct made *m)
{
	_cleanup_close_ int fd = finish(m, false);
	struct dump_text t;
	struct err *e = dump_text_read_fds(&fd, 1, &t);

	assert_null(e);
	if (!slice_eq(sbuf_slice(&t.log), slice_str(whole_log)))
		fail_msg("log is:\n%.*s", SLICE_ARG(sbuf_slice(&t.log)));
	has_row(&t, "kernel_log: level=4 facility=0 caller=\"C0\" "
	            "text=\"NMI watchdog: hard LOCKUP\" continued=0 log=\"nmi CPU 0\"");
	has_row(&t, "kernel_log: caller=\"C0\" text=\"and more\" continued=0 log=\"nmi CPU 0\"");
	has_row(&t, "level=3 facility=0 caller=\"C1\" text=\"first part\" continued=1 "
	            "log=\"printk_safe CPU 1\"");
	has_row(&t, "level=6 facility=0 caller=\"C1\" text=\"second\" continued=0");
	has_row(&t, "kernel_log: caller=\"C1\" text=\"plain, cut\" continued=1");
	assert_true(slice_has(sbuf_slice(&t.damage), S("2 more messages of CPU 1 were lost")));
	dump_text_deinit(&t);
}

static void buffers_of_a_kernel_with_types(void **state)
{
	struct made m;

	(void)state;
	begin(&m, 56);
	put_types(&m, 56);
	check(&m);
}

static void buffers_behind_the_function(void **state)
{
	struct made m;

	(void)state;
	begin(&m, FUNC + 8);
	check(&m);
	begin(&m, FUNC + 16); // irqwait
	check(&m);
}

static void on_record(void *ctx, const struct record *r)
{
	sbuf_add(ctx, r->raw);
	sbuf_char(ctx, '\n');
}

static void on_boot(void *ctx, const struct boot *b)
{
	(void)ctx, (void)b;
}

static void log_alone_has_them_too(void **state)
{
	struct sbuf log = { 0 }, damage = { 0 };
	const struct dump_sink sink = { .ctx = &log, .boot = on_boot, .record = on_record };
	struct made m;

	(void)state;
	begin(&m, FUNC + 8);
	_cleanup_close_ int fd = finish(&m, false);
	struct err *e = dump_read(&fd, 1, "made", &sink, &damage);
	assert_null(e);
	assert_true(slice_eq(sbuf_slice(&log), slice_str(whole_log)));
	sbuf_deinit(&log);
	sbuf_deinit(&damage);
}

static void buffer_that_is_not_there_is_told(void **state)
{
	struct dump_text t;
	struct made m;

	(void)state;
	begin(&m, FUNC + 8);
	// a text that goes on in a page that is missing
	mk_u32(m.core, m.areas[1] + SAFE - PERCPU, 3500);
	mk_drop_page(m.core, m.areas[1] + 0x2000);
	_cleanup_close_ int fd = finish(&m, true);
	struct err *e = dump_text_read_fds(&fd, 1, &t);
	assert_null(e);
	assert_false(slice_has(sbuf_slice(&t.log), S("first part")));
	assert_true(slice_has(sbuf_slice(&t.log), S("and more")));
	assert_true(slice_has(sbuf_slice(&t.damage), S("messages of CPU 1 that were not in")));
	dump_text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buffers_of_a_kernel_with_types),
		cmocka_unit_test(buffers_behind_the_function),
		cmocka_unit_test(log_alone_has_them_too),
		cmocka_unit_test(buffer_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
