// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/depot.h"

#define DEPOT_ALIGN_BITS 4

/** The pool that the handle names: stack_pools[], before Linux 6.3 stack_slabs[]. */
static bool pool_of(struct kernel *k, const char *handle, uint64_t *ret)
{
	uint64_t pools, i;

	if (!kernel_symbol(k, "stack_pools", &pools) && !kernel_symbol(k, "stack_slabs", &pools))
		return false;
	if (kernel_has(k, KM_handle_pool_plus_1)) {
		if (!kernel_pick(k, handle, 4, KM_handle_pool_plus_1, &i) || !i)
			return false;
		i--;
	} else if (!kernel_pick(k, handle, 4, KM_handle_slab, &i)) {
		return false;
	}
	return image_ptr(k->img, pools + i * image_word(k->img), ret) && *ret;
}

size_t depot_stack(struct kernel *k, uint32_t handle, uint64_t ret[DEPOT_FRAMES])
{
	const struct member *entries = kernel_member(k, KM_stack_record_entries);
	unsigned word = image_word(k->img);
	uint64_t pool, offset, n;
	char buf[4];

	memcpy(buf, &handle, 4);
	if (image_info(k->img)->big_endian)
		for (int i = 0; i < 4; i++)
			buf[i] = (char)(handle >> (24 - 8 * i));
	if (!handle || !entries || !kernel_pick(k, buf, 4, KM_handle_offset, &offset) ||
	    !pool_of(k, buf, &pool))
		return 0;
	uint64_t record = pool + (offset << DEPOT_ALIGN_BITS);
	if (!kernel_get(k, record, KM_stack_record_size, &n) || n > DEPOT_FRAMES)
		return 0;
	for (uint64_t i = 0; i < n; i++)
		if (!image_ptr(k->img, record + entries->off + i * word, &ret[i]))
			return 0;
	return (size_t)n;
}

/** The function that the call in front of @p ip is in; init code of a module is gone and has none. */
static bool function_of(struct kernel *k, uint64_t ip, struct ksym *ret)
{
	return kernel_function(k, ip - 1, ret) && ret->name.p &&
	       (ret->module.p || strchr("TtWw", ret->type));
}

/** Is the name of what is at @p ip, if it has one, not in the dump? */
static bool is_lost(struct kernel *k, uint64_t ip)
{
	struct ksym sym;

	return k->lost_symbols || (kernel_function(k, ip - 1, &sym) && !sym.name.p);
}

bool stack_text(struct kernel *k, const uint64_t *ips, size_t n, char *buf, size_t size)
{
	size_t have = 0;
	struct ksym sym;

	*buf = 0;
	for (size_t i = 0; i < n && have < size; i++) {
		bool named = function_of(k, ips[i], &sym);
		if (!named && is_lost(k, ips[i]))
			return false;
		int more = named ? snprintf(buf + have, size - have, "%s" SLICE_FMT, i ? " < " : "",
		                            SLICE_ARG(sym.name))
		                 : snprintf(buf + have, size - have, "%s0x%llx", i ? " < " : "",
		                            (unsigned long long)ips[i]);
		have += more > 0 ? (size_t)more : 0;
	}
	return n > 0;
}

bool depot_text(struct kernel *k, uint32_t handle, char *buf, size_t size)
{
	uint64_t ips[DEPOT_FRAMES];
	size_t n = depot_stack(k, handle, ips);

	return stack_text(k, ips, n, buf, size);
}

size_t depot_read(struct kernel *k, const struct depot_ref *ref, uint64_t ret[DEPOT_FRAMES])
{
	unsigned word = image_word(k->img);

	if (!ref->at)
		return ref->key <= UINT32_MAX ? depot_stack(k, (uint32_t)ref->key, ret) : 0;
	if (ref->frames > DEPOT_FRAMES)
		return 0;
	for (unsigned i = 0; i < ref->frames; i++)
		if (!image_ptr(k->img, ref->at + i * word, &ret[i]))
			return 0;
	return ref->frames;
}

static bool is_allocator(struct slice name)
{
	static const struct {
		const char *text;
		bool is_whole;
	} names[] = {
#define ALLOCATOR(begin)     { begin, false },
#define ALLOCATOR_NAME(name) { name, true },
#include "parsers/vmcore/allocators.def"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct slice text = slice_str(names[i].text);
		if (names[i].is_whole ? slice_eq(name, text) : slice_starts(name, text))
			return true;
	}
	return false;
}

bool stack_caller(struct kernel *k, const uint64_t *ips, size_t n, struct ksym *ret)
{
	for (size_t i = 0; i < n; i++) {
		bool named = function_of(k, ips[i], ret);
		if (named && !is_allocator(ret->name))
			return true;
		if (!named && is_lost(k, ips[i]))
			return false;
	}
	return false;
}
