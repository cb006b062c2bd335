// SPDX-License-Identifier: Apache-2.0
/*
 * What a dump says of itself and its kernel with nothing but VMCOREINFO: the row of table dump, the boot,
 * the registers of the CPUs.
 */
#include <inttypes.h>

#include "parsers/base/clock.h"
#include "parsers/limits.h"
#include "parsers/vmcore/dump_reader.h"

#define UTS_FIELD 65 // struct new_utsname: six texts, __NEW_UTS_LEN + 1 bytes each
enum uts_field {
	UTS_SYSNAME,
	UTS_NODENAME,
	UTS_RELEASE,
	UTS_VERSION,
	UTS_MACHINE,
	UTS_DOMAINNAME
};

static const struct {
	uint64_t major, minor, first, last;
} broken_build_ids[] = {
#define BUILD_ID_BROKEN(major, minor, first, last) { major, minor, first, last },
#include "parsers/vmcore/build_ids.def"
#undef BUILD_ID_BROKEN
};

static bool build_id_is_broken(struct slice release)
{
	uint64_t v[3];

	for (size_t i = 0; i < 3; i++)
		if ((i && !slice_skip_char(&release, '.')) || !slice_u64(&release, 10, &v[i]))
			return false;
	for (size_t i = 0; i < sizeof(broken_build_ids) / sizeof(*broken_build_ids); i++)
		if (v[0] == broken_build_ids[i].major && v[1] == broken_build_ids[i].minor &&
		    v[2] >= broken_build_ids[i].first &&
		    (!broken_build_ids[i].last || v[2] <= broken_build_ids[i].last))
			return true;
	return false;
}

static struct slice keep(struct dump_context *ctx, struct slice s)
{
	return arena_dup(ctx->keep, slice_head(s, LIMIT_NAME_BYTES));
}

/** Of the file, before anything of the kernel is known. */
static void take_file(struct dump_context *ctx)
{
	const struct image_info *info = image_info(ctx->image);
	struct dump *d = &ctx->dump;
	bool cut = info->n_missing || info->is_incomplete;
	bool filtered = info->n_ram > info->n_present + info->n_missing;

	fact_set(d, format, slice_str(info->format));
	if (info->arch)
		fact_set(d, arch, slice_str(info->arch));
	if (info->page_size)
		fact_set(d, page_size, info->page_size);
	if (info->n_cpus)
		fact_set(d, cpus, info->n_cpus);
	if (info->n_ram && info->n_ram <= INT64_MAX / info->page_size) {
		fact_set(d, memory_bytes, (int64_t)(info->n_ram * info->page_size));
		fact_set(d, pages_present, (int64_t)info->n_present);
		fact_set(d, pages_missing, (int64_t)info->n_missing);
		fact_set(d, pages_excluded,
		         filtered ? (int64_t)(info->n_ram - info->n_present - info->n_missing) : 0);
		fact_set(d, coverage,
		         cut && filtered ? S("filtered and truncated")
		         : cut           ? S("truncated")
		         : filtered      ? S("filtered")
		                         : S("full"));
	}
	if (info->dump_level >= 0)
		fact_set(d, dump_level, info->dump_level);
	if (info->n_gaps)
		sbuf_printf(&ctx->damage,
		            "%s of pages 0x%" PRIx64 " to 0x%" PRIx64
		            "; what is in the others can be read; %" PRIu64 " of %" PRIu64
		            " pages are not there",
		            info->n_gaps == 1
		                    ? "a part of the split dump is missing, that"
		                    : "parts of the split dump are missing, the first one that",
		            info->gap_begin, info->gap_end - 1, info->n_missing,
		            info->n_present + info->n_missing);
	else if (info->n_missing)
		sbuf_printf(&ctx->damage,
		            "the dump is cut: %" PRIu64 " of %" PRIu64 " pages are not there",
		            info->n_missing, info->n_present + info->n_missing);
	else if (info->is_incomplete)
		sbuf_puts(&ctx->damage, "the dump says that it is incomplete");
}

static struct slice uts_text(const char *uts, enum uts_field field)
{
	const char *p = uts + field * UTS_FIELD;

	return (struct slice){ p, strnlen(p, UTS_FIELD) };
}

/** struct new_utsname in init_uts_ns; where its page is gone, the release is in VMCOREINFO. */
static void take_uts(struct dump_context *ctx)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(ctx->image);
	struct dump *d = &ctx->dump;
	char uts[6 * UTS_FIELD];
	uint64_t symbol, off;
	struct slice release;

	if (!vmcoreinfo_text(v, "OSRELEASE", &release))
		return;
	fact_set(d, kernel_release, keep(ctx, release));
	if (!vmcoreinfo_symbol(v, "init_uts_ns", &symbol))
		return;
	if (!vmcoreinfo_offset(v, "uts_namespace.name", &off))
		off = 0; // up to 2.6.18 it was system_utsname, which has none
	if (!image_read(ctx->image, symbol + off, uts, sizeof(uts)) ||
	    !slice_eq(uts_text(uts, UTS_RELEASE), release))
		return;
	fact_set(d, host, keep(ctx, uts_text(uts, UTS_NODENAME)));
	fact_set(d, kernel_version, keep(ctx, uts_text(uts, UTS_VERSION)));
	fact_set(d, machine, keep(ctx, uts_text(uts, UTS_MACHINE)));
}

static void take_numbers(struct dump_context *ctx)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(ctx->image);
	struct dump *d = &ctx->dump;
	char utc[CLOCK_TEXT];
	struct slice text;
	uint64_t n;
	int64_t i;

	if (vmcoreinfo_hex(v, "KERNELOFFSET", &n))
		fact_set(d, kaslr_offset, n);
	if (vmcoreinfo_number(v, "phys_base", &i))
		fact_set(d, phys_base, (uint64_t)i);
	if (vmcoreinfo_decimal(v, "CRASHTIME", &n) && n && n < UINT64_C(1) << 40) {
		ctx->crashed_us = (int64_t)(n * 1000000);
		clock_text(ctx->crashed_us, utc);
		fact_set(d, crashed_utc, keep(ctx, slice_str(utc)));
	}
	if (vmcoreinfo_text(v, "BUILD-ID", &text) && text.n) {
		fact_set(d, build_id, keep(ctx, text));
		if (fact_has(d, kernel_release) && build_id_is_broken(d->kernel_release))
			fact_set(d, build_note,
			         S("kernels of this release tell a build-id that is not theirs"));
	}
}

/** The host's name is that of a machine that has one. */
static bool is_named(struct slice host)
{
	return host.n && !slice_is(host, "(none)") && !slice_is(host, "localhost");
}

static void tell_boot(struct dump_context *ctx)
{
	const struct dump *d = &ctx->dump;
	struct boot *b = &ctx->boot;

	if (fact_has(d, kernel_release))
		b->kernel_release = d->kernel_release;
	if (fact_has(d, arch))
		b->arch = d->arch;
	if (fact_has(d, host) && is_named(d->host))
		b->host = d->host;
	if (fact_has(d, kaslr_offset) && d->kaslr_offset) {
		b->kaslr_offset = d->kaslr_offset;
		b->flags |= BOOT_HAS_KASLR;
	}
	ctx->sink->boot(ctx->sink->ctx, b);
	if (ctx->sink->crashed && ctx->crashed_us != INT64_MIN)
		ctx->sink->crashed(ctx->sink->ctx, ctx->crashed_us);
}

static void add_register(void *arg, unsigned cpu, const char *name, uint64_t value)
{
	struct dump_context *ctx = arg;
	struct cpu_register *row = snapshot_row(&ctx->rows, cpu_register);

	fact_set(row, cpu, cpu);
	fact_set(row, name, arena_dup(ctx->rows.arena, slice_str(name)));
	fact_set(row, value, value);
}

static void run(struct dump_context *ctx)
{
	const struct image_info *info = image_info(ctx->image);

	take_file(ctx);
	take_uts(ctx);
	take_numbers(ctx);
	if (vmcoreinfo_raw(image_vmcoreinfo(ctx->image)).n)
		dump_knows(ctx, "vmcoreinfo");
	tell_boot(ctx);
	for (unsigned cpu = 0; cpu < info->n_cpus && ctx->sink->rows; cpu++) {
		image_each_reg(ctx->image, cpu, add_register, ctx);
		dump_rows_give(ctx);
	}
}

const struct dump_part dump_part_info = { .name = "info", .for_log = true, .run = run };
