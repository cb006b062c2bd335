// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/image_regs.h"

#include <elf.h>
#include <string.h>

#include "parsers/base/readat.h"

/** Bytes of struct elf_prstatus of arm, and where the registers are. */
#define PRSTATUS 148
#define REGS_AT  72

static const char *const names[] = {
	"r0", "r1",  "r2",  "r3",  "r4", "r5", "r6", "r7",   "r8",
	"r9", "r10", "r11", "r12", "sp", "lr", "pc", "cpsr",
};
#define N_NAMES (sizeof(names) / sizeof(*names))

bool image_regs_wanted(const char *arch)
{
	return arch && strcmp(arch, "arm") == 0;
}

void image_regs_add(int fd, uint64_t off, uint64_t n, bool big_endian, struct sbuf *ret)
{
	_cleanup_free_ char *notes = xmalloc(n + 1);

	if (!read_all_at(fd, off, notes, n))
		return;
	for (uint64_t at = 0; at <= n && n - at >= 12;) {
		uint64_t n_name = bytes_number(notes + at, 4, big_endian);
		uint64_t n_desc = bytes_number(notes + at + 4, 4, big_endian);
		uint64_t type = bytes_number(notes + at + 8, 4, big_endian);
		uint64_t desc_at = at + 12 + ((n_name + 3) & ~UINT64_C(3));
		if (desc_at > n || n_desc > n - desc_at)
			return;
		if (type == NT_PRSTATUS && n_desc == PRSTATUS)
			sbuf_add(ret, (struct slice){ notes + desc_at, PRSTATUS });
		at = desc_at + ((n_desc + 3) & ~UINT64_C(3));
	}
}

unsigned image_regs_cpus(const struct sbuf *notes)
{
	return (unsigned)(notes->n / PRSTATUS);
}

bool image_regs_get(const struct sbuf *notes, bool big_endian, unsigned cpu, const char *name,
                    uint64_t *ret)
{
	if (cpu >= image_regs_cpus(notes))
		return false;
	for (size_t i = 0; i < N_NAMES; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = bytes_number(notes->p + (size_t)cpu * PRSTATUS + REGS_AT + 4 * i, 4,
			                    big_endian);
			return true;
		}
	return false;
}

const char *image_regs_name(size_t i)
{
	return i < N_NAMES ? names[i] : NULL;
}
