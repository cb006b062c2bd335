// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/disasm.h"

#include "analyzer/code/decoder.h"
#include "analyzer/code/disasm_operands.h"
#include "parsers/base/err.h"

struct code_arch {
	struct slice name;
	bool is_32bit;
	cs_arch arch;
	cs_mode mode, small_mode;
	bool big_endian;
};

static const struct code_arch arches[] = {
#define CODE_ARCH(name, is_32bit, arch, mode, small_mode, big_endian) \
	{ S(name), is_32bit, arch, mode, small_mode, big_endian },
#include "analyzer/code/code_arches.def"
};

const struct code_arch *code_arch_find(struct slice name, bool is_32bit)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++)
		if (slice_eq(arches[i].name, name) && arches[i].is_32bit == is_32bit)
			return &arches[i];
	return NULL;
}

bool code_arch_big_endian(const struct code_arch *arch)
{
	return arch->big_endian;
}

static bool is_x86(const struct code_arch *a)
{
	return a->arch == CS_ARCH_X86;
}

static bool has_small(const struct code_arch *a, unsigned unit)
{
	return unit == 2 && (a->arch == CS_ARCH_ARM || a->arch == CS_ARCH_MIPS);
}

static bool open_for(const struct code_arch *a, unsigned unit, csh *ret)
{
	unsigned mode = has_small(a, unit) ? a->small_mode : a->mode;

	if (a->big_endian)
		mode |= (unsigned)CS_MODE_BIG_ENDIAN;
	return decoder_get()->open(a->arch, (cs_mode)mode, ret) == CS_ERR_OK;
}

/** Length of the instruction at @p at; 0: there is none. */
static size_t insn_size(csh h, cs_insn *insn, const struct code_dump *d, size_t at)
{
	const uint8_t *p = d->bytes + at;
	size_t n = d->n - at;
	uint64_t address = at - d->at; // targets of branches count from the marked instruction

	return n && decoder_get()->next(h, &p, &n, &address, insn) ? insn->size : 0;
}

/** Bits of @p ret: offsets before the marked instruction that the stream from @p start visits; false:
 *  it does not meet the marked one. */
static bool walk(const size_t *sizes, size_t start, size_t at, bool ret[CODE_BYTES_MAX])
{
	memset(ret, 0, CODE_BYTES_MAX * sizeof(*ret));
	while (start < at && sizes[start]) {
		ret[start] = true;
		start += sizes[start];
	}
	return start == at;
}

/** Where to begin: see disasm.h. @p ret_common: offsets that all good starts visit. */
static size_t choose_start(csh h, cs_insn *insn, const struct code_dump *d,
                           bool ret_common[CODE_BYTES_MAX])
{
	size_t sizes[CODE_BYTES_MAX] = { 0 }, votes[CODE_BYTES_MAX] = { 0 };
	bool path[CODE_BYTES_MAX];
	size_t good = 0, best = d->at, best_votes = 0;

	for (size_t i = 0; i < d->at; i++)
		sizes[i] = insn_size(h, insn, d, i);
	for (size_t s = 0; s < d->at && s < DISASM_STARTS; s++)
		if (walk(sizes, s, d->at, path)) {
			good++;
			for (size_t i = 0; i < d->at; i++)
				votes[i] += path[i];
		}
	for (size_t s = 0; s < d->at && s < DISASM_STARTS; s++) {
		size_t sum = 0;
		if (!walk(sizes, s, d->at, path))
			continue;
		for (size_t i = 0; i < d->at; i++)
			sum += path[i] ? votes[i] : 0;
		if (sum > best_votes) {
			best_votes = sum;
			best = s;
		}
	}
	for (size_t i = 0; i < d->at; i++)
		ret_common[i] = good && votes[i] == good;
	return best;
}

static struct slice code_as_printed(const struct code_dump *d, size_t at, size_t n, bool big_endian,
                                    struct arena *arena)
{
	char text[CODE_BYTES_MAX * 3 + 1];
	size_t len = 0;

	for (size_t i = 0; i < n && i < CODE_BYTES_MAX; i += d->unit) {
		if (i)
			text[len++] = ' ';
		for (unsigned k = 0; k < d->unit && i + k < n; k++)
			len += (size_t)snprintf(
				text + len, 3, "%02x",
				d->bytes[at + i + (big_endian ? k : d->unit - 1 - k)]);
	}
	return arena_dup(arena, (struct slice){ text, len });
}

static void marked_read(csh h, const cs_insn *insn, const struct code_arch *a, struct arena *arena,
                        struct code_marked *ret)
{
	struct slice mnemonic = slice_str(insn->mnemonic), word;
	static const struct slice prefixes[] = { S("lock "), S("rep "),   S("repe "),   S("repne "),
		                                 S("repz "), S("repnz "), S("notrack ") };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		slice_skip(&mnemonic, prefixes[i]);
	if (slice_word(&mnemonic, &word))
		ret->mnemonic = arena_dup(arena, word);
	ret->operands = arena_dup(arena, slice_str(insn->op_str));
	ret->size = insn->size;
	operands_read(h, insn, a->arch, arena, ret);
}

/** Texts of all instructions from @p start on. */
static void list_all(csh h, cs_insn *insn, const struct code_dump *d, const struct code_arch *a,
                     size_t start, const bool *common, struct arena *arena, struct code_insn **ret,
                     size_t *ret_n)
{
	size_t at = start;

	while (at < d->n) {
		size_t size = insn_size(h, insn, d, at), left = d->n - at;
		size_t step = size ? size : d->unit;
		if (at < d->at && at + step > d->at)
			step = d->at - at;
		if (step > left)
			step = left;
		struct code_insn row = {
			.offset = (int64_t)at - (int64_t)d->at,
			.code = code_as_printed(d, at, step, a->big_endian, arena),
			.is_marked = at == d->at,
			.is_sure = at >= d->at || d->unit > 2 || d->is_exact || common[at],
		};
		if (size == step && size)
			row.text = arena_printf(arena, "%s%s%s", insn->mnemonic,
			                        *insn->op_str ? " " : "", insn->op_str);
		// the last one may be cut
		if (!row.text.p && at > d->at && d->unit == 1)
			break;
		arena_push(arena, ret, ret_n, &row);
		at += step;
	}
}

bool disasm(const struct code_dump *dump, const struct code_arch *arch, struct arena *arena,
            struct code_insn **ret, size_t *ret_n, struct code_marked *ret_marked)
{
	struct code_marked marked = { 0 };
	struct code_insn *list = NULL;
	bool common[CODE_BYTES_MAX] = { 0 };
	size_t n = 0;
	csh h;

	const struct decoder *dec = decoder_get();
	if (!dec || !open_for(arch, dump->unit, &h))
		return false;
	dec->option(h, CS_OPT_DETAIL, CS_OPT_ON);
	cs_insn *insn = dec->malloc(h);
	if (!insn)
		die_oom();
	bool known = insn_size(h, insn, dump, dump->at) > 0;
	if (known)
		marked_read(h, insn, arch, arena, &marked);
	dec->option(h, CS_OPT_DETAIL, CS_OPT_OFF);
	if (is_x86(arch))
		dec->option(h, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	size_t start = dump->is_exact   ? 0
	               : dump->unit > 2 ? dump->at % dump->unit
	                                : choose_start(h, insn, dump, common);
	list_all(h, insn, dump, arch, start, common, arena, &list, &n);
	dec->free(insn, 1);
	dec->close(&h);
	*ret = list;
	*ret_n = n;
	*ret_marked = marked;
	return known;
}
