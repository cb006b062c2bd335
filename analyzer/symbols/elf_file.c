// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/elf_file.h"

#include "analyzer/symbols/unpack.h"
#include "parsers/limits.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>

void elf_file_free(struct elf_file *ef)
{
	if (!ef)
		return;
	for (size_t i = 0; i < ef->n_sections; i++)
		free(ef->sections[i].owned);
	free(ef->sections);
	if (ef->elf)
		elf_end(ef->elf);
	if (ef->fd >= 0)
		close(ef->fd);
	free(ef);
}

/** A note section or segment: look for NT_GNU_BUILD_ID. */
static bool find_build_id(const struct elf_file *ef, struct slice notes, size_t align,
                          unsigned *left, struct slice *ret)
{
	size_t round = align == 8 ? 7 : 3;

	while (notes.n >= 12 && *left) {
		--*left;
		uint64_t namesz = elf_file_number(ef, notes.p, 4);
		uint64_t descsz = elf_file_number(ef, notes.p + 4, 4);
		uint64_t desc_off = (12 + namesz + round) & ~(uint64_t)round;
		uint64_t end = (desc_off + descsz + round) & ~(uint64_t)round;

		if (desc_off > notes.n || descsz > notes.n - desc_off)
			return false;
		if (elf_file_number(ef, notes.p + 8, 4) == NT_GNU_BUILD_ID && namesz == 4 &&
		    memcmp(notes.p + 12, "GNU", 4) == 0 && descsz) {
			*ret = (struct slice){ notes.p + desc_off, descsz };
			return true;
		}
		notes = slice_from(notes, end);
	}
	return false;
}

static void read_build_id(struct elf_file *ef)
{
	unsigned left = LIMIT_DEBUG_NOTES;

	for (size_t i = 1; i < ef->n_sections && !ef->build_id.p; i++) {
		struct elf_section *s = &ef->sections[i];
		if (s->type == SHT_NOTE) // dwz does not mark it SHF_ALLOC
			find_build_id(ef, elf_file_data(ef, s), 4, &left, &ef->build_id);
	}
	size_t n = 0, size = 0;
	const char *raw = elf_rawfile(ef->elf, &size);
	if (ef->build_id.p || !raw || elf_getphdrnum(ef->elf, &n) != 0)
		return;
	for (size_t i = 0; i < n && i < LIMIT_DEBUG_SECTIONS && !ef->build_id.p; i++) {
		GElf_Phdr ph;
		if (gelf_getphdr(ef->elf, (int)i, &ph) && ph.p_type == PT_NOTE &&
		    ph.p_offset <= size && ph.p_filesz <= size - ph.p_offset)
			find_build_id(ef, (struct slice){ raw + ph.p_offset, ph.p_filesz },
			              ph.p_align, &left, &ef->build_id);
	}
}

/** Give the allocated sections of a relocatable file addresses. */
static void place_sections(struct elf_file *ef, const uint64_t *aligns)
{
	uint64_t at = ELF_REL_BASE;

	for (size_t i = 1; i < ef->n_sections; i++) {
		struct elf_section *s = &ef->sections[i];
		uint64_t align = aligns[i];

		if (!(s->flags & SHF_ALLOC) || s->size > LIMIT_DEBUG_FILE_BYTES)
			continue;
		if (!align || align & (align - 1) || align > 1 << 20)
			align = 16;
		at = (at + align - 1) & ~(align - 1);
		s->addr = at;
		at += s->size;
	}
}

static struct err *read_sections(struct elf_file *ef)
{
	size_t n = 0, names = 0;

	if (elf_getshdrnum(ef->elf, &n) != 0)
		return err_new(ERR_FORMAT, 0, "section headers: %s", elf_errmsg(-1));
	if (n > LIMIT_DEBUG_SECTIONS)
		return err_new(ERR_LIMIT, 0, "%zu sections, more than %d", n, LIMIT_DEBUG_SECTIONS);
	if (n && elf_getshdrstrndx(ef->elf, &names) != 0)
		names = 0;
	ef->sections = xcalloc(n + 1, sizeof(*ef->sections));
	ef->n_sections = n;
	_cleanup_free_ uint64_t *aligns = xcalloc(n + 1, sizeof(*aligns));
	for (size_t i = 0; i < n; i++) {
		struct elf_section *s = &ef->sections[i];
		GElf_Shdr sh;
		Elf_Scn *scn = elf_getscn(ef->elf, i);

		s->name = "";
		if (!scn || !gelf_getshdr(scn, &sh))
			continue;
		const char *name = names ? elf_strptr(ef->elf, names, sh.sh_name) : NULL;
		*s = (struct elf_section){
			.name = name ? name : "",
			.type = sh.sh_type,
			.flags = sh.sh_flags,
			.addr = sh.sh_addr,
			.size = sh.sh_size,
			.offset = sh.sh_offset,
			.entsize = sh.sh_entsize,
			.link = sh.sh_link,
			.info = sh.sh_info,
		};
		aligns[i] = sh.sh_addralign;
	}
	if (ef->type == ET_REL)
		place_sections(ef, aligns);
	return NULL;
}

/** Unpack @p raw of @p s, which SHF_COMPRESSED or the name .zdebug_ says is compressed. */
static void load_packed(struct elf_file *ef, struct elf_section *s, struct slice raw)
{
	size_t header = ef->is_64bit ? 24 : 12;
	uint32_t method = ELFCOMPRESS_ZLIB;
	uint64_t size;

	if (s->flags & SHF_COMPRESSED) {
		if (raw.n < header)
			return;
		method = (uint32_t)elf_file_number(ef, raw.p, 4);
		size = ef->is_64bit ? elf_file_number(ef, raw.p + 8, 8)
		                    : elf_file_number(ef, raw.p + 4, 4);
	} else {
		if (raw.n < 12 || memcmp(raw.p, "ZLIB", 4) != 0)
			return;
		header = 12;
		size = 0;
		for (size_t i = 4; i < 12; i++) // big endian on all machines
			size = size << 8 | (unsigned char)raw.p[i];
	}
	raw = slice_from(raw, header);
	if (size > LIMIT_DEBUG_SECTION_BYTES ||
	    size > LIMIT_EXPAND_RATIO * raw.n + LIMIT_DEBUG_EXPAND_FREE_BYTES)
		return;
	char *out = unpack_section(method, raw, size);
	if (out) {
		s->owned = out;
		s->data = (struct slice){ out, size };
		s->size = size;
	}
}

struct slice elf_file_data(struct elf_file *ef, struct elf_section *s)
{
	if (s->loaded)
		return s->data;
	s->loaded = true;
	size_t size = 0;
	const char *raw = elf_rawfile(ef->elf, &size);
	if (!raw || s->type == SHT_NOBITS || s->offset > size || s->size > size - s->offset)
		return s->data;
	struct slice data = { raw + s->offset, s->size };
	if (s->flags & SHF_COMPRESSED || slice_starts(slice_str(s->name), S(".zdebug_")))
		load_packed(ef, s, data);
	else
		s->data = data;
	return s->data;
}

/** `.zdebug_info` is asked for as `.debug_info`. */
static bool section_is(const struct elf_section *s, const char *name)
{
	return strcmp(s->name, name) == 0 || (s->name[0] == '.' && s->name[1] == 'z' &&
	                                      name[0] == '.' && strcmp(s->name + 2, name + 1) == 0);
}

struct elf_section *elf_file_section(struct elf_file *ef, const char *name)
{
	for (size_t i = 1; i < ef->n_sections; i++) {
		if (section_is(&ef->sections[i], name))
			return &ef->sections[i];
	}
	return NULL;
}

static struct err *open_elf(struct elf_file *ef)
{
	GElf_Ehdr eh;

	elf_version(EV_CURRENT);
	ef->elf = elf_begin(ef->fd, ELF_C_READ_MMAP, NULL);
	if (!ef->elf || elf_kind(ef->elf) != ELF_K_ELF || !gelf_getehdr(ef->elf, &eh))
		return err_new(ERR_FORMAT, 0, "not an ELF file");
	ef->type = eh.e_type;
	ef->machine = eh.e_machine;
	ef->is_64bit = eh.e_ident[EI_CLASS] == ELFCLASS64;
	ef->big_endian = eh.e_ident[EI_DATA] == ELFDATA2MSB;
	struct err *e = read_sections(ef);
	if (e)
		return e;
	read_build_id(ef);
	return NULL;
}

struct err *elf_file_open_fd(int fd, const char *name, struct elf_file **ret)
{
	_cleanup_(elf_file_freep) struct elf_file *ef = xcalloc(1, sizeof(*ef));
	struct stat st;

	ef->fd = fd;
	if (fstat(fd, &st) != 0)
		return err_new(ERR_IO, errno, "%s", name);
	if (!S_ISREG(st.st_mode))
		return err_new(ERR_FORMAT, 0, "%s: not a regular file", name);
	struct err *e = unpack_file(&ef->fd);
	if (!e)
		e = open_elf(ef);
	if (e)
		return err_wrap(e, "%s", name);
	*ret = take(ef);
	return NULL;
}

struct err *elf_file_open(const char *path, struct elf_file **ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return err_new(ERR_IO, errno, "%s", path);
	return elf_file_open_fd(fd, path, ret);
}
