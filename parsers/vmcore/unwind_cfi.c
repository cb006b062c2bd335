// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/unwind_cfi.h"

#include "parsers/vmcore/unwind_stacks.h"

static const struct {
	const char *arch, *note, *regs, *switched;
	unsigned number, index;
	bool kept;
} reg_rows[] = {
#define UNWIND_ARCH(arch, sp, fp, switched)
#define UNWIND_REG(arch, number, note, regs, index, switched, kept) \
	{ #arch, note, regs, switched, number, index, kept },
#include "parsers/vmcore/unwind_regs.def"
#undef UNWIND_REG
#undef UNWIND_ARCH
};

static const struct {
	const char *arch;
	unsigned sp, fp;
	const char *switched;
} arch_rows[] = {
#define UNWIND_ARCH(arch, sp, fp, switched) { #arch, sp, fp, switched },
#define UNWIND_REG(arch, number, note, regs, index, switched, kept)
#include "parsers/vmcore/unwind_regs.def"
#undef UNWIND_REG
#undef UNWIND_ARCH
};

static void add_reg(struct kernel *k, size_t row, const char *switched, struct unwind_reg *ret)
{
	unsigned index = reg_rows[row].index;
	struct member m;

	*ret = (struct unwind_reg){
		.number = reg_rows[row].number,
		.note = reg_rows[row].note,
		.kept = reg_rows[row].kept,
	};
	if (kernel_find_member(k, "pt_regs", reg_rows[row].regs, &m) &&
	    m.elem_size == image_word(k->img) && (index + 1) * m.elem_size <= m.size) {
		ret->in_regs = true;
		ret->regs_off = m.off + index * m.elem_size;
	}
	if (*reg_rows[row].switched &&
	    kernel_find_member(k, switched, reg_rows[row].switched, &m)) {
		ret->is_switched = true;
		ret->switched_off = m.off;
	}
}

void unwind_cfi_init(struct kernel *k, const struct dump_debug *debug, struct unwind_cfi *ret)
{
	const char *arch = image_info(k->img)->arch;
	size_t a = 0;

	*ret = (struct unwind_cfi){ .debug = NULL };
	while (a < sizeof(arch_rows) / sizeof(*arch_rows) &&
	       (!arch || strcmp(arch_rows[a].arch, arch) != 0))
		a++;
	if (!debug || !debug->unwind || !k->types || a == sizeof(arch_rows) / sizeof(*arch_rows))
		return;
	ret->debug = debug;
	ret->sp = arch_rows[a].sp;
	ret->fp = arch_rows[a].fp;
	for (size_t i = 0; i < sizeof(reg_rows) / sizeof(*reg_rows); i++)
		if (strcmp(reg_rows[i].arch, arch) == 0)
			add_reg(k, i, arch_rows[a].switched, &ret->regs[ret->n++]);
}

static bool read_word(void *ctx, uint64_t addr, unsigned n, uint64_t *ret)
{
	struct image *img = ctx;
	char buf[8];

	if (n > sizeof(buf) || !image_read(img, addr, buf, n))
		return false;
	*ret = image_number(img, buf, n);
	return true;
}

void unwind_forget_regs(struct unwind_state *s)
{
	memset(s->frame.known, 0, sizeof(s->frame.known));
}

void unwind_load_regs(struct unwind_state *s, uint64_t regs)
{
	const struct unwind_cfi *c = &s->u->cfi;

	unwind_forget_regs(s);
	for (size_t i = 0; i < c->n; i++) {
		const struct unwind_reg *r = &c->regs[i];
		s->frame.known[r->number] =
			r->in_regs &&
			image_ptr(s->u->k->img, regs + r->regs_off, &s->frame.regs[r->number]);
	}
	s->has_sp = true;
}

void unwind_begin_regs(struct unwind_state *s)
{
	const struct unwind_cfi *c = &s->u->cfi;
	struct image *img = s->u->k->img;

	s->has_sp = true;
	s->frame = (struct cfi_frame){
		.sp = c->sp,
		.word = image_word(img),
		.read = read_word,
		.ctx = img,
	};
	for (size_t i = 0; i < c->n; i++) {
		const struct unwind_reg *r = &c->regs[i];
		uint64_t *value = &s->frame.regs[r->number];
		s->frame.kept[r->number] = r->kept;
		if (s->start->switched)
			s->frame.known[r->number] =
				r->is_switched &&
				image_ptr(img, s->start->switched + r->switched_off, value);
		else if (s->start->cpu >= 0)
			s->frame.known[r->number] =
				image_reg(img, (unsigned)s->start->cpu, r->note, value);
	}
}

static struct dump_code code_of(const struct unwind_state *s, uint64_t addr)
{
	struct dump_code code = { .addr = addr };
	struct ksym sym;

	if (kernel_function(s->u->k, addr, &sym)) {
		code.module = sym.module;
		code.function = sym.name;
		code.offset = sym.name.p ? addr - sym.addr : 0;
	}
	return code;
}

enum unwind_step unwind_cfi_step(struct unwind_state *s)
{
	const struct unwind_cfi *c = &s->u->cfi;
	struct dump_code code;
	struct cfi_frame frame;
	uint64_t ip;

	if (!c->debug)
		return STEP_LOST;
	code = code_of(s, s->ip - s->is_return);
	frame = s->frame;
	frame.regs[c->sp] = s->sp;
	frame.known[c->sp] = s->has_sp;
	frame.regs[c->fp] = s->bp;
	frame.known[c->fp] = true;
	enum cfi_answer answer = c->debug->unwind(c->debug->ctx, &code, &frame, &ip);
	switch (answer) {
	case CFI_UNKNOWN:
		return STEP_LOST;
	case CFI_END:
		return STEP_END;
	case CFI_CALLER:
	case CFI_INTERRUPTED:
		break;
	}
	if (!frame.known[c->sp])
		return STEP_LOST;
	uint64_t sp = frame.regs[c->sp], bp = frame.known[c->fp] ? frame.regs[c->fp] : 0;
	ip = unwind_strip(s->u, ip);
	if (answer == CFI_CALLER &&
	    !unwind_return(s, ip, s->u->is_arm64 ? bp : sp - frame.word, &ip))
		return STEP_LOST;
	s->frame = frame;
	s->sp = sp;
	s->bp = bp;
	s->ip = ip;
	s->is_return = answer == CFI_CALLER;
	s->regs = 0;
	s->has_sp = true;
	return s->ip ? STEP_ON : STEP_END;
}
