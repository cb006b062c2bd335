// SPDX-License-Identifier: Apache-2.0
#include "tests/vmcore/mk_parts.h"

#include <assert.h>
#include <stdlib.h>

#define CODE_BYTES 0x10000

void mk_parts_begin(struct mk_parts *p)
{
	*p = (struct mk_parts){ .core = mk_core_new(MK_X86_64) };
	uint64_t code = mk_alloc(p->core, CODE_BYTES, 4096);
	mk_parts_symbol(p, "_stext", 'T', code);
	mk_parts_symbol(p, "_etext", 'T', code + CODE_BYTES);
}

void mk_parts_symbol(struct mk_parts *p, const char *name, char type, uint64_t addr)
{
	assert(p->n_syms < MK_PARTS_SYMBOLS);
	p->syms[p->n_syms++] = (struct mk_symbol){ name, type, addr };
}

uint64_t mk_parts_word(struct mk_parts *p, const char *name, uint64_t value)
{
	uint64_t addr = mk_alloc(p->core, 8, 8);

	mk_u64(p->core, addr, value);
	mk_parts_symbol(p, name, 'd', addr);
	return addr;
}

/* The list is followed in the test's own record of it: the last node of each head. */
struct tail {
	uint64_t head, last;
};
static struct tail tails[32];

static struct tail *tail_of(uint64_t head)
{
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		if (!tails[i].head || tails[i].head == head)
			return &tails[i];
	abort();
}

void mk_list_init(struct mk_core *c, uint64_t head)
{
	*tail_of(head) = (struct tail){ head, head };
	mk_u64(c, head, head);
	mk_u64(c, head + 8, head);
}

void mk_list_add(struct mk_core *c, uint64_t head, uint64_t node)
{
	struct tail *t = tail_of(head);

	assert(t->head);
	mk_u64(c, t->last, node);
	mk_u64(c, node, head);
	mk_u64(c, node + 8, t->last);
	mk_u64(c, head + 8, node);
	t->last = node;
}

void mk_parts_open(struct mk_parts *p, const struct mk_type *types, size_t n_types)
{
	uint64_t end, begin = mk_btf_put(p->core, types, n_types, &end);

	mk_parts_symbol(p, "__start_BTF", 'r', begin);
	mk_parts_symbol(p, "__stop_BTF", 'r', end);
	mk_symbols_sort(p->syms, p->n_syms);
	mk_kallsyms_put(p->core, MK_KALLSYMS_SHORT, p->syms, p->n_syms, true);
	p->img = mk_open(p->core);
	kernel_init(&p->kernel, p->img);
	assert(p->kernel.level == KERNEL_TYPES);
	p->d = (struct dump_context){
		.sink = &p->sink,
		.image = p->img,
		.kernel = &p->kernel,
		.rows = { .arena = xcalloc(1, sizeof(struct arena)) },
	};
}

void mk_parts_end(struct mk_parts *p)
{
	snapshot_rows_deinit(&p->d.rows);
	sbuf_deinit(&p->d.damage);
	kernel_deinit(&p->kernel);
	image_free(p->img);
	mk_core_free(p->core);
	memset(tails, 0, sizeof(tails));
}
