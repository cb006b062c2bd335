// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/image_stub.h"

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"

#define HEAD_BYTES 4096 // the headers, and a page of nothing that the one segment is

struct stub {
	char head[HEAD_BYTES];
	bool is_64bit, big_endian;
};

static void put(struct stub *s, size_t at, size_t n, uint64_t value)
{
	for (size_t i = 0; i < n; i++)
		s->head[at + (s->big_endian ? n - 1 - i : i)] = (char)(value >> 8 * i);
}

/** A number at @p at64, of 8 bytes, of ELF64, and at @p at32, of 4 bytes, of ELF32. */
static void put_word(struct stub *s, size_t at64, size_t at32, uint64_t value)
{
	put(s, s->is_64bit ? at64 : at32, s->is_64bit ? 8 : 4, value);
}

static void put_segment(struct stub *s, size_t at, unsigned type, uint64_t off, uint64_t n)
{
	put(s, at, 4, type);
	put_word(s, at + 8, at + 4, off);
	put_word(s, at + 32, at + 16, n);
	put_word(s, at + 40, at + 20, n);
}

int image_stub(unsigned elf_machine, bool is_64bit, bool big_endian, struct slice notes)
{
	struct stub s = { .is_64bit = is_64bit, .big_endian = big_endian };
	size_t eh = is_64bit ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
	size_t ph = is_64bit ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);

	memcpy(s.head, ELFMAG, SELFMAG);
	s.head[EI_CLASS] = is_64bit ? ELFCLASS64 : ELFCLASS32;
	s.head[EI_DATA] = big_endian ? ELFDATA2MSB : ELFDATA2LSB;
	s.head[EI_VERSION] = EV_CURRENT;
	put(&s, 16, 2, ET_CORE);
	put(&s, 18, 2, elf_machine);
	put(&s, 20, 4, EV_CURRENT);
	put_word(&s, 32, 28, eh);           // e_phoff
	put(&s, is_64bit ? 52 : 40, 2, eh); // e_ehsize
	put(&s, is_64bit ? 54 : 42, 2, ph); // e_phentsize
	put(&s, is_64bit ? 56 : 44, 2, 2);  // e_phnum
	put_segment(&s, eh, PT_NOTE, HEAD_BYTES, notes.n);
	put_segment(&s, eh + ph, PT_LOAD, 0, HEAD_BYTES);

	_cleanup_close_ int fd = memfd_create("notes", MFD_CLOEXEC);
	if (fd < 0 || !write_all_at(fd, 0, s.head, HEAD_BYTES) ||
	    !write_all_at(fd, HEAD_BYTES, notes.p, notes.n))
		return -1;
	return take_fd(fd);
}
