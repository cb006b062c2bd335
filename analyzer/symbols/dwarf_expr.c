// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_expr.h"

#include <dwarf.h>

struct machine {
	const struct cfi_frame *frame;
	struct cursor c;
	const unsigned char *begin;
	uint64_t stack[EXPR_STACK_MAX];
	unsigned n;
};

static bool push(struct machine *m, uint64_t v)
{
	if (m->n == EXPR_STACK_MAX)
		return false;
	m->stack[m->n++] = m->frame->word == 4 ? (uint32_t)v : v;
	return true;
}

static bool push_reg(struct machine *m, uint64_t reg, int64_t off)
{
	return reg < CFI_REGS && m->frame->known[reg] &&
	       push(m, m->frame->regs[reg] + (uint64_t)off);
}

/** The value @p i below the top. */
static bool pick(struct machine *m, unsigned i)
{
	return i < m->n && push(m, m->stack[m->n - 1 - i]);
}

static bool deref(struct machine *m, unsigned bytes)
{
	uint64_t v;

	if (!m->n || !bytes || bytes > m->frame->word ||
	    !m->frame->read(m->frame->ctx, m->stack[m->n - 1], bytes, &v))
		return false;
	m->stack[m->n - 1] = v;
	return true;
}

static bool jump(struct machine *m, int64_t by)
{
	int64_t at = m->c.p - m->begin, to = at + by;

	if (m->c.bad || to < 0 || to > m->c.end - m->begin)
		return false;
	m->c.p = m->begin + to;
	return true;
}

static bool unary(struct machine *m, unsigned op)
{
	if (!m->n)
		return false;
	uint64_t *v = &m->stack[m->n - 1];
	switch (op) {
	case DW_OP_neg:
		*v = -*v;
		return true;
	case DW_OP_not:
		*v = ~*v;
		return true;
	case DW_OP_abs:
		*v = (int64_t)*v < 0 ? -*v : *v;
		return true;
	case DW_OP_plus_uconst:
		*v += cursor_uleb(&m->c);
		return true;
	default:
		return false;
	}
}

static bool binary(struct machine *m, unsigned op)
{
	if (m->n < 2)
		return false;
	uint64_t b = m->stack[--m->n], *a = &m->stack[m->n - 1];
	int64_t sa = (int64_t)*a, sb = (int64_t)b;
	switch (op) {
	case DW_OP_and:
		*a &= b;
		return true;
	case DW_OP_or:
		*a |= b;
		return true;
	case DW_OP_xor:
		*a ^= b;
		return true;
	case DW_OP_plus:
		*a += b;
		return true;
	case DW_OP_minus:
		*a -= b;
		return true;
	case DW_OP_mul:
		*a *= b;
		return true;
	case DW_OP_shl:
		*a = b < 64 ? *a << b : 0;
		return true;
	case DW_OP_shr:
		*a = b < 64 ? *a >> b : 0;
		return true;
	case DW_OP_shra:
		*a = (uint64_t)(sa >> (b < 64 ? b : 63));
		return true;
	case DW_OP_eq:
		*a = sa == sb;
		return true;
	case DW_OP_ne:
		*a = sa != sb;
		return true;
	case DW_OP_lt:
		*a = sa < sb;
		return true;
	case DW_OP_le:
		*a = sa <= sb;
		return true;
	case DW_OP_gt:
		*a = sa > sb;
		return true;
	case DW_OP_ge:
		*a = sa >= sb;
		return true;
	default:
		return false;
	}
}

static bool constant(struct machine *m, unsigned op)
{
	switch (op) {
	case DW_OP_addr:
		return push(m, cursor_number(&m->c, m->frame->word));
	case DW_OP_const1u:
		return push(m, cursor_u8(&m->c));
	case DW_OP_const1s:
		return push(m, (uint64_t)(int64_t)(int8_t)cursor_u8(&m->c));
	case DW_OP_const2u:
		return push(m, cursor_number(&m->c, 2));
	case DW_OP_const2s:
		return push(m, (uint64_t)(int64_t)(int16_t)cursor_number(&m->c, 2));
	case DW_OP_const4u:
		return push(m, cursor_number(&m->c, 4));
	case DW_OP_const4s:
		return push(m, (uint64_t)(int64_t)(int32_t)cursor_number(&m->c, 4));
	case DW_OP_const8u:
	case DW_OP_const8s:
		return push(m, cursor_number(&m->c, 8));
	case DW_OP_constu:
		return push(m, cursor_uleb(&m->c));
	case DW_OP_consts:
		return push(m, (uint64_t)cursor_sleb(&m->c));
	default:
		return false;
	}
}

static bool stack_op(struct machine *m, unsigned op)
{
	uint64_t *top = m->n ? &m->stack[m->n - 1] : NULL, v;

	switch (op) {
	case DW_OP_dup:
		return pick(m, 0);
	case DW_OP_over:
		return pick(m, 1);
	case DW_OP_pick:
		return pick(m, cursor_u8(&m->c));
	case DW_OP_drop:
		return m->n && m->n--;
	case DW_OP_swap:
		if (m->n < 2)
			return false;
		v = top[0];
		top[0] = top[-1];
		top[-1] = v;
		return true;
	case DW_OP_rot:
		if (m->n < 3)
			return false;
		v = top[0];
		top[0] = top[-1];
		top[-1] = top[-2];
		top[-2] = v;
		return true;
	default:
		return false;
	}
}

static bool run_op(struct machine *m, unsigned op)
{
	if (op >= DW_OP_lit0 && op <= DW_OP_lit31)
		return push(m, op - DW_OP_lit0);
	if (op >= DW_OP_breg0 && op <= DW_OP_breg31)
		return push_reg(m, op - DW_OP_breg0, cursor_sleb(&m->c));
	if (op >= DW_OP_addr && op <= DW_OP_consts && op != DW_OP_deref)
		return constant(m, op);
	if (op >= DW_OP_dup && op <= DW_OP_rot)
		return stack_op(m, op);
	switch (op) {
	case DW_OP_nop:
		return true;
	case DW_OP_bregx: {
		uint64_t reg = cursor_uleb(&m->c);
		return push_reg(m, reg, cursor_sleb(&m->c));
	}
	case DW_OP_deref:
		return deref(m, m->frame->word);
	case DW_OP_deref_size:
		return deref(m, cursor_u8(&m->c));
	case DW_OP_skip:
		return jump(m, (int16_t)cursor_number(&m->c, 2));
	case DW_OP_bra: {
		int16_t by = (int16_t)cursor_number(&m->c, 2);
		return m->n && (!m->stack[--m->n] || jump(m, by));
	}
	case DW_OP_neg:
	case DW_OP_not:
	case DW_OP_abs:
	case DW_OP_plus_uconst:
		return unary(m, op);
	default:
		return binary(m, op);
	}
}

bool dwarf_expr_eval(const struct cfi_frame *frame, struct cursor expr, const uint64_t *first,
                     uint64_t *ret)
{
	struct machine m = { .frame = frame, .c = expr, .begin = expr.p };

	if (first && !push(&m, *first))
		return false;
	for (unsigned i = 0; cursor_left(&m.c) && i < EXPR_OPS_MAX; i++)
		if (!run_op(&m, cursor_u8(&m.c)) || m.c.bad)
			return false;
	if (cursor_left(&m.c) || !m.n)
		return false;
	*ret = m.stack[m.n - 1];
	return true;
}
