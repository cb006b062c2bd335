// SPDX-License-Identifier: Apache-2.0
/* Any text as VMCOREINFO. */
#include <assert.h>
#include <stdint.h>

#include "parsers/vmcore/image_check.h"
#include "parsers/vmcore/vmcoreinfo.h"

#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size }, line = { NULL, 0 }, value;
	struct vmcoreinfo *v = vmcoreinfo_new(text);
	uint64_t n;
	int64_t i;

	if (!vmcoreinfo_is_sound(text, &line))
		assert(line.p >= text.p && line.p + line.n <= text.p + text.n);
	if (vmcoreinfo_text(v, "OSRELEASE", &value))
		assert(value.n < size);
	vmcoreinfo_symbol(v, "prb", &n);
	vmcoreinfo_offset(v, "list_head.next", &n);
	vmcoreinfo_size(v, "printk_info", &n);
	vmcoreinfo_length(v, "free_area.free_list", &n);
	vmcoreinfo_number(v, "phys_base", &i);
	vmcoreinfo_hex(v, "KERNELOFFSET", &n);
	vmcoreinfo_decimal(v, "CRASHTIME", &n);
	vmcoreinfo_free(v);
	return 0;
}
