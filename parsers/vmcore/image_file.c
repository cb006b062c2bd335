// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/image_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "parsers/base/bisect.h"
#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include "parsers/vmcore/elf_bare.h"
#include "parsers/vmcore/flat.h"
#include "parsers/vmcore/image_check.h"
#include "parsers/vmcore/image_regs.h"
#include "parsers/vmcore/image_stub.h"
#include "parsers/vmcore/kdump_file.h"

#define S390_MAGIC        UINT64_C(0xa8190173618f23fd)
#define S390_HEADER_BYTES 4096
#define S390_PAGE_BYTES   4096u
#define S390_ARCH_32      1
#define S390_ARCH_64      2
#define LKCD_MAGIC        UINT64_C(0xa8190173618f23ed)

/** A PT_LOAD, cut to what the file holds. */
struct segment {
	uint64_t phys, off, n_file, n_memory; /**< n_file: bytes that are there */
	uint64_t n_wanted;                    /**< bytes that should be there */
};

struct image_file {
	int fds[LIMIT_VMCORE_FILES];
	size_t n_fds;
	struct flat *flat; /**< the file was flattened: fds[0] is a copy in order */
	char format[64];
	const char *arch;
	struct kdump_file *kdumps; /**< one for each of fds; NULL: no compressed dump */
	char *block;               /**< the last one that was read, where it has several pages */
	size_t block_of;           /**< in which of kdumps; SIZE_MAX: in none */
	uint64_t block_pfn;
	/* an ELF or s390 dump */
	int bare; /**< what libkdumpfile gets of it; -1: all of it */
	struct sbuf vmcoreinfo, regs;
	bool is_elf, is_64bit, big_endian;
	bool is_open_ended;       /**< the mark of its end is missing */
	uint64_t size;            /**< of the file; of a flattened one, up to what is not there */
	unsigned machine;         /**< e_machine */
	struct segment *segments; /**< sorted by phys, none over another */
	size_t n_segments;
};

static void set_format(struct image_file *f, const char *format, const char *compression)
{
	snprintf(f->format, sizeof(f->format), "%s%s%s", f->flat ? "flattened " : "", format,
	         compression);
}

static uint64_t number(const struct image_file *f, const char *p, size_t n)
{
	return bytes_number(p, n, f->big_endian);
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
	if (!read_all_at(f->fds[0], shoff, sh, f->is_64bit ? 64 : 40))
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

static struct err *check_note(struct image_file *f, const char *ph, const char *name)
{
	bool is_64 = f->is_64bit;

	if (number(f, ph, 4) != PT_NOTE)
		return NULL;
	uint64_t off = number(f, ph + (is_64 ? 8 : 4), is_64 ? 8 : 4);
	uint64_t n = number(f, ph + (is_64 ? 32 : 16), is_64 ? 8 : 4);
	struct err *e =
		image_check_notes(f->fds[0], f->size, off, n, f->big_endian, name, &f->vmcoreinfo);
	if (!e && image_regs_wanted(kdump_arch(f->machine, is_64)))
		image_regs_add(f->fds[0], off, n, f->big_endian, &f->regs);
	return e;
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
		if (!read_all_at(f->fds[0], phoff + i * ph_size, ph, ph_size))
			return err_new(ERR_FORMAT, 0, "%s: cut in the program headers", name);
		add_segment(f, ph);
		struct err *e = check_note(f, ph, name);
		if (e)
			return e;
	}
	if (f->n_segments)
		qsort(f->segments, f->n_segments, sizeof(*f->segments), segment_cmp);
	join_segments(f);
	if (elf_names_are_lost(f->fds[0], f->size, f->is_64bit, f->big_endian))
		f->bare = elf_bare(f->fds[0], f->is_64bit, f->big_endian);
	f->arch = kdump_arch(f->machine, f->is_64bit);
	return NULL;
}

/** Diskdump came before kdump, and has the same headers. */
static bool is_compressed(const char *head)
{
	return memcmp(head, "KDUMP   ", 8) == 0 || memcmp(head, "DISKDUMP", 8) == 0;
}

static struct err *open_kdumps(struct image_file *f, const char *name)
{
	char head[IMAGE_FILE_HEAD];

	f->kdumps = xcalloc(f->n_fds, sizeof(*f->kdumps));
	for (size_t i = 0; i < f->n_fds; i++) {
		struct kdump_file *k = &f->kdumps[i];
		struct stat st;
		if (fstat(f->fds[i], &st) != 0 || !read_all_at(f->fds[i], 0, head, sizeof(head)) ||
		    !is_compressed(head))
			return err_new(ERR_FORMAT, 0, "%s: file %zu of the set is no dump", name,
			               i + 1);
		struct err *e = kdump_file_open(f->fds[i], (uint64_t)st.st_size, head, name, k);
		if (!e)
			e = kdump_file_check(k, name);
		if (e)
			return e;
		if (f->flat)
			k->size = flat_hole(f->flat, kdump_file_data(k));
	}
	f->arch = f->kdumps[0].arch;
	set_format(f,
	           memcmp(head, "DISKDUMP", 8) == 0 ? "diskdump"
	           : f->n_fds > 1                   ? "split kdump-compressed"
	                                            : "kdump-compressed",
	           f->kdumps[0].compression);
	return NULL;
}

/** Put a flattened file in order: fds[0] becomes the copy. */
static struct err *open_flat(struct image_file *f, const char *name)
{
	_cleanup_free_ char *head = xmalloc(FLAT_HEADER_BYTES);
	const char *problem;

	if (!read_all_at(f->fds[0], 0, head, IMAGE_FILE_HEAD) ||
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

/** struct df_s390_hdr of zdump/df_s390.h of s390-tools: all numbers are big-endian; memory lies behind it as it
 *  was, and an end mark behind that. */
static struct err *open_s390(struct image_file *f, const char *head, const char *name)
{
	uint64_t header = bytes_number(head + 0xc, 4, true);
	uint64_t page_size = bytes_number(head + 0x14, 4, true), arch;
	struct segment s = {
		.off = header,
		.phys = bytes_number(head + 0x20, 8, true),
		.n_memory = bytes_number(head + 0x18, 8, true),
	};
	char end[8];

	set_format(f, "s390 stand-alone", "");
	arch = bytes_number(head + 0x48, 4, true);
	if (head[0x5c])
		return err_new(
			ERR_UNSUPPORTED, 0,
			"%s: one volume of a stand-alone dump of several; zgetdump puts them "
			"together",
			name);
	if (header != S390_HEADER_BYTES || page_size != S390_PAGE_BYTES ||
	    (arch != S390_ARCH_32 && arch != S390_ARCH_64) || !s.n_memory ||
	    s.n_memory % S390_PAGE_BYTES || s.phys % S390_PAGE_BYTES ||
	    s.n_memory > UINT64_MAX - s.phys)
		return err_new(ERR_FORMAT, 0, "%s: damaged: its header makes no sense", name);
	f->big_endian = true;
	f->arch = arch == S390_ARCH_64 ? "s390x" : "s390";
	f->is_open_ended = !read_all_at(f->fds[0], header + s.n_memory, end, sizeof(end)) ||
	                   memcmp(end, "DUMP_END", sizeof(end)) != 0;
	s.n_wanted = s.n_memory;
	s.n_file = f->size > header ? f->size - header : 0;
	if (s.n_file > s.n_wanted)
		s.n_file = s.n_wanted;
	f->segments = xcalloc(1, sizeof(*f->segments));
	f->segments[f->n_segments++] = s;
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
	if (!read_all_at(f->fds[0], 0, head, sizeof(head)))
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
	if (is_compressed(head))
		return open_kdumps(f, name);
	if (bytes_number(head, 8, true) == S390_MAGIC)
		return open_s390(f, head, name);
	if (bytes_number(head, 8, true) == LKCD_MAGIC || bytes_number(head, 8, false) == LKCD_MAGIC)
		return err_new(
			ERR_UNSUPPORTED, 0,
			"%s: an LKCD dump, of a kernel that does not say where anything is; crash "
			"reads it with the kernel's vmlinux",
			name);
	return err_new(ERR_FORMAT, 0, "%s: no memory dump of a known format", name);
}

struct err *image_file_open(const int *fds, size_t n_fds, const char *name, struct image_file **ret)
{
	struct image_file *f = xcalloc(1, sizeof(*f));
	struct err *e;

	f->bare = -1;
	f->block_of = SIZE_MAX;
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
	if (f->bare >= 0)
		close(f->bare);
	for (size_t i = 0; i < f->n_fds && f->kdumps; i++)
		kdump_file_deinit(&f->kdumps[i]);
	free(f->kdumps);
	free(f->block);
	flat_free(f->flat);
	sbuf_deinit(&f->vmcoreinfo);
	sbuf_deinit(&f->regs);
	free(f->segments);
	free(f);
}

const int *image_file_fds(const struct image_file *f, size_t *ret_n)
{
	*ret_n = f->n_fds;
	return f->bare >= 0 ? &f->bare : f->fds;
}

const char *image_file_format(const struct image_file *f)
{
	return f->format;
}

const char *image_file_arch(const struct image_file *f)
{
	return f->arch;
}

unsigned image_file_block_size(const struct image_file *f)
{
	return f->kdumps ? f->kdumps[0].block_size : 0;
}

const struct sbuf *image_file_regs(const struct image_file *f)
{
	return f->kdumps ? &f->kdumps[0].regs : &f->regs;
}

struct slice image_file_vmcoreinfo(const struct image_file *f)
{
	return sbuf_slice(f->kdumps ? &f->kdumps[0].vmcoreinfo : &f->vmcoreinfo);
}

/** The last segment that begins at or before @p phys. */
static const struct segment *segment_of(const struct image_file *f, uint64_t phys)
{
	size_t lo = bisect(f->n_segments, i, f->segments[i].phys <= phys);

	return lo ? &f->segments[lo - 1] : NULL;
}

/** Blocks of the file may have several pages (QEMU and kernels of 4 KiB pages on arm64, ppc64). */
static bool read_page(struct image_file *f, uint64_t phys, char *buf, unsigned page_size)
{
	for (size_t i = 0; i < f->n_fds; i++) {
		const struct kdump_file *k = &f->kdumps[i];
		uint64_t pfn = phys / k->block_size;
		if (k->block_size < page_size)
			continue;
		if (k->block_size == page_size) {
			if (kdump_file_read(k, pfn, buf))
				return true;
			continue;
		}
		if (!f->block)
			f->block = xmalloc(k->block_size);
		if (f->block_of != i || f->block_pfn != pfn) {
			f->block_of = SIZE_MAX;
			if (!kdump_file_read(k, pfn, f->block))
				continue;
			f->block_of = i;
			f->block_pfn = pfn;
		}
		memcpy(buf, f->block + phys % k->block_size, page_size);
		return true;
	}
	return false;
}

bool image_file_page(struct image_file *f, uint64_t phys, char *buf, unsigned page_size)
{
	if (f->kdumps)
		return read_page(f, phys, buf, page_size);
	const struct segment *s = segment_of(f, phys);
	return s && phys - s->phys < s->n_file && page_size <= s->n_file - (phys - s->phys) &&
	       read_all_at(f->fds[0], s->off + (phys - s->phys), buf, page_size);
}

/** No part of a split dump is of the pages from @p begin to @p end. */
static void add_gap(const struct image_file *f, uint64_t begin, uint64_t end,
                    struct image_info *info)
{
	if (begin >= end || !kdump_file_pages(&f->kdumps[0], begin, end))
		return;
	if (!info->n_gaps++) {
		info->gap_begin = begin;
		info->gap_end = end;
	}
}

/** Which parts of a split dump are not there? */
static void find_gaps(const struct image_file *f, struct image_info *info)
{
	uint64_t at = 0, last = f->kdumps[0].n_map * 8;
	const struct kdump_file *next;

	// parts come in no order; each is looked for behind the end of the one before
	do {
		next = NULL;
		for (size_t i = 0; i < f->n_fds; i++) {
			const struct kdump_file *k = &f->kdumps[i];
			if (k->end_pfn > at && (!next || k->start_pfn < next->start_pfn))
				next = k;
		}
		add_gap(f, at, next ? next->start_pfn : last, info);
		at = next ? next->end_pfn : last;
	} while (at < last);
}

void image_file_count(const struct image_file *f, struct image_info *info)
{
	info->dump_level = f->kdumps ? f->kdumps[0].dump_level : -1;
	info->is_incomplete = f->flat && flat_is_cut(f->flat);
	info->is_incomplete |= f->is_open_ended;
	if (f->kdumps)
		info->n_ram = kdump_file_ram(&f->kdumps[0]);
	uint64_t wanted = f->kdumps ? f->kdumps[0].n_pages : 0, there = 0;
	uint64_t per_block = f->kdumps ? f->kdumps[0].block_size / info->page_size : 0;
	for (size_t i = 0; i < f->n_fds && f->kdumps; i++) {
		there += kdump_file_count(&f->kdumps[i]);
		info->is_incomplete |= f->kdumps[i].is_incomplete;
	}
	if (f->kdumps) {
		info->n_ram *= per_block;
		info->n_present = there * per_block;
		info->n_missing = wanted > there ? (wanted - there) * per_block : 0;
		if (f->kdumps[0].is_split)
			find_gaps(f, info);
		info->gap_begin *= per_block;
		info->gap_end *= per_block;
	}
	for (size_t i = 0; i < f->n_segments; i++) {
		const struct segment *s = &f->segments[i];
		info->n_ram += s->n_memory / info->page_size;
		info->n_present += s->n_file / info->page_size;
		info->n_missing += (s->n_wanted - s->n_file) / info->page_size;
	}
}

/** Is the page at @p phys VMCOREINFO?  Its size in bytes; 0: no. */
static size_t vmcoreinfo_at(struct image_file *f, uint64_t phys, char *buf, unsigned page_size)
{
	if (!image_file_page(f, phys, buf, page_size) || memcmp(buf, "OSRELEASE=", 10) != 0)
		return 0;
	size_t n = strnlen(buf, page_size);
	return memmem(buf, n, "\nPAGESIZE=", 10) ? n : 0;
}

static size_t search_segments(struct image_file *f, char *buf, unsigned page_size)
{
	uint64_t left = LIMIT_VMCORE_SEARCH_PAGES;
	size_t n;

	for (size_t i = 0; i < f->n_segments; i++) {
		const struct segment *s = &f->segments[i];
		for (uint64_t at = 0; at < s->n_file && left--; at += page_size)
			if ((n = vmcoreinfo_at(f, s->phys + at, buf, page_size)))
				return n;
	}
	return 0;
}

bool image_file_stub(const struct image_file *f, struct image_info *info, int *ret_fd)
{
	_cleanup_free_ char *notes = NULL;
	struct sbuf vmcoreinfo = { 0 };

	*ret_fd = -1;
	if (f->is_elf)
		return false;
	if (!f->kdumps) { // registers are in the memory of an s390 dump
		info->big_endian = f->big_endian;
		info->page_size = S390_PAGE_BYTES;
		return true;
	}
	const struct kdump_file *k = &f->kdumps[0];
	info->big_endian = k->big_endian;
	info->page_size = k->block_size;
	size_t n = (size_t)k->n_notes;
	bool is_64bit;
	unsigned elf = kdump_elf_machine(k->arch, &is_64bit);
	struct err *e = image_check_notes(k->fd, k->size, k->notes_off, n, k->big_endian, "notes",
	                                  &vmcoreinfo);
	sbuf_deinit(&vmcoreinfo);
	notes = e || !elf ? NULL : xmalloc(n + 1);
	if (notes && read_all_at(k->fd, k->notes_off, notes, n))
		*ret_fd = image_stub(elf, is_64bit, k->big_endian, (struct slice){ notes, n });
	err_free(e);
	return true;
}

static size_t search_maps(struct image_file *f, char *buf, unsigned page_size)
{
	uint64_t left = LIMIT_VMCORE_SEARCH_PAGES, pfn;
	size_t n;

	for (size_t i = 0; i < f->n_fds; i++)
		for (pfn = 0; left && kdump_file_next(&f->kdumps[i], pfn, &pfn); pfn++, left--)
			if ((n = vmcoreinfo_at(f, pfn * page_size, buf, page_size)))
				return n;
	return 0;
}

char *image_file_search(struct image_file *f, unsigned page_size, size_t *ret_n)
{
	_cleanup_free_ char *buf = xmalloc(page_size);

	*ret_n = f->kdumps ? search_maps(f, buf, page_size) : search_segments(f, buf, page_size);
	return *ret_n ? xmemdup0(buf, *ret_n) : NULL;
}
