// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Scope guards and the allocation policy.
 *
 * Declare an owner with its guard and NULL (or -1), at the point of first use:
 *
 *     _cleanup_(input_freep) struct input *in = NULL;
 *
 * Hand it on with take(): `*ret = take(in);`.  A function that uses a guard has no `goto`.
 *
 * No memory means exit: xmalloc() and its like never return NULL.  In return every size that comes
 * from input is checked against parsers/limits.h before it is allocated.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(fn)    __attribute__((__cleanup__(fn)))
#define _cleanup_free_   _cleanup_(freep)
#define _cleanup_fclose_ _cleanup_(fclosep)
#define _cleanup_close_  _cleanup_(closep)

/** Move a pointer out of its guarded variable. */
#define take(p)                            \
	({                                 \
		__typeof__(p) take_ = (p); \
		(p) = NULL;                \
		take_;                     \
	})

/** Move a file descriptor out of its guarded variable. */
#define take_fd(fd)           \
	({                    \
		int fd_ = fd; \
		(fd) = -1;    \
		fd_;          \
	})

/** Define `NAMEp()` for _cleanup_() from a free function which accepts NULL. */
#define DEFINE_CLEANUP(type, fn)           \
	static inline void fn##p(type **p) \
	{                                  \
		fn(*p);                    \
	}                                  \
	struct dangling_semicolon

static inline void freep(void *p)
{
	free(*(void **)p);
}

static inline void fclosep(FILE **f)
{
	if (*f)
		fclose(*f);
}

static inline void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xmemdup0(const char *p, size_t n); /**< copy of n bytes, plus a NUL */
