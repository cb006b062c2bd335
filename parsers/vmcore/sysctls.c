// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/dump_kernel.h"

enum sysctl_type {
	SYSCTL_INT,
	SYSCTL_UINT,
	SYSCTL_LONG,
	SYSCTL_ULONG,
	SYSCTL_BOOL,
};

static const struct {
	const char *symbol;
	enum sysctl_type type;
	const char *name;
} sysctls[] = {
#define SYSCTL(symbol, type, name) { symbol, SYSCTL_##type, name },
#include "parsers/vmcore/sysctls.def"
};

static size_t type_bytes(const struct image *img, enum sysctl_type type)
{
	switch (type) {
	case SYSCTL_INT:
	case SYSCTL_UINT:
		return 4;
	case SYSCTL_LONG:
	case SYSCTL_ULONG:
		return image_word(img);
	case SYSCTL_BOOL:
		return 1;
	}
	return 4;
}

static void add_sysctls(struct dump_context *d)
{
	struct kernel *k = d->kernel;

	for (size_t i = 0; i < sizeof(sysctls) / sizeof(*sysctls); i++) {
		size_t n = type_bytes(k->img, sysctls[i].type);
		uint64_t addr, v;
		char buf[8];
		if (!ksyms_find(k->syms, sysctls[i].symbol, &addr) ||
		    !image_read(k->img, addr, buf, n))
			continue;
		v = image_number(k->img, buf, n);
		bool is_signed = sysctls[i].type == SYSCTL_INT || sysctls[i].type == SYSCTL_LONG;
		if (is_signed && n == 4)
			v = (uint64_t)(int64_t)(int32_t)v;
		struct setting *row = snapshot_row(&d->rows, setting);
		fact_set_text(row, name, slice_str(sysctls[i].name));
		fact_set_text(row, value,
		              is_signed
		                      ? arena_printf(d->rows.arena, "%lld", (long long)v)
		                      : arena_printf(d->rows.arena, "%llu", (unsigned long long)v));
	}
}

const struct dump_part dump_part_sysctls = { .name = "sysctls", .run = add_sysctls };
