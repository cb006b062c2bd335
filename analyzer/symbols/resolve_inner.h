// SPDX-License-Identifier: Apache-2.0
/** @file What resolve.c and resolve_path.c share. */
#pragma once

#include "analyzer/symbols/resolve.h"

/** Bytes that may lie between the end of a function and the next one in kallsyms: alignment of up to 64,
 *  and the 16 of CONFIG_CALL_PADDING. */
#define RESOLVE_PADDING 80
/** Functions of one name and size that are told as candidates. */
#define RESOLVE_OTHERS 8
/** Kernels and modules that are asked for in one run; a kernel has some 200 modules loaded. */
#define RESOLVE_ASKED 10000
/** KASLR moves kernels by multiples of at least this: a page, on s390. */
#define RESOLVE_KASLR_ALIGN 4096

/** The folder that the sources of a kernel lie in, as its line table has it. */
struct source_root {
	struct debug_file *file;
	char *path; /**< with the slash; "": not known */
};

/** What debug_find_open() said to a question. */
struct asked {
	bool is_user; /**< module is a path */
	struct slice release, module, build_id;
	struct debug_answer answer;
};

struct resolver {
	struct debug_find *find;
	struct arena arena;
	struct asked *asked;
	size_t n_asked;
	bool force;
	uint64_t lookups;
	struct source_root *roots;
	size_t n_roots;
};
