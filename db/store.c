// SPDX-License-Identifier: Apache-2.0
#include "db/store.h"

sqlite3 *store_db(struct store *s)
{
	(void)s;
	return NULL;
}
