// SPDX-License-Identifier: Apache-2.0
/** @file Structures with all that those of a kernel have: what is expected of them the compiler says. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct list_head {
	struct list_head *next, *prev;
};

typedef struct {
	int counter;
} atomic_t;

typedef volatile const long odd_t;

enum state {
	STATE_NONE = -2,
	STATE_SOME = 1,
	STATE_MANY = 0x70000000,
};

enum large {
	LARGE_ONE = 1,
	LARGE_MOST = INT64_MAX,
};

struct orc_entry {
	int16_t sp_offset, bp_offset;
	unsigned sp_reg : 4;
	unsigned bp_reg : 4;
	unsigned type : 3;
	unsigned signal : 1;
} __attribute__((packed));

union both {
	unsigned char bytes[6];
	struct {
		uint16_t low;
		uint32_t high;
	} __attribute__((packed));
};

struct forward;

struct task_struct {
	odd_t state;
	struct list_head tasks;
	union {
		struct {
			char comm[16];
			uint64_t grid[3][5];
		};
		void *raw;
	};
	struct forward *unknown;
	int (*fn)(struct task_struct *, int);
	bool flag;
	signed char small;
	unsigned exit : 1;
	int level : 5;
	uint64_t wide : 33;
	enum state how;
	enum large large;
	union both both;
	atomic_t usage;
	struct orc_entry orc[2];
	double load;
	struct {
		struct {
			short in;
		} deep[4];
	} named;
	char tail[];
};

typedef struct task_struct task_t;
