// SPDX-License-Identifier: Apache-2.0
/*
 * addr2place [-1] [-d FOLDER]... FILE < ADDRESSES
 *
 * For each address of standard input what debug_file_lookup_all() finds, as llvm-symbolizer prints it:
 * function and file:line:column of each place, innermost first, an empty line behind.  For comparisons with
 * other tools and for the bench.  An address is hexadecimal, or `name+0x12` of a function, or
 * `(.text)+0x12` of a section, as eu-addr2line takes them.  -1: look up each address on its own;
 * -d: search this folder for separate debug files.
 */
#include "analyzer/symbols/debug_file.h"
#include <elf.h>
#include <inttypes.h>

static void print_query(const struct debug_query *q)
{
	for (size_t i = 0; i < q->n_places; i++) {
		const struct place *p = &q->places[i];
		if (p->function.p)
			printf(SLICE_FMT "\n", SLICE_ARG(p->function));
		else
			puts("??");
		if (p->file.p)
			printf(SLICE_FMT, SLICE_ARG(p->file));
		else
			fputs("??", stdout);
		printf(":%" PRIu32 ":%" PRIu32 "\n", p->line, p->column);
	}
	if (!q->n_places)
		puts("??\n??:0:0");
	putchar('\n');
}

static uint64_t read_addr(struct debug_file *df, char *text)
{
	char *plus = strchr(text, '+');
	struct arena arena = { 0 };
	struct symbol *found = NULL;
	uint64_t base = 0, size;

	if (!plus)
		return strtoull(text, NULL, 16);
	*plus = '\0';
	if (text[0] == '(') {
		text[strcspn(text, ")")] = '\0';
		if (!debug_file_section_find(df, text + 1, &base, &size))
			return 0;
	} else {
		if (!debug_file_find_symbols(df, slice_str(text), SYMBOL_EXACT, &arena, &found))
			return 0;
		base = found[0].addr;
		arena_deinit(&arena);
	}
	return base + strtoull(plus + 1, NULL, 16);
}

static size_t read_queries(struct debug_file *df, struct arena *arena, struct debug_query **ret)
{
	char line[1024];
	size_t n = 0;

	while (fgets(line, sizeof(line), stdin)) {
		struct debug_query q = { .addr = read_addr(df, line) };
		arena_push(arena, ret, &n, &q);
	}
	return n;
}

int main(int argc, char **argv)
{
	const char *dirs[16] = { NULL };
	struct debug_options options = { .debug_dirs = dirs };
	_cleanup_(debug_file_freep) struct debug_file *df = NULL;
	_cleanup_(err_freep) struct err *e = NULL;
	struct arena arena = { 0 };
	struct debug_query *queries = NULL;
	bool single = false;
	size_t n_dirs = 0;

	for (int opt; (opt = getopt(argc, argv, "1d:")) != -1;) {
		single = single || opt == '1';
		if (opt == 'd' && n_dirs < 15)
			dirs[n_dirs++] = optarg;
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "usage: addr2place [-1] [-d FOLDER]... FILE < ADDRESSES\n");
		return 2;
	}
	e = debug_file_open(argv[optind], n_dirs ? &options : NULL, &df);
	if (e) {
		fprintf(stderr, "addr2place: %s\n", e->msg);
		return 1;
	}
	size_t n = read_queries(df, &arena, &queries);
	if (!single)
		debug_file_lookup_all(df, queries, n, &arena);
	for (size_t i = 0; i < n; i++) {
		if (single)
			debug_file_lookup(df, &queries[i], &arena);
		print_query(&queries[i]);
	}
	arena_deinit(&arena);
	return 0;
}
