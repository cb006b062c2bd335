// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image xlat: from kernel virtual addresses to physical ones, by libaddrxlat, which gets all that it needs
 * from here: pages and registers through calls, names and numbers from VMCOREINFO.
 *
 * Private to this folder.
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/vmcore/vmcoreinfo.h"

struct xlat_source {
	void *ctx;
	const char *arch; /**< libkdumpfile's name */
	unsigned page_size;
	bool big_endian;
	const struct vmcoreinfo *vmcoreinfo;
	/** A page at a physical address, good until the next call; NULL: it is not there. */
	const char *(*page)(void *ctx, uint64_t addr);
	/** A register of the first CPU. */
	bool (*reg)(void *ctx, const char *name, uint64_t *ret);
};

struct xlat;

/** NULL: there is no way to translate addresses of this dump. */
struct xlat *xlat_new(const struct xlat_source *source);
void xlat_free(struct xlat *x); /**< NULL is allowed */
bool xlat_to_phys(struct xlat *x, uint64_t addr, uint64_t *ret);
