// SPDX-License-Identifier: Apache-2.0
#include "parsers/lines/inner.h"

static const struct slice boot_literals[] = {
	S("Linux version "),
	S(" printk message"),
};

struct match *boots_literals(void)
{
	return match_new(boot_literals, sizeof(boot_literals) / sizeof(boot_literals[0]));
}

void boots_note(struct lines *l, struct record *r)
{
	(void)l;
	(void)r;
}
