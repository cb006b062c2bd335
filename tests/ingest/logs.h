// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Logs written by hand after the kernel's print formats: show_fault_oops() in arch/x86/mm/fault.c,
 * show_regs() and show_trace_log_lvl() in arch/x86/kernel.
 */
#pragma once

#include "parsers/base/sbuf.h"

/** A banner: a boot of its own, release 6.1.@p n. */
void log_boot(struct sbuf *b, unsigned n);
/** A NULL pointer dereference in demo_read_@p name, at @p second after boot. */
void log_oops(struct sbuf *b, unsigned second, const char *name);
/** Lines without a fault, of at least @p bytes in all. */
void log_quiet(struct sbuf *b, unsigned second, size_t bytes);
