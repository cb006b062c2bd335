// SPDX-License-Identifier: Apache-2.0
/* dump_store FILE: what dump.h says, on standard output; for tests that compare stores. */
#include <stdio.h>

#include "db/store.h"
#include "tests/db/dump.h"

int main(int argc, char **argv)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct sbuf out = { 0 };

	if (argc != 2)
		return 2;
	struct err *e = store_open(argv[1], STORE_READ, &s);
	if (e) {
		fprintf(stderr, "dump_store: %s\n", e->msg);
		err_free(e);
		return 1;
	}
	dump_store(store_db(s), &out);
	fwrite(out.p, 1, out.n, stdout);
	sbuf_deinit(&out);
	return 0;
}
