// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbolize text: lines of any log go in, the same lines come out with the source of each address of code
 * behind it and the functions inlined there on lines of their own in front.
 *
 *   [    2.93]  vfs_write+0xc7/0x3f0
 *
 * becomes
 *
 *   [    2.93]  file_start_write include/linux/fs.h:2941 [inline]
 *   [    2.93]  vfs_write+0xc7/0x3f0 fs/read_write.c:584
 *
 * No byte of a line is changed; what is added is what parsers/faults reads again.
 *
 * Shape      one struct text_symbolizer per stream
 * Lifetime   options are borrowed until text_symbolizer_free()
 * Absent     nothing is added to lines whose address nothing at hand knows
 * Source     scripts/decode_stacktrace.sh does the like for x86
 */
#pragma once

#include "analyzer/symbols/resolve.h"
#include "parsers/base/sbuf.h"

struct text_symbolizer;

struct text_symbolize_options {
	struct resolver *resolver;
	const char *release;  /**< of the kernel, whatever the text says; NULL: what it says */
	const char *build_id; /**< of the kernel, hex; NULL */
	const struct symbol_list *kallsyms, *system_map; /**< NULL: none */
	bool no_inline;
	bool full_paths;
	bool columns; /**< file:line:column */
	bool explain; /**< say behind a frame how it is known, or why not */
};

struct text_symbolize_counts {
	uint64_t frames; /**< addresses of code that were seen */
	uint64_t lines;  /**< of them with file and line */
	uint64_t known;  /**< of them with less */
	uint64_t none;
};

struct text_symbolizer *text_symbolizer_new(const struct text_symbolize_options *o);
void text_symbolizer_free(struct text_symbolizer *t); /**< NULL is allowed */
DEFINE_CLEANUP(struct text_symbolizer, text_symbolizer_free);

/** Learn what @p line says of a boot that lines in front of it need too: KASLR's offset is printed
 *  when the kernel has died.  All lines, before the first text_symbolize(). */
void text_symbolize_foresee(struct text_symbolizer *t, struct slice line);

/** Append @p lines and what is added to them.  The more lines come together, the less often debug
 *  information is read; a last one without LF gets none. */
void text_symbolize(struct text_symbolizer *t, struct slice lines, struct sbuf *out);

const struct text_symbolize_counts *text_symbolizer_counts(const struct text_symbolizer *t);
/** Why files at hand were not used, in the order of the text, each once; p NULL at the end. */
struct slice text_symbolizer_note(const struct text_symbolizer *t, size_t i);
