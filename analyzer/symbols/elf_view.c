// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/elf_view.h"

#include <sys/mman.h>

static uint64_t page_begin(uint64_t at)
{
	return at & ~((uint64_t)sysconf(_SC_PAGESIZE) - 1);
}

void elf_view_init(struct elf_view *v, struct elf_file *ef, const char *name)
{
	struct elf_section *s = elf_file_section(ef, name);

	*v = (struct elf_view){ .bytes = s ? elf_file_data(ef, s) : (struct slice){ NULL, 0 } };
	if (!v->bytes.n || s->owned)
		return;
	uint64_t begin = page_begin(s->offset), n = s->offset - begin + v->bytes.n;
	char *map = mmap(NULL, n, PROT_READ, MAP_PRIVATE, ef->fd, (off_t)begin);
	if (map == MAP_FAILED)
		return;
	v->map = map;
	v->n_map = n;
	v->bytes.p = map + (s->offset - begin);
}

void elf_view_forget(struct elf_view *v, uint64_t off)
{
	if (!v->map || off > v->bytes.n)
		return;
	uint64_t end = page_begin((uint64_t)(v->bytes.p - v->map) + off);
	if (end)
		(void)madvise(v->map, end, MADV_DONTNEED);
}

void elf_view_deinit(struct elf_view *v)
{
	if (v->map)
		munmap(v->map, v->n_map);
	*v = (struct elf_view){ .map = NULL };
}
