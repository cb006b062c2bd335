// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * VMCOREINFO: what a kernel wrote down about itself for whoever reads its dump.
 *
 * Lines `KEY=value`; keys are names (OSRELEASE) or calls (SYMBOL(prb), OFFSET(list_head.next)).
 *
 * Lifetime   owns a copy of the text; slices are good until vmcoreinfo_free()
 * Absent     every lookup returns false, with nothing written
 * Limits     LIMIT_VMCOREINFO_BYTES
 * Source     kernel/vmcore_info.c (kernel/crash_core.c before 6.9, kernel/kexec.c before 4.13);
 *            Documentation/admin-guide/kdump/vmcoreinfo.rst
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/slice.h"

struct vmcoreinfo;

/** Parse a copy of @p text; lines that are no `KEY=value` are passed over.  Never NULL. */
struct vmcoreinfo *vmcoreinfo_new(struct slice text);
void vmcoreinfo_free(struct vmcoreinfo *v); /**< NULL is allowed */
DEFINE_CLEANUP(struct vmcoreinfo, vmcoreinfo_free);

/** The text as it was given. */
struct slice vmcoreinfo_raw(const struct vmcoreinfo *v);

/** The value of @p key; of several lines the first. */
bool vmcoreinfo_text(const struct vmcoreinfo *v, const char *key, struct slice *ret);
/** SYMBOL(name): an address. */
bool vmcoreinfo_symbol(const struct vmcoreinfo *v, const char *name, uint64_t *ret);
/** OFFSET(strct.member), in bytes. */
bool vmcoreinfo_offset(const struct vmcoreinfo *v, const char *member, uint64_t *ret);
/** SIZE(name), in bytes. */
bool vmcoreinfo_size(const struct vmcoreinfo *v, const char *name, uint64_t *ret);
/** LENGTH(name), in elements. */
bool vmcoreinfo_length(const struct vmcoreinfo *v, const char *name, uint64_t *ret);
/** NUMBER(name): decimal, perhaps negative; some architectures print hex with 0x. */
bool vmcoreinfo_number(const struct vmcoreinfo *v, const char *name, int64_t *ret);
/** A bare key whose value is hex without 0x (KERNELOFFSET) or decimal (PAGESIZE, CRASHTIME). */
bool vmcoreinfo_hex(const struct vmcoreinfo *v, const char *key, uint64_t *ret);
bool vmcoreinfo_decimal(const struct vmcoreinfo *v, const char *key, uint64_t *ret);
