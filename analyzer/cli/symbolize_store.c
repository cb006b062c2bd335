// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/symbolize_store.h"

#include "analyzer/cli/symbolize.h"

struct err *symbolize_store_file(struct cli *cli, const struct symbolize_config *c)
{
	_cleanup_(store_freep) struct store *store = NULL;
	_cleanup_(resolver_freep) struct resolver *r = NULL;
	struct symbolize_counts n = { 0 };

	struct err *e = cli_open_store(cli, STORE_WRITE, &store);
	if (e)
		return e;
	r = symbols_resolver(&c->symbols);
	e = symbolize_store(store, r, c->again, &n);
	if (e)
		return e;
	message_note(cli, "%llu frame%s: %llu with file and line, %llu with less, %llu unknown",
	             (unsigned long long)n.frames, n.frames == 1 ? "" : "s",
	             (unsigned long long)n.lines, (unsigned long long)n.known,
	             (unsigned long long)n.none);
	if (c->verbose)
		message_note(cli, "%llu address%s looked up in debug information",
		             (unsigned long long)n.lookups, n.lookups == 1 ? "" : "es");
	symbols_tell(cli, resolver_servers_error(r));
	if (n.none)
		message_note(cli, "`crashql debuginfo` tells what is missing");
	return NULL;
}
