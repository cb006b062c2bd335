// SPDX-License-Identifier: Apache-2.0
#include "tests/vmcore/mk_core.h"

#include <assert.h>
#include <elf.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY     ((size_t)2 << 20)
#define PAGE       4096u
#define LARGE_PAGE ((size_t)2 << 20)
#define N_PAGES    (MEMORY / PAGE)

struct machine {
	uint16_t elf;
	uint64_t virt, phys;               /**< where the memory lies */
	size_t prstatus_bytes, ip, sp, fp; /**< struct elf_prstatus of the architecture */
};

static const struct machine machines[] = {
	[MK_X86_64] = { EM_X86_64, 0xffffffff81000000, 0x1000000, 336, 112 + 16 * 8, 112 + 19 * 8,
	                112 + 4 * 8 },
	[MK_ARM64] = { EM_AARCH64, 0xffff800008000000, 0x48000000, 392, 112 + 32 * 8, 112 + 31 * 8,
	               112 + 29 * 8 },
	[MK_PPC64] = { EM_PPC64, 0xc000000000000000, 0, 504, 112 + 32 * 8, 112 + 1 * 8,
	               112 + 31 * 8 },
};

struct mk_core {
	const struct machine *machine;
	char *memory;
	size_t used;
	uint64_t top; /**< table that maps everything */
	char info[8192];
	size_t n_info;
	char prstatus[512];
	bool has_regs, has_odd_sections;
	bool dropped[N_PAGES];
};

static char *at(struct mk_core *c, uint64_t addr, size_t n)
{
	assert(addr >= c->machine->virt && addr - c->machine->virt <= MEMORY - n);
	return c->memory + (addr - c->machine->virt);
}

uint64_t mk_alloc(struct mk_core *c, size_t n, size_t align)
{
	c->used = (c->used + align - 1) / align * align;
	uint64_t ret = c->machine->virt + c->used;
	c->used += n;
	assert(c->used <= MEMORY);
	return ret;
}

void mk_put(struct mk_core *c, uint64_t addr, const void *p, size_t n)
{
	memcpy(at(c, addr, n), p, n);
}

void mk_u64(struct mk_core *c, uint64_t addr, uint64_t v)
{
	mk_put(c, addr, &v, 8);
}

void mk_u32(struct mk_core *c, uint64_t addr, uint32_t v)
{
	mk_put(c, addr, &v, 4);
}

uint64_t mk_phys(const struct mk_core *c, uint64_t addr)
{
	return addr - c->machine->virt + c->machine->phys;
}

void mk_line(struct mk_core *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(c->info + c->n_info, sizeof(c->info) - c->n_info, fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n + 2 < sizeof(c->info) - c->n_info);
	c->n_info += (size_t)n;
	c->info[c->n_info++] = '\n';
}

static void put_big_endian(struct mk_core *c, uint64_t addr, uint64_t v)
{
	mk_u64(c, addr, __builtin_bswap64(v));
}

/** Radix tables of ppc64, whose entries are big-endian: four levels, the topmost of 13 bits. */
static void map_ppc64(struct mk_core *c)
{
	const uint64_t valid = UINT64_C(1) << 63, leaf = UINT64_C(1) << 62;
	uint64_t top = mk_alloc(c, 8192 * 8, 65536);
	uint64_t upper = mk_alloc(c, PAGE, PAGE), middle = mk_alloc(c, PAGE, PAGE);

	put_big_endian(c, top, valid | mk_phys(c, upper) | 9);
	put_big_endian(c, upper, valid | mk_phys(c, middle) | 9);
	for (size_t off = 0; off < MEMORY; off += LARGE_PAGE)
		put_big_endian(c, middle + (off >> 21) * 8, valid | leaf | off | 0x18e);
	mk_line(c, "SYMBOL(swapper_pg_dir)=%llx", (unsigned long long)top);
}

/** Tables that map the kernel image with large pages: four levels on both machines. */
static void map_image(struct mk_core *c)
{
	bool x86 = c->machine->elf == EM_X86_64;
	uint64_t table_bits = x86 ? 0x63 : 3, page_bits = x86 ? 0xe3 : 0x701;
	uint64_t virt = c->machine->virt, top = mk_alloc(c, PAGE, PAGE);
	uint64_t upper = mk_alloc(c, PAGE, PAGE), middle = mk_alloc(c, PAGE, PAGE);

	c->top = top;
	mk_u64(c, top + (virt >> 39 & 511) * 8, mk_phys(c, upper) | table_bits);
	mk_u64(c, upper + (virt >> 30 & 511) * 8, mk_phys(c, middle) | table_bits);
	for (size_t off = 0; off < MEMORY; off += LARGE_PAGE)
		mk_u64(c, middle + ((virt + off) >> 21 & 511) * 8,
		       (c->machine->phys + off) | page_bits);
	mk_line(c, "SYMBOL(%s)=%llx", x86 ? "init_top_pgt" : "swapper_pg_dir",
	        (unsigned long long)top);
}

void mk_map(struct mk_core *c, uint64_t virt, uint64_t addr)
{
	uint64_t table = c->top, entry, bits = 0x63;

	for (unsigned shift = 39; shift > 12; shift -= 9) {
		uint64_t place = table + (virt >> shift & 511) * 8;
		memcpy(&entry, at(c, place, 8), 8);
		if (entry) {
			table = (entry & ~UINT64_C(0xfff)) - c->machine->phys + c->machine->virt;
			continue;
		}
		table = mk_alloc(c, PAGE, PAGE);
		mk_u64(c, place, mk_phys(c, table) | bits);
	}
	mk_u64(c, table + (virt >> 12 & 511) * 8,
	       (mk_phys(c, addr) & ~(uint64_t)(PAGE - 1)) | bits);
}

struct mk_core *mk_core_new(enum mk_arch arch)
{
	struct mk_core *c = xcalloc(1, sizeof(*c));

	c->machine = &machines[arch];
	c->memory = xcalloc(1, MEMORY);
	mk_line(c, "OSRELEASE=6.1.0-made");
	mk_line(c, "PAGESIZE=%u", PAGE);
	mk_line(c, "SYMBOL(_stext)=%llx", (unsigned long long)c->machine->virt);
	if (arch == MK_X86_64) {
		mk_line(c, "NUMBER(phys_base)=0");
	} else if (arch == MK_ARM64) {
		mk_line(c, "NUMBER(VA_BITS)=48");
		mk_line(c, "NUMBER(kimage_voffset)=0x%llx",
		        (unsigned long long)(c->machine->virt - c->machine->phys));
		mk_line(c, "NUMBER(PHYS_OFFSET)=0x40000000");
		mk_line(c, "NUMBER(TCR_EL1_T1SZ)=0x10");
	}
	if (arch == MK_PPC64)
		map_ppc64(c);
	else
		map_image(c);
	return c;
}

void mk_core_free(struct mk_core *c)
{
	if (!c)
		return;
	free(c->memory);
	free(c);
}

void mk_regs(struct mk_core *c, uint64_t ip, uint64_t sp, uint64_t fp)
{
	memcpy(c->prstatus + c->machine->ip, &ip, 8);
	memcpy(c->prstatus + c->machine->sp, &sp, 8);
	memcpy(c->prstatus + c->machine->fp, &fp, 8);
	c->has_regs = true;
}

void mk_odd_sections(struct mk_core *c)
{
	c->has_odd_sections = true;
}

void mk_drop_page(struct mk_core *c, uint64_t addr)
{
	c->dropped[(addr - c->machine->virt) / PAGE] = true;
}

static size_t put_note(char *out, const char *name, unsigned type, const void *p, size_t n)
{
	Elf64_Nhdr head = { .n_namesz = (unsigned)strlen(name) + 1,
		            .n_descsz = (unsigned)n,
		            .n_type = type };
	size_t name_bytes = (head.n_namesz + 3) & ~3u, bytes = (n + 3) & ~(size_t)3;

	memcpy(out, &head, sizeof(head));
	memcpy(out + sizeof(head), name, head.n_namesz);
	memcpy(out + sizeof(head) + name_bytes, p, n);
	return sizeof(head) + name_bytes + bytes;
}

/** Stretches of pages that are there. */
static size_t find_loads(const struct mk_core *c, Elf64_Phdr *ret, uint64_t file)
{
	size_t n = 0;

	for (size_t i = 0; i < N_PAGES; i++) {
		if (c->dropped[i])
			continue;
		if (!i || c->dropped[i - 1])
			ret[n++] = (Elf64_Phdr){
				.p_type = PT_LOAD,
				.p_flags = PF_R | PF_W | PF_X,
				.p_offset = file + i * PAGE,
				.p_vaddr = c->machine->virt + i * PAGE,
				.p_paddr = c->machine->phys + i * PAGE,
			};
		ret[n - 1].p_filesz = ret[n - 1].p_memsz += PAGE;
	}
	return n;
}

int mk_fd(struct mk_core *c)
{
	const uint64_t notes_at = 3 * PAGE, memory_at = 8 * PAGE;
	char *head = xcalloc(1, memory_at);
	Elf64_Phdr *ph = (Elf64_Phdr *)(head + sizeof(Elf64_Ehdr));
	Elf64_Ehdr eh = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		          .e_type = ET_CORE,
		          .e_machine = c->machine->elf,
		          .e_version = EV_CURRENT,
		          .e_phoff = sizeof(eh),
		          .e_ehsize = sizeof(eh),
		          .e_phentsize = sizeof(*ph) };
	size_t n = 0, n_loads = find_loads(c, ph + 1, memory_at);

	assert(n_loads < 100);
	eh.e_phnum = (uint16_t)(n_loads + 1);
	memcpy(head, &eh, sizeof(eh));
	if (c->has_regs)
		n = put_note(head + notes_at, "CORE", NT_PRSTATUS, c->prstatus,
		             c->machine->prstatus_bytes);
	n += put_note(head + notes_at + n, "VMCOREINFO", 0, c->info, c->n_info);
	ph[0] = (Elf64_Phdr){
		.p_type = PT_NOTE, .p_offset = notes_at, .p_filesz = n, .p_memsz = n
	};

	if (c->has_odd_sections) {
		const uint64_t sections_at = 7 * PAGE;
		Elf64_Shdr names = { .sh_type = SHT_STRTAB,
			             .sh_offset = sections_at + 128,
			             .sh_size = UINT64_C(11) << 56 };
		eh.e_shoff = sections_at;
		eh.e_shentsize = sizeof(names);
		eh.e_shnum = 2;
		eh.e_shstrndx = 1;
		memcpy(head, &eh, sizeof(eh));
		memcpy(head + sections_at + sizeof(names), &names, sizeof(names));
	}

	int fd = memfd_create("core", MFD_CLOEXEC);
	assert(fd >= 0);
	ssize_t wrote = pwrite(fd, head, memory_at, 0);
	assert(wrote == (ssize_t)memory_at);
	wrote = pwrite(fd, c->memory, MEMORY, (off_t)memory_at);
	assert(wrote == (ssize_t)MEMORY);
	free(head);
	return fd;
}

struct image *mk_open(struct mk_core *c)
{
	struct image *img = NULL;
	struct err *e = image_open(mk_fd(c), "made", &img);
	if (e)
		fprintf(stderr, "%s\n", e->msg);
	assert(!e);
	return img;
}
