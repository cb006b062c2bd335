// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Decoder: the calls of libcapstone, which is loaded by the first one who asks.
 *
 * Its tables hold so many addresses that loading it takes longer than all other libraries together; most runs
 * of the program see no `Code:` line.
 *
 * Threads    any
 * Source     libcapstone 4.0.2, capstone/capstone.h
 */
#pragma once

#include <capstone/capstone.h>
#include <stdbool.h>

struct decoder {
	cs_err (*open)(cs_arch arch, cs_mode mode, csh *handle);
	cs_err (*close)(csh *handle);
	cs_err (*option)(csh handle, cs_opt_type type, size_t value);
	cs_insn *(*malloc)(csh handle);
	void (*free)(cs_insn *insn, size_t count);
	bool (*next)(csh handle, const uint8_t **code, size_t *size, uint64_t *address,
	             cs_insn *insn);
	const char *(*reg_name)(csh handle, unsigned int reg);
};

/** NULL: the library is not installed; instructions have no names then. */
const struct decoder *decoder_get(void);
