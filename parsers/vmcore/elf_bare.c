// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/elf_bare.h"

#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"

/** Where the headers have what is read here. */
struct layout {
	unsigned head, ph, sh;           /**< bytes of the file's header, of one of the others */
	unsigned word;                   /**< bytes of an offset */
	unsigned phoff, shoff;           /**< in the file's header */
	unsigned phnum, shnum, shstrndx; /**< likewise, 2 bytes each */
	unsigned p_offset, p_filesz;     /**< in a program header */
	unsigned sh_offset, sh_size;     /**< in a section header */
};

static const struct layout wide = { 64, 56, 64, 8, 32, 40, 56, 60, 62, 8, 32, 24, 32 };
static const struct layout narrow = { 52, 32, 40, 4, 28, 32, 44, 48, 50, 4, 16, 16, 20 };

bool elf_names_are_lost(int fd, uint64_t size, bool is_64bit, bool big_endian)
{
	const struct layout *l = is_64bit ? &wide : &narrow;
	char head[64], sh[64];

	if (!read_all_at(fd, 0, head, l->head))
		return false;
	uint64_t n = bytes_number(head + l->shnum, 2, big_endian);
	uint64_t i = bytes_number(head + l->shstrndx, 2, big_endian);
	uint64_t at = bytes_number(head + l->shoff, l->word, big_endian);
	if (!n || i == SHN_UNDEF || i >= SHN_LORESERVE)
		return false;
	if (at > size || !read_all_at(fd, at + i * l->sh, sh, l->sh))
		return true;
	uint64_t off = bytes_number(sh + l->sh_offset, l->word, big_endian);
	return off > size || bytes_number(sh + l->sh_size, l->word, big_endian) > size - off;
}

static bool copy(int fd, int to, uint64_t off, uint64_t n)
{
	_cleanup_free_ char *buf = xmalloc(n + 1);

	return read_all_at(fd, off, buf, n) && write_all_at(to, off, buf, n);
}

static bool copy_all(int fd, int to, const struct layout *l, bool big_endian)
{
	char head[64], ph[56];

	if (!read_all_at(fd, 0, head, l->head))
		return false;
	uint64_t at = bytes_number(head + l->phoff, l->word, big_endian);
	uint64_t n = bytes_number(head + l->phnum, 2, big_endian);
	memset(head + l->shoff, 0, l->word);
	memset(head + l->shnum, 0, 2);
	memset(head + l->shstrndx, 0, 2);
	if (n == PN_XNUM || !write_all_at(to, 0, head, l->head) || !copy(fd, to, at, n * l->ph))
		return false;
	for (uint64_t i = 0; i < n; i++)
		if (!read_all_at(fd, at + i * l->ph, ph, l->ph) ||
		    (bytes_number(ph, 4, big_endian) == PT_NOTE &&
		     !copy(fd, to, bytes_number(ph + l->p_offset, l->word, big_endian),
		           bytes_number(ph + l->p_filesz, l->word, big_endian))))
			return false;
	return true;
}

int elf_bare(int fd, bool is_64bit, bool big_endian)
{
	int ret = memfd_create("dump", MFD_CLOEXEC);

	if (ret >= 0 && !copy_all(fd, ret, is_64bit ? &wide : &narrow, big_endian)) {
		close(ret);
		return -1;
	}
	return ret;
}
