// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/value.h"

/** Largest error number that a pointer can hold: MAX_ERRNO of include/linux/err.h. */
#define MAX_ERRNO 4095

static const struct {
	unsigned bits;
	uint64_t value, near;
	const char *cls, *name, *meaning;
} patterns[] = {
#define VALUE_BYTE(...)
#define VALUE_PATTERN(bits, value, near, cls, name, meaning) \
	{ bits, value, near, cls, name, meaning },
#include "analyzer/code/value_patterns.def"
};

static const struct {
	uint8_t byte;
	const char *name, *meaning;
} filled[] = {
#define VALUE_BYTE(byte, name, meaning) { byte, name, meaning },
#define VALUE_PATTERN(...)
#include "analyzer/code/value_patterns.def"
};

static const struct {
	struct slice arch;
	bool is_32bit;
	uint64_t first, last;
	const char *cls, *meaning;
} areas[] = {
#define ADDRESS_AREA(arch, is_32bit, first, last, cls, meaning) \
	{ S(arch), is_32bit, first, last, cls, meaning },
#include "analyzer/code/address_areas.def"
};

static const struct {
	struct slice arch;
	uint64_t offset;
} shadows[] = {
#define SHADOW_OFFSET(arch, offset) { S(arch), offset },
#include "analyzer/code/shadow_offsets.def"
};

static const struct {
	unsigned number;
	const char *name;
} kernel_errnos[] = {
#define KERNEL_ERRNO(number, name) { number, name },
#include "analyzer/code/kernel_errnos.def"
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

bool value_is_shadow_offset(uint64_t value, struct slice arch)
{
	for (size_t i = 0; i < COUNT(shadows); i++)
		if (shadows[i].offset == value && slice_eq(shadows[i].arch, arch))
			return true;
	return false;
}

uint64_t value_of_shadow(uint64_t shadow, uint64_t offset)
{
	return (shadow - offset) << 3;
}

/** Architectures with error numbers of their own beyond those all share (up to 34). */
static bool has_own_errnos(struct slice arch)
{
	static const struct slice own[] = { S("mips"), S("sparc64"), S("parisc"), S("alpha") };

	for (size_t i = 0; i < COUNT(own); i++)
		if (slice_eq(own[i], arch))
			return true;
	return false;
}

static const char *errno_name(unsigned number, struct slice arch)
{
	for (size_t i = 0; i < COUNT(kernel_errnos); i++)
		if (kernel_errnos[i].number == number)
			return kernel_errnos[i].name;
	return number > 34 && has_own_errnos(arch) ? NULL : strerrorname_np((int)number);
}

/** A value whose bytes are all the same, but for the lowest two: an offset was added. */
static bool explain_filled(uint64_t value, bool is_32bit, struct arena *arena,
                           struct value_meaning *ret)
{
	uint64_t mask = is_32bit ? UINT32_MAX : UINT64_MAX;

	for (size_t i = 0; i < COUNT(filled); i++) {
		uint64_t whole = (UINT64_C(0x0101010101010101) * filled[i].byte) & mask;
		int64_t delta = (int64_t)(value - whole);
		if (is_32bit)
			delta = (int32_t)delta;
		if (delta < -0x8000 || delta > 0x7fff)
			continue;
		ret->cls = "poison";
		ret->meaning = arena_printf(arena, "%s", filled[i].name);
		if (delta)
			ret->meaning = arena_printf(
				arena, "%s %c 0x%llx", filled[i].name, delta < 0 ? '-' : '+',
				(unsigned long long)(delta < 0 ? -delta : delta));
		ret->meaning = arena_printf(arena, SLICE_FMT ", %s", SLICE_ARG(ret->meaning),
		                            filled[i].meaning);
		return true;
	}
	return false;
}

static bool explain_pattern(uint64_t value, bool is_32bit, struct arena *arena,
                            struct value_meaning *ret)
{
	for (size_t i = 0; i < COUNT(patterns); i++) {
		if (patterns[i].bits != (is_32bit ? 32 : 64) || value < patterns[i].value ||
		    value - patterns[i].value > patterns[i].near)
			continue;
		uint64_t delta = value - patterns[i].value;
		ret->cls = patterns[i].cls;
		ret->meaning = delta ? arena_printf(arena, "%s + 0x%llx, %s", patterns[i].name,
		                                    (unsigned long long)delta, patterns[i].meaning)
		                     : arena_printf(arena, "%s, %s", patterns[i].name,
		                                    patterns[i].meaning);
		return true;
	}
	return false;
}

struct value_meaning value_explain(uint64_t value, struct slice arch, bool is_32bit,
                                   struct arena *arena)
{
	struct value_meaning v = { 0 };
	uint64_t top = is_32bit ? UINT32_MAX : UINT64_MAX;

	if (is_32bit)
		value &= top;
	if (!value)
		return (struct value_meaning){ "null", S("a null pointer") };
	if (explain_pattern(value, is_32bit, arena, &v))
		return v;
	if (value < VALUE_NULL_BYTES) {
		v.cls = "null";
		v.meaning = arena_printf(arena, "a null pointer and 0x%llx behind it",
		                         (unsigned long long)value);
		return v;
	}
	if (value > top - MAX_ERRNO) {
		unsigned number = (unsigned)(top - value + 1);
		const char *name = errno_name(number, arch);
		v.cls = "error";
		v.meaning =
			arena_printf(arena, "an error in the place of a pointer, -%s%s%u%s",
		                     name ? name : "", name ? " (" : "", number, name ? ")" : "");
		return v;
	}
	if (explain_filled(value, is_32bit, arena, &v))
		return v;
	for (size_t i = 0; i < COUNT(areas); i++)
		if (areas[i].is_32bit == is_32bit && slice_eq(areas[i].arch, arch) &&
		    value >= areas[i].first && value <= areas[i].last)
			return (struct value_meaning){ areas[i].cls, slice_str(areas[i].meaning) };
	return v;
}
