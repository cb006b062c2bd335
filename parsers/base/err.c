// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/err.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "parsers/base/cleanup.h"

_Noreturn void die_oom(void)
{
	fputs("crashql: out of memory\n", stderr);
	exit(3);
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		die_oom();
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);
	if (!p)
		die_oom();
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		die_oom();
	return p;
}

void *xreallocarray(void *old, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		die_oom();
	return xrealloc(old, bytes);
}

char *xmemdup0(const char *p, size_t n)
{
	char *s = xmalloc(n + 1);
	if (n)
		memcpy(s, p, n);
	s[n] = '\0';
	return s;
}

char *xstrdup(const char *s)
{
	return xmemdup0(s, strlen(s));
}

static printf_like(4, 0) struct err *err_vnew(enum err_code code, int sys, const char *tail,
                                              const char *fmt, va_list ap)
{
	_cleanup_free_ char *head = NULL;
	if (vasprintf(&head, fmt, ap) < 0)
		die_oom();

	size_t size = strlen(head) + (tail ? strlen(": ") + strlen(tail) : 0) + 1;
	struct err *e = xmalloc(offsetof(struct err, msg) + size);
	e->code = code;
	e->sys = sys;
	snprintf(e->msg, size, "%s%s%s", head, tail ? ": " : "", tail ? tail : "");
	return e;
}

struct err *err_new(enum err_code code, int sys, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *tail = code == ERR_IO && sys ? strerror(sys) : NULL;
	struct err *e = err_vnew(code, sys, tail, fmt, ap);
	va_end(ap);
	return e;
}

struct err *err_wrap(struct err *inner, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct err *e = err_vnew(inner->code, inner->sys, inner->msg, fmt, ap);
	va_end(ap);
	err_free(inner);
	return e;
}

bool err_catch(struct err **e, enum err_code code)
{
	if (!*e || (*e)->code != code)
		return false;
	err_free(*e);
	*e = NULL;
	return true;
}

void err_free(struct err *e)
{
	free(e);
}
