// SPDX-License-Identifier: Apache-2.0
#include "analyzer/groups/derive.h"

void derive_fault(const struct fault *f, struct arena *arena, struct derived *ret)
{
	(void)arena;
	*ret = (struct derived){ .title = f->message, .severity = 4 };
}
