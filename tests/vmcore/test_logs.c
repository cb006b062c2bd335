// SPDX-License-Identifier: Apache-2.0
/*
 * Kernel logs of kernels that are not at hand, in images made from what their sources say lies where:
 * include/linux/printk.h and kernel/printk/printk.c of 2.6.32, 3.5, 3.10, 4.14, 5.4 and 5.10.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/mk/make_dump.h"
#include "tests/vmcore/dump_text.h"

/** What the dump gives; @p d is freed. */
static void read_made(struct make_dump *d, struct dump_text *ret)
{
	_cleanup_close_ int fd = make_elf(d);
	struct err *e = dump_text_read_fds(&fd, 1, ret);

	if (e)
		fail_msg("%s", e->msg);
	make_dump_free(d);
}

static void log_is(const struct dump_text *t, const char *want)
{
	if (!slice_eq(sbuf_slice(&t->log), slice_str(want)))
		fail_msg("log is:\n%.*s", SLICE_ARG(sbuf_slice(&t->log)));
}

static void has_row(const struct dump_text *t, const char *row)
{
	if (!slice_has(sbuf_slice(&t->rows), slice_str(row)))
		fail_msg("no %s in:\n%.*s", row, SLICE_ARG(sbuf_slice(&t->rows)));
}

/* ---- 2.6.32: a ring of bytes */

static void byte_ring(enum make_arch arch, uint32_t end, const char *bytes, struct dump_text *ret)
{
	struct make_dump *d = make_dump_new(arch, "2.6.32-71.el6");
	size_t word = make_word(d), n = strlen(bytes);
	uint64_t buf = make_room(d, 128, 16);

	// the last bytes of a text that is as long as all that was ever written
	for (size_t i = 0; i < n && i < 128; i++)
		make_text(d, buf + (end - 1 - i) % 128, bytes + n - 1 - i, 1);
	make_symbol(d, "log_buf", word, buf);
	make_symbol(d, "log_buf_len", 4, 128);
	make_symbol(d, "log_end", 4, end);
	make_symbol(d, "logged_chars", 4, n);
	read_made(d, ret);
}

static void bytes_of_an_old_kernel(void **state)
{
	const char *text =
		"<5>[    0.000000] Linux version 2.6.32\n<4>no stamp\n<6>[   12.345678] x\n";
	struct dump_text t;

	(void)state;
	byte_ring(MAKE_X86_64, (uint32_t)strlen(text), text, &t);
	log_is(&t, text);
	has_row(&t, "kernel_log: time_boot=0 level=5 facility=0 text=\"Linux version 2.6.32\"");
	has_row(&t, "kernel_log: level=4 facility=0 text=\"no stamp\"");
	has_row(&t, "kernel_log: time_boot=12.345678 level=6 facility=0 text=\"x\"");
	dump_text_deinit(&t);
}

static void bytes_that_wrapped_lose_the_cut_line(void **state)
{
	struct dump_text t;
	char text[129];

	(void)state;
	memset(text, 'a', 128);
	memcpy(text + 20, "\n<6>[    1.000000] ", 19);
	memcpy(text + 90, "\n<3>[    2.000000] ", 19);
	text[127] = '\n';
	text[128] = 0;
	byte_ring(MAKE_I386, 5 * 128 + 77, text, &t);
	assert_int_equal(t.n_records, 2);
	has_row(&t, "kernel_log: time_boot=2 level=3 facility=0 text=\"aaaaaaaaaaaaaaaaaa\"");
	dump_text_deinit(&t);
}

/* ---- 3.5 to 5.9: records in log_buf */

struct old_record {
	uint64_t ts_ns;
	const char *text, *dict;
	size_t n_dict;
	unsigned facility, level, flags;
	uint32_t caller;
};

struct old_layout {
	const char *name; /**< of the struct */
	bool level16;     /**< Linux 3.5 */
	bool caller;      /**< CONFIG_PRINTK_CALLER */
};

static size_t put_record(struct make_dump *d, uint64_t at, const struct old_layout *l,
                         const struct old_record *r)
{
	size_t header = l->caller ? 24 : 16, n_text = strlen(r->text);
	size_t len = (header + n_text + r->n_dict + 7) / 8 * 8;
	bool big = d->arch == MAKE_PPC64;

	make_number(d, at, 8, r->ts_ns);
	make_number(d, at + 8, 2, len);
	make_number(d, at + 10, 2, n_text);
	make_number(d, at + 12, 2, r->n_dict);
	if (l->level16) {
		make_number(d, at + 14, 2, r->facility << 3 | r->level);
	} else {
		make_number(d, at + 14, 1, r->facility);
		make_number(d, at + 15, 1,
		            big ? r->flags << 3 | r->level : r->level << 5 | r->flags);
	}
	if (l->caller)
		make_number(d, at + 16, 4, r->caller);
	make_text(d, at + header, r->text, n_text);
	if (r->n_dict)
		make_text(d, at + header + n_text, r->dict, r->n_dict);
	return len;
}

/** Records from @p split on are at the beginning of the buffer: the log has wrapped. */
static void records(enum make_arch arch, const struct old_layout *l, const struct old_record *r,
                    size_t n, size_t split, struct dump_text *ret)
{
	struct make_dump *d = make_dump_new(arch, "3.10.0-1160.el7");
	uint64_t buf = make_room(d, 1024, 16);
	size_t at = split < n ? 512 : 0, first = at;

	for (size_t i = 0; i < n; i++) {
		if (i == split) {
			make_number(d, buf + at + 8, 2, 0); // a record of no length
			at = 0;
		}
		at += put_record(d, buf + at, l, &r[i]);
	}
	make_symbol(d, "log_buf", make_word(d), buf);
	make_symbol(d, "log_buf_len", 4, 1024);
	make_symbol(d, "log_first_idx", 4, first);
	make_symbol(d, "log_next_idx", 4, at);
	sbuf_printf(&d->vmcoreinfo,
	            "SIZE(%s)=%d\nOFFSET(%s.ts_nsec)=0\nOFFSET(%s.len)=8\nOFFSET(%s.text_len)=10\n",
	            l->name, l->caller ? 24 : 16, l->name, l->name, l->name);
	if (l->caller)
		sbuf_printf(&d->vmcoreinfo, "OFFSET(%s.caller_id)=16\n", l->name);
	read_made(d, ret);
}

static const char dict[] = "SUBSYSTEM=pci\0DEVICE=+pci:0000:00:01.0";
static const struct old_record old_records[] = {
	{ 0, "Linux version 3.10.0", NULL, 0, 0, 5, 2, 0 },
	{ UINT64_C(1234567891), "pci 0000:00:01.0: two\nlines", dict, sizeof(dict) - 1, 0, 6, 2,
	  81 },
	{ UINT64_C(2000000000), "from a program", NULL, 0, 1, 4, 2, 0x80000001 },
	{ UINT64_C(3000000999), "a part", NULL, 0, 0, 3, 0, 1 },
};

#define OLD_LOG                                                        \
	"[    0.000000] Linux version 3.10.0\n"                        \
	"[    1.234567] pci 0000:00:01.0: two\n               lines\n" \
	"[    2.000000] from a program\n"                              \
	"[    3.000000] a part\n"

static void records_of_each_layout_and_machine(void **state)
{
	static const struct {
		enum make_arch arch;
		struct old_layout layout;
		size_t split;
	} cases[] = {
		{ MAKE_X86_64, { "printk_log", false, false }, 4 },
		{ MAKE_X86_64, { "log", false, false }, 2 },
		{ MAKE_X86_64, { "printk_log", false, true }, 1 },
		{ MAKE_I386, { "printk_log", false, false }, 3 },
		{ MAKE_PPC64, { "printk_log", false, true }, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dump_text t;
		records(cases[i].arch, &cases[i].layout, old_records, 4, cases[i].split, &t);
		log_is(&t, OLD_LOG);
		has_row(&t, "level=6 facility=0");
		has_row(&t, "level=4 facility=1");
		has_row(&t, "text=\"a part\" continued=1");
		has_row(&t, "text=\"from a program\" continued=0");
		has_row(&t, "subsystem=\"pci\" device=\"+pci:0000:00:01.0\"");
		if (cases[i].layout.caller) {
			has_row(&t, "caller=\"T81\"");
			has_row(&t, "caller=\"C1\"");
		} else {
			assert_false(slice_has(sbuf_slice(&t.rows), S("caller=")));
		}
		dump_text_deinit(&t);
	}
}

static void levels_of_3_5(void **state)
{
	const struct old_layout layout = { "log", true, false };
	struct dump_text t;

	(void)state;
	records(MAKE_X86_64, &layout, old_records, 4, 4, &t);
	log_is(&t, OLD_LOG);
	has_row(&t, "level=5 facility=0 text=\"Linux version 3.10.0\"");
	has_row(&t, "level=4 facility=1 text=\"from a program\"");
	dump_text_deinit(&t);
}

/* ---- 5.10 on: the ring */

struct ring_record {
	unsigned state;
	uint64_t ts_ns;
	const char *text; /**< NULL: no room for it was left */
	unsigned level, flags;
};

static void put_block(struct make_dump *d, uint64_t data, uint64_t lpos, uint64_t id,
                      const char *text)
{
	size_t word = make_word(d);

	make_number(d, data + lpos % 256, word, id);
	make_text(d, data + lpos % 256 + word, text, strlen(text));
}

/** A ring of 4 descriptors and 256 bytes; the first record has sequence number 7. */
static void ring(enum make_arch arch, const struct ring_record *r, size_t n, uint64_t lpos,
                 struct dump_text *ret)
{
	struct make_dump *d = make_dump_new(arch, "5.10.0-8");
	size_t w = make_word(d);
	uint64_t descs = make_room(d, 4 * 3 * w, 16), infos = make_room(d, 4 * 88, 16);
	uint64_t data = make_room(d, 256, 16), rb = make_room(d, 20 * w, 16);
	uint64_t first = 6;

	for (size_t i = 0; i < n; i++) {
		uint64_t id = first + i, desc = descs + id % 4 * 3 * w, info = infos + id % 4 * 88;
		size_t block = r[i].text ? (w + strlen(r[i].text) + w - 1) / w * w : 0;
		uint64_t begin = lpos, next = lpos + block;
		if (block && begin / 256 != (next - 1) / 256) { // it would wrap: to the beginning
			next = (begin / 256 + 1) * 256 + block;
			put_block(d, data, 0, id, r[i].text);
		} else if (block) {
			put_block(d, data, begin, id, r[i].text);
		}
		lpos = block ? next : lpos;
		make_number(d, desc, w, (uint64_t)r[i].state << (8 * w - 2) | id);
		make_number(d, desc + w, w, block ? begin : 1);
		make_number(d, desc + 2 * w, w, block ? next : 1);
		make_number(d, info, 8, 7 + i);
		make_number(d, info + 8, 8, r[i].ts_ns);
		make_number(d, info + 16, 2, r[i].text ? strlen(r[i].text) : 0);
		make_number(d, info + 19, 1,
		            arch == MAKE_PPC64 ? r[i].flags << 3 | r[i].level
		                               : r[i].level << 5 | r[i].flags);
		make_number(d, info + 20, 4, 42);
	}
	make_number(d, rb, 4, 2); // count_bits
	make_number(d, rb + w, w, descs);
	make_number(d, rb + 2 * w, w, infos);
	make_number(d, rb + 3 * w, w, first + n - 1);
	make_number(d, rb + 4 * w, w, first);
	make_number(d, rb + 6 * w, 4, 8); // size_bits
	make_number(d, rb + 7 * w, w, data);
	make_symbol(d, "prb", w, rb);
	sbuf_printf(&d->vmcoreinfo,
	            "OFFSET(printk_ringbuffer.desc_ring)=0\n"
	            "OFFSET(printk_ringbuffer.text_data_ring)=%zu\n"
	            "OFFSET(prb_desc_ring.count_bits)=0\nOFFSET(prb_desc_ring.descs)=%zu\n"
	            "OFFSET(prb_desc_ring.infos)=%zu\nOFFSET(prb_desc_ring.head_id)=%zu\n"
	            "OFFSET(prb_desc_ring.tail_id)=%zu\nSIZE(prb_desc)=%zu\n"
	            "OFFSET(prb_desc.state_var)=0\nOFFSET(prb_desc.text_blk_lpos)=%zu\n"
	            "OFFSET(prb_data_blk_lpos.begin)=0\nOFFSET(prb_data_blk_lpos.next)=%zu\n"
	            "OFFSET(prb_data_ring.size_bits)=0\nOFFSET(prb_data_ring.data)=%zu\n"
	            "OFFSET(atomic_long_t.counter)=0\nSIZE(printk_info)=88\n"
	            "OFFSET(printk_info.seq)=0\nOFFSET(printk_info.ts_nsec)=8\n"
	            "OFFSET(printk_info.text_len)=16\nOFFSET(printk_info.caller_id)=20\n",
	            6 * w, w, 2 * w, 3 * w, 4 * w, 3 * w, w, w, w);
	read_made(d, ret);
}

static void ring_of_each_machine(void **state)
{
	static const struct ring_record r[] = {
		{ 2, UINT64_C(1000000000), "finalized", 6, 2 },
		{ 1, UINT64_C(2000000000), "committed, may be reopened", 4, 0 },
		{ 0, UINT64_C(3000000000), "reserved: being written", 4, 2 },
		{ 2, UINT64_C(4000001999), NULL, 3, 2 },
	};
	static const enum make_arch archs[] = { MAKE_X86_64, MAKE_I386, MAKE_PPC64 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct dump_text t;
		ring(archs[i], r, 4, 0, &t);
		log_is(&t, "[    1.000000] finalized\n[    2.000000] committed, may be reopened\n");
		has_row(&t, "kernel_log: seq=7 time_boot=1 level=6 facility=0 caller=\"T42\" "
		            "text=\"finalized\" continued=0");
		has_row(&t, "text=\"committed, may be reopened\" continued=1");
		// its text is not there, but that it was written is
		has_row(&t,
		        "kernel_log: seq=10 time_boot=4.000001 level=3 facility=0 caller=\"T42\" "
		        "continued=0");
		dump_text_deinit(&t);
	}
}

static void text_that_would_wrap_lies_at_the_beginning(void **state)
{
	static const struct ring_record r[] = {
		{ 2, 0, "before the end of the ring", 6, 2 },
		{ 2, 0, "a text that does not fit behind it any more, so it wraps", 6, 2 },
		{ 2, 0, "after", 6, 2 },
	};
	struct dump_text t;

	(void)state;
	ring(MAKE_X86_64, r, 3, 3 * 256 + 200, &t);
	log_is(&t, "[    0.000000] before the end of the ring\n"
	           "[    0.000000] a text that does not fit behind it any more, so it wraps\n"
	           "[    0.000000] after\n");
	dump_text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_of_an_old_kernel),
		cmocka_unit_test(bytes_that_wrapped_lose_the_cut_line),
		cmocka_unit_test(records_of_each_layout_and_machine),
		cmocka_unit_test(levels_of_3_5),
		cmocka_unit_test(ring_of_each_machine),
		cmocka_unit_test(text_that_would_wrap_lies_at_the_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
