// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/orc.h"

#include "parsers/base/hex.h"
#include "parsers/limits.h"

#define ENTRY_BYTES_MAX 64

/** Bytes of .orc_header. */
#define HASH_BYTES 20

/** Entries that are looked at to tell which numbers a table has. */
#define VOTES 512

enum numbers {
#define ORC_NUMBERS(id, ...) NUMBERS_##id,
#define ORC_HASH(id, sha1)
#include "parsers/vmcore/orc_numbers.def"
#undef ORC_HASH
#undef ORC_NUMBERS
	NUMBERS_COUNT,
};

static const uint8_t numbers[NUMBERS_COUNT][ORC_NUMBERS_MAX] = {
#define ORC_NUMBERS(id, ...) [NUMBERS_##id] = { __VA_ARGS__ },
#define ORC_HASH(id, sha1)
#include "parsers/vmcore/orc_numbers.def"
#undef ORC_HASH
#undef ORC_NUMBERS
};

static const struct {
	enum numbers numbers;
	const char *sha1;
} hashes[] = {
#define ORC_NUMBERS(id, ...)
#define ORC_HASH(id, sha1) { NUMBERS_##id, sha1 },
#include "parsers/vmcore/orc_numbers.def"
#undef ORC_HASH
#undef ORC_NUMBERS
};

static bool numbers_by_hash(struct kernel *k, enum numbers *ret)
{
	char hash[HASH_BYTES], hex[2 * HASH_BYTES + 1];
	uint64_t at;

	if ((!ksyms_find(k->syms, "__start_orc_header", &at) &&
	     !ksyms_find(k->syms, "orc_header", &at)) ||
	    !image_read(k->img, at, hash, sizeof(hash)))
		return false;
	hex_put((struct slice){ hash, sizeof(hash) }, hex);
	for (size_t i = 0; i < sizeof(hashes) / sizeof(*hashes); i++)
		if (strcmp(hashes[i].sha1, hex) == 0) {
			*ret = hashes[i].numbers;
			return true;
		}
	return false;
}

/** Most frames are found by the stack pointer: the numbers that make it so are those of the table. */
static enum numbers numbers_by_table(struct kernel *k, const struct orc *o)
{
	unsigned votes[NUMBERS_COUNT] = { 0 };
	enum numbers best = NUMBERS_first;
	uint32_t step = o->n / VOTES + 1;
	char buf[ENTRY_BYTES_MAX];
	uint64_t reg;

	for (uint32_t i = 0; i < o->n; i += step) {
		if (!image_read(k->img, o->entries + (uint64_t)i * o->entry_size, buf,
		                o->entry_size) ||
		    !kernel_pick(k, buf, o->entry_size, KM_orc_sp_reg, &reg))
			continue;
		for (enum numbers v = 0; v < NUMBERS_COUNT; v++)
			votes[v] += reg < ORC_NUMBERS_MAX && numbers[v][reg] == ORC_REG_SP;
	}
	for (enum numbers v = 0; v < NUMBERS_COUNT; v++)
		if (votes[v] > votes[best])
			best = v;
	return best;
}

void orc_init(struct kernel *k, const struct kmodules *modules, struct orc *ret)
{
	const struct member *type = kernel_member(k, KM_orc_type);
	const char *arch = image_info(k->img)->arch;
	enum numbers which;
	uint64_t ip_end;

	*ret = (struct orc){ .modules = modules };
	if (!arch || strcmp(arch, "x86_64") != 0 || !type || !kernel_has(k, KM_orc_sp_offset) ||
	    !kernel_has(k, KM_orc_sp_reg) || !types_size(k->types, "orc_entry", &ret->entry_size) ||
	    !ret->entry_size || ret->entry_size > ENTRY_BYTES_MAX ||
	    !ksyms_find(k->syms, "__start_orc_unwind_ip", &ret->ip) ||
	    !ksyms_find(k->syms, "__stop_orc_unwind_ip", &ip_end) ||
	    !ksyms_find(k->syms, "__start_orc_unwind", &ret->entries) || ip_end <= ret->ip ||
	    (ip_end - ret->ip) / 4 > LIMIT_ORC_ENTRIES)
		return;
	ret->n = (uint32_t)((ip_end - ret->ip) / 4);
	ret->has_end = kernel_has(k, KM_orc_end);
	ret->new_types = !ret->has_end && type->bits > 2;
	if (!numbers_by_hash(k, &which))
		which = numbers_by_table(k, ret);
	ret->numbers = numbers[which];
	ret->present = true;
}

/** Old numbers: 0 call, 1 all registers, 2 those of the CPU (3 is for objtool alone). */
static enum orc_type type_of(const struct orc *o, uint64_t type, uint64_t end, enum orc_reg sp_reg)
{
	if (o->new_types)
		return type <= ORC_REGS_PARTIAL ? (enum orc_type)type : ORC_UNDEFINED;
	if (sp_reg == ORC_REG_UNDEFINED) // before there was a bit for it, this was the end
		return end || !o->has_end ? ORC_END : ORC_UNDEFINED;
	return type == 0   ? ORC_CALL
	       : type == 1 ? ORC_REGS
	       : type == 2 ? ORC_REGS_PARTIAL
	                   : ORC_UNDEFINED;
}

static enum orc_reg reg_of(const struct orc *o, uint64_t number)
{
	return number < ORC_NUMBERS_MAX ? (enum orc_reg)o->numbers[number] : ORC_REG_UNDEFINED;
}

static bool read_entry(struct kernel *k, const struct orc *o, uint64_t at, struct orc_entry *ret)
{
	uint64_t sp_off, bp_off = 0, sp_reg, bp_reg = 0, type, end = 0;
	char buf[ENTRY_BYTES_MAX];
	size_t n = o->entry_size;

	if (!image_read(k->img, at, buf, n) || !kernel_pick(k, buf, n, KM_orc_sp_offset, &sp_off) ||
	    !kernel_pick(k, buf, n, KM_orc_sp_reg, &sp_reg) ||
	    !kernel_pick(k, buf, n, KM_orc_type, &type))
		return false;
	if (!kernel_pick(k, buf, n, KM_orc_bp_offset, &bp_off) ||
	    !kernel_pick(k, buf, n, KM_orc_bp_reg, &bp_reg))
		bp_reg = 0;
	if (o->has_end && !kernel_pick(k, buf, n, KM_orc_end, &end))
		end = 0;
	*ret = (struct orc_entry){
		.sp_offset = (int16_t)sp_off,
		.bp_offset = (int16_t)bp_off,
		.sp_reg = reg_of(o, sp_reg),
		.bp_reg = reg_of(o, bp_reg),
		.type = type_of(o, type, end, reg_of(o, sp_reg)),
	};
	return true;
}

/** The last of the sorted addresses that is not above @p addr: each is relative to its own place. */
static bool bisect(struct kernel *k, uint64_t table, uint32_t n, uint64_t addr, uint32_t *ret)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2, off;
		uint64_t at = table + (uint64_t)mid * 4;
		if (!image_u32(k->img, at, &off))
			return false;
		if (at + (uint64_t)(int64_t)(int32_t)off <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return false;
	*ret = lo - 1;
	return true;
}

bool orc_find(struct kernel *k, const struct orc *o, uint64_t addr, struct orc_entry *ret)
{
	uint64_t ip = o->ip, entries = o->entries;
	uint32_t n = o->n, i;

	if (!o->present)
		return false;
	for (size_t m = 0; m < o->modules->n; m++) {
		const struct kmodule *mod = &o->modules->modules[m];
		if (addr - mod->text >= mod->n_text)
			continue;
		ip = mod->orc_ip;
		entries = mod->orc;
		n = mod->n_orc;
		break;
	}
	return bisect(k, ip, n, addr, &i) &&
	       read_entry(k, o, entries + (uint64_t)i * o->entry_size, ret);
}
