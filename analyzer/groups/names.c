// SPDX-License-Identifier: Apache-2.0
//
// fm_null_c.isra.0                  -> fm_null_c
// _Z8fakeNameiii                    -> fakeName
// _ZN4core9panicking5panic17h0123…E -> core::panicking::panic
// _RNvNtCs9jEwPDbx20M_4core9panicking9panic_fmt -> core::panicking::panic_fmt
#include "analyzer/groups/names.h"

#include "analyzer/groups/demangle.h"

struct syscall_prefix {
	struct slice prefix, instead;
};

static const struct syscall_prefix syscall_prefixes[] = {
#define SYSCALL_PREFIX(prefix, instead, reason) \
	{ { "" prefix, sizeof(prefix) - 1 }, { "" instead, sizeof(instead) - 1 } },
#include "analyzer/groups/syscall_prefixes.def"
#undef SYSCALL_PREFIX
};

#define SYSCALL_PREFIXES (sizeof(syscall_prefixes) / sizeof(*syscall_prefixes))

struct slice name_plain(struct slice name, struct arena *arena)
{
	struct slice demangled;

	if (name.n > 1 && *name.p == '.')
		name = slice_from(name, 1);
	if (demangle(name, arena, &demangled))
		return demangled;
	// every suffix that gcc and clang add begins with a dot, which C names cannot hold
	const char *dot = name.n > 1 ? memchr(name.p + 1, '.', name.n - 1) : NULL;
	return dot ? slice_head(name, (size_t)(dot - name.p)) : name;
}

struct slice name_syscall(struct slice name)
{
	for (size_t i = 0; i < SYSCALL_PREFIXES; i++) {
		const struct syscall_prefix *p = &syscall_prefixes[i];
		if (slice_starts(name, p->prefix) && name.n > p->prefix.n)
			return slice_from(name, p->prefix.n - p->instead.n);
	}
	return name;
}

struct slice name_compared(struct slice name, struct arena *arena)
{
	struct slice bare = name_plain(name, arena);
	size_t n;

	do {
		n = bare.n;
		bare = name_syscall(bare);
	} while (bare.n < n);
	return bare;
}
