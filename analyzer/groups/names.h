// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Names: a function as a report prints it, and as a title names it.
 */
#pragma once

#include "parsers/base/arena.h"

/** `foo.constprop.0` -> `foo`, `.foo` (ppc64) -> `foo`, C++ and Rust names demangled without their
 *  arguments.  A view of @p name, or text in @p arena. */
struct slice name_plain(struct slice name, struct arena *arena);

/** `__x64_sys_read` -> `sys_read`, `__se_sys_read`, `ksys_read`, `SyS_read`, `sys_read` -> `read`.
 *  A view of @p name, which has no suffix any more. */
struct slice name_syscall(struct slice name);

/** The name by which stacks of all architectures and ages are compared: plain, and of a system call its
 *  bare name: `__x64_sys_read`, `ksys_read`, `SyS_read` are `read`.  As name_plain(). */
struct slice name_compared(struct slice name, struct arena *arena);
