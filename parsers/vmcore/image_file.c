// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/image_file.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "parsers/limits.h"
#include "parsers/vmcore/flat.h"
#include "parsers/vmcore/image_check.h"

/** A PT_LOAD, cut to what the file holds. */
struct segment {
	uint64_t phys, off, n_file, n_memory; /**< n_file: bytes that are there */
	uint64_t n_wanted;                    /**< bytes that should be there */
};

struct image_file {
	int fds[LIMIT_VMCORE_FILES];
	size_t n_fds;
	struct flat *flat; /**< the file was flattened: fds[0] is a copy in order */
	uint64_t size;     /**< of the first one; of a flattened one, up to what is not there */
	bool is_elf, is_64bit, big_endian;
	unsigned machine; /**< e_machine */
	char format[64];
	const char *arch;
	unsigned block_size; /**< of a compressed dump; 0: not known */
	uint32_t status;     /**< of its header */
	int dump_level;
	bool is_split;
	uint64_t descs_off;       /**< of its page descriptors; 0: not known */
	uint64_t n_descs;         /**< pages that its page map says it holds */
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
	{ EM_386, false, "i486", "ia32" },
	{ EM_386, false, "i386", "ia32" },
	{ EM_AARCH64, true, "aarch64", "aarch64" },
	{ EM_ARM, false, "armv7l", "arm" },
	{ EM_ARM, false, "armv8l", "arm" },
	{ EM_ARM, false, "armv6l", "arm" },
	{ EM_ARM, false, "armv5tel", "arm" },
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

static void set_format(struct image_file *f, const char *format, const char *compression)
{
	snprintf(f->format, sizeof(f->format), "%s%s%s", f->flat ? "flattened " : "", format,
	         compression);
}

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

	if (x->phys != y->phys)
		return x->phys < y->phys ? -1 : 1;
	return (x->n_file < y->n_file) - (x->n_file > y->n_file); // the longest first
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

/**
 * With page tables in the dump (QEMU's `dump-guest-memory -p`) memory is in as many segments as it is
 * mapped at places: keep each byte once, so that no two segments overlap.
 */
static void join_segments(struct image_file *f)
{
	uint64_t end = 0;
	size_t n = 0;

	for (size_t i = 0; i < f->n_segments; i++) {
		struct segment s = f->segments[i];
		uint64_t skip = s.phys < end ? end - s.phys : 0;
		if (skip >= s.n_memory || s.n_memory > UINT64_MAX - s.phys)
			continue;
		s.phys += skip;
		s.off += skip;
		s.n_memory -= skip;
		s.n_file -= skip < s.n_file ? skip : s.n_file;
		s.n_wanted -= skip < s.n_wanted ? skip : s.n_wanted;
		end = s.phys + s.n_memory;
		f->segments[n++] = s;
	}
	f->n_segments = n;
}

static struct err *check_note(const struct image_file *f, const char *ph, const char *name)
{
	bool is_64 = f->is_64bit;

	if (number(f, ph, 4) != PT_NOTE)
		return NULL;
	return image_check_notes(f->fds[0], f->size, number(f, ph + (is_64 ? 8 : 4), is_64 ? 8 : 4),
	                         number(f, ph + (is_64 ? 32 : 16), is_64 ? 8 : 4), f->big_endian,
	                         name);
}

static struct err *open_elf(struct image_file *f, const char *head, const char *name)
{
	uint64_t phoff = number(f, head + (f->is_64bit ? 32 : 28), f->is_64bit ? 8 : 4);
	size_t ph_size = f->is_64bit ? 56 : 32;
	uint64_t n = n_program_headers(f, head);
	char ph[56];

	set_format(f, "elf", "");
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
		struct err *e = check_note(f, ph, name);
		if (e)
			return e;
	}
	if (f->n_segments)
		qsort(f->segments, f->n_segments, sizeof(*f->segments), segment_cmp);
	join_segments(f);
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

#define DESC_BYTES 24 // struct page_desc: offset (8 bytes), size, flags (4 each), page_flags (8)
#define MAP_SLIPS  64 // pages: a map that is off by more is of a writer that we do not know

/** Bits that are set in @p n bytes at @p off, as far as they are in the file. */
static uint64_t count_map(const struct image_file *f, uint64_t off, uint64_t n)
{
	uint64_t ret = 0, words[1024];

	for (uint64_t i = 0; i < n; i += sizeof(words)) {
		size_t part = n - i < sizeof(words) ? (size_t)(n - i) : sizeof(words);
		memset(words, 0, sizeof(words));
		if (!read_at(f->fds[0], off + i, words, part))
			break;
		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
			ret += (uint64_t)__builtin_popcountll(words[k]);
	}
	return ret;
}

/**
 * Page descriptors are found by counting the bits before a page's own in the map: one bit too many, and
 * each page has the data of its neighbour.  That shows in where the data of the first page lies, as it
 * begins behind the last descriptor, or behind the one page of zeros that all of them share.
 */
static struct err *check_map(const struct image_file *f, uint64_t data, const char *name)
{
	char desc[DESC_BYTES];
	uint64_t off;

	if (!f->n_descs || !read_at(f->fds[0], f->descs_off, desc, sizeof(desc)))
		return NULL;
	off = number(f, desc, 8);
	for (int shared = 0; shared < 2; shared++) {
		uint64_t want = data + (shared ? f->block_size : 0);
		uint64_t apart = off > want ? off - want : want - off;
		if (apart == 0)
			return NULL;
		if (apart % DESC_BYTES == 0 && apart <= MAP_SLIPS * DESC_BYTES)
			return err_new(
				ERR_FORMAT, 0,
				"%s: damaged: the page map has %llu pages too many or too few",
				name, (unsigned long long)(apart / DESC_BYTES));
	}
	return NULL;
}

/** struct kdump_sub_header, in block 1; 64-bit numbers stand on multiples of 4 on i386 alone. */
static struct err *read_sub_header(struct image_file *f, const char *name)
{
	char sub[128];
	size_t at = f->is_64bit ? 32 : strcmp(f->arch, "ia32") == 0 ? 20 : 24;

	if (!read_at(f->fds[0], f->block_size, sub, sizeof(sub)))
		return err_new(ERR_FORMAT, 0, "%s: cut in its header", name);
	uint64_t level = number(f, sub + (f->is_64bit ? 8 : 4), 4);
	f->is_split = number(f, sub + (f->is_64bit ? 12 : 8), 4) != 0;
	if (level < 32)
		f->dump_level = (int)level;
	const struct kdump_places p = {
		number(f, sub + at, 8),      number(f, sub + at + 8, 8),
		number(f, sub + at + 16, 8), number(f, sub + at + 24, 8),
		number(f, sub + at + 32, 8), number(f, sub + at + 40, 8),
	};
	return image_check_places(f->fds[0], f->size, &p, name);
}

/**
 * struct disk_dump_header: signature[8], version, utsname of 6 texts of 65 bytes, timestamp (2 words,
 * aligned), status, block_size, sub_hdr_size in blocks, bitmap_blocks, …  Page descriptors follow the
 * bitmap.
 */
static struct err *open_kdump(struct image_file *f, const char *head, const char *name)
{
	const char *uname = head + 12 + 4 * 65, *compression = "";

	for (size_t i = 0; i < N_MACHINES && !f->arch; i++)
		if (strncmp(machines[i].uname, uname, 65) == 0) {
			f->arch = machines[i].kdump;
			f->is_64bit = machines[i].is_64bit;
		}
	if (!f->arch)
		return err_new(ERR_UNSUPPORTED, 0,
		               "%s: a dump of a machine '%.*s', which is not known", name,
		               (int)strnlen(uname, 65), uname);
	// the words of a 64-bit machine are 8 bytes; the byte order is that in which the version is small
	const char *at = head + (f->is_64bit ? 408 + 16 : 404 + 8);
	f->big_endian = false;
	f->big_endian = number(f, head + 8, 4) > 0xffff;
	f->status = (uint32_t)number(f, at, 4);
	f->block_size = (unsigned)number(f, at + 4, 4);
	uint64_t sub_blocks = number(f, at + 8, 4), bitmap_blocks = number(f, at + 12, 4);
	if (f->block_size < 1024 || f->block_size > 1 << 20 || f->block_size & (f->block_size - 1))
		return err_new(ERR_FORMAT, 0, "%s: damaged: blocks of %u bytes", name,
		               f->block_size);
	for (size_t i = 0; i < sizeof(compressions) / sizeof(*compressions); i++)
		if (f->status & compressions[i].bit)
			compression = compressions[i].name;
	set_format(f, "kdump-compressed", compression);
	uint64_t map_off = (1 + sub_blocks) * f->block_size, n_map = bitmap_blocks * f->block_size;
	if (n_map / 2 > LIMIT_VMCORE_MAP_BYTES)
		return err_new(ERR_LIMIT, 0, "%s: its page map is larger than %llu MiB", name,
		               (unsigned long long)(LIMIT_VMCORE_MAP_BYTES >> 20));
	if (map_off > f->size || n_map > f->size - map_off)
		return err_new(ERR_FORMAT, 0, "%s: cut before the end of its page map", name);
	struct err *e = read_sub_header(f, name);
	if (e)
		return e;
	f->descs_off = map_off + n_map;
	f->n_descs = count_map(f, map_off + n_map / 2, n_map / 2);
	uint64_t data = f->descs_off + f->n_descs * DESC_BYTES;
	if (f->flat)
		f->size = flat_hole(f->flat, data);
	return f->is_split || f->n_fds > 1 ? NULL : check_map(f, data, name);
}

/** Put a flattened file in order: fds[0] becomes the copy. */
static struct err *open_flat(struct image_file *f, const char *name)
{
	_cleanup_free_ char *head = xmalloc(FLAT_HEADER_BYTES);
	const char *problem;

	if (!read_at(f->fds[0], 0, head, IMAGE_FILE_HEAD) ||
	    !flat_is((struct slice){ head, IMAGE_FILE_HEAD }))
		return NULL;
	f->flat = flat_new(f->fds[0]);
	int fd = flat_fd(f->flat, &problem);
	int own = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
	if (own < 0)
		return err_new(ERR_IO, errno, "%s: flattened, and put in order it %s", name,
		               problem ? problem : "cannot be opened");
	close(f->fds[0]);
	f->fds[0] = own;
	return NULL;
}

static struct err *open_file(struct image_file *f, const char *name)
{
	char head[IMAGE_FILE_HEAD];
	struct stat st;
	struct err *e = open_flat(f, name);

	if (e)
		return e;
	if (fstat(f->fds[0], &st) != 0)
		return err_new(ERR_IO, errno, "%s", name);
	if (!read_at(f->fds[0], 0, head, sizeof(head)))
		return err_new(ERR_FORMAT, 0, "%s: too short for a dump", name);
	f->size = (uint64_t)st.st_size;
	if (f->flat && memcmp(head, ELFMAG, SELFMAG) == 0)
		f->size = flat_hole(f->flat, 0);
	f->is_elf = memcmp(head, ELFMAG, SELFMAG) == 0;
	f->is_64bit = head[EI_CLASS] == ELFCLASS64;
	f->big_endian = f->is_elf && head[EI_DATA] == ELFDATA2MSB;
	f->machine = (unsigned)number(f, head + 18, 2);
	if (f->is_elf)
		return open_elf(f, head, name);
	if (memcmp(head, "KDUMP   ", 8) == 0)
		return open_kdump(f, head, name);
	set_format(f, memcmp(head, "DISKDUMP", 8) == 0 ? "diskdump" : "unknown", "");
	return NULL;
}

struct err *image_file_open(const int *fds, size_t n_fds, const char *name, struct image_file **ret)
{
	struct image_file *f = xcalloc(1, sizeof(*f));
	struct err *e;

	f->dump_level = -1;
	f->n_fds = n_fds < LIMIT_VMCORE_FILES ? n_fds : LIMIT_VMCORE_FILES;
	memcpy(f->fds, fds, f->n_fds * sizeof(*fds));
	for (size_t i = f->n_fds; i < n_fds; i++)
		close(fds[i]);
	if (n_fds > LIMIT_VMCORE_FILES)
		e = err_new(ERR_LIMIT, 0, "%s: a dump in more than %d files", name,
		            LIMIT_VMCORE_FILES);
	else
		e = open_file(f, name);
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
	flat_free(f->flat);
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

/** Is the data of the @p i-th page in the file? */
static bool has_data(const struct image_file *f, uint64_t i)
{
	char desc[DESC_BYTES];

	if (!read_at(f->fds[0], f->descs_off + i * DESC_BYTES, desc, sizeof(desc)))
		return false;
	uint64_t off = number(f, desc, 8), n = number(f, desc + 8, 4);
	return n && off >= f->descs_off && off <= f->size && n <= f->size - off;
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
		info->is_incomplete =
			f->status & STATUS_INCOMPLETE || (f->flat && flat_is_cut(f->flat));
		return;
	}
	info->is_incomplete = f->flat && flat_is_cut(f->flat);
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
