// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Errors that stop an operation.
 *
 * A function that can fail returns `struct err *`: NULL is success, anything else is one owned
 * object which the caller returns, wraps, or ends with err_free().  Results go through `ret`
 * parameters, written on success only.
 *
 * Damaged *input* is not an error.  It is the normal case here, and goes to diag_add() with the
 * offset where it was seen; the parse goes on.  Out of memory is not an error either: see die_oom().
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>

#define must_use               __attribute__((__warn_unused_result__))
#define printf_like(fmt, args) __attribute__((__format__(__printf__, fmt, args)))

/** What a caller may decide on; the text is for people.  main.c maps each to an exit status. */
enum err_code {
	ERR_IO = 1,      /**< open/read/write failed; err.sys is errno */
	ERR_FORMAT,      /**< not a file of the format asked for, or cut before its header ends */
	ERR_LIMIT,       /**< input asks for more than limits.h allows */
	ERR_UNSUPPORTED, /**< valid, but this build or version cannot read it */
	ERR_DB,          /**< SQLite; err.sys is the extended result code */
	ERR_USAGE,       /**< the command line */
};

struct err {
	enum err_code code;
	int sys;    /**< errno or SQLite code, 0 if neither */
	char msg[]; /**< "outer: inner: innermost", no newline, no trailing dot */
};

must_use printf_like(3, 4) struct err *err_new(enum err_code code, int sys, const char *fmt, ...);

/** Prepend "text: " to @p e's message.  Takes @p e, returns its successor. */
must_use printf_like(2, 3) struct err *err_wrap(struct err *e, const char *fmt, ...);

/** Free @p e if its code is @p code, and say whether it was. @p *e becomes NULL then. */
bool err_catch(struct err **e, enum err_code code);

void err_free(struct err *e); /**< NULL is allowed */

static inline void err_freep(struct err **e)
{
	err_free(*e);
}

/** Print "crashql: out of memory" and exit; see the allocation policy in cleanup.h. */
_Noreturn void die_oom(void);
