// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debuginfod.h"

#include "parsers/base/cleanup.h"
#include "parsers/base/lazy_lib.h"
#include <dlfcn.h>
#include <errno.h>
#include <string.h>

typedef int find_fn(void *client, const unsigned char *build_id, int n, char **path);

/** The calls of libdebuginfod.so.1 that are needed, as elfutils/debuginfod.h declares them. */
struct client_lib {
	void *(*begin)(void);
	find_fn *find_debuginfo, *find_executable;
	void (*end)(void *client);
};

static struct err *load_client(struct client_lib *lib)
{
	const struct lazy_call calls[] = {
		{ "debuginfod_begin", (void **)&lib->begin },
		{ "debuginfod_find_debuginfo", (void **)&lib->find_debuginfo },
		{ "debuginfod_find_executable", (void **)&lib->find_executable },
		{ "debuginfod_end", (void **)&lib->end },
	};

	if (!lazy_lib_load("libdebuginfod.so.1", calls, sizeof(calls) / sizeof(*calls)))
		return err_new(ERR_UNSUPPORTED, 0, "%s (package libdebuginfod1)", dlerror());
	return NULL;
}

struct err *debuginfod_fetch(const char *build_id, char **ret_path)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	struct client_lib lib;
	struct err *e = load_client(&lib);

	if (e)
		return e;
	if (!urls || !urls[strspn(urls, " ")])
		return err_new(ERR_USAGE, 0, "debuginfod: $DEBUGINFOD_URLS names no server");
	setenv("DEBUGINFOD_TIMEOUT", DEBUGINFOD_TIMEOUT_S, 0);
	void *client = lib.begin();
	if (!client)
		return err_new(ERR_IO, ENOMEM, "debuginfod");
	// A length of 0: the build-id is hex text.
	const unsigned char *id = (const unsigned char *)build_id;
	int fd = lib.find_debuginfo(client, id, 0, ret_path);
	if (fd == -ENOENT)
		fd = lib.find_executable(client, id, 0, ret_path);
	lib.end(client);
	if (fd == -ENOENT)
		return err_new(ERR_IO, ENOENT, "debuginfod: %s", build_id);
	if (fd < 0)
		return err_new(ERR_IO, -fd, "debuginfod: no answer from %s", urls);
	close(fd);
	return NULL;
}
