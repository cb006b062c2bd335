// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/image_file.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <sys/stat.h>

#include "parsers/limits.h"

/** A PT_LOAD, cut to what the file holds. */
struct segment {
	uint64_t phys, off, n_file, n_memory; /**< n_file: bytes that are there */
	uint64_t n_wanted;                    /**< bytes that should be there */
};

struct image_file {
	int fds[LIMIT_VMCORE_FILES];
	size_t n_fds;
	uint64_t size; /**< of the first one */
	bool is_elf, is_64bit, big_endian;
	unsigned machine; /**< e_machine */
	char format[64];
	const char *arch;
	unsigned block_size; /**< of a compressed dump; 0: not known */
	uint32_t status;     /**< of its header */
	int dump_level;
	bool is_split;
	uint64_t descs_off;       /**< of its page descriptors; 0: not known */
	struct segment *segments; /**< sorted by phys */
	size_t n_segments;
};

static const struct machine {
	unsigned elf;
	bool is_64bit;
	const char *uname, *kdump;
} machines[] = {
	{ EM_X86_64, true, "x86_64", "x86_64" },
	{ EM_386, false, "i686", "ia32" },
	{ EM_386, false, "i586", "ia32" },
	{ EM_386, false, "i386", "ia32" },
	{ EM_AARCH64, true, "aarch64", "aarch64" },
	{ EM_ARM, false, "armv7l", "arm" },
	{ EM_PPC64, true, "ppc64le", "ppc64" },
	{ EM_PPC64, true, "ppc64", "ppc64" },
	{ EM_PPC, false, "ppc", "ppc" },
	{ EM_S390, true, "s390x", "s390x" },
	{ EM_S390, false, "s390", "s390" },
	{ EM_RISCV, true, "riscv64", "riscv64" },
	{ EM_RISCV, false, "riscv32", "riscv32" },
	{ EM_MIPS, false, "mips", "mips" },
};
#define N_MACHINES (sizeof(machines) / sizeof(*machines))

static bool read_at(int fd, uint64_t off, void *buf, size_t n)
{
	char *p = buf;

	while (n) {
		ssize_t got = off > INT64_MAX ? 0 : pread(fd, p, n, (off_t)off);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		off += (uint64_t)got;
		n -= (size_t)got;
	}
	return true;
}

static uint64_t number(const struct image_file *f, const char *p, size_t n)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (n) {
	case 2:
		memcpy(&u16, p, 2);
		return f->big_endian ? be16toh(u16) : le16toh(u16);
	case 4:
		memcpy(&u32, p, 4);
		return f->big_endian ? be32toh(u32) : le32toh(u32);
	default:
		memcpy(&u64, p, 8);
		return f->big_endian ? be64toh(u64) : le64toh(u64);
	}
}

static int segment_cmp(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	return (x->phys > y->phys) - (x->phys < y->phys);
}

/** Number of program headers: in the first section's sh_info when it does not fit (PN_XNUM). */
static uint64_t n_program_headers(const struct image_file *f, const char *head)
{
	uint64_t n = number(f, head + (f->is_64bit ? 56 : 44), 2), shoff;
	char sh[64];

	if (n != PN_XNUM)
		return n;
	shoff = number(f, head + (f->is_64bit ? 40 : 32), f->is_64bit ? 8 : 4);
	if (!read_at(f->fds[0], shoff, sh, f->is_64bit ? 64 : 40))
		return 0;
	return number(f, sh + (f->is_64bit ? 44 : 28), 4);
}

static void add_segment(struct image_file *f, const char *ph)
{
	bool is_64 = f->is_64bit;
	struct segment s = {
		.off = number(f, ph + (is_64 ? 8 : 4), is_64 ? 8 : 4),
		.phys = number(f, ph + (is_64 ? 24 : 12), is_64 ? 8 : 4),
		.n_wanted = number(f, ph + (is_64 ? 32 : 16), is_64 ? 8 : 4),
		.n_memory = number(f, ph + (is_64 ? 40 : 20), is_64 ? 8 : 4),
	};

	if (number(f, ph, 4) != PT_LOAD || s.phys == UINT64_MAX)
		return;
	s.n_file = s.off >= f->size ? 0 : f->size - s.off;
	if (s.n_file > s.n_wanted)
		s.n_file = s.n_wanted;
	f->segments[f->n_segments++] = s;
}

static struct err *open_elf(struct image_file *f, const char *head, const char *name)
{
	uint64_t phoff = number(f, head + (f->is_64bit ? 32 : 28), f->is_64bit ? 8 : 4);
	size_t ph_size = f->is_64bit ? 56 : 32;
	uint64_t n = n_program_headers(f, head);
	char ph[56];

	snprintf(f->format, sizeof(f->format), "elf");
	if (number(f, head + 16, 2) != ET_CORE)
		return err_new(ERR_FORMAT, 0, "%s: an ELF file, but no core dump", name);
	if (!n || n > LIMIT_VMCORE_SEGMENTS)
		return err_new(ERR_LIMIT, 0, "%s: %llu program headers", name,
		               (unsigned long long)n);
	f->segments = xcalloc(n, sizeof(*f->segments));
	for (uint64_t i = 0; i < n; i++) {
		if (!read_at(f->fds[0], phoff + i * ph_size, ph, ph_size))
			return err_new(ERR_FORMAT, 0, "%s: cut in the program headers", name);
		add_segment(f, ph);
	}
	if (f->n_segments)
		qsort(f->segments, f->n_segments, sizeof(*f->segments), segment_cmp);
	for (size_t i = 0; i < N_MACHINES && !f->arch; i++)
		if (machines[i].elf == f->machine && machines[i].is_64bit == f->is_64bit)
			f->arch = machines[i].kdump;
	return NULL;
}

/** Bits of disk_dump_header.status. */
static const struct {
	uint32_t bit;
	const char *name;
} compressions[] = {
	{ 1, " zlib" },
	{ 2, " lzo" },
	{ 4, " snappy" },
	{ 0x20, " zstd" },
};
#define STATUS_INCOMPLETE 8

/**
 * struct disk_dump_header: signature[8], version, utsname of 6 texts of 65 bytes, timestamp (2 words,
 * aligned), status, block_size, sub_hdr_size in blocks, bitmap_blocks, …  struct kdump_sub_header stands in
 * block 1: phys_base (1 word), dump_level, split, …  Page descriptors follow the bitmap.
 */
static void open_kdump(struct image_file *f, const char *head)
{
	const char *uname = head + 12 + 4 * 65;
	char sub[16];

	for (size_t i = 0; i < N_MACHINES && !f->arch; i++)
		if (strncmp(machines[i].uname, uname, 65) == 0) {
			f->arch = machines[i].kdump;
			f->is_64bit = machines[i].is_64bit;
		}
	// the words of a 64-bit machine are 8 bytes; the byte order is that in which the version is small
	const char *at = head + (f->is_64bit ? 408 + 16 : 404 + 8);
	f->big_endian = false;
	f->big_endian = number(f, head + 8, 4) > 0xffff;
	f->status = (uint32_t)number(f, at, 4);
	f->block_size = (unsigned)number(f, at + 4, 4);
	uint64_t sub_blocks = number(f, at + 8, 4), bitmap_blocks = number(f, at + 12, 4);
	snprintf(f->format, sizeof(f->format), "kdump-compressed");
	for (size_t i = 0; i < sizeof(compressions) / sizeof(*compressions); i++)
		if (f->status & compressions[i].bit)
			snprintf(f->format, sizeof(f->format), "kdump-compressed%s",
			         compressions[i].name);
	if (!f->arch || f->block_size < 1024 || f->block_size > 1 << 20)
		return;
	f->descs_off = (1 + sub_blocks + bitmap_blocks) * f->block_size;
	if (!read_at(f->fds[0], f->block_size, sub, sizeof(sub)))
		return;
	uint64_t level = number(f, sub + (f->is_64bit ? 8 : 4), 4);
	f->is_split = number(f, sub + (f->is_64bit ? 12 : 8), 4) != 0;
	if (level < 32)
		f->dump_level = (int)level;
}

struct err *image_file_open(const int *fds, size_t n_fds, const char *name, struct image_file **ret)
{
	struct image_file *f = xcalloc(1, sizeof(*f));
	char head[IMAGE_FILE_HEAD];
	struct stat st;
	struct err *e = NULL;

	f->n_fds = n_fds < LIMIT_VMCORE_FILES ? n_fds : LIMIT_VMCORE_FILES;
	memcpy(f->fds, fds, f->n_fds * sizeof(*fds));
	for (size_t i = f->n_fds; i < n_fds; i++)
		close(fds[i]);
	if (n_fds > LIMIT_VMCORE_FILES)
		e = err_new(ERR_LIMIT, 0, "%s: a dump in more than %d files", name,
		            LIMIT_VMCORE_FILES);
	else if (fstat(f->fds[0], &st) != 0)
		e = err_new(ERR_IO, errno, "%s", name);
	else if (!read_at(f->fds[0], 0, head, sizeof(head)))
		e = err_new(ERR_FORMAT, 0, "%s: too short for a dump", name);
	if (e) {
		image_file_free(f);
		return e;
	}
	f->size = (uint64_t)st.st_size;
	f->is_elf = memcmp(head, ELFMAG, SELFMAG) == 0;
	f->is_64bit = head[EI_CLASS] == ELFCLASS64;
	f->big_endian = f->is_elf && head[EI_DATA] == ELFDATA2MSB;
	f->machine = (unsigned)number(f, head + 18, 2);
	f->dump_level = -1;
	snprintf(f->format, sizeof(f->format), "unknown");
	if (f->is_elf)
		e = open_elf(f, head, name);
	else if (memcmp(head, "KDUMP   ", 8) == 0 || memcmp(head, "DISKDUMP", 8) == 0)
		open_kdump(f, head);
	if (e) {
		image_file_free(f);
		return e;
	}
	*ret = f;
	return NULL;
}

void image_file_free(struct image_file *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_fds; i++)
		close(f->fds[i]);
	free(f->segments);
	free(f);
}

const int *image_file_fds(const struct image_file *f, size_t *ret_n)
{
	*ret_n = f->n_fds;
	return f->fds;
}

const char *image_file_format(const struct image_file *f)
{
	return f->format;
}

const char *image_file_arch(const struct image_file *f)
{
	return f->arch;
}

/** The last segment that begins at or before @p phys. */
static const struct segment *segment_of(const struct image_file *f, uint64_t phys)
{
	size_t lo = 0, hi = f->n_segments;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (f->segments[mid].phys <= phys)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? &f->segments[lo - 1] : NULL;
}

bool image_file_page(struct image_file *f, kdump_ctx_t *kdump, uint64_t phys, char *buf,
                     unsigned page_size)
{
	size_t n = page_size;

	if (f->is_elf) {
		const struct segment *s = segment_of(f, phys);
		return s && phys - s->phys < s->n_file &&
		       page_size <= s->n_file - (phys - s->phys) &&
		       read_at(f->fds[0], s->off + (phys - s->phys), buf, page_size);
	}
	if (kdump_read(kdump, KDUMP_MACHPHYSADDR, phys, buf, &n) == KDUMP_OK && n == page_size)
		return true;
	kdump_clear_err(kdump);
	return false;
}

/** Bits that are set in the page map @p key. */
static bool count_bits(kdump_ctx_t *kdump, const char *key, uint64_t *ret)
{
	kdump_attr_t attr = { .type = KDUMP_BITMAP };
	kdump_addr_t at = 0, end;
	uint64_t n = 0;

	if (kdump_get_typed_attr(kdump, key, &attr) != KDUMP_OK) {
		kdump_clear_err(kdump);
		return false;
	}
	while (kdump_bmp_find_set(attr.val.bitmap, &at) == KDUMP_OK) {
		end = at;
		if (kdump_bmp_find_clear(attr.val.bitmap, &end) != KDUMP_OK || end <= at)
			break;
		n += end - at;
		at = end;
	}
	*ret = n;
	return true;
}

/** struct page_desc: offset (8 bytes), size, flags (4 each), page_flags (8).  Is the data of the
 *  @p i-th page in the file? */
static bool has_data(const struct image_file *f, uint64_t i)
{
	char desc[24];

	if (!read_at(f->fds[0], f->descs_off + i * sizeof(desc), desc, sizeof(desc)))
		return false;
	uint64_t off = number(f, desc, 8), n = number(f, desc + 8, 4);
	return off <= f->size && n <= f->size - off;
}

/** Data of pages stands in the order of the pages: how many of @p n are in the file? */
static uint64_t count_data(const struct image_file *f, uint64_t n)
{
	uint64_t lo = 0, hi = n;

	if (!n || !f->descs_off || f->n_fds > 1 || f->is_split || has_data(f, n - 1))
		return n;
	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;
		if (has_data(f, mid))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void image_file_count(const struct image_file *f, kdump_ctx_t *kdump, struct image_info *info)
{
	info->dump_level = f->dump_level;
	if (!f->is_elf) {
		count_bits(kdump, KDUMP_ATTR_MEMORY_PAGEMAP, &info->n_ram);
		count_bits(kdump, KDUMP_ATTR_FILE_PAGEMAP, &info->n_present);
		uint64_t n = count_data(f, info->n_present);
		info->n_missing = info->n_present - n;
		info->n_present = n;
		info->is_incomplete = f->status & STATUS_INCOMPLETE;
		return;
	}
	for (size_t i = 0; i < f->n_segments; i++) {
		const struct segment *s = &f->segments[i];
		info->n_ram += s->n_memory / info->page_size;
		info->n_present += s->n_file / info->page_size;
		info->n_missing += (s->n_wanted - s->n_file) / info->page_size;
	}
}

char *image_file_search(struct image_file *f, kdump_ctx_t *kdump, unsigned page_size, size_t *ret_n)
{
	_cleanup_free_ char *buf = xmalloc(page_size);
	kdump_attr_t map = { .type = KDUMP_BITMAP };
	kdump_addr_t pfn = 0;

	if (kdump_get_typed_attr(kdump, KDUMP_ATTR_FILE_PAGEMAP, &map) != KDUMP_OK) {
		kdump_clear_err(kdump);
		return NULL;
	}
	for (uint64_t i = 0; i < LIMIT_VMCORE_SEARCH_PAGES; i++, pfn++) {
		if (kdump_bmp_find_set(map.val.bitmap, &pfn) != KDUMP_OK)
			break;
		if (!image_file_page(f, kdump, pfn * page_size, buf, page_size) ||
		    memcmp(buf, "OSRELEASE=", 10) != 0)
			continue;
		size_t n = strnlen(buf, page_size);
		if (memmem(buf, n, "\nPAGESIZE=", 10)) {
			*ret_n = n;
			return xmemdup0(buf, n);
		}
	}
	return NULL;
}
