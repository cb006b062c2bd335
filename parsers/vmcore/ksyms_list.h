// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Ksyms list: symbols of a dead kernel from a text, /proc/kallsyms of its machine or the System.map of the kernel,
 * where the tables in its own memory cannot be read.
 *
 *   ffffffff81000000 T _text
 *   0000000000014000 A cpu_info
 *
 * A list is taken if it is of this kernel: VMCOREINFO tells the addresses of some symbols (SYMBOL(_stext)=…), and
 * all of them that the list has must lie as far from one another in it.  How far KASLR moved the kernel since is
 * added to its addresses; not to those of per-CPU areas.  Modules are left out: where they lay in the dead kernel
 * a list of another boot does not tell, and the dump says it itself.
 *
 * Shape      any number of lists, ksyms_list_feed() … ksyms_list_end() each; the first that fits is taken
 * Limits     LIMIT_KSYMS, LIMIT_NAME_BYTES, LIMIT_KSYM_TABLE_BYTES of names
 * Source     nm(1) and scripts/mksysmap; s_show() of kernel/kallsyms.c; kernel/vmcore_info.c
 */
#pragma once

#include "parsers/vmcore/ksyms.h"

struct ksyms_list;

/** @p img is borrowed. */
struct ksyms_list *ksyms_list_new(struct image *img);
void ksyms_list_free(struct ksyms_list *l); /**< NULL is allowed */
DEFINE_CLEANUP(struct ksyms_list, ksyms_list_free);

/** Bytes of a list, in any pieces. */
void ksyms_list_feed(struct ksyms_list *l, struct slice bytes);
/** The list ended; @p kind, a static text, is what the levels of knowledge call it.  True: it is of this kernel,
 *  and no more of them are wanted. */
bool ksyms_list_end(struct ksyms_list *l, const char *kind);

/** The symbols of the list that fitted, to be freed with ksyms_free(); NULL: none did. */
struct ksyms *ksyms_list_take(struct ksyms_list *l);
/** The kind of that one; NULL: none fitted. */
const char *ksyms_list_kind(const struct ksyms_list *l);
