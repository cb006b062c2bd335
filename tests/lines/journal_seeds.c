// SPDX-License-Identifier: Apache-2.0
/* Seeds for fuzz_journal: one journal of each kind, into the folder that is named. */
#include <stdio.h>

#include "parsers/base/cleanup.h"
#include "tests/lines/made_journal.h"

int main(int argc, char **argv)
{
	for (int i = 0; argc > 1 && i < 16; i++) {
		struct made_journal j = { .keyed = i & 1, .compact = i & 2, .codec = i >> 2 };
		struct sbuf path = { 0 };
		made_journal_begin(&j);
		made_journal_entry(&j, 0, S("Linux version 6.1.0 (a@b) #1 SMP"));
		made_journal_entry(&j, 1,
		                   S("a longer message, that is worth being compressed, as it is "
		                     "longer than eighty bytes, bytes, bytes, bytes"));
		made_journal_end(&j);
		sbuf_printf(&path, "%s/made-%d.journal", argv[1], i);
		_cleanup_fclose_ FILE *f = fopen(path.p, "w");
		if (!f || fwrite(j.bytes.p, 1, j.bytes.n, f) != j.bytes.n)
			return 1;
		sbuf_deinit(&path);
		sbuf_deinit(&j.bytes);
	}
	return 0;
}
