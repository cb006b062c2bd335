// SPDX-License-Identifier: Apache-2.0
/* Call frame information made of any bytes: unwinding comes to an end, and what is not known stays as it was. */
#include <assert.h>
#include <elf.h>
#include <sys/mman.h>

#include "analyzer/symbols/debug_file.h"

#define TEXT_ADDR  0x1000
#define TEXT_BYTES 0x1000
#define STEPS      64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char names[] = "\0.text\0.debug_frame\0.eh_frame\0.shstrtab";

enum section {
	NONE,
	TEXT,
	FRAMES,
	NAMES,
	SECTIONS,
};

/** An ELF file whose frames are @p data; the first byte says of which machine, and in which section. */
static int make_file(const uint8_t *data, size_t size)
{
	bool is_eh = data[0] & 1, is_arm64 = data[0] & 2;
	const Elf64_Ehdr eh = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = is_arm64 ? EM_AARCH64 : EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(eh),
		.e_shoff = sizeof(eh),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = SECTIONS,
		.e_shstrndx = NAMES,
	};
	const uint64_t names_at = sizeof(eh) + SECTIONS * sizeof(Elf64_Shdr);
	const Elf64_Shdr sections[SECTIONS] = {
		[TEXT] = { .sh_name = 1,
		           .sh_type = SHT_NOBITS,
		           .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
		           .sh_addr = TEXT_ADDR,
		           .sh_size = TEXT_BYTES },
		[FRAMES] = { .sh_name = is_eh ? 20 : 7,
		             .sh_type = SHT_PROGBITS,
		             .sh_addr = is_eh ? TEXT_ADDR + TEXT_BYTES : 0,
		             .sh_flags = is_eh ? SHF_ALLOC : 0,
		             .sh_offset = names_at + sizeof(names),
		             .sh_size = size - 1 },
		[NAMES] = { .sh_name = 30,
		            .sh_type = SHT_STRTAB,
		            .sh_offset = names_at,
		            .sh_size = sizeof(names) },
	};
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	assert(fd >= 0);
	bool ok = write(fd, &eh, sizeof(eh)) == sizeof(eh) &&
	          write(fd, sections, sizeof(sections)) == sizeof(sections) &&
	          write(fd, names, sizeof(names)) == sizeof(names) &&
	          write(fd, data + 1, size - 1) == (ssize_t)(size - 1);
	assert(ok);
	return fd;
}

/** Memory that has something nearly everywhere. */
static bool read_any(void *ctx, uint64_t addr, unsigned n, uint64_t *ret)
{
	(void)ctx;
	assert(n && n <= 8);
	*ret = addr * 3 + n;
	return addr % 7 != 0;
}

static void unwind(struct debug_file *df, uint64_t addr)
{
	struct cfi_frame frame = { .sp = 7, .word = 8, .read = read_any }, before;
	uint64_t ip = 0;

	for (unsigned r = 0; r < CFI_REGS; r++) {
		frame.known[r] = r % 5 != 0;
		frame.kept[r] = r % 3 != 0;
		frame.regs[r] = 0x1000 * r;
	}
	before = frame;
	enum cfi_answer answer = debug_file_unwind(df, addr, &frame, &ip);
	if (answer == CFI_UNKNOWN || answer == CFI_END)
		assert(memcmp(&before, &frame, sizeof(frame)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const no_dirs[] = { NULL };
	const struct debug_options options = { .debug_dirs = no_dirs, .alone = true };
	_cleanup_(debug_file_freep) struct debug_file *df = NULL;
	char path[64];

	if (!size)
		return 0;
	_cleanup_close_ int fd = make_file(data, size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct err *e = debug_file_open(path, &options, &df);
	assert(!e);
	for (unsigned i = 0; i < STEPS; i++)
		unwind(df, TEXT_ADDR + i * (TEXT_BYTES / STEPS));
	return 0;
}
