// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_cfi.h"

#include "analyzer/symbols/dwarf_expr.h"
#include "analyzer/symbols/dwarf_frames.h"
#include <dwarf.h>
#include <elf.h>

/** Bytes of instructions of one entry; the largest of vmlinux has some 2,000. */
#define FDE_BYTES_MAX 65536
/** States that are remembered in one another. */
#define STATES_MAX 16

/** DWARF for the Arm 64-bit Architecture: the return address is signed from here on, or no longer. */
#define CFA_AARCH64_NEGATE_RA_STATE_WITH_PC 0x2c
#define CFA_AARCH64_NEGATE_RA_STATE         0x2d

struct dwarf_cfi {
	struct dwarf_frames frames;
	uint16_t machine;
};

enum rule {
	RULE_UNSPECIFIED,
	RULE_UNDEFINED,
	RULE_SAME,
	RULE_OFFSET,     /**< saved at CFA + value */
	RULE_VAL_OFFSET, /**< is CFA + value */
	RULE_REGISTER,   /**< in register number value */
	RULE_EXPR,       /**< saved at the expression */
	RULE_VAL_EXPR,   /**< is the expression */
};

struct reg_rule {
	enum rule rule;
	int64_t value;
	struct cursor expr;
};

struct row {
	uint64_t cfa_reg;
	int64_t cfa_offset;
	bool cfa_is_expr;
	struct cursor cfa_expr;
	struct reg_rule regs[CFI_REGS];
};

struct program {
	struct cie cie;
	const struct frames *frames;
	uint64_t at, until; /**< address that the row holds from; that is wanted */
	uint16_t machine;
	struct row row, initial;
	struct row states[STATES_MAX];
	unsigned n_states;
};

struct dwarf_cfi *dwarf_cfi_new(struct elf_file *ef, struct elf_file *debug)
{
	struct dwarf_cfi *c = xcalloc(1, sizeof(*c));

	c->machine = ef->machine;
	dwarf_frames_init(&c->frames, ef, debug);
	return c;
}

void dwarf_cfi_free(struct dwarf_cfi *c)
{
	if (!c)
		return;
	dwarf_frames_deinit(&c->frames);
	free(c);
}

static void set_rule(struct program *p, uint64_t reg, enum rule rule, int64_t value)
{
	if (reg < CFI_REGS)
		p->row.regs[reg] = (struct reg_rule){ .rule = rule, .value = value };
}

static void set_expr(struct program *p, uint64_t reg, enum rule rule, struct cursor *c)
{
	struct cursor expr = cursor_part(c, cursor_uleb(c));

	if (reg < CFI_REGS)
		p->row.regs[reg] = (struct reg_rule){ .rule = rule, .expr = expr };
}

static void restore(struct program *p, uint64_t reg)
{
	if (reg < CFI_REGS)
		p->row.regs[reg] = p->initial.regs[reg];
}

/** Offsets are numbers of data_align; as unsigned, so that no product overflows. */
static int64_t factored(const struct program *p, uint64_t n)
{
	return (int64_t)(n * (uint64_t)p->cie.data_align);
}

static void advance(struct program *p, uint64_t n)
{
	p->at += n * p->cie.code_align;
}

static bool run_cfa(struct program *p, unsigned op, struct cursor *c)
{
	switch (op) {
	case DW_CFA_def_cfa:
	case DW_CFA_def_cfa_sf:
		p->row.cfa_is_expr = false;
		p->row.cfa_reg = cursor_uleb(c);
		p->row.cfa_offset = op == DW_CFA_def_cfa ? (int64_t)cursor_uleb(c)
		                                         : factored(p, (uint64_t)cursor_sleb(c));
		return true;
	case DW_CFA_def_cfa_register:
		p->row.cfa_reg = cursor_uleb(c);
		return true;
	case DW_CFA_def_cfa_offset:
		p->row.cfa_offset = (int64_t)cursor_uleb(c);
		return true;
	case DW_CFA_def_cfa_offset_sf:
		p->row.cfa_offset = factored(p, (uint64_t)cursor_sleb(c));
		return true;
	case DW_CFA_def_cfa_expression:
		p->row.cfa_is_expr = true;
		p->row.cfa_expr = cursor_part(c, cursor_uleb(c));
		return true;
	default:
		return false;
	}
}

static bool run_rule(struct program *p, unsigned op, struct cursor *c)
{
	uint64_t reg = cursor_uleb(c);

	switch (op) {
	case DW_CFA_offset_extended:
		set_rule(p, reg, RULE_OFFSET, factored(p, cursor_uleb(c)));
		return true;
	case DW_CFA_offset_extended_sf:
		set_rule(p, reg, RULE_OFFSET, factored(p, (uint64_t)cursor_sleb(c)));
		return true;
	case DW_CFA_GNU_negative_offset_extended:
		set_rule(p, reg, RULE_OFFSET, factored(p, -cursor_uleb(c)));
		return true;
	case DW_CFA_val_offset:
		set_rule(p, reg, RULE_VAL_OFFSET, factored(p, cursor_uleb(c)));
		return true;
	case DW_CFA_val_offset_sf:
		set_rule(p, reg, RULE_VAL_OFFSET, factored(p, (uint64_t)cursor_sleb(c)));
		return true;
	case DW_CFA_register:
		set_rule(p, reg, RULE_REGISTER, (int64_t)cursor_uleb(c));
		return true;
	case DW_CFA_expression:
		set_expr(p, reg, RULE_EXPR, c);
		return true;
	case DW_CFA_val_expression:
		set_expr(p, reg, RULE_VAL_EXPR, c);
		return true;
	case DW_CFA_restore_extended:
		restore(p, reg);
		return true;
	case DW_CFA_undefined:
		set_rule(p, reg, RULE_UNDEFINED, 0);
		return true;
	case DW_CFA_same_value:
		set_rule(p, reg, RULE_SAME, 0);
		return true;
	default:
		return false;
	}
}

/** Remember the row, or go back to the one that was remembered last. */
static bool run_state(struct program *p, unsigned op)
{
	if (op == DW_CFA_remember_state) {
		if (p->n_states == STATES_MAX)
			return false;
		p->states[p->n_states++] = p->row;
		return true;
	}
	if (!p->n_states)
		return false;
	p->row = p->states[--p->n_states];
	return true;
}

static bool run_extended(struct program *p, unsigned op, struct cursor *c)
{
	switch (op) {
	case DW_CFA_nop:
		return true;
	case DW_CFA_set_loc:
		p->at = frames_pointer(p->frames, &p->cie, c, p->cie.encoding);
		return true;
	case DW_CFA_advance_loc1:
		advance(p, cursor_u8(c));
		return true;
	case DW_CFA_advance_loc2:
		advance(p, cursor_number(c, 2));
		return true;
	case DW_CFA_advance_loc4:
		advance(p, cursor_number(c, 4));
		return true;
	case DW_CFA_MIPS_advance_loc8:
		advance(p, cursor_number(c, 8));
		return true;
	case DW_CFA_remember_state:
	case DW_CFA_restore_state:
		return run_state(p, op);
	case DW_CFA_GNU_args_size:
		cursor_uleb(c);
		return true;
	case CFA_AARCH64_NEGATE_RA_STATE:
	case CFA_AARCH64_NEGATE_RA_STATE_WITH_PC:
		return p->machine == EM_AARCH64; // signatures are taken off whoever put them there
	default:
		return run_cfa(p, op, c) || run_rule(p, op, c);
	}
}

/** Run the instructions up to the address that is wanted; false: they make no sense. */
static bool run(struct program *p, struct cursor c)
{
	if (cursor_left(&c) > FDE_BYTES_MAX)
		return false;
	while (cursor_left(&c) && p->at <= p->until) {
		unsigned byte = cursor_u8(&c), low = byte & 0x3f;
		bool ok = true;
		switch (byte & 0xc0) {
		case DW_CFA_advance_loc:
			advance(p, low);
			break;
		case DW_CFA_offset:
			set_rule(p, low, RULE_OFFSET, factored(p, cursor_uleb(&c)));
			break;
		case DW_CFA_restore:
			restore(p, low);
			break;
		default:
			ok = run_extended(p, byte, &c);
		}
		if (!ok || c.bad)
			return false;
	}
	return true;
}

/** How registers are found at @p addr. */
static bool find_row(const struct dwarf_cfi *d, uint64_t addr, struct program *p)
{
	const struct fde *fde = dwarf_frames_find(&d->frames, addr);
	struct entry e;

	if (!fde || !frames_entry(fde->frames, fde->off, &e) ||
	    !frames_cie(fde->frames, e.cie, &p->cie))
		return false;
	p->frames = fde->frames;
	p->machine = d->machine;
	p->until = UINT64_MAX;
	if (!run(p, p->cie.program))
		return false;
	p->initial = p->row;
	p->at = fde->begin;
	p->until = addr;
	frames_pointer(fde->frames, &p->cie, &e.body, p->cie.encoding);
	frames_pointer(fde->frames, &p->cie, &e.body, p->cie.encoding & 0x0f);
	if (p->cie.has_length)
		cursor_skip(&e.body, cursor_uleb(&e.body));
	return !e.body.bad && run(p, e.body);
}

static bool find_cfa(const struct row *row, const struct cfi_frame *f, uint64_t *ret)
{
	if (row->cfa_is_expr)
		return dwarf_expr_eval(f, row->cfa_expr, NULL, ret);
	if (row->cfa_reg >= CFI_REGS || !f->known[row->cfa_reg])
		return false;
	*ret = f->regs[row->cfa_reg] + (uint64_t)row->cfa_offset;
	return true;
}

/** Value of register @p i in the caller; false: not known. */
static bool caller_reg(const struct row *row, const struct cfi_frame *f, unsigned i, uint64_t cfa,
                       uint64_t *ret)
{
	const struct reg_rule *r = &row->regs[i];
	uint64_t at = cfa + (uint64_t)r->value;

	switch (r->rule) {
	case RULE_UNSPECIFIED:
		if (i == f->sp) {
			*ret = cfa;
			return true;
		}
		*ret = f->regs[i];
		return f->known[i] && f->kept[i];
	case RULE_SAME:
		*ret = f->regs[i];
		return f->known[i];
	case RULE_OFFSET:
		return f->read(f->ctx, at, f->word, ret);
	case RULE_VAL_OFFSET:
		*ret = at;
		return true;
	case RULE_REGISTER:
		if (r->value < 0 || r->value >= CFI_REGS || !f->known[r->value])
			return false;
		*ret = f->regs[r->value];
		return true;
	case RULE_EXPR:
		return dwarf_expr_eval(f, r->expr, &cfa, &at) && f->read(f->ctx, at, f->word, ret);
	case RULE_VAL_EXPR:
		return dwarf_expr_eval(f, r->expr, &cfa, ret);
	case RULE_UNDEFINED:
		break;
	}
	return false;
}

enum cfi_answer dwarf_cfi_unwind(struct dwarf_cfi *c, uint64_t addr, struct cfi_frame *frame,
                                 uint64_t *ret_ip)
{
	_cleanup_free_ struct program *p = xcalloc(1, sizeof(*p));
	uint64_t cfa;

	if (!find_row(c, addr, p) || !find_cfa(&p->row, frame, &cfa))
		return CFI_UNKNOWN;
	uint64_t ra = p->cie.ra;
	if (p->row.regs[ra].rule == RULE_UNDEFINED)
		return CFI_END;
	struct cfi_frame caller = *frame;
	for (unsigned i = 0; i < CFI_REGS; i++) {
		caller.known[i] = caller_reg(&p->row, frame, i, cfa, &caller.regs[i]);
		if (frame->word == 4)
			caller.regs[i] = (uint32_t)caller.regs[i];
	}
	// a function that calls none has it where it was when it was called
	if (!caller.known[ra] && p->row.regs[ra].rule == RULE_UNSPECIFIED && frame->known[ra]) {
		caller.known[ra] = true;
		caller.regs[ra] = frame->regs[ra];
	}
	if (!caller.known[ra])
		return CFI_UNKNOWN;
	*ret_ip = caller.regs[ra];
	*frame = caller;
	return p->cie.is_signal ? CFI_INTERRUPTED : CFI_CALLER;
}
