// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Operands in memory of one instruction, from what libcapstone tells of it, all architectures in one form.
 */
#pragma once

#include <capstone/capstone.h>

#include "analyzer/code/disasm.h"

/** Fill memory, n_memory and divisor of @p ret; mnemonic and operands are there. */
void operands_read(csh h, const cs_insn *insn, cs_arch arch, struct arena *arena,
                   struct code_marked *ret);
