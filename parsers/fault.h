// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Fault: one report of one thing that went wrong, as facts.
 *
 * Stage 3 (input -> record -> **fault** -> rows -> answers).  parsers/faults makes faults; the store
 * and the analyzer read them.  Nothing in here is derived from other sources or by recipes that
 * change: titles, groups and links are the analyzer's.
 *
 * Shape      one report; its stacks in order of appearance, frames innermost first
 * Lifetime   all memory is in the arena of the fault; it lives until the sink's fault() returns
 * Absent     fact_has() is false; slices of frames and stacks have p NULL, their numbers -1
 * Limits     LIMIT_EXCERPT_BYTES, LIMIT_NAME_BYTES, LIMIT_FRAMES, LIMIT_STACKS
 */
#pragma once

#include <stddef.h>

#include "parsers/base/arena.h"
#include "parsers/fact_fields.h"

enum fault_kind {
#define FAULT_KIND(id, ...) FAULT_##id,
#include "parsers/fault_kinds.def"
#undef FAULT_KIND
	FAULT_KIND_COUNT,
	FAULT_NONE = FAULT_KIND_COUNT,
};

struct fault_kind_info {
	const char *slug;
	int severity; /**< 1 (worst) to 5 */
	const char *source;
	const char *summary;
};

extern const struct fault_kind_info fault_kind_info[FAULT_KIND_COUNT];

/** FAULT_NONE: no such kind. */
enum fault_kind fault_kind_find(struct slice slug);

#define FACT_CTYPE_I64  int64_t
#define FACT_CTYPE_FLAG int64_t
#define FACT_CTYPE_REAL double
#define FACT_CTYPE_NUM  double
#define FACT_CTYPE_ADDR uint64_t
#define FACT_CTYPE_TEXT struct slice

/** `struct NAME { value and has_value of each field }`. */
#define FACT_MEMBER(type, name, unit, doc) \
	FACT_CTYPE_##type name;            \
	bool has_##name;
#define FACT_STRUCT(name, FIELDS, ...) \
	struct name {                  \
		FIELDS(FACT_MEMBER)    \
	};
FACT_SINGLES(FACT_STRUCT)
FACT_TABLES(FACT_STRUCT)
SNAPSHOT_OWN_TABLES(FACT_STRUCT)

/** Set a field of a fact, and read whether it is set. */
#define fact_set(fact, field, v) ((void)((fact)->has_##field = true, (fact)->field = (v)))
#define fact_has(fact, field)    ((fact)->has_##field)
/** Set a TEXT field unless the slice is NULL. */
#define fact_set_text(fact, field, v)                 \
	do {                                          \
		struct slice text_ = (v);             \
		if (text_.p)                          \
			fact_set(fact, field, text_); \
	} while (0)

/** What a stack tells. One row of stack_roles.def each. */
enum stack_role {
#define STACK_ROLE(id, slug, summary) STACK_##id,
#include "parsers/stack_roles.def"
#undef STACK_ROLE
	STACK_ROLE_COUNT,
};

extern const char *const stack_role_slug[STACK_ROLE_COUNT];
extern const char *const stack_role_summary[STACK_ROLE_COUNT];

enum frame_flags {
	FRAME_UNRELIABLE = 1 << 0, /**< "? func": an address on the stack, perhaps of no caller */
	FRAME_INLINED = 1 << 1,    /**< printed as inlined into the next frame */
	FRAME_IP = 1 << 2,  /**< from an instruction pointer line, not from the list of callers */
	FRAME_IRQ = 1 << 3, /**< inside <IRQ>, <SOFTIRQ>: interrupt context */
	FRAME_NMI = 1 << 4, /**< inside <NMI>, <#DF> and their like: exception stack */
	FRAME_AFTER_REGS = 1 << 5, /**< the first one below a register dump inside the stack: what
	                                 ran when the interrupt or exception came in */
	FRAME_USER = 1 << 6,       /**< of user space */
};

struct frame {
	uint32_t flags; /**< enum frame_flags */
	struct slice
		function; /**< as printed, suffixes (.isra.0, .cold) included; NULL: no symbol */
	struct slice module;
	struct slice build_id; /**< hex */
	struct slice file;     /**< source file, where printed (decoded stacks, sanitizers) */
	int64_t line;          /**< -1: not printed */
	int64_t offset;        /**< of the address in the function, bytes; -1 */
	int64_t size;          /**< of the function, bytes; -1 */
	uint64_t address;
	bool has_address;
	uint64_t log_line; /**< line of the source it was printed on, from 1 */
};

struct stack {
	enum stack_role role;
	int64_t cpu, pid; /**< -1: not said */
	struct slice comm;
	struct slice title; /**< the line that introduced it, without prefix */
	struct frame *frames;
	size_t n_frames;
	uint64_t log_line; /**< line of the source that introduced it, from 1 */
};

/** One register as printed: name in lower case, value as hex digits (no 0x) or a symbolised text. */
struct reg {
	struct slice name;
	struct slice value;
	size_t stack_no; /**< index in fault.stacks of the stack it belongs to; 0 when there is none */
};

struct fault {
	enum fault_kind kind;
	bool is_32bit; /**< addresses are printed with 8 digits */
	/** Parts of a key that faults of one source share when they are one fault printed in pieces
	 *  (kmemleak: the stack): the store merges them.  NULL: the place in the source is the key. */
	struct slice merge_key;
	FAULT_FIELDS(FACT_MEMBER)

	struct stack *stacks;
	size_t n_stacks;
	struct reg *regs;
	size_t n_regs;

#define FACT_SINGLE_MEMBER(name, FIELDS, doc) struct name *name; /**< NULL: none */
#define FACT_TABLE_MEMBER(name, FIELDS, doc) \
	struct name *name;                   \
	size_t n_##name;
	FACT_SINGLES(FACT_SINGLE_MEMBER)
	FACT_TABLES(FACT_TABLE_MEMBER)
#undef FACT_SINGLE_MEMBER
#undef FACT_TABLE_MEMBER

	struct arena *arena; /**< where all of it lives */
};

/** The at most one @p name of a fault, made when it is not there yet. */
#define fault_single(f, name) \
	((f)->name ? (f)->name : ((f)->name = arena_new((f)->arena, struct name)))
/** A new row of table @p name. */
#define fault_row(f, name) arena_push((f)->arena, &(f)->name, &(f)->n_##name, &(struct name){ 0 })

/** The first stack with @p role, or NULL. */
const struct stack *fault_stack(const struct fault *f, enum stack_role role);

/** Value of register @p name (lower case) of the first register set; p NULL: not printed. */
struct slice fault_reg(const struct fault *f, struct slice name);
