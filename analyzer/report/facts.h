// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Facts of an example as labelled lines: `task`, `kworker/3:1 (pid 81) on CPU 3`.  Text and Markdown
 * print the same ones.
 */
#pragma once

#include "analyzer/report/report.h"

/** Call @p print for each; @p value is not escaped yet. */
void facts_each(const struct group_row *g,
                void (*print)(void *ctx, const char *label, struct slice value), void *ctx);

/** Does the stack say anything?  Not of an OOM event: whoever asked for memory last is not to blame. */
bool frames_tell(const struct group_row *g);

/** `foo_bar+0x12/0x40 [foo] drivers/foo.c:12`, as the kernel prints frames. */
void frame_spell(struct sbuf *out, const struct frame_row *f);
