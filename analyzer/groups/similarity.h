// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Similarity: how much two stacks are alike, from 0 (no function in common) to 1 (the same).
 *
 * Functions of equal name are aligned from the innermost out, the first of the one stack with the first
 * of the other, and so on.  A function weighs the more the nearer it is to the fault, and the rarer it
 * is in the store:
 *
 *     weight(i, f) = (1 + i)^-ALPHA * exp(-BETA * n(f) / (n + PRIOR))
 *     similarity   = 2 * sum of min(weight in a, weight in b) of aligned functions
 *                    / (sum of weights of a + sum of weights of b)
 *
 * i: place in the stack, from 0; n(f): stacks of the store that hold f, of n in all.  PRIOR keeps the
 * weights of a small store near one another.  A function that calls itself counts once.
 *
 * Shape      a stack is a list of functions, innermost first, as frames_parse() or signature.h makes it
 * Cost       linear in the frames of both
 * Limits     SIMILARITY_FRAMES: what is further out does not count
 * Source     alignment without dynamic programming as in FaST (Remil et al., 2022), position weights as
 *            in the position dependent model of ReBucket (Dang et al., ICSE 2012)
 */
#pragma once

#include "parsers/base/arena.h"

/** Frames of a stack that count. */
#define SIMILARITY_FRAMES 64

/** A stack as a list of functions without suffixes, innermost first. */
struct frames {
	const struct slice *functions;
	size_t n;
};

/** In how many stacks of a collection each function is. */
struct frame_counts;

struct frame_counts *frame_counts_new(void);
void frame_counts_free(struct frame_counts *c); /**< NULL is allowed */
/** One more stack; names are copied.  The frames of one past SIMILARITY_FRAMES are not counted. */
void frame_counts_add(struct frame_counts *c, struct frames stack);
uint64_t frame_counts_stacks(const struct frame_counts *c);
uint64_t frame_counts_of(const struct frame_counts *c, struct slice function);

/** A stack that is to be compared often: what its functions weigh is found out once. */
struct weighed {
	struct slice *functions; /**< recursion is one */
	uint32_t *hashes;        /**< of their names */
	double *weights;
	size_t n;
	double sum; /**< of the weights */
};

/** @p counts: NULL: all functions are equally rare.  @p ret is in @p arena. */
void stack_weigh(struct frames stack, const struct frame_counts *counts, struct arena *arena,
                 struct weighed *ret);
/** 0 when one of them has no frame; symmetric. */
double weighed_similarity(const struct weighed *a, const struct weighed *b);

/** @p counts: NULL: all functions are equally rare.  0 when one of them has no frame; symmetric. */
double stack_similarity(struct frames a, struct frames b, const struct frame_counts *counts);

/** Longest text that frames_parse() looks at. */
#define FRAMES_TEXT_BYTES ((size_t)1 << 20)

/**
 * Functions of a text: one a line, or separated by `|`, `;`, `,` or ` < ` (the text of the signature
 * `stack`).  Each may be as a log prints it: `[<ffffffff8103f29a>] ? foo.isra.0+0x12/0x34 [mod]`
 * is foo.  Views of @p text, or in @p arena.
 */
struct frames frames_parse(struct slice text, struct arena *arena);
/** The same of what signature.h made: whole names between ` < `.  Views of @p text. */
struct frames frames_split(struct slice text, struct arena *arena);
