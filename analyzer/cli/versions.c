// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/versions.h"

#include "parsers/base/archive_lib.h"
#include <histedit.h>
#include <jansson.h>
#include <openssl/crypto.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <sqlite3.h>

void versions_print(struct sbuf *out)
{
	char pcre2[64] = "?";

	pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
	sbuf_puts(out, "crashql " CRASHQL_VERSION "\n");
	sbuf_printf(out, "SQLite %s\n", sqlite3_libversion());
	sbuf_printf(out, "PCRE2 %s\n", pcre2);
	if (archive_lib())
		sbuf_printf(out, "%s\n", archive_lib()->archive_version_details());
	sbuf_printf(out, "jansson %s\n", JANSSON_VERSION);
	sbuf_printf(out, "%s\n", OpenSSL_version(OPENSSL_VERSION));
	sbuf_printf(out, "libedit %d.%d\n", LIBEDIT_MAJOR, LIBEDIT_MINOR);
}
