// SPDX-License-Identifier: Apache-2.0
/*
 * strict_dump FILE [DAMAGES [SEED [KIND]]]: damage a compressed dump in that many ways (default 1000), of the
 * kind of damage_names[] or of all of them in turn, and print each row that the whole dump does not have.
 * For use by hand on large dumps; test_sample_dump does the same with a small one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/vmcore/dump_compare.h"
#include "tests/vmcore/dump_damage.h"

static size_t check(struct dump_damage *d, const struct dump_compare *c, enum damage_kind kind)
{
	struct sbuf wrong = { 0 };
	struct dump_text t;
	char what[64];

	dump_damage_do(d, kind, what, sizeof(what));
	struct err *e = dump_text_read_fds(&d->fd, 1, &t);
	size_t n = e ? 0
	             : dump_compare(c, sbuf_slice(&t.rows),
	                            kind == DAMAGE_HEADER ? DUMP_COMPARE_HEADER : 0, &wrong);
	if (n)
		printf("-- %s: %zu rows\n%s", what, n, wrong.p);
	err_free(e);
	sbuf_deinit(&wrong);
	dump_text_deinit(&t);
	dump_damage_undo(d);
	return n;
}

int main(int argc, char **argv)
{
	unsigned long n = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000, bad = 0;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	int kind = DAMAGE_COUNT;
	struct dump_compare c;
	struct dump_damage d;
	struct dump_text whole;

	for (int i = 0; argc > 4 && i < DAMAGE_COUNT; i++)
		if (strcmp(argv[4], damage_names[i]) == 0)
			kind = i;
	struct err *e = argc < 2 ? err_new(ERR_USAGE, 0, "strict_dump FILE [DAMAGES [SEED [KIND]]]")
	                         : dump_damage_open(argv[1], seed ? seed : 1, &d);
	if (!e)
		e = dump_text_read(argv[1], &whole);
	if (e) {
		fprintf(stderr, "%s\n", e->msg);
		err_free(e);
		return 2;
	}
	dump_compare_init(&c, sbuf_slice(&whole.rows));
	for (unsigned long i = 0; i < n; i++)
		bad += check(&d, &c, kind < DAMAGE_COUNT ? kind : (int)(i % DAMAGE_COUNT)) != 0;
	printf("%lu of %lu damages gave rows that the whole dump does not have\n", bad, n);
	dump_compare_deinit(&c);
	dump_text_deinit(&whole);
	dump_damage_close(&d);
	return bad != 0;
}
