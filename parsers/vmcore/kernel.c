// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/kernel.h"

#include "parsers/limits.h"
#include "parsers/vmcore/kernel_search.h"
#include "parsers/vmcore/module_types.h"

enum member_state {
	MEMBER_UNKNOWN, /**< not looked up yet */
	MEMBER_ABSENT,
	MEMBER_PRESENT,
};

static const struct {
	const char *type, *path;
} member_names[KM_COUNT] = {
#define MEMBER(id, type, path) { type, path },
#include "parsers/vmcore/members.def"
#undef MEMBER
};

/** BTF of vmlinux lies between two symbols of the linker script. */
static bool read_btf(struct kernel *k)
{
	uint64_t begin, end;

	if ((!ksyms_find(k->syms, "__start_BTF", &begin) ||
	     !ksyms_find(k->syms, "__stop_BTF", &end) || begin >= end) &&
	    !(k->found && kernel_search_btf(k, &begin, &end))) {
		k->why = "the kernel was built without BTF";
		return false;
	}
	if (end - begin > LIMIT_BTF_BYTES) {
		k->why = "the kernel's BTF has no sensible size";
		return false;
	}
	_cleanup_free_ char *bytes = xmalloc(end - begin);
	if (!image_read(k->img, begin, bytes, end - begin)) {
		k->why = "the kernel's BTF is not in the dump";
		return false;
	}
	return types_new((struct slice){ bytes, end - begin }, image_info(k->img)->is_64bit,
	                 &k->types, &k->why);
}

/** __per_cpu_offset[] has an entry for each possible CPU. */
static void read_percpu(struct kernel *k)
{
	unsigned word = image_word(k->img);
	uint32_t n = 0;
	uint64_t offsets, ids;

	if (!kernel_symbol_u32(k, "nr_cpu_ids", &n) || !n || n > LIMIT_VMCORE_CPUS) {
		k->lost_cpus = kernel_symbol(k, "nr_cpu_ids", &ids);
		n = image_info(k->img)->n_cpus;
	}
	if (!n || !kernel_symbol(k, "__per_cpu_offset", &offsets))
		return;
	k->percpu = xcalloc(n, sizeof(*k->percpu));
	for (k->n_cpus = 0; k->n_cpus < n; k->n_cpus++)
		if (!image_ptr(k->img, offsets + k->n_cpus * word, &k->percpu[k->n_cpus]))
			k->percpu[k->n_cpus] = 0;
}

/** What its symbols lead to. */
static void read_types(struct kernel *k)
{
	k->level = KERNEL_SYMBOLS;
	k->why = NULL;
	if (!ksyms_have_data(k->syms)) {
		k->found = ksyms_new();
		kernel_search_exports(k, k->found);
	}
	if (read_btf(k))
		k->level = KERNEL_TYPES;
	if (k->found)
		kernel_search_data(k);
}

void kernel_init(struct kernel *k, struct image *img)
{
	*k = (struct kernel){ .img = img, .syms = ksyms_new() };
	k->lost_symbols = !ksyms_read(k->syms, img, &k->why);
	if (ksyms_count(k->syms))
		read_types(k);
	read_percpu(k);
}

void kernel_take_syms(struct kernel *k, struct ksyms *syms)
{
	ksyms_free(k->syms);
	ksyms_free(k->found);
	module_types_free(k->module_types);
	types_free(k->types);
	free(k->percpu);
	*k = (struct kernel){ .img = k->img, .syms = syms };
	read_types(k);
	read_percpu(k);
}

/** Symbols of a file with debug information, where the kernel's own table lacks those of data. */
static void use_debug_symbols(struct kernel *k, const struct dump_debug *debug)
{
	uint64_t here, linked;

	if (!k->found || !debug->find_symbol || !kernel_symbol(k, "_stext", &here) ||
	    !debug->find_symbol(debug->ctx, "_stext", &linked))
		return;
	k->debug = debug;
	k->debug_shift = here - linked;
	k->debug_text = linked;
	if (!k->n_cpus)
		read_percpu(k);
}

static bool debug_symbol(const struct kernel *k, const char *name, uint64_t *ret)
{
	if (!k->debug || !k->debug->find_symbol(k->debug->ctx, name, ret))
		return false;
	if (*ret >= k->debug_text) // else a per-CPU variable of x86-64, or a number
		*ret += k->debug_shift;
	return true;
}

void kernel_use_debug(struct kernel *k, const struct dump_debug *debug)
{
	if (!ksyms_count(k->syms) && kernel_take_symbols(k, debug)) {
		k->has_debug_symbols = true;
		k->level = read_btf(k) ? KERNEL_TYPES : KERNEL_SYMBOLS;
		free(k->percpu);
		k->percpu = NULL;
		read_percpu(k);
	}
	use_debug_symbols(k, debug);
	if (k->level != KERNEL_SYMBOLS ||
	    !types_new_debug(debug, image_info(k->img)->is_64bit, &k->types))
		return;
	k->level = KERNEL_TYPES;
	k->has_debug_types = true;
	k->why = NULL;
	memset(k->member_state, 0, sizeof(k->member_state));
}

void kernel_deinit(struct kernel *k)
{
	ksyms_free(k->syms);
	ksyms_free(k->found);
	module_types_free(k->module_types);
	types_free(k->types);
	free(k->percpu);
}

bool kernel_symbol(const struct kernel *k, const char *name, uint64_t *ret)
{
	return ksyms_find(k->syms, name, ret) || (k->found && ksyms_find(k->found, name, ret)) ||
	       vmcoreinfo_symbol(image_vmcoreinfo(k->img), name, ret) || debug_symbol(k, name, ret);
}

bool kernel_symbol_ptr(struct kernel *k, const char *name, uint64_t *ret)
{
	uint64_t addr;

	return kernel_symbol(k, name, &addr) && image_ptr(k->img, addr, ret);
}

bool kernel_symbol_u32(struct kernel *k, const char *name, uint32_t *ret)
{
	uint64_t addr;

	return kernel_symbol(k, name, &addr) && image_u32(k->img, addr, ret);
}

bool kernel_find_member(struct kernel *k, const char *type, const char *path, struct member *ret)
{
	struct slice rest = slice_str(type), one, name;
	struct types *types;
	char text[64];

	while (rest.n) {
		if (!slice_cut(&rest, '|', &one)) {
			one = rest;
			rest.n = 0;
		}
		types = k->types;
		if (slice_cut(&one, '@', &name)) // what is left is the module
			types = module_types_of(k, one);
		else
			name = one;
		snprintf(text, sizeof(text), SLICE_FMT, SLICE_ARG(name));
		if (types && types_member(types, text, path, ret))
			return true;
	}
	return false;
}

const struct member *kernel_member(struct kernel *k, enum kmember m)
{
	if (k->member_state[m] == MEMBER_UNKNOWN)
		k->member_state[m] = kernel_find_member(k, member_names[m].type,
		                                        member_names[m].path, &k->members[m])
		                             ? MEMBER_PRESENT
		                             : MEMBER_ABSENT;
	return k->member_state[m] == MEMBER_PRESENT ? &k->members[m] : NULL;
}

bool kernel_has(struct kernel *k, enum kmember m)
{
	return kernel_member(k, m) != NULL;
}

uint64_t kernel_addr(struct kernel *k, uint64_t obj, enum kmember m)
{
	const struct member *at = kernel_member(k, m);

	return at && obj ? obj + at->off : 0;
}

uint64_t kernel_container(struct kernel *k, uint64_t addr, enum kmember m)
{
	const struct member *at = kernel_member(k, m);

	return at && addr >= at->off ? addr - at->off : 0;
}

static uint64_t extend(uint64_t v, unsigned bits, bool is_signed)
{
	if (bits >= 64)
		return v;
	v &= (UINT64_C(1) << bits) - 1;
	if (is_signed && v >> (bits - 1) & 1)
		v |= ~((UINT64_C(1) << bits) - 1);
	return v;
}

/** The member's value out of the bytes that hold it. */
static uint64_t value_of(const struct kernel *k, const struct member *at, const char *bytes,
                         unsigned n)
{
	uint64_t v = 0;

	if (!at->bits)
		return extend(image_number(k->img, bytes, n), 8 * n, at->is_signed);
	if (image_info(k->img)->big_endian) {
		for (unsigned i = 0; i < n && i < 8; i++)
			v = v << 8 | (unsigned char)bytes[i];
		v >>= 8 * n - at->bit_off - at->bits;
	} else {
		for (unsigned i = n < 8 ? n : 8; i-- > 0;)
			v = v << 8 | (unsigned char)bytes[i];
		v >>= at->bit_off;
	}
	return extend(v, at->bits, at->is_signed);
}

/** Bytes that hold the member; 0: more than a number has. */
static unsigned bytes_of(const struct member *at)
{
	unsigned n = at->bits ? (at->bit_off + at->bits + 7u) / 8 : at->size;

	return n == 1 || n == 2 || n == 4 || n == 8 || (at->bits && n <= 8) ? n : 0;
}

bool kernel_get(struct kernel *k, uint64_t obj, enum kmember m, uint64_t *ret)
{
	const struct member *at = kernel_member(k, m);
	unsigned n = at ? bytes_of(at) : 0;
	char buf[8];

	if (!n || !obj || !image_read(k->img, obj + at->off, buf, n))
		return false;
	*ret = value_of(k, at, buf, n);
	return true;
}

bool kernel_pick(struct kernel *k, const char *copy, size_t n_copy, enum kmember m, uint64_t *ret)
{
	const struct member *at = kernel_member(k, m);
	unsigned n = at ? bytes_of(at) : 0;

	if (!n || at->off > n_copy || n > n_copy - at->off)
		return false;
	*ret = value_of(k, at, copy + at->off, n);
	return true;
}

bool kernel_text(struct kernel *k, uint64_t obj, enum kmember m, char *buf, size_t size)
{
	const struct member *at = kernel_member(k, m);
	uint64_t p;

	if (!at || !obj)
		return false;
	if (at->size == at->elem_size) // no array
		return at->size == image_word(k->img) && image_ptr(k->img, obj + at->off, &p) &&
		       p && image_string(k->img, p, buf, size);
	size_t n = at->size < size - 1 ? at->size : size - 1;
	if (!image_read(k->img, obj + at->off, buf, n))
		return false;
	buf[n] = 0;
	return true;
}

bool kernel_percpu(const struct kernel *k, uint64_t addr, unsigned cpu, uint64_t *ret)
{
	if (cpu >= k->n_cpus || !k->percpu[cpu])
		return false;
	*ret = addr + k->percpu[cpu];
	return true;
}

bool kernel_percpu_sum(struct kernel *k, uint64_t addr, unsigned size, uint64_t *ret)
{
	uint64_t sum = 0, at;
	char buf[8];

	for (unsigned cpu = 0; cpu < k->n_cpus; cpu++) {
		if (!kernel_percpu(k, addr, cpu, &at) || !image_read(k->img, at, buf, size))
			return false;
		sum += image_number(k->img, buf, size);
	}
	*ret = sum;
	return k->n_cpus > 0 && !k->lost_cpus;
}

/** 1 << CONFIG_NODES_SHIFT, which is at most 10. */
#define NODES_MAX 1024

bool kernel_nodes(struct kernel *k, uint32_t *ret)
{
	uint64_t at;
	uint32_t n;

	if (!kernel_symbol(k, "nr_node_ids", &at)) {
		*ret = 1;
		return true;
	}
	if (!image_u32(k->img, at, &n) || !n || n > NODES_MAX)
		return false;
	*ret = n;
	return true;
}

bool kernel_percpu_counter(struct kernel *k, uint64_t addr, int64_t *ret)
{
	uint64_t counters, at, v;
	uint32_t part;

	if (!kernel_get(k, addr, KM_percpu_counter_count, &v))
		return false;
	*ret = (int64_t)v;
	if (!kernel_has(k, KM_percpu_counter_counters))
		return true;
	if (!kernel_get(k, addr, KM_percpu_counter_counters, &counters))
		return false;
	for (unsigned cpu = 0; counters && cpu < k->n_cpus; cpu++) {
		if (!kernel_percpu(k, counters, cpu, &at) || !image_u32(k->img, at, &part))
			return false;
		*ret += (int32_t)part;
	}
	return true;
}

bool klist_next(struct kernel *k, struct klist *l, uint64_t *ret_node)
{
	unsigned word = image_word(k->img);
	uint64_t next, back;

	if (l->damaged)
		return false;
	if (!image_ptr(k->img, l->at, &next) || ++l->steps > LIMIT_VMCORE_STEPS ||
	    !image_ptr(k->img, next + word, &back) || back != l->at) {
		l->damaged = true;
		return false;
	}
	if (next == l->head)
		return false;
	l->at = next;
	*ret_node = next;
	return true;
}

bool khlist_next(struct kernel *k, struct khlist *h, uint64_t *ret_node)
{
	// a head is one pointer, a node begins with the next one
	if (h->damaged || (h->begun && !h->at))
		return false;
	if (!image_ptr(k->img, h->at, &h->at) || ++h->steps > LIMIT_VMCORE_STEPS) {
		h->damaged = true;
		return false;
	}
	h->begun = true;
	if (!h->at || h->at & 1) // "nulls" lists end with an odd number
		return false;
	*ret_node = h->at;
	return true;
}

uint64_t kernel_now_ns(struct kernel *k)
{
	uint64_t rq, at, clock, now = 0;

	if (!kernel_symbol(k, "runqueues", &rq) || k->lost_cpus)
		return 0;
	for (unsigned cpu = 0; cpu < k->n_cpus; cpu++) {
		if (!kernel_percpu(k, rq, cpu, &at) || !kernel_get(k, at, KM_rq_clock, &clock))
			return 0;
		if (clock > now)
			now = clock;
	}
	return now;
}

/** The clock's tick has tick_nsec nanoseconds, as NTP has it. */
uint64_t kernel_ticks_per_second(struct kernel *k)
{
	uint64_t ns;

	if (!kernel_symbol_ptr(k, "tick_nsec", &ns) || ns < 100000 || ns > 20000000)
		return 0;
	return (1000000000 + ns / 2) / ns;
}

bool kernel_function(const struct kernel *k, uint64_t addr, struct ksym *ret)
{
	static const struct {
		const char *label, *function;
	} labels[] = {
#define INNER_LABEL(label, function) { label, function },
#include "parsers/vmcore/inner_labels.def"
	};
	uint64_t begin;

	if (!ksyms_at(k->syms, addr, ret))
		return false;
	for (size_t i = 0; ret->name.p && !ret->module.p && i < sizeof(labels) / sizeof(*labels);
	     i++) {
		if (!slice_eq(ret->name, slice_str(labels[i].label)) ||
		    !ksyms_find(k->syms, labels[i].function, &begin) || begin > ret->addr)
			continue;
		ret->name = slice_str(labels[i].function);
		ret->size = 0; // more labels may follow
		ret->addr = begin;
		break;
	}
	return true;
}

bool kernel_name(const struct kernel *k, uint64_t addr, char *buf, size_t size)
{
	struct ksym sym;

	if (!kernel_function(k, addr, &sym) || !sym.name.p)
		return false;
	if (sym.module.p)
		snprintf(buf, size, SLICE_FMT "+0x%llx [" SLICE_FMT "]", SLICE_ARG(sym.name),
		         (unsigned long long)(addr - sym.addr), SLICE_ARG(sym.module));
	else
		snprintf(buf, size, SLICE_FMT "+0x%llx", SLICE_ARG(sym.name),
		         (unsigned long long)(addr - sym.addr));
	return true;
}
