// SPDX-License-Identifier: Apache-2.0
/* Functions that call one another in ways that differ in how their frames are found; PREFIX(x) names them. */
#include <alloca.h>
#include <string.h>

#define PASTE(a, b)  a##b
#define JOIN(a, b)   PASTE(a, b)
#define PREFIX(name) JOIN(VARIANT, name)

typedef int (*call_fn)(int);

int PREFIX(_plain)(call_fn fn, int n);
int PREFIX(_saves)(call_fn fn, int n, int a, int b, int c, int d);
int PREFIX(_grows)(call_fn fn, int n);
int PREFIX(_chain)(call_fn fn, int n);

__attribute__((noinline)) int PREFIX(_plain)(call_fn fn, int n)
{
	volatile char room[200];

	room[n] = 1;
	return fn(n) + room[n];
}

/* Registers that it must keep are in use across the call. */
__attribute__((noinline)) int PREFIX(_saves)(call_fn fn, int n, int a, int b, int c, int d)
{
	int r = PREFIX(_plain)(fn, n);

	return r + a * b + c * d + n;
}

/* The frame's size is not known to the compiler. */
__attribute__((noinline)) int PREFIX(_grows)(call_fn fn, int n)
{
	char *p = alloca((size_t)n * 16 + 16);

	memset(p, n, (size_t)n * 16 + 16);
	return PREFIX(_saves)(fn, n, n, n + 1, n + 2, n + 3) + p[n];
}

__attribute__((noinline)) int PREFIX(_chain)(call_fn fn, int n)
{
	return PREFIX(_grows)(fn, n) + 1;
}
