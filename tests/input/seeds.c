// SPDX-License-Identifier: Apache-2.0
// Writes one small file of each kind of container, and of some nested ones, to the folder given.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "tests/input/made.h"

static const char *const filters[] = { "none", "gzip", "xz", "zstd", "bzip2", "lz4", "lzip" };
static const char *const formats[] = {
	"raw", "ustar", "pax", "gnutar", "newc", "odc", "zip", "ar"
};

static void put(const char *folder, const char *name, struct sbuf *content)
{
	free(made_file(folder, name, sbuf_slice(content)));
	sbuf_deinit(content);
}

int main(int argc, char **argv)
{
	struct sbuf text = made_lines(3000), name = { 0 };

	if (argc != 2)
		return 2;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		for (size_t k = 0; k < sizeof(filters) / sizeof(*filters); k++) {
			bool raw = strcmp(formats[i], "raw") == 0;
			const struct made_member members[] = {
				{ "a.log", sbuf_slice(&text) },
				{ raw ? NULL : "b", S("x\n") },
				{ 0 },
			};
			struct sbuf file = made_archive(formats[i], filters[k], members);
			const struct made_member outer[] = { { "in", sbuf_slice(&file) }, { 0 } };
			struct sbuf nested = made_archive("newc", "none", outer);

			sbuf_reset(&name);
			sbuf_printf(&name, "%s.%s", formats[i], filters[k]);
			put(argv[1], name.p, &file);
			sbuf_puts(&name, ".nested");
			put(argv[1], name.p, &nested);
		}
	}
	struct sbuf done = { 0 };
	sbuf_puts(&done, "done\n");
	put(argv[1], "done", &done);
	sbuf_deinit(&text);
	sbuf_deinit(&name);
	return 0;
}
