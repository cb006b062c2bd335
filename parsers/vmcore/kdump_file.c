// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/kdump_file.h"

#include <elf.h>

#include "parsers/base/bisect.h"
#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include "parsers/vmcore/image_check.h"
#include "parsers/vmcore/image_regs.h"
#include "parsers/vmcore/kdump_page.h"
#include "parsers/vmcore/vmcoreinfo.h"

#define DESC_BYTES 24 // struct page_desc: offset (8 bytes), size, flags (4 each), page_flags (8)
#define MAP_SLIPS  64 // pages: a map that is off by more is of a writer that we do not know
#define MAP_BLOCK  4096
#define BLOCK_MAX  65536 // the largest page of arm64 and ppc64
#define NEAR       8192  // descriptors: how far neighbours are looked for, behind pages of zeros

#define DESCS_AT_ONCE 64 // descriptors that are read at a time

#define ORDER_SAMPLES 64 // descriptors that tell whether the data is in order

#define STATUS_INCOMPLETE 8 // DUMP_DH_COMPRESSED_INCOMPLETE
#define UTS_FIELD         65

/** Bits of disk_dump_header.status, and of page_desc.flags. */
static const struct {
	uint32_t bit;
	const char *name;
} compressions[] = {
	{ KDUMP_ZLIB, " zlib" },
	{ KDUMP_LZO, " lzo" },
	{ KDUMP_SNAPPY, " snappy" },
	{ KDUMP_ZSTD, " zstd" },
};
#define N_COMPRESSIONS (sizeof(compressions) / sizeof(*compressions))

static const struct machine {
	unsigned elf;
	bool is_64bit;
	const char *uname, *kdump;
} machines[] = {
	{ EM_X86_64, true, "x86_64", "x86_64" },   { EM_386, false, "i686", "ia32" },
	{ EM_386, false, "i586", "ia32" },         { EM_386, false, "i486", "ia32" },
	{ EM_386, false, "i386", "ia32" },         { EM_AARCH64, true, "aarch64", "aarch64" },
	{ EM_ARM, false, "armv7l", "arm" },        { EM_ARM, false, "armv8l", "arm" },
	{ EM_ARM, false, "armv6l", "arm" },        { EM_ARM, false, "armv5tel", "arm" },
	{ EM_PPC64, true, "ppc64le", "ppc64" },    { EM_PPC64, true, "ppc64", "ppc64" },
	{ EM_PPC, false, "ppc", "ppc" },           { EM_S390, true, "s390x", "s390x" },
	{ EM_S390, false, "s390", "s390" },        { EM_RISCV, true, "riscv64", "riscv64" },
	{ EM_RISCV, false, "riscv32", "riscv32" }, { EM_MIPS, false, "mips", "mips" },
};
#define N_MACHINES (sizeof(machines) / sizeof(*machines))

unsigned kdump_elf_machine(const char *arch, bool *ret_is_64bit)
{
	for (size_t i = 0; i < N_MACHINES; i++)
		if (strcmp(machines[i].kdump, arch) == 0) {
			*ret_is_64bit = machines[i].is_64bit;
			return machines[i].elf;
		}
	return 0;
}

const char *kdump_arch(unsigned elf_machine, bool is_64bit)
{
	for (size_t i = 0; i < N_MACHINES; i++)
		if (machines[i].elf == elf_machine && machines[i].is_64bit == is_64bit)
			return machines[i].kdump;
	return NULL;
}

static uint64_t number(const struct kdump_file *f, const char *p, size_t n)
{
	return bytes_number(p, n, f->big_endian);
}

static struct err *damaged(const char *name, const char *what)
{
	return err_new(ERR_FORMAT, 0, "%s: damaged: %s", name, what);
}

/** Where the members behind the timestamp begin. */
static size_t status_at(bool is_64bit)
{
	return is_64bit ? 408 + 16 : 404 + 8;
}

/** struct kdump_sub_header in block 1: where its places lie, and bytes of their sizes. */
struct sub_layout {
	unsigned vmcoreinfo, notes, erase, pfns; /**< offset, then size; two numbers of 8 bytes */
	unsigned word;
};

static const struct sub_layout sub_wide = { 32, 48, 64, 80, 8 };
static const struct sub_layout sub_aligned = { 24, 40, 56, 72, 4 };
/** i386 has 64-bit numbers on multiples of 4, and QEMU on those of all 32-bit machines. */
static const struct sub_layout sub_packed = { 20, 32, 44, 56, 4 };

/** Is there a note of a CPU where the sub header tells that notes are?  Bytes of its struct elf_prstatus;
 *  0: no. */
static uint64_t first_prstatus(const struct kdump_file *f, const struct sub_layout *sub,
                               uint64_t block_size)
{
	char off[8], note[12];

	if (!read_all_at(f->fd, block_size + sub->notes, off, sizeof(off)) ||
	    !read_all_at(f->fd, number(f, off, 8), note, sizeof(note)) ||
	    number(f, note, 4) != sizeof("CORE") || number(f, note + 8, 4) != NT_PRSTATUS)
		return 0;
	return number(f, note + 4, 4);
}

static const struct sub_layout *sub_layout_of(const struct kdump_file *f, uint64_t block_size)
{
	if (f->is_64bit)
		return &sub_wide;
	return (f->arch && strcmp(f->arch, "ia32") == 0) ||
	                       first_prstatus(f, &sub_packed, block_size)
	               ? &sub_packed
	               : &sub_aligned;
}

/** QEMU knows no name for machines other than x86; the size of struct elf_prstatus tells them apart. */
static const struct {
	uint64_t n_prstatus;
	bool is_64bit;
	int big_endian; /**< -1: either */
	const char *kdump;
} note_machines[] = {
	{ 336, true, false, "x86_64" },  { 336, true, true, "s390x" },
	{ 392, true, false, "aarch64" }, { 504, true, -1, "ppc64" },
	{ 376, true, false, "riscv64" }, { 148, false, -1, "arm" },
	{ 144, false, false, "ia32" },   { 268, false, true, "ppc" },
};

/** The first note is that of a CPU. */
static bool find_machine(struct kdump_file *f, uint64_t block_size)
{
	uint64_t n = first_prstatus(f, sub_layout_of(f, block_size), block_size);

	for (size_t i = 0; i < sizeof(note_machines) / sizeof(*note_machines); i++)
		if (note_machines[i].n_prstatus == n && note_machines[i].is_64bit == f->is_64bit &&
		    (note_machines[i].big_endian < 0 ||
		     note_machines[i].big_endian == f->big_endian))
			f->arch = note_machines[i].kdump;
	return f->arch;
}

/** Does a header of that word size have a size of blocks that can be, and a sub header?  Returns the size
 *  of blocks; 0: no. */
static uint64_t block_size_of(const struct kdump_file *f, const char *head, bool is_64bit)
{
	const char *at = head + status_at(is_64bit);
	uint64_t block_size = number(f, at + 4, 4), sub_blocks = number(f, at + 8, 4);

	return block_size >= 1024 && block_size <= 1 << 20 && !(block_size & (block_size - 1)) &&
	                       sub_blocks && sub_blocks < 1 << 16
	               ? block_size
	               : 0;
}

static bool guess_machine(struct kdump_file *f, const char *head)
{
	for (int wide = 1; wide >= 0; wide--) {
		uint64_t block_size = block_size_of(f, head, wide);
		f->is_64bit = wide;
		if (block_size && find_machine(f, block_size))
			return true;
	}
	return false;
}

/**
 * struct disk_dump_header: signature[8], version, utsname of 6 texts of 65 bytes, timestamp (2 words,
 * aligned), status, block_size, sub_hdr_size in blocks, bitmap_blocks, …
 */
static struct err *read_header(struct kdump_file *f, const char *head, const char *name)
{
	struct slice uname = { head + 12 + 4 * UTS_FIELD, 0 };

	uname.n = strnlen(uname.p, UTS_FIELD);
	for (size_t i = 0; i < N_MACHINES && !f->arch; i++)
		if (slice_eq(uname, slice_str(machines[i].uname))) {
			f->arch = machines[i].kdump;
			f->is_64bit = machines[i].is_64bit;
		}
	// in the right byte order, the version is a small number
	f->big_endian = bytes_number(head + 8, 4, false) > 0xffff;
	if (!f->arch && !guess_machine(f, head))
		return err_new(ERR_UNSUPPORTED, 0,
		               "%s: a dump of a machine '%.*s', which is not known", name,
		               SLICE_ARG(uname));
	// QEMU writes the headers of 64-bit machines for i386 too, when an address needs them
	if (!block_size_of(f, head, f->is_64bit) && block_size_of(f, head, !f->is_64bit))
		f->is_64bit = !f->is_64bit;
	const char *at = head + status_at(f->is_64bit);
	uint32_t status = (uint32_t)number(f, at, 4);
	f->is_incomplete = status & STATUS_INCOMPLETE;
	f->compression = "";
	for (size_t i = 0; i < N_COMPRESSIONS; i++)
		if (status & compressions[i].bit)
			f->compression = compressions[i].name;
	f->block_size = (unsigned)number(f, at + 4, 4);
	if (f->block_size < 1024 || f->block_size > 1 << 20 || f->block_size & (f->block_size - 1))
		return damaged(name, "its blocks have an impossible size");
	uint64_t sub_blocks = number(f, at + 8, 4), map_blocks = number(f, at + 12, 4);
	uint64_t maps_off = (1 + sub_blocks) * f->block_size;
	f->n_map = map_blocks * f->block_size / 2; // the first half is of pages of RAM
	f->map_off = maps_off + f->n_map;
	f->descs_off = maps_off + map_blocks * f->block_size;
	if (f->n_map > LIMIT_VMCORE_MAP_BYTES)
		return err_new(ERR_LIMIT, 0, "%s: its page map is larger than %llu MiB", name,
		               (unsigned long long)(LIMIT_VMCORE_MAP_BYTES >> 20));
	if (f->descs_off > f->size)
		return damaged(name, "it ends before its page map does");
	return NULL;
}

/**
 * The header's word for it is what pages were written by.  QEMU does not know what size a kernel has chosen,
 * and takes the largest that there is where there are several.
 */
static struct err *check_page_size(const struct kdump_file *f, const char *name)
{
	_cleanup_(vmcoreinfo_freep) struct vmcoreinfo *v =
		vmcoreinfo_new(sbuf_slice(&f->vmcoreinfo));
	struct slice text;
	uint64_t n;

	if (!vmcoreinfo_text(v, "PAGESIZE", &text))
		return NULL;
	if (vmcoreinfo_decimal(v, "PAGESIZE", &n) &&
	    (n == f->block_size || (f->block_size == BLOCK_MAX && (n == 4096 || n == 16384))))
		return NULL;
	return damaged(name, "VMCOREINFO has another size of pages than the header");
}

static struct err *read_sub_header(struct kdump_file *f, unsigned version, const char *name)
{
	const struct sub_layout *l = sub_layout_of(f, f->block_size);
	char sub[128];
	size_t word = l->word;

	if (!read_all_at(f->fd, f->block_size, sub, sizeof(sub)))
		return damaged(name, "it ends in its header");
	uint64_t level = number(f, sub + word, 4);
	f->dump_level = level < 32 ? (int)level : -1;
	f->is_split = number(f, sub + word + 4, 4) != 0;
	// up to version 5 of the header they are unsigned long
	f->start_pfn = version < 6 ? number(f, sub + word + 8, word) : number(f, sub + l->pfns, 8);
	f->end_pfn =
		version < 6 ? number(f, sub + 2 * word + 8, word) : number(f, sub + l->pfns + 8, 8);
	const struct kdump_places p = {
		number(f, sub + l->vmcoreinfo, 8), number(f, sub + l->vmcoreinfo + 8, word),
		number(f, sub + l->notes, 8),      number(f, sub + l->notes + 8, word),
		number(f, sub + l->erase, 8),      number(f, sub + l->erase + 8, word),
	};
	f->notes_off = p.notes_off;
	f->n_notes = p.n_notes;
	struct err *e = image_check_places(f->fd, f->size, &p, name, &f->vmcoreinfo);
	if (!e && image_regs_wanted(f->arch))
		image_regs_add(f->fd, p.notes_off, p.n_notes, f->big_endian, &f->regs);
	return e ? e : check_page_size(f, name);
}

static uint64_t count_bits(const char *p, size_t n)
{
	uint64_t ret = 0, word;

	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		ret += (uint64_t)__builtin_popcountll(word);
	}
	for (; n; n--)
		ret += (uint64_t)__builtin_popcount((unsigned char)*p++);
	return ret;
}

static void read_map(struct kdump_file *f)
{
	char block[MAP_BLOCK];

	f->ranks = xcalloc(f->n_map / MAP_BLOCK + 1, sizeof(*f->ranks));
	for (uint64_t at = 0; at < f->n_map; at += MAP_BLOCK) {
		size_t n = f->n_map - at < MAP_BLOCK ? (size_t)(f->n_map - at) : MAP_BLOCK;
		f->ranks[at / MAP_BLOCK] = f->n_pages;
		f->n_pages += count_bits(block, read_at(f->fd, f->map_off + at, block, n));
	}
}

void kdump_file_deinit(struct kdump_file *f)
{
	free(f->ranks);
	sbuf_deinit(&f->vmcoreinfo);
	sbuf_deinit(&f->regs);
}

uint64_t kdump_file_data(const struct kdump_file *f)
{
	return f->descs_off + f->n_pages * DESC_BYTES;
}

/** How many pages below @p pfn the map has.  @p ret_is_there: does it have that one?  May be NULL. */
static uint64_t rank(const struct kdump_file *f, uint64_t pfn, bool *ret_is_there)
{
	uint64_t byte = pfn / 8, begin = byte & ~(uint64_t)(MAP_BLOCK - 1);
	char part[MAP_BLOCK];

	if (ret_is_there)
		*ret_is_there = false;
	if (byte >= f->n_map)
		return f->n_pages;
	size_t n = read_at(f->fd, f->map_off + begin, part, (size_t)(byte - begin) + 1);
	if (n != byte - begin + 1)
		return 0;
	if (ret_is_there)
		*ret_is_there = (unsigned char)part[n - 1] >> pfn % 8 & 1;
	part[n - 1] &= (char)((1 << pfn % 8) - 1);
	return f->ranks[begin / MAP_BLOCK] + count_bits(part, n);
}

struct desc {
	uint64_t off, end; /**< of its data */
	uint32_t flags;
	bool is_sound; /**< it can be, and its data is in the file */
};

static struct desc desc_at(const struct kdump_file *f, const char *p)
{
	struct desc d = { .off = number(f, p, 8) };
	uint64_t n = number(f, p + 8, 4);
	uint32_t flags = (uint32_t)number(f, p + 12, 4), known = 0;

	for (size_t c = 0; c < N_COMPRESSIONS; c++)
		known |= compressions[c].bit;
	d.end = d.off + n;
	d.flags = flags;
	d.is_sound = n && n <= f->block_size && !(flags & ~known) && !(flags & (flags - 1)) &&
	             (flags || n == f->block_size) && d.off >= f->descs_off && d.off <= f->size &&
	             n <= f->size - d.off;
	return d;
}

/** Some descriptors, one behind the other. */
struct descs {
	uint64_t first, n;
	char bytes[DESCS_AT_ONCE * DESC_BYTES];
};

/** The @p i-th one; false: there is none. */
static bool descs_get(const struct kdump_file *f, struct descs *d, uint64_t i, struct desc *ret)
{
	if (i < d->first || i >= d->first + d->n) {
		d->first = i / DESCS_AT_ONCE * DESCS_AT_ONCE;
		d->n = f->n_descs > d->first ? f->n_descs - d->first : 0;
		if (d->n > DESCS_AT_ONCE)
			d->n = DESCS_AT_ONCE;
		d->n = read_at(f->fd, f->descs_off + d->first * DESC_BYTES, d->bytes,
		               d->n * DESC_BYTES) /
		       DESC_BYTES;
	}
	if (i < d->first || i >= d->first + d->n)
		return false;
	*ret = desc_at(f, d->bytes + (i - d->first) * DESC_BYTES);
	return true;
}

/** Does the page have the data that all pages of zeros share, in front of all other data? */
static bool is_shared(const struct kdump_file *f, const struct desc *d, uint64_t i)
{
	return i && (d->off == f->first_data || d->off == f->descs_off + f->n_descs * DESC_BYTES);
}

/** The next one before or behind the @p i-th whose data is its own; false: none of @p near is, or it cannot be. */
static bool next_own(const struct kdump_file *f, struct descs *d, uint64_t i, unsigned near,
                     bool behind, struct desc *ret)
{
	for (unsigned n = 0; n < near && (behind || i); n++) {
		i += behind ? 1 : UINT64_MAX;
		if (!descs_get(f, d, i, ret) || !ret->is_sound)
			return false;
		if (!is_shared(f, ret, i))
			return true;
	}
	return false;
}

enum order {
	ORDER_UNKNOWN,
	ORDER_YES,
	ORDER_NO,
};

/** Data is written page after page with no room between: is that of the @p i-th descriptor where those of
 *  its neighbours have it? */
static enum order order_of(const struct kdump_file *f, struct descs *d, uint64_t i, unsigned near)
{
	struct desc own, before, behind;

	if (!descs_get(f, d, i, &own))
		return ORDER_UNKNOWN;
	bool has_before = next_own(f, d, i, near, false, &before);
	bool has_behind = next_own(f, d, i, near, true, &behind);
	if (is_shared(f, &own, i)) {
		if (!has_before || !has_behind)
			return ORDER_UNKNOWN;
		return before.end == behind.off ? ORDER_YES : ORDER_NO;
	}
	// one is enough: the other may be the one that is damaged
	if ((has_before && before.end == own.off) || (has_behind && own.end == behind.off))
		return ORDER_YES;
	return has_before || has_behind ? ORDER_NO : ORDER_UNKNOWN;
}

/** Whoever wrote the file did so in order, if most of it is. */
static void find_order(struct kdump_file *f)
{
	uint64_t n_yes = 0, n_no = 0, step;
	struct descs descs;
	struct desc d;

	f->n_descs =
		f->is_split ? rank(f, f->end_pfn, NULL) - rank(f, f->start_pfn, NULL) : f->n_pages;
	step = f->n_descs / ORDER_SAMPLES;
	f->first_data = UINT64_MAX;
	descs.n = 0;
	for (uint64_t i = 0; i < ORDER_SAMPLES; i++)
		if (descs_get(f, &descs, i * step, &d) && d.is_sound && d.off < f->first_data)
			f->first_data = d.off;
	// far around in those dumps alone that are nearly all zeros
	for (unsigned near = DESCS_AT_ONCE; !n_yes && !n_no && near <= NEAR;
	     near *= NEAR / DESCS_AT_ONCE)
		for (uint64_t i = 0; i < ORDER_SAMPLES; i++) {
			enum order order = order_of(f, &descs, i * step, near);
			n_yes += order == ORDER_YES;
			n_no += order == ORDER_NO;
		}
	f->is_ordered = n_yes > 3 * n_no;
}

struct err *kdump_file_open(int fd, uint64_t size, const char *head, const char *name,
                            struct kdump_file *ret)
{
	struct kdump_file f = { .fd = fd, .size = size };
	struct err *e = read_header(&f, head, name);

	if (!e)
		e = read_sub_header(&f, (unsigned)number(&f, head + 8, 4), name);
	if (e) {
		kdump_file_deinit(&f);
		return e;
	}
	read_map(&f);
	find_order(&f);
	*ret = f;
	return NULL;
}

/** The descriptor of page @p pfn. */
static bool find_desc(const struct kdump_file *f, uint64_t pfn, struct desc *ret)
{
	struct descs d;
	bool is_there;

	if (f->is_split && (pfn < f->start_pfn || pfn >= f->end_pfn))
		return false;
	uint64_t i = rank(f, pfn, &is_there);
	if (!is_there)
		return false;
	if (f->is_split)
		i -= rank(f, f->start_pfn, NULL);
	d.n = 0;
	return descs_get(f, &d, i, ret) && ret->is_sound &&
	       !(f->is_ordered && order_of(f, &d, i, NEAR) == ORDER_NO);
}

bool kdump_file_read(const struct kdump_file *f, uint64_t pfn, char *buf)
{
	struct desc d;

	if (!find_desc(f, pfn, &d))
		return false;
	size_t n = (size_t)(d.end - d.off);
	if (!d.flags)
		return read_all_at(f->fd, d.off, buf, n);
	_cleanup_free_ char *data = xmalloc(n);
	return read_all_at(f->fd, d.off, data, n) &&
	       kdump_page_unpack(d.flags, data, n, buf, f->block_size);
}

bool kdump_file_next(const struct kdump_file *f, uint64_t pfn, uint64_t *ret)
{
	char block[MAP_BLOCK];

	while (pfn / 8 < f->n_map) {
		uint64_t at = pfn / 8 / MAP_BLOCK * MAP_BLOCK, end;
		size_t n = f->n_map - at < MAP_BLOCK ? (size_t)(f->n_map - at) : MAP_BLOCK;
		n = read_at(f->fd, f->map_off + at, block, n);
		for (end = (at + n) * 8; pfn < end; pfn++)
			if ((unsigned char)block[pfn / 8 - at] >> pfn % 8 & 1) {
				*ret = pfn;
				return true;
			}
		if (n < MAP_BLOCK)
			return false;
	}
	return false;
}

struct err *kdump_file_check(const struct kdump_file *f, const char *name)
{
	char desc[DESC_BYTES];

	if (f->is_split || !f->n_pages || !read_all_at(f->fd, f->descs_off, desc, sizeof(desc)))
		return NULL;
	/*
	 * Descriptors are found by counting the bits before a page's own in the map: one bit too many,
	 * and each page has the data of its neighbour.  That shows in where the data of the first page
	 * lies: behind the last descriptor, or behind the one page of zeros that others share.
	 */
	uint64_t off = number(f, desc, 8), data = kdump_file_data(f);
	uint64_t slip = off > data ? off - data : data - off;
	uint64_t slip2 = off > data + f->block_size ? off - data - f->block_size
	                                            : data + f->block_size - off;
	if (!slip || !slip2)
		return NULL;
	if ((slip % DESC_BYTES == 0 && slip <= MAP_SLIPS * DESC_BYTES) ||
	    (slip2 % DESC_BYTES == 0 && slip2 <= MAP_SLIPS * DESC_BYTES))
		return damaged(name, "its page map does not fit its page descriptors");
	return NULL;
}

/** Is the data of the @p i-th page in the file?  That of pages of zeros, which share theirs, does not tell how
 *  far the file reaches: then of the last one before it that has data of its own. */
static bool reaches(const struct kdump_file *f, struct descs *d, uint64_t i)
{
	struct desc own;

	while (descs_get(f, d, i, &own) && own.is_sound) {
		if (!is_shared(f, &own, i))
			return true;
		i--;
	}
	return false;
}

uint64_t kdump_file_count(const struct kdump_file *f)
{
	struct descs d = { .n = 0 };
	struct desc own;

	if (!f->n_descs || reaches(f, &d, f->n_descs - 1))
		return f->n_descs;
	// data stands in the order of the pages
	uint64_t cut = bisect(f->n_descs, i, reaches(f, &d, i)), n = cut;
	// behind where it is cut, those of zeros are there
	for (uint64_t i = cut; i < f->n_descs; i++)
		n += descs_get(f, &d, i, &own) && own.is_sound;
	return n;
}

uint64_t kdump_file_pages(const struct kdump_file *f, uint64_t begin, uint64_t end)
{
	uint64_t below = rank(f, begin, NULL), all = rank(f, end, NULL);

	return all > below ? all - below : 0;
}

uint64_t kdump_file_ram(const struct kdump_file *f)
{
	char block[MAP_BLOCK];
	uint64_t ret = 0;

	for (uint64_t at = 0; at < f->n_map; at += MAP_BLOCK) {
		size_t n = f->n_map - at < MAP_BLOCK ? (size_t)(f->n_map - at) : MAP_BLOCK;
		ret += count_bits(block, read_at(f->fd, f->map_off - f->n_map + at, block, n));
	}
	return ret;
}
