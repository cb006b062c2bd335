// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debuginfod.h"

#include "parsers/base/cleanup.h"
#include <dlfcn.h>
#include <errno.h>

/** The calls of libdebuginfod.so.1 that are needed, as elfutils/debuginfod.h declares them. */
struct client_lib {
	void *handle;
	void *(*begin)(void);
	int (*find_debuginfo)(void *client, const unsigned char *build_id, int n, char **path);
	void (*end)(void *client);
};

static struct err *load_client(struct client_lib *lib)
{
	lib->handle = dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!lib->handle)
		return err_new(ERR_UNSUPPORTED, 0, "%s (package libdebuginfod1)", dlerror());
	lib->begin = (void *(*)(void))dlsym(lib->handle, "debuginfod_begin");
	lib->find_debuginfo = (int (*)(void *, const unsigned char *, int, char **))dlsym(
		lib->handle, "debuginfod_find_debuginfo");
	lib->end = (void (*)(void *))dlsym(lib->handle, "debuginfod_end");
	if (!lib->begin || !lib->find_debuginfo || !lib->end)
		return err_new(ERR_UNSUPPORTED, 0, "libdebuginfod.so.1 lacks a call");
	return NULL;
}

struct err *debuginfod_fetch(const char *build_id, char **ret_path)
{
	struct client_lib lib = { .handle = NULL };
	struct err *e = load_client(&lib);

	if (e)
		return e;
	void *client = lib.begin();
	if (!client)
		return err_new(ERR_IO, ENOMEM, "debuginfod");
	// A length of 0: the build-id is hex text.
	int fd = lib.find_debuginfo(client, (const unsigned char *)build_id, 0, ret_path);
	lib.end(client);
	if (fd < 0)
		return err_new(ERR_IO, -fd, "debuginfod: %s", build_id);
	close(fd);
	return NULL;
}
