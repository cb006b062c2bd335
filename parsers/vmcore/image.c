// SPDX-License-Identifier: Apache-2.0
/*
 * libkdumpfile 0.5.1, and what it needs to be told:
 *
 *  - of any dump but ELF files the notes alone (image_stub.h);
 *  - arch.name before the file: QEMU's dumps give no registers otherwise;
 *  - no mmap: reading a truncated file would raise SIGBUS;
 *  - a read past the end of a truncated ELF file succeeds with zeros, so pages of ELF files are read
 *    here, after a look at p_offset and the size of the file;
 *  - kdump_free() after a failed kdump_open_fd() of a file shorter than a header may crash, so such
 *    files are refused before.
 */
#include "parsers/vmcore/image.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libkdumpfile/kdumpfile.h>

#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include "parsers/vmcore/image_file.h"
#include "parsers/vmcore/image_regs.h"
#include "parsers/vmcore/image_xlat.h"

#define IMAGE_CACHE_BYTES ((size_t)16 << 20)

struct slot {
	uint64_t addr; /**< of the page; virtual and physical ones have caches of their own */
	uint8_t state; /**< enum slot_state */
};

enum slot_state {
	SLOT_EMPTY,
	SLOT_MISSING,
	SLOT_PRESENT,
};

struct cache {
	struct slot *slots;
	char *bytes;
	size_t n; /**< slots; a power of 2 */
};

struct image {
	kdump_ctx_t *kdump;
	struct xlat *xlat;   /**< NULL: addresses cannot be translated */
	char kdump_arch[16]; /**< libkdumpfile's name; empty: not known */
	struct image_file *file;
	bool is_stub; /**< libkdumpfile has the notes alone, in stub; kdump is NULL when there are none */
	int stub;
	struct image_info info;
	struct vmcoreinfo *vmcoreinfo;
	struct cache virt, phys;
	unsigned page_shift;
	void (*trace)(void *ctx, uint64_t phys);
	void *trace_ctx;
};

/** Architectures: names of libkdumpfile, of boot.arch. */
static const struct arch {
	const char *kdump, *name;
	bool is_64bit;
} archs[] = {
	{ "aarch64", "arm64", true },  { "arm", "arm", false },      { "ia32", "i386", false },
	{ "mips", "mips", false },     { "ppc", "ppc", false },      { "ppc64", "ppc64", true },
	{ "riscv32", "riscv", false }, { "riscv64", "riscv", true }, { "s390", "s390", false },
	{ "s390x", "s390", true },     { "x86_64", "x86_64", true },
};

static const struct arch *find_arch(const char *kdump_name)
{
	for (size_t i = 0; i < sizeof(archs) / sizeof(*archs); i++)
		if (strcmp(archs[i].kdump, kdump_name) == 0)
			return &archs[i];
	return NULL;
}

static struct err *kdump_error(struct image *img, kdump_status status, const char *name,
                               const char *what)
{
	enum err_code code = status == KDUMP_ERR_NOTIMPL  ? ERR_UNSUPPORTED
	                     : status == KDUMP_ERR_SYSTEM ? ERR_IO
	                                                  : ERR_FORMAT;
	const char *text = kdump_get_err(img->kdump);

	return err_new(code, code == ERR_IO ? errno : 0, "%s: %s: %s", name, what,
	               text ? text : kdump_strerror(status));
}

static bool attr_number(kdump_ctx_t *kdump, const char *key, uint64_t *ret)
{
	kdump_num_t n;

	if (kdump_get_number_attr(kdump, key, &n) != KDUMP_OK) {
		kdump_clear_err(kdump);
		return false;
	}
	*ret = n;
	return true;
}

static void cache_init(struct cache *c, size_t page_size)
{
	c->n = 1;
	while (2 * c->n * page_size <= IMAGE_CACHE_BYTES / 2)
		c->n *= 2;
	c->slots = xcalloc(c->n, sizeof(*c->slots));
	c->bytes = xmalloc(c->n * page_size);
}

static void cache_deinit(struct cache *c)
{
	free(c->slots);
	free(c->bytes);
}

static bool is_page_size(uint64_t n)
{
	return n >= 1024 && n <= 1 << 20 && !(n & (n - 1));
}

/** On a machine with pages of several sizes, it tells which one the kernel has. */
static void find_vmcoreinfo(struct image *img)
{
	unsigned size = image_file_block_size(img->file), known = img->info.page_size;
	uint64_t told;

	struct slice text = image_file_vmcoreinfo(img->file);
	_cleanup_free_ char *found = NULL;

	if (!slice_has(text, S("OSRELEASE="))) {
		size_t n = 0;
		size = size ? size : known ? known : 4096;
		found = image_file_search(img->file, size, &n);
		text = (struct slice){ found, found ? n : 0 };
	}
	img->vmcoreinfo = vmcoreinfo_new(text);
	if (vmcoreinfo_decimal(img->vmcoreinfo, "PAGESIZE", &told) && is_page_size(told) &&
	    (!known || told < known))
		img->info.page_size = (unsigned)told;
}

static const char *page(struct image *img, struct cache *c, uint64_t addr, bool is_virt);

static const char *xlat_page(void *ctx, uint64_t addr)
{
	struct image *img = ctx;

	return page(img, &img->phys, addr, false);
}

static bool xlat_reg(void *ctx, const char *name, uint64_t *ret)
{
	return image_reg(ctx, 0, name, ret);
}

static void set_up_translation(struct image *img)
{
	const struct xlat_source source = {
		.ctx = img,
		.arch = img->kdump_arch,
		.page_size = img->info.page_size,
		.big_endian = img->info.big_endian,
		.vmcoreinfo = img->vmcoreinfo,
		.page = xlat_page,
		.reg = xlat_reg,
	};

	img->xlat = xlat_new(&source);
	img->info.can_translate = img->xlat;
}

#define UTS_FIELD 65 /**< struct new_utsname: six texts; the fifth is the machine */

/** QEMU takes any ppc64 for big-endian; the kernel's own name for the machine tells what it is. */
static void check_byte_order(struct image *img)
{
	uint64_t addr, off;
	char machine[UTS_FIELD];

	if (strcmp(img->kdump_arch, "ppc64") == 0 &&
	    vmcoreinfo_symbol(img->vmcoreinfo, "init_uts_ns", &addr) &&
	    vmcoreinfo_offset(img->vmcoreinfo, "uts_namespace.name", &off) &&
	    image_string(img, addr + off + 4 * UTS_FIELD, machine, sizeof(machine)))
		img->info.big_endian = strcmp(machine, "ppc64le") != 0;
}

/** What is known of the machine before addresses can be translated. */
static void read_info(struct image *img)
{
	const struct arch *arch = NULL;
	const char *text;
	uint64_t n;

	img->info.format = image_file_format(img->file);
	if (img->is_stub) {
		text = image_file_arch(img->file);
		arch = find_arch(text);
		img->info.arch = arch ? arch->name : NULL;
		img->info.is_64bit = arch && arch->is_64bit;
		snprintf(img->kdump_arch, sizeof(img->kdump_arch), "%s", text);
		if (img->kdump && attr_number(img->kdump, KDUMP_ATTR_NUM_CPUS, &n) &&
		    n <= LIMIT_VMCORE_CPUS)
			img->info.n_cpus = (unsigned)n;
		return;
	}
	if (kdump_get_string_attr(img->kdump, KDUMP_ATTR_ARCH_NAME, &text) == KDUMP_OK) {
		arch = find_arch(text);
		img->info.arch = arch ? arch->name : NULL;
		snprintf(img->kdump_arch, sizeof(img->kdump_arch), "%s", text);
	} else {
		kdump_clear_err(img->kdump);
	}
	if (arch) // the headers of a dump of i386 may have 64 bits
		img->info.is_64bit = arch->is_64bit;
	else if (attr_number(img->kdump, KDUMP_ATTR_PTR_SIZE, &n))
		img->info.is_64bit = n == 8;
	if (attr_number(img->kdump, KDUMP_ATTR_BYTE_ORDER, &n))
		img->info.big_endian = n == KDUMP_BIG_ENDIAN;
	if (attr_number(img->kdump, KDUMP_ATTR_PAGE_SIZE, &n) && is_page_size(n))
		img->info.page_size = (unsigned)n;
	if (attr_number(img->kdump, KDUMP_ATTR_NUM_CPUS, &n) && n <= LIMIT_VMCORE_CPUS)
		img->info.n_cpus = (unsigned)n;
	unsigned n_noted = image_regs_cpus(image_file_regs(img->file));
	if (!img->info.n_cpus && n_noted <= LIMIT_VMCORE_CPUS)
		img->info.n_cpus = n_noted;
}

static struct err *open_files(struct image *img, const char *name)
{
	const char *arch = image_file_arch(img->file);
	kdump_num_t never = KDUMP_MMAP_NEVER;
	size_t n_fds;
	const int *fds = image_file_fds(img->file, &n_fds);

	img->is_stub = image_file_stub(img->file, &img->info, &img->stub);
	if (img->is_stub) {
		fds = &img->stub;
		n_fds = 1;
		if (img->stub < 0) { // no notes, or damaged ones: there are no registers
			read_info(img);
			return NULL;
		}
	}
	img->kdump = kdump_new();
	if (!img->kdump)
		die_oom();
	if (arch && kdump_set_string_attr(img->kdump, KDUMP_ATTR_ARCH_NAME, arch) != KDUMP_OK)
		kdump_clear_err(img->kdump);
	if (kdump_set_number_attr(img->kdump, KDUMP_ATTR_FILE_MMAP_POLICY, never) != KDUMP_OK)
		kdump_clear_err(img->kdump);
	kdump_status status = kdump_open_fdset(img->kdump, (unsigned)n_fds, fds);
	if (status != KDUMP_OK && img->is_stub)
		kdump_clear_err(img->kdump);
	else if (status != KDUMP_OK)
		return kdump_error(img, status, name, "cannot be read as a dump");
	read_info(img);
	return NULL;
}

struct err *image_open_set(const int *fds, size_t n_fds, const char *name, struct image **ret)
{
	_cleanup_(image_freep) struct image *img = xcalloc(1, sizeof(*img));
	img->stub = -1;

	struct err *e = image_file_open(fds, n_fds, name, &img->file);
	if (!e)
		e = open_files(img, name);
	if (e)
		return e;
	find_vmcoreinfo(img);
	if (!img->info.page_size)
		return err_new(ERR_UNSUPPORTED, 0, "%s: a dump whose page size is not known", name);
	img->page_shift = (unsigned)__builtin_ctz(img->info.page_size);
	cache_init(&img->virt, img->info.page_size);
	cache_init(&img->phys, img->info.page_size);
	set_up_translation(img);
	check_byte_order(img);
	image_file_count(img->file, &img->info);
	*ret = take(img);
	return NULL;
}

struct err *image_open(int fd, const char *name, struct image **ret)
{
	return image_open_set(&fd, 1, name, ret);
}

void image_free(struct image *img)
{
	if (!img)
		return;
	xlat_free(img->xlat);
	if (img->kdump)
		kdump_free(img->kdump);
	if (img->stub >= 0)
		close(img->stub);
	image_file_free(img->file);
	vmcoreinfo_free(img->vmcoreinfo);
	cache_deinit(&img->virt);
	cache_deinit(&img->phys);
	free(img);
}

const struct image_info *image_info(const struct image *img)
{
	return &img->info;
}

const struct vmcoreinfo *image_vmcoreinfo(const struct image *img)
{
	return img->vmcoreinfo;
}

void image_trace(struct image *img, void (*fn)(void *ctx, uint64_t phys), void *ctx)
{
	img->trace = fn;
	img->trace_ctx = ctx;
}

bool image_to_phys(struct image *img, uint64_t addr, uint64_t *ret)
{
	return img->xlat && xlat_to_phys(img->xlat, addr, ret);
}

/** The page at @p addr, a multiple of the page size; NULL: it is not there. */
static const char *page(struct image *img, struct cache *c, uint64_t addr, bool is_virt)
{
	size_t at = (addr >> img->page_shift) & (c->n - 1);
	struct slot *s = &c->slots[at];
	char *bytes = c->bytes + at * img->info.page_size;
	uint64_t phys = addr;

	if (s->state != SLOT_EMPTY && s->addr == addr)
		return s->state == SLOT_PRESENT ? bytes : NULL;
	s->addr = addr;
	s->state = SLOT_MISSING;
	if (is_virt && !image_to_phys(img, addr, &phys))
		return NULL;
	if (!image_file_page(img->file, phys, bytes, img->info.page_size))
		return NULL;
	s->state = SLOT_PRESENT;
	if (img->trace)
		img->trace(img->trace_ctx, phys);
	return bytes;
}

static bool read_pages(struct image *img, struct cache *c, uint64_t addr, void *buf, size_t n,
                       bool is_virt)
{
	char *out = buf;
	uint64_t mask = img->info.page_size - 1, end;

	if (__builtin_add_overflow(addr, n, &end) && end)
		return false;
	while (n) {
		size_t off = addr & mask, part = img->info.page_size - off;
		const char *p = page(img, c, addr & ~mask, is_virt);
		if (!p)
			return false;
		if (part > n)
			part = n;
		memcpy(out, p + off, part);
		out += part;
		addr += part;
		n -= part;
	}
	return true;
}

bool image_read(struct image *img, uint64_t addr, void *buf, size_t n)
{
	return read_pages(img, &img->virt, addr, buf, n, true);
}

bool image_read_phys(struct image *img, uint64_t addr, void *buf, size_t n)
{
	return read_pages(img, &img->phys, addr, buf, n, false);
}

uint64_t image_number(const struct image *img, const void *p, size_t n)
{
	return bytes_number(p, n, img->info.big_endian);
}

static bool read_number(struct image *img, uint64_t addr, size_t n, uint64_t *ret)
{
	char buf[8];

	if (!image_read(img, addr, buf, n))
		return false;
	*ret = image_number(img, buf, n);
	return true;
}

bool image_u8(struct image *img, uint64_t addr, uint8_t *ret)
{
	return image_read(img, addr, ret, 1);
}

bool image_u16(struct image *img, uint64_t addr, uint16_t *ret)
{
	uint64_t v;

	if (!read_number(img, addr, 2, &v))
		return false;
	*ret = (uint16_t)v;
	return true;
}

bool image_u32(struct image *img, uint64_t addr, uint32_t *ret)
{
	uint64_t v;

	if (!read_number(img, addr, 4, &v))
		return false;
	*ret = (uint32_t)v;
	return true;
}

bool image_u64(struct image *img, uint64_t addr, uint64_t *ret)
{
	return read_number(img, addr, 8, ret);
}

bool image_ptr(struct image *img, uint64_t addr, uint64_t *ret)
{
	return read_number(img, addr, image_word(img), ret);
}

bool image_string(struct image *img, uint64_t addr, char *buf, size_t size)
{
	uint64_t mask = img->info.page_size - 1;

	for (size_t have = 0; have < size - 1;) {
		size_t part = img->info.page_size - (addr & mask);
		if (part > size - 1 - have)
			part = size - 1 - have;
		if (!image_read(img, addr, buf + have, part))
			return false;
		if (memchr(buf + have, 0, part))
			return true;
		have += part;
		addr += part;
	}
	buf[size - 1] = 0;
	return true;
}

bool image_reg(const struct image *img, unsigned cpu, const char *name, uint64_t *ret)
{
	char key[64];
	int n = snprintf(key, sizeof(key), "cpu.%u.reg.%s", cpu, name);

	if (n <= 0 || (size_t)n >= sizeof(key))
		return false;
	return (img->kdump && attr_number(img->kdump, key, ret)) ||
	       image_regs_get(image_file_regs(img->file), img->info.big_endian, cpu, name, ret);
}

void image_each_reg(const struct image *img, unsigned cpu,
                    void (*fn)(void *ctx, unsigned cpu, const char *name, uint64_t value),
                    void *ctx)
{
	kdump_attr_iter_t it;
	char key[64];
	uint64_t value;

	for (size_t i = 0; image_file_regs(img->file)->n && image_regs_name(i); i++)
		if (image_reg(img, cpu, image_regs_name(i), &value))
			fn(ctx, cpu, image_regs_name(i), value);
	if (image_file_regs(img->file)->n || !img->kdump)
		return;
	snprintf(key, sizeof(key), "cpu.%u.reg", cpu);
	if (kdump_attr_iter_start(img->kdump, key, &it) != KDUMP_OK) {
		kdump_clear_err(img->kdump);
		return;
	}
	while (it.key) {
		if (image_reg(img, cpu, it.key, &value))
			fn(ctx, cpu, it.key, value);
		if (kdump_attr_iter_next(img->kdump, &it) != KDUMP_OK)
			break;
	}
	kdump_attr_iter_end(img->kdump, &it);
}
