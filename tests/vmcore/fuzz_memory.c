// SPDX-License-Identifier: Apache-2.0
/*
 * A dump whose file is sound and whose memory is not: the pages of samples/vmcore/tiny-null.kdump, put
 * into an ELF core file, with changes that the input says.  Pointers lead anywhere then, lists run in
 * circles, counts are huge; every part of the reader has to come to an end.
 *
 * Eight bytes make a change: page (2), place in it (2), what to do (1), a number (1), another page (2).
 * What is left over begins a row of further changes, drawn by chance: a short input makes many, too.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "parsers/vmcore/image.h"
#include "tests/vmcore/dump_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SAMPLE      SOURCE_DIR "/samples/vmcore/tiny-null.kdump"
#define PAGE        ((size_t)4096)
#define RAM_PAGES   (((size_t)64 << 20) / PAGE)
#define SUB_NOTES   48 /* offset_note and size_note in struct kdump_sub_header */
#define NOTES_MAX   ((size_t)1 << 20)
#define CHANGE      8 /* bytes */
#define CHANGES_MAX 1024
#define DRAWN_MAX   64

static int core_fd = -1;
static char *core; /* the file, shared with core_fd */
static char *clean;
static size_t core_size, first_page, n_pages;

static void check(bool ok)
{
	if (!ok)
		abort();
}

/* Notes as they stand in the sample: registers, VMCOREINFO. */
static size_t read_notes(int fd, char *ret)
{
	uint64_t at[2];

	check(pread(fd, at, sizeof(at), PAGE + SUB_NOTES) == sizeof(at) && at[1] <= NOTES_MAX);
	check(pread(fd, ret, at[1], (off_t)at[0]) == (ssize_t)at[1]);
	return at[1];
}

/* One PT_LOAD per page: what the file lacks, the dump lacks. */
static void make_core(struct image *img, const char *notes, size_t n_notes)
{
	_cleanup_free_ uint64_t *phys = xcalloc(RAM_PAGES, sizeof(*phys));
	_cleanup_free_ char *page = xmalloc(PAGE);

	for (uint64_t i = 0; i < RAM_PAGES; i++)
		if (image_read_phys(img, i * PAGE, page, PAGE))
			phys[n_pages++] = i * PAGE;
	size_t n_heads = 1, head_bytes = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr) * (n_pages + 1);
	first_page = (head_bytes + n_notes + PAGE - 1) / PAGE * PAGE;
	core_size = first_page + n_pages * PAGE;
	core_fd = memfd_create("core", MFD_CLOEXEC);
	check(core_fd >= 0 && !ftruncate(core_fd, (off_t)core_size));
	core = mmap(NULL, core_size, PROT_READ | PROT_WRITE, MAP_SHARED, core_fd, 0);
	check(core != MAP_FAILED);

	Elf64_Phdr *heads = (Elf64_Phdr *)(core + sizeof(Elf64_Ehdr));
	heads[0] = (Elf64_Phdr){ .p_type = PT_NOTE, .p_offset = head_bytes, .p_filesz = n_notes };
	for (size_t i = 0; i < n_pages; i++) {
		check(image_read_phys(img, phys[i], core + first_page + i * PAGE, PAGE));
		if (i && phys[i] == phys[i - 1] + PAGE) {
			heads[n_heads - 1].p_filesz += PAGE;
			heads[n_heads - 1].p_memsz += PAGE;
			continue;
		}
		heads[n_heads++] = (Elf64_Phdr){
			.p_type = PT_LOAD,
			.p_offset = first_page + i * PAGE,
			.p_paddr = phys[i],
			.p_filesz = PAGE,
			.p_memsz = PAGE,
		};
	}
	memcpy(core + head_bytes, notes, n_notes);
	*(Elf64_Ehdr *)core = (Elf64_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
		             EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = n_heads,
	};
	clean = xmalloc(core_size);
	memcpy(clean, core, core_size);
}

static void setup(void)
{
	_cleanup_(image_freep) struct image *img = NULL;
	_cleanup_free_ char *notes = xmalloc(NOTES_MAX);
	int fd = open(SAMPLE, O_RDONLY | O_CLOEXEC);

	check(fd >= 0);
	size_t n_notes = read_notes(fd, notes);
	struct err *e = image_open(fd, SAMPLE, &img);
	check(!e);
	make_core(img, notes, n_notes);
}

static size_t page_of(const uint8_t *p)
{
	return first_page + (p[0] | (size_t)p[1] << 8) % n_pages * PAGE;
}

static void change(const uint8_t *c)
{
	size_t word = (c[2] | (size_t)c[3] << 8) % (PAGE / 8) * 8;
	char *to = core + page_of(c) + word, *other = core + page_of(c + 6);
	uint64_t v;

	memcpy(&v, to, 8);
	switch (c[4] % 8) {
	case 0: // a pointer, or whatever else stands there, from another place
		memcpy(&v, other + c[5] * 16, 8);
		break;
	case 1:
		v = c[5];
		break;
	case 2:
		v += (uint64_t)(int64_t)(int8_t)c[5] * 8;
		break;
	case 3:
		v = UINT64_MAX >> c[5] % 64;
		break;
	case 4:
		v ^= UINT64_C(1) << c[5] % 64;
		break;
	case 5: // a whole page
		memcpy(to - word, other, PAGE);
		return;
	case 6:
		memset(to, c[5], PAGE - word);
		return;
	default: // the upper or lower half of a word
		memcpy((char *)&v + (c[5] & 4), c + 4, 4);
	}
	memcpy(to, &v, 8);
}

/* The changes that an input says; their number. */
static size_t read_changes(const uint8_t *data, size_t size, uint8_t *ret)
{
	size_t n = size / CHANGE < CHANGES_MAX ? size / CHANGE : CHANGES_MAX;
	uint64_t state = 0;

	if (n)
		memcpy(ret, data, n * CHANGE);
	if (size % CHANGE == 0)
		return n;
	memcpy(&state, data + size - size % CHANGE, size % CHANGE);
	for (size_t left = 1 + state % DRAWN_MAX; left; left--, n++) {
		state = state * UINT64_C(6364136223846793005) + 1; // Knuth, MMIX
		uint64_t drawn = state ^ state >> 31;
		memcpy(ret + n * CHANGE, &drawn, CHANGE);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t changes[(CHANGES_MAX + DRAWN_MAX) * CHANGE];
	struct dump_text t;
	size_t n = read_changes(data, size, changes);

	if (core_fd < 0)
		setup();
	for (size_t i = 0; i < n; i++)
		change(changes + i * CHANGE);
	struct err *e = dump_text_read_fds(&core_fd, 1, &t);
	if (!size) // unchanged, it is a good one
		check(!e && !t.damage.n && slice_has(sbuf_slice(&t.rows), S("task_frame: ")));
	err_free(e);
	dump_text_deinit(&t);
	for (size_t i = 0; i < n; i++)
		memcpy(core + page_of(changes + i * CHANGE), clean + page_of(changes + i * CHANGE),
		       PAGE);
	return 0;
}
