// SPDX-License-Identifier: Apache-2.0
/* This program looks up its own functions: their lines are known from __LINE__. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <inttypes.h>

#include "analyzer/symbols/debug_file.h"

#define OWN __FILE__

int marked_function(int x);
static int marked_line;

// clang-format off
__attribute__((noinline)) int marked_function(int x) { marked_line = __LINE__; return x * 3; }
// clang-format on

/* A function with a size, with a label inside and one behind: as assembler code has them. */
__asm__(".text\n"
        ".type probe_sized, %function\n"
        "probe_sized: .skip 8\n"
        "probe_inside: .skip 8\n"
        ".size probe_sized, .-probe_sized\n"
        "probe_behind: .skip 8\n"
        ".type probe_small, %function\n"
        "probe_small: .skip 4\n"
        ".size probe_small, .-probe_small\n"
        ".skip 4\n"
        ".type probe_end, %function\n"
        "probe_end: .skip 4\n"
        ".size probe_end, .-probe_end\n");

static struct debug_file *open_self(void)
{
	struct debug_file *df = NULL;

	assert_null(debug_file_open("/proc/self/exe", NULL, &df));
	return df;
}

static void test_function_found_by_name_has_its_line(void **state)
{
	_cleanup_(debug_file_freep) struct debug_file *df = open_self();
	struct arena arena = { 0 };
	struct symbol *found = NULL;

	(void)state;
	assert_int_equal(marked_function(2), 6);
	assert_int_equal(
		debug_file_find_symbols(df, S("marked_function"), SYMBOL_EXACT, &arena, &found), 1);
	assert_true(found[0].size > 0 && found[0].is_function);
	struct debug_query q = { .addr = found[0].addr };
	debug_file_lookup(df, &q, &arena);
	struct symbol own;
	assert_true(debug_file_symbol_at(df, q.addr, &own));
	assert_true(slice_is(own.name, "marked_function"));
	assert_int_equal(own.addr, found[0].addr);
	assert_int_equal(q.n_places, 1);
	assert_true(slice_is(q.places[0].function, "marked_function"));
	if (!debug_file_info(df)->has_dwarf)
		skip();
	assert_int_equal(q.knowledge, KNOWLEDGE_LINE);
	assert_int_equal(q.places[0].line, marked_line);
	assert_true(slice_ends(q.places[0].file, slice_str(OWN)));
	arena_deinit(&arena);
}

/** Where this program's own code lies, as the kernel tells it: what reports and core files have. */
static void test_mapped_code_is_found_by_file_offset(void **state)
{
	_cleanup_(debug_file_freep) struct debug_file *df = open_self();
	_cleanup_fclose_ FILE *maps = fopen("/proc/self/maps", "r");
	uint64_t want = (uintptr_t)marked_function, begin, end, offset;
	struct arena arena = { 0 };
	char line[4096];
	bool seen = false;

	(void)state;
	assert_non_null(maps);
	while (!seen && fgets(line, sizeof(line), maps)) {
		seen = sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64, &begin, &end,
		              &offset) == 3 &&
		       want >= begin && want < end;
	}
	assert_true(seen);
	struct debug_query q = { .addr = 0 };
	assert_true(debug_file_addr_of_offset(df, want - begin + offset, &q.addr));
	debug_file_lookup(df, &q, &arena);
	struct symbol own;
	assert_true(debug_file_symbol_at(df, q.addr, &own));
	assert_true(slice_is(own.name, "marked_function"));
	assert_int_equal(own.addr, q.addr);
	assert_false(debug_file_addr_of_offset(df, UINT64_MAX, &q.addr));
	arena_deinit(&arena);
}

/** A file as `eu-strip --strip-sections` leaves it still tells where its code is. */
static void test_file_without_section_headers(void **state)
{
	static const char name[] = "no-sections";
	_cleanup_(debug_file_freep) struct debug_file *whole = open_self(), *df = NULL;
	_cleanup_fclose_ FILE *in = fopen("/proc/self/exe", "rb"), *out = fopen(name, "wb");
	struct debug_query q = { .addr = 0 };
	struct arena arena = { 0 };
	struct symbol *found;
	char buf[4096];

	(void)state;
	if (!debug_file_info(whole)->is_64bit)
		skip();
	assert_non_null(in);
	assert_non_null(out);
	for (size_t n, first = 1; (n = fread(buf, 1, sizeof(buf), in)); first = 0) {
		if (first) {
			memset(buf + 0x28, 0, 8); // e_shoff
			memset(buf + 0x3a, 0, 6); // e_shentsize, e_shnum, e_shstrndx
		}
		assert_int_equal(fwrite(buf, 1, n, out), n);
	}
	fflush(out);
	assert_null(debug_file_open(name, NULL, &df));
	assert_int_equal(
		debug_file_find_symbols(whole, S("marked_function"), SYMBOL_EXACT, &arena, &found),
		1);
	const struct debug_info *info = debug_file_info(df);
	assert_true(found[0].addr >= info->text_begin && found[0].addr < info->text_end);
	assert_string_equal(info->build_id, debug_file_info(whole)->build_id);
	q.addr = found[0].addr;
	debug_file_lookup(df, &q, &arena);
	assert_int_equal(q.knowledge, KNOWLEDGE_NONE);
	arena_deinit(&arena);
	remove(name);
}

static void test_names_are_found_by_scan_and_by_hash(void **state)
{
	_cleanup_(debug_file_freep) struct debug_file *df = open_self();
	struct arena arena = { 0 };
	struct symbol *found;

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_int_equal(debug_file_find_symbols(df, S("marked_function"), SYMBOL_EXACT,
		                                         &arena, &found),
		                 1);
		assert_int_equal(debug_file_find_symbols(df, S("marked_function.isra.0"),
		                                         SYMBOL_VARIANTS, &arena, &found),
		                 1);
		assert_int_equal(debug_file_find_symbols(df, S("marked_function.isra.0"),
		                                         SYMBOL_EXACT, &arena, &found),
		                 0);
		assert_int_equal(
			debug_file_find_symbols(df, S("marked_line"), SYMBOL_EXACT, &arena, &found),
			0);
		assert_int_equal(
			debug_file_find_symbols(df, S("marked_line"), SYMBOL_DATA, &arena, &found),
			1);
		assert_int_equal(
			debug_file_find_symbols(df, S("marked"), SYMBOL_VARIANTS, &arena, &found),
			0);
		assert_int_equal(
			debug_file_find_symbols(df, S(""), SYMBOL_VARIANTS, &arena, &found), 0);
	}
	arena_deinit(&arena);
}

static void test_labels_name_what_no_function_covers(void **state)
{
	_cleanup_(debug_file_freep) struct debug_file *df = open_self();
	struct arena arena = { 0 };
	struct symbol *found = NULL, at;
	static const struct {
		uint64_t off;
		const char *name; /* NULL: in no symbol */
	} rows[] = { { 0, "probe_sized" },  { 7, "probe_sized" },   { 8, "probe_sized" },
		     { 15, "probe_sized" }, { 16, "probe_behind" }, { 23, "probe_behind" },
		     { 24, "probe_small" }, { 27, "probe_small" },  { 28, NULL },
		     { 31, NULL },          { 32, "probe_end" } };

	(void)state;
	assert_int_equal(
		debug_file_find_symbols(df, S("probe_sized"), SYMBOL_EXACT, &arena, &found), 1);
	uint64_t base = found[0].addr;
	// Twice: the first look-ups read the whole table, later ones a sorted copy.
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
			bool known = debug_file_symbol_at(df, base + rows[i].off, &at);
			assert_int_equal(known, rows[i].name != NULL);
			if (known)
				assert_true(slice_eq(at.name, slice_str(rows[i].name)));
		}
	}
	assert_int_equal(
		debug_file_find_symbols(df, S("probe_behind"), SYMBOL_EXACT, &arena, &found), 1);
	assert_int_equal(found[0].size, 8);
	arena_deinit(&arena);
}

static void test_address_outside_is_not_known(void **state)
{
	_cleanup_(debug_file_freep) struct debug_file *df = open_self();
	struct arena arena = { 0 };
	struct debug_query q[] = { { .addr = 0 },
		                   { .addr = UINT64_MAX },
		                   { .addr = debug_file_info(df)->text_end + 4096 } };

	(void)state;
	debug_file_lookup_all(df, q, 3, &arena);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(q[i].n_places, 0);
		assert_int_equal(q[i].knowledge, KNOWLEDGE_NONE);
	}
	arena_deinit(&arena);
}

static void test_base_names(void **state)
{
	static const char *const rows[][2] = {
		{ "foo", "foo" },
		{ "foo.isra.0", "foo" },
		{ "foo.constprop.0.isra.12", "foo" },
		{ "foo.part.0.cold", "foo" },
		{ "foo.cold.3", "foo" },
		{ "foo.llvm.8921437651234", "foo" },
		{ "foo.1", "foo.1" }, // a static variable's number, or a user's own
		{ "cold", "cold" },   // nothing in front of the suffix
		{ ".cold", ".cold" },
		{ "foo.coldest", "foo.coldest" },
		{ "foo.lto_priv.0", "foo" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_true(
			slice_eq(symbol_base_name(slice_str(rows[i][0])), slice_str(rows[i][1])));
}

static void test_knowledge_names(void **state)
{
	(void)state;
	assert_string_equal(knowledge_name(KNOWLEDGE_LINE), "line");
	assert_string_equal(knowledge_name((enum knowledge)9999), "none");
	assert_int_equal(knowledge_find(S("symtab")), KNOWLEDGE_SYMTAB);
	assert_int_equal(knowledge_find(S("nonsense")), KNOWLEDGE_NONE);
}

static void test_files_that_are_none(void **state)
{
	struct debug_file *df = NULL;
	struct err *e = debug_file_open("/nonexistent", NULL, &df);

	(void)state;
	assert_non_null(e);
	assert_int_equal(e->code, ERR_IO);
	err_free(e);
	e = debug_file_open(SOURCE_DIR "/LICENSE", NULL, &df);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_FORMAT);
	err_free(e);
	e = debug_file_open("/", NULL, &df);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_FORMAT);
	err_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_function_found_by_name_has_its_line),
		cmocka_unit_test(test_mapped_code_is_found_by_file_offset),
		cmocka_unit_test(test_file_without_section_headers),
		cmocka_unit_test(test_names_are_found_by_scan_and_by_hash),
		cmocka_unit_test(test_labels_name_what_no_function_covers),
		cmocka_unit_test(test_address_outside_is_not_known),
		cmocka_unit_test(test_base_names),
		cmocka_unit_test(test_knowledge_names),
		cmocka_unit_test(test_files_that_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
