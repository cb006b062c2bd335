// SPDX-License-Identifier: Apache-2.0
/*
 * Register dumps:
 *
 *   RIP: 0010:dmub_hw_lock_mgr_cmd+0x77/0xb0 [amdgpu]
 *   RIP: 0010:[<ffffffff810a1b2c>]  [<ffffffff810a1b2c>] foo+0x12/0x34
 *   RAX: 0000000000000000 RBX: ffff92db03000000 RCX: ffff969442853358
 *   EIP: 0060:[<c0123456>] EFLAGS: 00010046 CPU: 0            EIP is at foo+0x12/0x34
 *   pc : nfs4_reclaim_open_state+0x220/0x800 [nfsv4]          arm64
 *   x29: ffff8000f568fc70 x28: 0000000000001000
 *   PC is at foo+0x12/0x34                                    arm
 *   pc : [<c0123456>]    lr : [<c0123450>]    psr: 60000013
 *   r10: 00000000  r9 : c0a00000  r8 : 00000000
 *   NIP:  c000000000123456 LR: c000000000123400 CTR: 0000000000000000     powerpc
 *   NIP [c000000000123456] foo+0x12/0x34
 *   GPR00: c000000000123400 c000000003a7b9e0 …
 *   Krnl PSW : 0704c00180000000 000000001a2b3c4d (foo+0x12/0x34)          s390
 *   Krnl GPRS: 0000000000000000 …
 *   epc : foo+0x12/0x34                                       riscv
 *   epc   : 80123456 foo+0x12/0x34                            mips
 *   $ 0   : 00000000 80810000 …
 *   era   : 9000000000223344 foo+0x12/0x34                    loongarch
 *   TPC: <foo+0x12/0x34>                                      sparc
 *   IAOQ[0]: foo+0x12/0x34                                    parisc
 */
#include "parsers/faults/regs.h"

#include "parsers/faults/grammar.h"

static bool is_reg_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* Words that stand before a colon and a number in other lines of reports: page dumps, counters. */
static const char *const no_registers[] = {
	"PID",    "Pid",   "addr", "dirty",     "flags", "free",  "free_pcp", "head",
	"mapped", "memcg", "page", "page_type", "raw",   "shmem", "slab",
};

static bool is_no_register(struct slice name)
{
	for (size_t i = 0; i < sizeof(no_registers) / sizeof(*no_registers); i++)
		if (slice_eq(name, slice_str(no_registers[i])))
			return true;
	return false;
}

/** `RAX: 0000000000000000`, `r9 : c0a00000`, `x1 : …`, `EFLAGS: 00010046`, `sp=c0123456`; views. */
static bool reg_take(struct slice *in, struct reg *ret)
{
	struct slice s = *in;
	size_t n = 0;

	slice_skip_blanks(&s);
	while (n < s.n && n < 9 && is_reg_char(s.p[n]))
		n++;
	if (n < 2)
		return false;
	ret->name = slice_head(s, n);
	if (is_no_register(ret->name))
		return false;
	s = slice_from(s, n);
	slice_skip_blanks(&s);
	if (!slice_skip_char(&s, ':') && !slice_skip_char(&s, '='))
		return false;
	slice_skip_blanks(&s);
	slice_skip(&s, S("0x"));
	struct slice value = s;
	n = 0;
	while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || (s.p[n] >= 'a' && s.p[n] <= 'f') ||
	                   (s.p[n] >= 'A' && s.p[n] <= 'F')))
		n++;
	if (n < 4 || n > 16)
		return false;
	ret->value = slice_head(value, n);
	s = slice_from(s, n);
	// "FS:  00007fac75227700(0000)"
	if (s.n && *s.p == '(') {
		struct slice inside;
		struct slice at = slice_from(s, 1);
		if (slice_cut(&at, ')', &inside))
			s = at;
	}
	if (s.n && *s.p != ' ' && *s.p != '\t' && *s.p != ',')
		return false;
	slice_skip_char(&s, ',');
	*in = s;
	return true;
}

/** `CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033`, `RSP: 0018:ffffc900 EFLAGS: 00010046`. */
static bool reg_segmented_take(struct slice *in, struct reg *ret)
{
	struct slice s = *in, seg;
	static const struct slice names[] = { S("RSP: "), S("SP: "), S("ESP: "), S("EIP: "),
		                              S("RIP: ") };

	slice_skip_blanks(&s);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct slice at = s;
		if (!slice_skip(&at, names[i]))
			continue;
		slice_skip_blanks(&at);
		struct slice word = at;
		if (!slice_word(&at, &word) || !slice_cut(&word, ':', &seg) || seg.n != 4)
			return false;
		uint64_t v;
		struct slice digits = word;
		if (!slice_u64(&digits, 16, &v) || digits.n)
			return false;
		ret->name = slice_head(names[i], names[i].n - 2);
		ret->value = word;
		*in = at;
		return true;
	}
	return false;
}

/** Rows of values under one name: GPR00: v v v v, $ 0 : v v v v, Krnl GPRS: v v v v, r00-03 v v. */
static const struct row_name {
	struct slice start;
	const char *base; /**< registers are named base0, base1, … */
	bool numbered;    /**< the first number follows start */
} row_names[] = {
	{ S("GPR"), "gpr", true }, { S("Krnl GPRS:"), "gpr", false },
	{ S("$ "), "$", true },    { S("$"), "$", true },
	{ S("r"), "r", true },     { S("sr"), "sr", true },
};

static size_t reg_row_add(struct slice text, struct fault *f, size_t stack_no)
{
	for (size_t i = 0; i < sizeof(row_names) / sizeof(*row_names); i++) {
		struct slice s = text, word;
		uint64_t first = 0;
		size_t n = 0;
		if (!slice_skip(&s, row_names[i].start))
			continue;
		if (row_names[i].numbered) {
			slice_skip_blanks(&s);
			if (!slice_u64(&s, 10, &first) || first > 64)
				continue;
			if (slice_skip_char(&s, '-')) {
				uint64_t last;
				if (!slice_u64(&s, 10, &last))
					continue;
			}
			slice_skip_blanks(&s);
			slice_skip_char(&s, ':');
		}
		slice_skip_blanks(&s);
		struct slice at = s;
		while (slice_word(&at, &word)) {
			struct slice digits = word;
			uint64_t v;
			if (word.n < 8 || !slice_u64(&digits, 16, &v) || digits.n)
				break;
			n++;
			slice_skip_blanks(&at);
		}
		if (n < 3 || at.n)
			continue;
		if (!f)
			return n;
		for (size_t k = 0; k < n && slice_word(&s, &word); k++) {
			struct reg r = { .name = arena_printf(f->arena, "%s%u", row_names[i].base,
				                              (unsigned)(first + k)),
				         .value = arena_dup(f->arena, word),
				         .stack_no = stack_no };
			arena_push(f->arena, &f->regs, &f->n_regs, &r);
			slice_skip_blanks(&s);
		}
		return n;
	}
	return 0;
}

static struct slice lower(struct arena *a, struct slice s)
{
	struct slice copy = arena_dup(a, s);
	for (size_t i = 0; i < copy.n; i++) {
		char c = copy.p[i];
		((char *)copy.p)[i] = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
	}
	return copy;
}

static size_t regs_scan(struct slice text, struct fault *f, size_t stack_no)
{
	struct slice s = slice_trim(text);
	struct reg r = { .stack_no = stack_no };
	size_t n = 0;

	n = reg_row_add(s, f, stack_no);
	if (n)
		return n;
	while (s.n) {
		if (!reg_segmented_take(&s, &r) && !reg_take(&s, &r)) {
			// "RSP: 0018:… EFLAGS: … ORIG_RAX: …", "CPU: 0": step over one word
			struct slice word;
			slice_skip_blanks(&s);
			if (!n || !slice_word(&s, &word))
				break;
			continue;
		}
		n++;
		if (f) {
			struct reg add = { .name = lower(f->arena, r.name),
				           .value = lower(f->arena, r.value),
				           .stack_no = stack_no };
			arena_push(f->arena, &f->regs, &f->n_regs, &add);
		}
	}
	return n;
}

bool regs_is_line(struct slice text)
{
	struct frame ip;
	struct slice t = slice_trim(text);
	size_t n;

	if (regs_ip_line(t, &ip))
		return true;
	n = regs_scan(t, NULL, 0);
	return n >= 2 || (n == 1 && t.n < 48);
}

size_t regs_add_line(struct slice text, struct fault *f, size_t stack_no)
{
	return regs_scan(text, f, stack_no);
}

static const struct slice ip_starts[] = {
	S("RIP: "),       S("RIP "),      S("RIP["),   S("EIP: "),     S("EIP is at "),
	S("EIP "),        S("PC is at "), S("pc : "),  S("pc: "),      S("PC: "),
	S("NIP ["),       S("NIP: "),     S("epc : "), S("epc   : "),  S("era   : "),
	S("era : "),      S("ERA   : "),  S("ERA: "),  S("TPC: <"),    S("IAOQ[0]: "),
	S("Krnl PSW : "), S("PC is "),    S("[ECR"),   S("pc is at "), S("IP: "),
};

bool regs_ip_line(struct slice text, struct frame *ret)
{
	struct slice s = slice_trim(text);
	struct frame f = { .line = -1, .offset = -1, .size = -1 };
	size_t i;

	for (i = 0; i < sizeof(ip_starts) / sizeof(*ip_starts); i++)
		if (slice_skip(&s, ip_starts[i]))
			break;
	if (i == sizeof(ip_starts) / sizeof(*ip_starts))
		return false;
	// the symbol is the first word+0x…, or the word after the selector and the address
	struct slice at = s, word;
	uint64_t v;
	while (at.n) {
		slice_skip_blanks(&at);
		struct slice w = at;
		while (w.n && (*w.p == '(' || *w.p == '[' || *w.p == '<'))
			w = slice_from(w, 1);
		// "0010:symbol+0x…"
		if (w.n > 5 && w.p[4] == ':') {
			struct slice sel = w;
			if (slice_u64(&sel, 16, &v) && sel.n && *sel.p == ':')
				w = slice_from(sel, 1);
		}
		struct frame sym;
		struct slice try = w;
		if (frame_parse_symbol(&try, &sym)) {
			sym.address = f.address;
			sym.has_address = f.has_address;
			sym.flags |= FRAME_IP;
			*ret = sym;
			return true;
		}
		// RIP: 0010:qfq_deactivate_agg (include/linux/list.h:992 …)
		if (w.n && (*w.p == '_' || (*w.p >= 'a' && *w.p <= 'z'))) {
			struct frame decoded;
			if (frame_parse(w, &decoded) && decoded.function.p) {
				decoded.flags |= FRAME_IP;
				*ret = decoded;
				return true;
			}
		}
		while (w.n && (*w.p == '<' || *w.p == '['))
			w = slice_from(w, 1);
		struct slice digits = w;
		if (slice_skip(&digits, S("0x"))) {
		}
		size_t before = digits.n;
		if (slice_u64(&digits, 16, &v) && before - digits.n >= 8) {
			f.address = v;
			f.has_address = true;
		}
		if (!slice_word(&at, &word))
			break;
	}
	if (!f.has_address)
		return false;
	f.flags |= FRAME_IP;
	*ret = f;
	return true;
}

void regs_extract(const struct report *r, struct fault *f)
{
	bool have_ip = false;
	size_t sets = 0;
	bool in_set = false;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice t = report_text(&r->lines[i]);
		struct frame ip, frame;
		if (!have_ip && regs_ip_line(t, &ip) && ip.function.p) {
			fact_set(f, ip_function, arena_dup(r->arena, ip.function));
			fact_set_text(f, ip_module, arena_dup(r->arena, ip.module));
			have_ip = true;
		}
		if (frame_parse(t, &frame)) {
			sets += in_set;
			in_set = false;
			continue;
		}
		if (sets < 2 && regs_add_line(t, f, sets))
			in_set = true;
	}
}
