// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Kernel: a dump with what is known of its kernel's names and types, and the ways to read them.
 *
 * Everything that reads kernel structures goes through members.def: KM_task_pid is member pid of
 * struct task_struct, wherever this kernel has it.  What a kernel does not have is tested for by
 * kernel_has(), never by its version.
 *
 * Shape      one struct kernel per dump
 * Absent     reads return false, with nothing written, when the page, the symbol or the member is not
 *            there
 * Limits     LIMIT_VMCORE_STEPS
 */
#pragma once

#include "parsers/vmcore/image.h"
#include "parsers/vmcore/ksyms.h"
#include "parsers/vmcore/types.h"

enum kmember {
#define MEMBER(id, type, path) KM_##id,
#include "parsers/vmcore/members.def"
#undef MEMBER
	KM_COUNT,
};

/** How much is known of the kernel; each level has those in front of it. */
enum kernel_level {
	KERNEL_VMCOREINFO, /**< nothing but VMCOREINFO */
	KERNEL_SYMBOLS,    /**< names and addresses */
	KERNEL_TYPES,      /**< and layouts of structures */
};

struct module_types;

struct kernel {
	struct image *img;      /**< borrowed */
	struct ksyms *syms;     /**< never NULL; perhaps empty */
	bool has_debug_symbols; /**< all of syms are of a file with debug information */
	bool has_debug_types; /**< types are of files with debug information, not the dump's own */
	struct types *types;  /**< NULL: not known */
	const struct dump_debug *debug; /**< knows more symbols; NULL: nobody does */
	uint64_t debug_shift;           /**< of them, from where they were linked */
	uint64_t debug_text;            /**< where code was linked; what is below does not move */
	struct ksyms *found;            /**< data that syms lacks (kernel_search.h); NULL: none */
	struct module_types *module_types; /**< see module_types.h; NULL: not asked for */
	enum kernel_level level;
	const char *why;   /**< what stands in the way of the next level; NULL: nothing */
	unsigned n_cpus;   /**< possible CPUs: those with a per-CPU area */
	bool lost_symbols; /**< not all names of vmlinux are in the dump */
	bool lost_cpus;    /**< how many there are is not in the dump: n_cpus are perhaps fewer */
	uint64_t *percpu;  /**< offset of the per-CPU area of each, 0: none */
	struct member members[KM_COUNT];
	uint8_t member_state[KM_COUNT];
};

/** Find out all that @p img tells by itself; borrows @p img.  Never fails. */
void kernel_init(struct kernel *k, struct image *img);
/** Fill k->syms, which is empty, with what @p debug has; false: nothing. */
bool kernel_take_symbols(struct kernel *k, const struct dump_debug *debug);
/** Go by @p syms (taken), which are of this kernel, instead of those that it has itself. */
void kernel_take_syms(struct kernel *k, struct ksyms *syms);
/** Take what the dump does not tell from @p debug, which is borrowed. */
void kernel_use_debug(struct kernel *k, const struct dump_debug *debug);
void kernel_deinit(struct kernel *k);

/** The level as rows have it in their column knowledge. */
static inline struct slice kernel_level_name(const struct kernel *k)
{
	if (k->level == KERNEL_TYPES)
		return k->has_debug_types ? S("dwarf") : S("btf");
	if (k->level == KERNEL_SYMBOLS)
		return k->has_debug_symbols ? S("symtab") : S("kallsyms");
	return S("vmcoreinfo");
}

/** Address of a symbol of vmlinux: from kallsyms, else what was found (kernel_search.h),
 *  else from VMCOREINFO, else from files with debug information. */
bool kernel_symbol(const struct kernel *k, const char *name, uint64_t *ret);
/** The word (pointer, long) that a global variable holds. */
must_use bool kernel_symbol_ptr(struct kernel *k, const char *name, uint64_t *ret);
must_use bool kernel_symbol_u32(struct kernel *k, const char *name, uint32_t *ret);

/** Is the member there in this kernel? */
bool kernel_has(struct kernel *k, enum kmember m);
/** Where it lies; NULL: it is not there. */
const struct member *kernel_member(struct kernel *k, enum kmember m);
/** Look up a member by names as members.def has them. */
bool kernel_find_member(struct kernel *k, const char *type, const char *path, struct member *ret);
/** Its address in the object at @p obj; 0 when it is not there. */
uint64_t kernel_addr(struct kernel *k, uint64_t obj, enum kmember m);
/** The object whose member @p m lies at @p addr (container_of); 0 when it is not there. */
uint64_t kernel_container(struct kernel *k, uint64_t addr, enum kmember m);

/** Read a number of up to 8 bytes, bitfields too; signed ones are extended. */
must_use bool kernel_get(struct kernel *k, uint64_t obj, enum kmember m, uint64_t *ret);
/** The same from a copy of the object: @p n bytes at @p copy are its beginning. */
must_use bool kernel_pick(struct kernel *k, const char *copy, size_t n, enum kmember m,
                          uint64_t *ret);
/** A char array or, when it is a pointer, the text it points to; not NUL-terminated arrays are cut. */
must_use bool kernel_text(struct kernel *k, uint64_t obj, enum kmember m, char *buf, size_t size);

/** Address of per-CPU variable @p addr on @p cpu; false: no such CPU. */
must_use bool kernel_percpu(const struct kernel *k, uint64_t addr, unsigned cpu, uint64_t *ret);
/** How many memory nodes there can be: 1 where the kernel has no more; false: it cannot be read. */
must_use bool kernel_nodes(struct kernel *k, uint32_t *ret);

/** Sum over all CPUs of the number of @p size bytes at per-CPU address @p addr; false, as a sum of some
 *  of them would be wrong, when one cannot be read. */
must_use bool kernel_percpu_sum(struct kernel *k, uint64_t addr, unsigned size, uint64_t *ret);

/** Sum of the struct percpu_counter at @p addr (percpu_counter_sum()); without CONFIG_SMP it is one number. */
must_use bool kernel_percpu_counter(struct kernel *k, uint64_t addr, int64_t *ret);

/**
 * Walk a list_head: `struct klist l = klist(head); while (klist_next(k, &l, &node))`.  Ends at the head;
 * l.damaged is set when a node cannot be read, does not point back, or the list is too long.
 */
struct klist {
	uint64_t head, at;
	uint32_t steps;
	bool damaged;
};

static inline struct klist klist(uint64_t head)
{
	return (struct klist){ .head = head, .at = head };
}
bool klist_next(struct kernel *k, struct klist *l, uint64_t *ret_node);

/** Call @p fn for each entry of a radix tree or XArray (struct radix_tree_root, struct xarray) at
 *  @p root, in the order of the indexes; false: damaged, some were not reached. */
bool kernel_xarray(struct kernel *k, uint64_t root,
                   void (*fn)(void *ctx, uint64_t index, uint64_t entry), void *ctx);

/** Call @p fn for each entry of the maple tree at @p tree, with the first index that it holds for. */
bool kernel_maple(struct kernel *k, uint64_t tree,
                  void (*fn)(void *ctx, uint64_t index, uint64_t entry), void *ctx);

/** Call @p fn for each node of the red-black tree whose top is @p node, in order; false: damaged. */
bool kernel_rbtree(struct kernel *k, uint64_t node, void (*fn)(void *ctx, uint64_t node),
                   void *ctx);

/** Walk an hlist from its head: `struct khlist h = khlist(head); while (khlist_next(k, &h, &node))`. */
struct khlist {
	uint64_t at;
	uint32_t steps;
	bool begun, damaged;
};

static inline struct khlist khlist(uint64_t head)
{
	return (struct khlist){ .at = head };
}
bool khlist_next(struct kernel *k, struct khlist *h, uint64_t *ret_node);

/** Time on the clock of the scheduler when the dump was made, as the latest CPU has it; 0: not known,
 *  as one of them cannot be read. */
uint64_t kernel_now_ns(struct kernel *k);

/** HZ; 0: not known. */
uint64_t kernel_ticks_per_second(struct kernel *k);

/** The function, or other symbol, that @p addr lies in; labels inside of a function are not taken for
 *  one (inner_labels.def).  False: none. */
bool kernel_function(const struct kernel *k, uint64_t addr, struct ksym *ret);

/** `name+0x12` or `name+0x12 [module]` of @p addr into @p buf; false: no symbol. */
bool kernel_name(const struct kernel *k, uint64_t addr, char *buf, size_t size);
