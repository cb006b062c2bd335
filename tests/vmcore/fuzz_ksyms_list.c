// SPDX-License-Identifier: Apache-2.0
/*
 * Any text as a list of symbols for a dump: the same whatever pieces it comes in; a list that is taken agrees with
 * what VMCOREINFO tells.
 */
#include <assert.h>
#include <stdint.h>

#include "parsers/vmcore/ksyms_list.h"
#include "tests/vmcore/mk_core.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** In front of the bytes, so that some lists are of the kernel. */
static const char begin[] = "0000000000014000 A cpu_info\n"
			    "ffffffff81000000 T _stext\n"
			    "ffffffff81200000 D init_uts_ns\n"
			    "ffffffff81200100 D mem_map\n";

static struct ksyms *read_list(struct image *img, struct slice text, size_t piece)
{
	struct ksyms_list *l = ksyms_list_new(img);

	for (struct slice rest = text; rest.n; rest = slice_from(rest, piece))
		ksyms_list_feed(l, slice_head(rest, piece));
	bool fits = ksyms_list_end(l, "kallsyms");
	struct ksyms *ret = ksyms_list_take(l);
	assert(fits == (ret != NULL));
	ksyms_list_free(l);
	return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = xmalloc(sizeof(begin) + size);
	_cleanup_(mk_core_freep) struct mk_core *core = mk_core_new(MK_X86_64);
	size_t n = size && data[0] & 1 ? sizeof(begin) - 1 : 0;
	uint64_t addr;

	if (!size)
		return 0;
	memcpy(text, begin, n);
	memcpy(text + n, data + 1, size - 1);
	n += size - 1;
	mk_line(core, "SYMBOL(_stext)=%lx", 0xffffffff9a000000);
	mk_line(core, "SYMBOL(init_uts_ns)=%lx", 0xffffffff9a200000);
	mk_line(core, "SYMBOL(mem_map)=%lx", 0xffffffff9a200100);
	struct image *img = mk_open(core);
	struct ksyms *a = read_list(img, (struct slice){ text, n }, n ? n : 1);
	struct ksyms *b = read_list(img, (struct slice){ text, n }, 7);
	assert(!a == !b && (!a || ksyms_count(a) == ksyms_count(b)));
	if (a) {
		assert(ksyms_find(a, "_stext", &addr) && addr <= 0xffffffff9a000000);
		assert(ksyms_find(a, "init_uts_ns", &addr) && addr <= 0xffffffff9a200000);
	}
	ksyms_free(a);
	ksyms_free(b);
	image_free(img);
	return 0;
}
