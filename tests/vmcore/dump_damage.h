// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Damage to a compressed dump: a copy of it in memory that is damaged in one way and mended again.
 *
 * Shape      one struct dump_damage per dump; one damage at a time
 * Lifetime   until dump_damage_close()
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parsers/base/err.h"
#include "parsers/vmcore/kdump_file.h"

enum damage_kind {
	DAMAGE_DATA,   /**< a byte of the compressed data of a page; never of one that is kept as it
	                    is, where nothing would tell */
	DAMAGE_PAGE,   /**< a page is gone */
	DAMAGE_PAGES,  /**< one of each 4 to 2000 pages is gone */
	DAMAGE_BIT,    /**< a bit of a page's descriptor */
	DAMAGE_SWAP,   /**< descriptors of two pages, one for the other */
	DAMAGE_HEADER, /**< a byte of the headers, VMCOREINFO or the notes */
	DAMAGE_MAP,    /**< a bit of the page maps */
	DAMAGE_COUNT,
};

extern const char *const damage_names[DAMAGE_COUNT];

struct damage_undo {
	uint64_t off;
	char was;
};

struct dump_damage {
	int fd;         /**< the copy */
	char *bytes;    /**< mapped */
	uint64_t size;  /**< bytes */
	uint64_t data;  /**< where the data of the pages begins */
	uint64_t descs; /**< descriptors */
	uint64_t map;   /**< page maps */
	uint64_t pages;
	struct damage_undo *undo;
	size_t n_undo, cap_undo;
	uint64_t random;
};

/** @p seed: not 0.  ERR_FORMAT: no compressed dump. */
must_use struct err *dump_damage_open(const char *path, uint64_t seed, struct dump_damage *ret);
void dump_damage_close(struct dump_damage *d);

/** Do it; @p what says to which byte or page. */
void dump_damage_do(struct dump_damage *d, enum damage_kind kind, char *what, size_t n_what);
/** As it was. */
void dump_damage_undo(struct dump_damage *d);
