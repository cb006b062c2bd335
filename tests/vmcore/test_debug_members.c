// SPDX-License-Identifier: Apache-2.0
/*
 * Every member of members.def lies where BTF says, when DWARF is asked: of the kernel of a dump of the corpus,
 * whose debug file is in the standard place (Debian package linux-image-RELEASE-dbg).  Skipped without them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "analyzer/symbols/debug_file.h"
#include "parsers/vmcore/kernel.h"

#define DUMP SOURCE_DIR "/../shared/corpus/vmcore/nullp.c31"

static const struct {
	const char *type, *path;
} rows[] = {
#define MEMBER(id, type, path) { type, path },
#include "parsers/vmcore/members.def"
#undef MEMBER
};

static char vmlinux[256];

static bool add_type(void *ctx, struct btf *btf, const char *name)
{
	return debug_file_add_type(ctx, btf, name);
}

static void same(const char *type, const char *path, bool in_btf, const struct member *btf,
                 bool in_dwarf, const struct member *dwarf)
{
	if (in_btf != in_dwarf)
		fail_msg("%s.%s: BTF %d, DWARF %d", type, path, in_btf, in_dwarf);
	if (!in_btf)
		return;
	if (btf->off != dwarf->off || btf->size != dwarf->size ||
	    btf->elem_size != dwarf->elem_size || btf->bit_off != dwarf->bit_off ||
	    btf->bits != dwarf->bits || btf->is_signed != dwarf->is_signed)
		fail_msg("%s.%s: BTF %u+%u bit %u+%u, DWARF %u+%u bit %u+%u", type, path, btf->off,
		         btf->size, btf->bit_off, btf->bits, dwarf->off, dwarf->size,
		         dwarf->bit_off, dwarf->bits);
}

static void members_are_those_of_btf(void **state)
{
	struct debug_file *df = NULL;
	struct image *img = NULL;
	struct kernel k, other;
	struct member a, b;
	size_t n = 0;

	(void)state;
	assert_null(image_open(open(DUMP, O_RDONLY | O_CLOEXEC), DUMP, &img));
	assert_null(debug_file_open(vmlinux, NULL, &df));
	const struct dump_debug debug = { .ctx = df, .add_type = add_type };
	kernel_init(&k, img);
	assert_int_equal(k.level, KERNEL_TYPES);
	other = k;
	other.module_types = NULL;
	assert_true(types_new_debug(&debug, true, &other.types));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strchr(rows[i].type, '@')) // of a module, whose file is another
			continue;
		bool in_btf = kernel_find_member(&k, rows[i].type, rows[i].path, &a);
		bool in_dwarf = kernel_find_member(&other, rows[i].type, rows[i].path, &b);
		same(rows[i].type, rows[i].path, in_btf, &a, in_dwarf, &b);
		n += in_btf;
	}
	assert_true(n > 200);
	types_free(other.types);
	kernel_deinit(&k);
	debug_file_free(df);
	image_free(img);
}

/** Where the debug file of the dump's kernel would be. */
static bool find_vmlinux(void)
{
	struct image *img = NULL;
	struct slice release;
	int fd = open(DUMP, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	struct err *e = image_open(fd, DUMP, &img);
	if (e) {
		err_free(e);
		return false;
	}
	if (vmcoreinfo_text(image_vmcoreinfo(img), "OSRELEASE", &release))
		snprintf(vmlinux, sizeof(vmlinux), "/usr/lib/debug/boot/vmlinux-" SLICE_FMT,
		         SLICE_ARG(release));
	image_free(img);
	return *vmlinux && access(vmlinux, R_OK) == 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(members_are_those_of_btf) };

	if (!find_vmlinux()) {
		printf("skipped: no %s, or no %s\n", DUMP, *vmlinux ? vmlinux : "vmlinux of it");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
