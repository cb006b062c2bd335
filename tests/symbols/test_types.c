// SPDX-License-Identifier: Apache-2.0
/*
 * Types out of DWARF: members lie where the compiler puts them.
 *
 * data/structs.c was compiled with several versions of DWARF; this program holds the same structures, and
 * its own file is one of those that are read.  Arguments: the files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/symbols/debug_file.h"
#include "parsers/vmcore/types.h"
#include "tests/symbols/data/structs.h"

static char **paths;
static int n_paths;

/* It is here for its debug information. */
extern const task_t test_task;
const task_t test_task = { .small = 1 };

static bool add_type(void *ctx, struct btf *btf, const char *name)
{
	return debug_file_add_type(ctx, btf, name);
}

struct opened {
	struct debug_file *file;
	struct dump_debug debug;
	struct types *types;
};

static void open_types(const char *path, struct opened *o)
{
	struct err *e = debug_file_open(path, NULL, &o->file);

	if (e)
		fail_msg("%s", e->msg);
	o->debug = (struct dump_debug){ .ctx = o->file, .add_type = add_type };
	if (!types_new_debug(&o->debug, true, &o->types))
		fail_msg("%s: no types", path);
}

static void close_types(struct opened *o)
{
	types_free(o->types);
	debug_file_free(o->file);
}

static void check(struct opened *o, const char *type, const char *path, size_t off, size_t size,
                  size_t elem_size)
{
	struct member m;

	if (!types_member(o->types, type, path, &m))
		fail_msg("no %s.%s", type, path);
	if (m.off != off || m.size != size || m.elem_size != elem_size || m.bits)
		fail_msg("%s.%s: %u+%u of %u, bits %u", type, path, m.off, m.size, m.elem_size,
		         m.bits);
}

#define CHECK(type, member)                                      \
	check(&o, #type, #member, offsetof(struct type, member), \
	      sizeof(((struct type *)0)->member), sizeof(((struct type *)0)->member))
#define CHECK_ARRAY(type, member, elem)                          \
	check(&o, #type, #member, offsetof(struct type, member), \
	      sizeof(((struct type *)0)->member), sizeof(((struct type *)0)->elem))

static void members_lie_where_the_compiler_puts_them(void **state)
{
	(void)state;
	for (int i = 0; i < n_paths; i++) {
		struct opened o;
		open_types(paths[i], &o);
		CHECK(task_struct, state);
		CHECK(task_struct, tasks);
		CHECK(task_struct, tasks.prev);
		CHECK_ARRAY(task_struct, comm, comm[0]);
		CHECK_ARRAY(task_struct, grid, grid[0][0]);
		CHECK(task_struct, raw);
		CHECK(task_struct, unknown);
		CHECK(task_struct, fn);
		CHECK(task_struct, flag);
		CHECK(task_struct, small);
		CHECK(task_struct, how);
		CHECK(task_struct, large);
		CHECK(task_struct, both.low);
		CHECK(task_struct, both.high);
		CHECK_ARRAY(task_struct, both.bytes, both.bytes[0]);
		CHECK(task_struct, usage.counter);
		CHECK_ARRAY(task_struct, orc, orc[0]);
		CHECK(task_struct, load);
		CHECK_ARRAY(task_struct, named.deep, named.deep[0]);
		CHECK(orc_entry, bp_offset);
		CHECK(list_head, prev);
		check(&o, "task_struct", "tail", offsetof(struct task_struct, tail), 0, 1);
		check(&o, "task_t", "flag", offsetof(struct task_struct, flag), 1, 1);
		check(&o, "both", "high", offsetof(union both, high), 4, 4);
		close_types(&o);
	}
}

/** Where the bits of @p set, which differs from zeros in one bitfield whose bits are all 1, lie. */
static void check_bits(struct opened *o, const char *type, const char *path, const void *set,
                       size_t size, bool is_signed)
{
	const unsigned char *bytes = set;
	size_t first = 8 * size, n = 0;
	struct member m;

	for (size_t bit = 0; bit < 8 * size; bit++)
		if (bytes[bit / 8] >> bit % 8 & 1) {
			first = bit < first ? bit : first;
			n++;
		}
	if (!types_member(o->types, type, path, &m))
		fail_msg("no %s.%s", type, path);
	assert_int_equal(8 * m.off + m.bit_off, first);
	assert_int_equal(m.bits, n);
	assert_int_equal(m.is_signed, is_signed);
}

static void bitfields_lie_where_the_compiler_puts_them(void **state)
{
	(void)state;
	for (int i = 0; i < n_paths; i++) {
		struct opened o;
		open_types(paths[i], &o);
#define CHECK_BITS(type, member, is_signed)                                   \
	{                                                                     \
		struct type set;                                              \
		memset(&set, 0, sizeof(set));                                 \
		set.member = -1;                                              \
		check_bits(&o, #type, #member, &set, sizeof(set), is_signed); \
	}
		CHECK_BITS(task_struct, exit, false)
		CHECK_BITS(task_struct, level, true)
		CHECK_BITS(task_struct, wide, false)
		CHECK_BITS(orc_entry, sp_reg, false)
		CHECK_BITS(orc_entry, bp_reg, false)
		CHECK_BITS(orc_entry, type, false)
		CHECK_BITS(orc_entry, signal, false)
		close_types(&o);
	}
}

static void sum_up(void *ctx, const char *name, int64_t value)
{
	int64_t *sum = ctx;

	(void)name;
	*sum += value;
}

static void sizes_enumerators_and_what_is_not_there(void **state)
{
	(void)state;
	for (int i = 0; i < n_paths; i++) {
		struct opened o;
		struct member m;
		int64_t value, sum = 0;
		uint32_t size;
		open_types(paths[i], &o);
		assert_true(types_size(o.types, "task_struct", &size));
		assert_int_equal(size, sizeof(struct task_struct));
		assert_true(types_size(o.types, "orc_entry", &size));
		assert_int_equal(size, sizeof(struct orc_entry));
		assert_true(types_size(o.types, "atomic_t", &size));
		assert_int_equal(size, sizeof(atomic_t));
		assert_true(types_enum(o.types, "state", "STATE_NONE", &value));
		assert_int_equal(value, STATE_NONE);
		assert_true(types_enum(o.types, "state", "STATE_MANY", &value));
		assert_int_equal(value, STATE_MANY);
		assert_true(types_enum(o.types, "large", "LARGE_MOST", &value));
		assert_int_equal(value, LARGE_MOST);
		assert_true(types_each_enum(o.types, "state", sum_up, &sum));
		assert_int_equal(sum, STATE_NONE + STATE_SOME + STATE_MANY);
		assert_false(types_member(o.types, "task_struct", "fork", &m));
		assert_false(types_member(o.types, "forward", "anything", &m));
		assert_false(types_size(o.types, "no_such_type", &size));
		close_types(&o);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_lie_where_the_compiler_puts_them),
		cmocka_unit_test(bitfields_lie_where_the_compiler_puts_them),
		cmocka_unit_test(sizes_enumerators_and_what_is_not_there),
	};

	paths = argv; // this program's own file is the first
	n_paths = argc;
	return test_task.small != 1 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
