// SPDX-License-Identifier: Apache-2.0
/* A program to be looked up: functions inlined into one another, a cold part, one in a section of its own. */
#include "inline.h"

volatile int sink;
int table[64];
void fail(int x);
int outer(int n);
int other(const char *s);

__attribute__((noinline, cold)) void fail(int x)
{
	sink = x;
	__builtin_trap();
}

static inline __attribute__((always_inline)) int innermost(int x)
{
	if (__builtin_expect(x < 0, 0))
		fail(x);
	return x + table[x & 63];
}

static inline __attribute__((always_inline)) int middle(int x)
{
	int sum = 0;

	for (int i = 0; i < x; i++) {
		int step = innermost(i);
		sum += from_header(step);
	}
	return sum;
}

__attribute__((noinline)) int outer(int n)
{
	int a = middle(n);

	{
		int b = innermost(a);
		sink = b;
	}
	return a + middle(n + 1);
}

__attribute__((noinline, section(".text.other"))) int other(const char *s)
{
	int n = 0;

	while (*s++)
		n = from_header(n) + innermost(n);
	return n;
}

static __attribute__((noinline)) int takes_struct(const int *p, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += p[i] * (i + 1);
	return sum;
}

int main(int argc, char **argv)
{
#ifndef NO_NESTED
	int nested(int k)
	{
		return middle(k) + argc;
	}
	argc += nested(argc);
#endif
	for (int i = 0; i < argc; i++)
		table[i & 63] = other(argv[i]);
	return outer(argc) + takes_struct(table, argc);
}
