// SPDX-License-Identifier: Apache-2.0
/* Registers of arm out of notes: struct elf_prstatus has 148 bytes, its registers begin at byte 72. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/vmcore/image_regs.h"

static void put(struct sbuf *out, uint32_t v, bool big_endian)
{
	char bytes[4];

	for (unsigned i = 0; i < 4; i++)
		bytes[big_endian ? 3 - i : i] = (char)(v >> 8 * i);
	sbuf_add(out, (struct slice){ bytes, 4 });
}

static void put_note(struct sbuf *out, const char *name, uint32_t type, uint32_t n, uint32_t first,
                     bool big_endian)
{
	put(out, (uint32_t)strlen(name) + 1, big_endian);
	put(out, n, big_endian);
	put(out, type, big_endian);
	sbuf_puts(out, name);
	sbuf_add(out, (struct slice){ "\0\0\0\0", 4 - strlen(name) % 4 });
	for (uint32_t at = 0; at < n; at += 4)
		put(out, at < 72 ? 0xffffffff : first + (at - 72) / 4, big_endian);
}

static void check(bool big_endian)
{
	struct sbuf notes = { 0 }, regs = { 0 };
	int fd = memfd_create("notes", MFD_CLOEXEC);
	uint64_t v;

	put_note(&notes, "CORE", NT_PRSTATUS, 148, 0x100, big_endian);
	put_note(&notes, "VMCOREINFO", 0, 24, 0, big_endian);
	put_note(&notes, "CORE", NT_PRSTATUS, 336, 0x300, big_endian); // of another machine
	put_note(&notes, "CORE", NT_PRSTATUS, 148, 0x200, big_endian);
	assert_int_equal(write(fd, notes.p, notes.n), notes.n);
	image_regs_add(fd, 0, notes.n, big_endian, &regs);
	assert_int_equal(image_regs_cpus(&regs), 2);
	assert_true(image_regs_get(&regs, big_endian, 0, "r0", &v));
	assert_int_equal(v, 0x100);
	assert_true(image_regs_get(&regs, big_endian, 1, "sp", &v));
	assert_int_equal(v, 0x20d);
	assert_true(image_regs_get(&regs, big_endian, 1, "cpsr", &v));
	assert_int_equal(v, 0x210);
	assert_false(image_regs_get(&regs, big_endian, 1, "rip", &v));
	assert_false(image_regs_get(&regs, big_endian, 2, "pc", &v));
	// cut in the last note: what is in front of it counts
	sbuf_reset(&regs);
	image_regs_add(fd, 0, notes.n - 8, big_endian, &regs);
	assert_int_equal(image_regs_cpus(&regs), 1);
	sbuf_deinit(&regs);
	sbuf_deinit(&notes);
	close(fd);
}

static void registers_of_arm(void **state)
{
	(void)state;
	assert_true(image_regs_wanted("arm"));
	assert_false(image_regs_wanted("aarch64"));
	assert_false(image_regs_wanted(NULL));
	check(false);
	check(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_of_arm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
