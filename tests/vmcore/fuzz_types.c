// SPDX-License-Identifier: Apache-2.0
/*
 * BTF of a kernel that was damaged: the bytes say which bytes of sound BTF are others (3 bytes of place, one of
 * value); when the first byte is odd, the rest is taken for BTF as it is.
 */
#include <assert.h>
#include <bpf/btf.h>
#include <stdint.h>

#include "parsers/vmcore/kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *type, *path;
} members[] = {
#define MEMBER(id, type, path) { type, path },
#include "parsers/vmcore/members.def"
#undef MEMBER
};

/** A structure that nests itself over and over, without a name, ends a search soon. */
static void nest(struct btf *btf)
{
	int self = btf__add_struct(btf, "pid", 4);

	for (int i = 0; i < 64; i++)
		btf__add_field(btf, NULL, self, 0, 0);
}

static struct btf *sound(void)
{
	struct btf *btf = btf__new_empty();
	int u32 = btf__add_int(btf, "unsigned int", 4, 0), array, list, anonymous;

	array = btf__add_array(btf, u32, u32, 16);
	list = btf__add_struct(btf, "list_head", 16);
	btf__add_field(btf, "next", btf__add_ptr(btf, list), 0, 0);
	anonymous = btf__add_union(btf, NULL, 8);
	btf__add_field(btf, "pid", u32, 0, 0);
	btf__add_struct(btf, "task_struct", 128);
	btf__add_field(btf, "tasks", list, 0, 0);
	btf__add_field(btf, NULL, anonymous, 128, 0);
	btf__add_field(btf, "comm", array, 256, 0);
	btf__add_typedef(btf, "task_t", list);
	btf__add_enum(btf, "zone_stat_item", 4);
	btf__add_enum_value(btf, "NR_FREE_PAGES", 0);
	btf__add_struct(btf, "orc_entry", 6);
	btf__add_field(btf, "sp_reg", u32, 32, 4);
	nest(btf);
	return btf;
}

static void each(void *ctx, const char *name, int64_t value)
{
	size_t *n = ctx;

	*n += strlen(name) + (value != 0);
}

static void look(struct slice bytes)
{
	struct types *t;
	const char *why = NULL;
	struct member m;
	uint32_t n;
	int64_t value;
	size_t sum = 0;

	if (!types_new(bytes, true, &t, &why)) {
		assert(why);
		return;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (types_member(t, members[i].type, members[i].path, &m))
			assert(m.bits <= 64 && m.bit_off < 8 &&
			       (!m.size || m.elem_size <= m.size)); // [] has no size
	types_size(t, "task_struct", &n);
	types_size(t, "task_t", &n);
	types_enum(t, NULL, "NR_FREE_PAGES", &value);
	types_each_enum(t, "zone_stat_item", each, &sum);
	struct types *split;
	if (types_new_split(bytes, t, &split, &why)) {
		types_member(split, "task_struct", "comm", &m);
		types_free(split);
	}
	types_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t n;

	if (!size)
		return 0;
	if (data[0] & 1) {
		look((struct slice){ (const char *)data + 1, size - 1 });
		return 0;
	}
	struct btf *btf = sound();
	const void *raw = btf__raw_data(btf, &n);
	char *copy = xmalloc(n);
	memcpy(copy, raw, n);
	btf__free(btf);
	for (size_t i = 1; i + 4 <= size; i += 4)
		copy[(data[i] | data[i + 1] << 8 | data[i + 2] << 16) % n] = (char)data[i + 3];
	look((struct slice){ copy, n });
	free(copy);
	return 0;
}
