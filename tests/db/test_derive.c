// SPDX-License-Identifier: Apache-2.0
/* Links between sources: boots, events, groups, times, causes; and that no order matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/facts.h"
#include "db/sql.h"
#include "tests/db/make.h"

#define START  1700000000000000 // 2023-11-14T22:13:20Z
#define SECOND 1000000LL
#define KERNEL "6.1.0-13-amd64"
#define BANNER "6.1.0-13-amd64 (x@y) #1 SMP Debian 6.1.55-1"
#define UUID_A "0123456789abcdef0123456789abcdef"
#define UUID_B "ffffffffffffffffffffffffffffffff"

static struct boot boot(const char *uuid, const char *host, const char *banner, int64_t started_us)
{
	return (struct boot){
		.flags = started_us ? BOOT_HAS_START : 0,
		.boot_uuid = slice_str(uuid),
		.host = slice_str(host),
		.kernel_version = slice_str(banner),
		.kernel_release = slice_str(banner ? KERNEL : NULL),
		.started_us = started_us,
		.first_mono_us = -1,
		.last_mono_us = -1,
	};
}

static void add(struct store *s, const char *path, const struct boot *b,
                const struct make_fault *faults, size_t n)
{
	make_add(s,
	         &(struct make_source){
			 .path = path,
			 .content = path,
			 .boots = b,
			 .n_boots = b ? 1 : 0,
			 .faults = faults,
			 .n_faults = n,
		 },
	         NULL);
}
#define ADD(s, path, b, ...)                                                       \
	do {                                                                       \
		const struct make_fault faults_[] = { __VA_ARGS__ };               \
		const struct boot boot_ = b;                                       \
		add(s, path, &boot_, faults_, sizeof(faults_) / sizeof(*faults_)); \
	} while (0)

#define OOPS_AT(t)                                                                                 \
	{                                                                                          \
		FAULT_OOPS, .message = "BUG: a", .time_boot = t, .first_byte = (int64_t)((t)*1000) \
	}
#define KERNEL_OOPS_AT(t)                                                                  \
	{                                                                                  \
		FAULT_OOPS, .message = "BUG: a", .time_boot = t, .kernel_release = KERNEL, \
			    .first_byte = (int64_t)((t)*1000)                              \
	}
#define SYSLOG_OOPS(us, byte)                                                      \
	{                                                                          \
		FAULT_OOPS, .message = "BUG: a", .wall_us = us, .first_byte = byte \
	}

static struct store *store_new(void)
{
	struct store *s;
	ok(store_open_temporary(&s));
	return s;
}

static void sources_that_name_the_same_boot_id_are_one_boot(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(UUID_A, "web1", NULL, 0), OOPS_AT(1.5));
	ADD(s, "b", boot(UUID_A, NULL, BANNER, 0), OOPS_AT(1.5));
	ADD(s, "c", boot(UUID_B, "web1", NULL, 0), OOPS_AT(1.5));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 2);
	assert_int_equal(
		number(s,
	               "SELECT count(*) FROM boot WHERE host = 'web1' AND kernel_release = '" KERNEL
	               "'"),
		1);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 2);
}

static void one_kernel_started_at_one_time_is_one_boot(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, "web1", BANNER, START), OOPS_AT(1.5));
	ADD(s, "b", boot(NULL, "web1.example.com", BANNER, START + 2 * SECOND), OOPS_AT(1.5));
	ADD(s, "c", boot(NULL, NULL, BANNER, START + 3 * SECOND), OOPS_AT(1.5));
	ADD(s, "d", boot(NULL, "web1", BANNER, START + 60 * SECOND), OOPS_AT(4.5));
	ADD(s, "e", boot(NULL, "web1", "5.10.0 other", START), OOPS_AT(5.5));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 3);
	assert_int_equal(number(s, "SELECT count(DISTINCT boot_id) FROM fault WHERE id <= 3"), 1);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event WHERE id <= 3"), 1);
	assert_int_equal(number(s, "SELECT faults FROM fault_group"), 3);
}

static void machines_that_started_together_stay_apart(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, "web1", BANNER, START), OOPS_AT(1.5));
	ADD(s, "b", boot(NULL, "web2", BANNER, START), OOPS_AT(1.5));
	ADD(s, "c", boot(NULL, "WEB2", BANNER, START + SECOND), OOPS_AT(1.5));
	// could be either: so it is neither
	ADD(s, "d", boot(NULL, "localhost", BANNER, START), OOPS_AT(1.5));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 3);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 3);
	assert_int_equal(number(s, "SELECT b.boot_id = c.boot_id FROM source b, source c "
	                           "WHERE b.path = 'b' AND c.path = 'c'"),
	                 1);
}

static void the_same_report_at_the_same_microsecond_joins_boots(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "dmesg", boot(NULL, "web1", BANNER, START), OOPS_AT(1.500007));
	ADD(s, "vmcore-dmesg", boot(NULL, NULL, NULL, 0), KERNEL_OOPS_AT(1.500007));
	ADD(s, "later", boot(NULL, NULL, NULL, 0), KERNEL_OOPS_AT(1.500008));
	ADD(s, "other kernel", boot(NULL, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .time_boot = 1.500007, .kernel_release = "5.4" });
	ADD(s, "no kernel", boot(NULL, NULL, NULL, 0), OOPS_AT(1.500007));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 4);
	assert_int_equal(number(s,
	                        "SELECT count(*) FROM fault WHERE boot_id = (SELECT id FROM boot "
	                        "WHERE host = 'web1')"),
	                 2);
	// what the boot knows is filled in, what the report said stays
	assert_int_equal(number(s, "SELECT count(*) FROM fault WHERE host = 'web1'"), 2);
	assert_int_equal(
		number(s, "SELECT count(*) FROM fault WHERE kernel_release = '" KERNEL "'"), 3);
	assert_int_equal(
		number(s, "SELECT count(*) FROM fault_fact WHERE kernel_release IS NOT NULL"), 3);
}

static void copies_of_a_syslog_are_one_boot(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "kern.log", boot(NULL, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .wall_us = START, .host = "web1" },
	    { FAULT_OOPS, .message = "BUG: a", .wall_us = START + 50 * SECOND, .host = "web1" });
	ADD(s, "messages", boot(NULL, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .wall_us = START + 50 * SECOND,
	      .host = "web1.example.com" });
	ADD(s, "journal", boot(UUID_A, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .wall_us = START + SECOND / 2, .host = "web1",
	      .time_boot = 7 });
	ADD(s, "other host", boot(NULL, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .wall_us = START, .host = "web2" });
	ADD(s, "no host", boot(NULL, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .wall_us = START });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 3);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 4);
	assert_int_equal(number(s, "SELECT faults FROM fault_group"), 4);
}

static void a_clock_that_ticks_in_milliseconds_tells_no_boots(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, NULL, NULL, 0), KERNEL_OOPS_AT(1.52));
	ADD(s, "b", boot(NULL, NULL, NULL, 0), KERNEL_OOPS_AT(1.52));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 2);
}

static void the_same_report_on_two_hosts_joins_nothing(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, "web1", NULL, 0), KERNEL_OOPS_AT(1.500007));
	ADD(s, "b", boot(NULL, "web2", NULL, 0), KERNEL_OOPS_AT(1.500007));
	ADD(s, "c", boot(NULL, NULL, NULL, 0), KERNEL_OOPS_AT(1.500007));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 3);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 3);
	assert_int_equal(number(s, "SELECT hosts FROM fault_group"), 2);
}

static void a_link_that_would_join_two_boot_ids_counts_for_neither(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	// a and b have the oops in common, b and c the start
	ADD(s, "a", boot(UUID_A, NULL, NULL, 0), KERNEL_OOPS_AT(1.500007));
	ADD(s, "b", boot(NULL, NULL, BANNER, START), KERNEL_OOPS_AT(1.500007));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 1);
	ADD(s, "c", boot(UUID_B, NULL, BANNER, START), KERNEL_OOPS_AT(9.500007));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM boot"), 3);
}

static void repeated_reports_are_events_of_their_own(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "dmesg", boot(UUID_A, NULL, NULL, START), OOPS_AT(1.5), OOPS_AT(2.5),
	    { FAULT_OOPS, .message = "BUG: a", .time_boot = 2.5, .first_byte = 2600 });
	ADD(s, "journal", boot(UUID_A, NULL, NULL, START), OOPS_AT(2.5),
	    { FAULT_OOPS, .message = "BUG: a", .time_boot = 2.5, .first_byte = 2600 });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 5);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 3);
	assert_int_equal(
		number(s, "SELECT max(n) FROM (SELECT count(*) AS n FROM fault GROUP BY event_id)"),
		2);
}

static void reports_without_time_since_boot_are_told_by_the_clock(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "dmesg", boot(UUID_A, NULL, NULL, START), OOPS_AT(10.2), OOPS_AT(10.9), OOPS_AT(60));
	// a second late, whole seconds
	ADD(s, "syslog", boot(UUID_A, NULL, NULL, 0), SYSLOG_OOPS(START + 11 * SECOND, 1),
	    SYSLOG_OOPS(START + 11 * SECOND, 2), SYSLOG_OOPS(START + 60 * SECOND, 3),
	    SYSLOG_OOPS(START + 90 * SECOND, 4));
	// has lost one: which of the two it saw cannot be said
	ADD(s, "remote", boot(UUID_A, NULL, NULL, 0), SYSLOG_OOPS(START + 11 * SECOND, 1),
	    SYSLOG_OOPS(START + 90 * SECOND, 2));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 3 + 1 + 1);
	assert_int_equal(number(s, "SELECT count(*) FROM (SELECT 1 FROM fault GROUP BY event_id "
	                           "HAVING count(*) = 2)"),
	                 4);
	assert_int_equal(number(s,
	                        "SELECT count(DISTINCT event_id) FROM fault WHERE time_boot = 60 "
	                        "OR (time_boot IS NULL AND time_utc LIKE '%:14:20.%')"),
	                 1);
}

static void the_best_sighting_stands_for_the_event(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(UUID_A, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .time_boot = 1, .wall_us = START,
	      .corrupted = true });
	ADD(s, "b", boot(UUID_A, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .time_boot = 1 });
	ADD(s, "c", boot(UUID_A, NULL, NULL, 0),
	    { FAULT_OOPS, .message = "BUG: a", .time_boot = 1, .wall_us = START });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault WHERE event_id = 3"), 3);
	assert_int_equal(number(s, "SELECT id FROM fault_event"), 3);
	assert_int_equal(number(s, "SELECT example_fault_id FROM fault_group"), 3);
}

static void times_of_day_are_counted_from_the_start_of_the_boot(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	struct boot local = boot(NULL, NULL, "5.0", START);
	(void)state;
	local.flags |= BOOT_START_LOCAL;
	ADD(s, "counted", boot(NULL, NULL, BANNER, START), OOPS_AT(1.5));
	ADD(s, "own", boot(NULL, NULL, "4.0", START),
	    { FAULT_OOPS, .message = "m", .time_boot = 1, .wall_us = START + 5 });
	ADD(s, "local", local, OOPS_AT(2.5));
	ADD(s, "both", boot(NULL, NULL, "4.1", START),
	    { FAULT_OOPS, .message = "m", .time_boot = 1, .wall_us = START + 7200 * SECOND,
	      .wall_local = true });
	ADD(s, "none", boot(NULL, NULL, NULL, 0), OOPS_AT(2.5));
	ok(store_derive(s));
	_cleanup_free_ char *t1 = text(s, "SELECT time_utc || time_local FROM fault WHERE id = 1");
	_cleanup_free_ char *t2 = text(s, "SELECT time_utc || time_local FROM fault WHERE id = 2");
	_cleanup_free_ char *t3 = text(s, "SELECT time_utc || time_local FROM fault WHERE id = 3");
	_cleanup_free_ char *t4 = text(s, "SELECT time_utc || time_local FROM fault WHERE id = 4");
	_cleanup_free_ char *t5 = text(s, "SELECT time_utc FROM fault WHERE id = 5");
	assert_string_equal(t1, "2023-11-14T22:13:21.500000Z0");
	assert_string_equal(t2, "2023-11-14T22:13:20.000005Z0");
	assert_string_equal(t3, "2023-11-14T22:13:22.500000Z1");
	assert_string_equal(t4, "2023-11-14T22:13:21.000000Z0");
	assert_null(t5);
}

static void consequences_point_at_their_cause(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, NULL, NULL, 0),
	    { FAULT_PANIC, .message = "Kernel panic", .first_byte = 500, .cause_byte = 100 },
	    { FAULT_OOPS, .message = "BUG: a", .first_byte = 100 });
	ADD(s, "b", boot(NULL, NULL, NULL, 0),
	    { FAULT_PANIC, .message = "Kernel panic", .first_byte = 500, .cause_byte = 7 });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT caused_by FROM fault WHERE id = 1"), 2);
	assert_int_equal(number(s, "SELECT count(*) FROM fault WHERE caused_by IS NULL"), 2);
	assert_int_equal(number(s, "SELECT faults FROM fault_group WHERE kind = 'panic'"), 2);
	assert_int_equal(number(s, "SELECT roots FROM fault_group WHERE kind = 'panic'"), 1);
}

static void pieces_of_one_report_are_one_event_of_one_group(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, NULL, NULL, 0),
	    { FAULT_LIST_CORRUPTION, .message = "list_add corruption.", .title = "in corrupted",
	      .time_boot = 1, .first_byte = 100, .corrupted = true },
	    { FAULT_LIST_CORRUPTION, .message = "WARNING: x", .title = "in pump_add",
	      .time_boot = 1.1, .first_byte = 300, .piece_byte = 100 });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 1);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 1);
	assert_int_equal(number(s, "SELECT faults FROM fault_group"), 1);
	_cleanup_free_ char *title = text(s, "SELECT title FROM fault_group");
	assert_string_equal(title, "in pump_add");
	_cleanup_free_ char *before = dump(s);
	ok(store_derive_all(s));
	_cleanup_free_ char *after = dump(s);
	assert_string_equal(before, after);
}

static void groups_count_events_hosts_kernels_and_times(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(UUID_A, "web1", BANNER, START), OOPS_AT(1), OOPS_AT(2));
	ADD(s, "b", boot(UUID_A, "web1", BANNER, START), OOPS_AT(1));
	ADD(s, "c", boot(UUID_B, "web2", BANNER, START + 3600 * SECOND), OOPS_AT(1),
	    { FAULT_WARNING, .message = "WARNING: b", .time_boot = 3 });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 2);
	_cleanup_free_ char *g =
		text(s, "SELECT faults || ' ' || hosts || ' ' || kernels || ' ' || "
	                "first_seen_utc || ' ' || last_seen_utc FROM fault_group "
	                "WHERE kind = 'oops'");
	assert_string_equal(g, "3 2 1 2023-11-14T22:13:21.000000Z 2023-11-14T23:13:21.000000Z");
}

static void one_title_of_two_kinds_is_two_groups(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	ADD(s, "a", boot(NULL, NULL, NULL, 0), { FAULT_OOPS, .message = "x", .first_byte = 1 },
	    { FAULT_GPF, .message = "x", .first_byte = 2 });
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 2);
}

static void the_same_content_is_one_source(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	const struct make_fault fault = OOPS_AT(1);
	struct make_source m = { .path = "z", .content = "same", .faults = &fault, .n_faults = 1 };
	bool is_new;

	(void)state;
	make_add(s, &m, &is_new);
	assert_true(is_new);
	ok(store_derive(s));
	_cleanup_free_ char *before = dump(s);
	make_add(s, &m, &is_new);
	assert_false(is_new);
	ok(store_derive(s));
	_cleanup_free_ char *after = dump(s);
	assert_string_equal(before, after);
	m.path = "a";
	make_add(s, &m, &is_new);
	assert_false(is_new);
	assert_int_equal(number(s, "SELECT count(*) FROM source_path"), 2);
	assert_int_equal(number(s, "SELECT count(*) FROM source WHERE path = 'a'"), 1);
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 1);
}

static void in_bundles_the_same_content_is_several_sources(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	const struct make_fault fault = OOPS_AT(1);
	struct make_source m = { .path = "b1!x",
		                 .inside = "x",
		                 .bundle_key = "0123456789abcdef",
		                 .content = "same",
		                 .faults = &fault,
		                 .n_faults = 1 };
	bool is_new;

	(void)state;
	ok(store_add_bundle(s, &(struct store_bundle){
				       .key = m.bundle_key, .path = "b1", .taken_us = INT64_MIN }));
	make_add(s, &m, &is_new);
	m.path = "b1!y", m.inside = "y";
	make_add(s, &m, &is_new);
	assert_true(is_new);
	m.path = "copy of b1!y";
	make_add(s, &m, &is_new);
	assert_false(is_new);
	m.path = "y", m.inside = NULL, m.bundle_key = NULL;
	make_add(s, &m, &is_new);
	assert_true(is_new);
	assert_int_equal(number(s, "SELECT count(*) FROM source"), 3);
	assert_int_equal(number(s, "SELECT count(*) FROM source AS s JOIN bundle AS b "
	                           "ON b.id = s.bundle_id"),
	                 2);
}

static void a_seen_source_need_not_be_parsed(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	struct store_source src = {
		.path = "p", .kind = "dmesg", .status = "ok", .taken_us = 5, .sha256 = "00"
	};
	bool seen;

	(void)state;
	ok(store_source_seen(s, &src, &seen));
	assert_false(seen);
	ok(store_source_begin(s));
	ok(store_source_end(s, &src, &seen));
	src.path = "o";
	src.taken_us = 4;
	ok(store_source_seen(s, &src, &seen));
	assert_true(seen);
	_cleanup_free_ char *row = text(s, "SELECT path || ' ' || taken_utc FROM source");
	assert_string_equal(row, "o 1970-01-01T00:00:00.000004Z");
}

static void an_aborted_source_leaves_nothing(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	const struct boot b = boot(UUID_A, NULL, NULL, 0);

	(void)state;
	_cleanup_free_ char *before = dump(s);
	store_source_abort(s);
	ok(store_source_begin(s));
	ok(store_add_boot(s, &b));
	store_source_abort(s);
	_cleanup_free_ char *after = dump(s);
	assert_string_equal(before, after);
}

/*
 * Many sources that tell of the same machines in different ways: dmesg, journal, syslog, dumps, of
 * boots that are hard to tell apart.
 */
#define N_SOURCES 24

static void add_nth(struct store *s, unsigned n)
{
	static const char *const uuids[] = { NULL, UUID_A, UUID_B, NULL };
	static const char *const hosts[] = { NULL, "web1", "web2", "web1.example.com",
		                             "localhost" };
	static const char *const messages[] = { "BUG: a", "WARNING: b", "BUG: c" };
	struct make_fault faults[6];
	char path[32];
	struct boot boots[2] = {
		boot(uuids[n % 4], hosts[n % 5], n % 3 ? BANNER : NULL,
		     n % 3 == 1 ? START + (n % 7) * SECOND : 0),
		boot(NULL, hosts[n % 5], NULL, 0),
	};
	boots[1].number = 1;

	for (unsigned i = 0; i < 6; i++) {
		unsigned h = (n * 7 + i * 3) % 11;
		faults[i] = (struct make_fault){
			.kind = h % 2 ? FAULT_OOPS : FAULT_WARNING,
			.message = messages[h % 3],
			.title = h % 5 ? messages[h % 3] : "other title",
			.function = h % 4 ? "foo" : NULL,
			.time_boot = h % 4 ? 1.000001 + h : 0,
			.wall_us = h % 3 == 1 ? START + (1 + h) * SECOND : 0,
			.wall_local = h == 4,
			.kernel_release = h % 3 == 2 ? KERNEL : NULL,
			.host = h == 7 ? "web3" : NULL,
			.boot_no = h % 6 == 0,
			.first_byte = 100 + i * 100,
			.cause_byte = h == 3 ? 100 : 0,
			.corrupted = h == 8,
			.merge_key = h == 9 ? "k" : NULL,
		};
	}
	snprintf(path, sizeof(path), "path %u", n);
	make_add(s,
	         &(struct make_source){
			 .path = path,
			 .content = n == N_SOURCES - 1 ? "path 0" : path, // a copy of the first
			 .boots = boots,
			 .n_boots = n % 2 + 1,
			 .faults = faults,
			 .n_faults = 6,
			 .snapshots = n % 3,
		 },
	         NULL);
}

static void shuffle(unsigned order[N_SOURCES], unsigned seed)
{
	for (unsigned i = 0; i < N_SOURCES; i++)
		order[i] = i;
	// the copy comes after its original, as it would add nothing new otherwise
	for (unsigned i = N_SOURCES - 2; i > 1; i--) {
		seed = seed * 1103515245 + 12345;
		unsigned j = 1 + (seed >> 16) % i, t = order[i];
		order[i] = order[j];
		order[j] = t;
	}
}

static char *dump_of_all(void)
{
	_cleanup_(store_freep) struct store *s = store_new();
	for (unsigned i = 0; i < N_SOURCES; i++)
		add_nth(s, i);
	ok(store_derive(s));
	return dump(s);
}

static void neither_order_nor_steps_matter(void **state)
{
	_cleanup_free_ char *all = dump_of_all();

	(void)state;
	assert_non_null(strstr(all, "fault_event"));
	assert_non_null(strstr(all, "\nslab_cache "));
	for (unsigned seed = 1; seed <= 20; seed++) {
		_cleanup_(store_freep) struct store *s = store_new();
		unsigned order[N_SOURCES];
		shuffle(order, seed);
		for (unsigned i = 0; i < N_SOURCES; i++) {
			add_nth(s, order[i]);
			if (seed % 2 || i % 5 == 0)
				ok(store_derive(s));
		}
		ok(store_derive(s));
		_cleanup_free_ char *got = dump(s);
		assert_string_equal(got, all);
		ok(store_derive_all(s));
		_cleanup_free_ char *again = dump(s);
		assert_string_equal(again, all);
	}
}

static void merged_halves_equal_the_whole(void **state)
{
	_cleanup_free_ char *all = dump_of_all();
	char dir[] = "/tmp/test_derive_XXXXXX", a_path[64], b_path[64], command[64];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(a_path, sizeof(a_path), "%s/a.db", dir);
	snprintf(b_path, sizeof(b_path), "%s/b.db", dir);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	struct store *a, *b;
	ok(store_open(a_path, STORE_CREATE, &a));
	ok(store_open(b_path, STORE_CREATE, &b));
	for (unsigned i = 0; i < N_SOURCES; i++) {
		// some are in both
		if (i % 2 || i % 6 == 0)
			add_nth(a, i);
		if (i % 2 == 0)
			add_nth(b, i);
	}
	ok(store_derive(a));
	store_free(a);
	store_free(b); // never linked: merging does it

	for (int reverse = 0; reverse < 2; reverse++) {
		_cleanup_(store_freep) struct store *s = store_new();
		ok(store_merge(s, reverse ? b_path : a_path));
		ok(store_merge(s, reverse ? a_path : b_path));
		_cleanup_free_ char *got = dump(s);
		assert_string_equal(got, all);
		ok(store_merge(s, a_path));
		ok(store_merge(s, b_path));
		_cleanup_free_ char *again = dump(s);
		assert_string_equal(again, all);
	}
	assert_int_equal(system(command), 0);
}

/* A table of the store that a step reads from end to end makes each small ingest into a large store
 * slow. */
static void steps_begin_with_what_changed(void **state)
{
	static const struct {
		const char *name, *sql;
	} steps[] = {
#define STATEMENT(name) { #name, sql_##name },
#include "db/statements.def"
#undef STATEMENT
	};
	static const char *const tables[] = { " b",          " f",           " d",
		                              " g",          " sb",          " fault_derived",
		                              " fault_fact", " fault_group", " boot",
		                              " source_boot" };
	_cleanup_(store_freep) struct store *s = store_new();

	(void)state;
	ok(store_derive(s)); // makes the temporary tables
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		_cleanup_free_ char *sql = NULL;
		sqlite3_stmt *st;
		if (strncmp(steps[i].name, "derive_", 7) != 0 || strstr(steps[i].name, "_all_"))
			continue;
		assert_true(asprintf(&sql, "EXPLAIN QUERY PLAN %s", steps[i].sql) > 0);
		assert_int_equal(sqlite3_prepare_v2(store_db(s), sql, -1, &st, NULL), SQLITE_OK);
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *plan = (const char *)sqlite3_column_text(st, 3);
			if (strncmp(plan, "SCAN", 4) != 0 || strstr(plan, "source_unlinked"))
				continue;
			for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
				size_t n = strlen(tables[t]);
				if (strncmp(plan + 4, tables[t], n) == 0 &&
				    (plan[4 + n] == ' ' || !plan[4 + n]))
					fail_msg("%s: %s", steps[i].name, plan);
			}
		}
		sqlite3_finalize(st);
	}
}

static void merging_what_is_no_store_is_refused(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	struct err *e = store_merge(s, "/dev/null");
	assert_non_null(e);
	assert_int_equal(e->code, ERR_FORMAT);
	err_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources_that_name_the_same_boot_id_are_one_boot),
		cmocka_unit_test(one_kernel_started_at_one_time_is_one_boot),
		cmocka_unit_test(machines_that_started_together_stay_apart),
		cmocka_unit_test(the_same_report_at_the_same_microsecond_joins_boots),
		cmocka_unit_test(copies_of_a_syslog_are_one_boot),
		cmocka_unit_test(a_clock_that_ticks_in_milliseconds_tells_no_boots),
		cmocka_unit_test(the_same_report_on_two_hosts_joins_nothing),
		cmocka_unit_test(a_link_that_would_join_two_boot_ids_counts_for_neither),
		cmocka_unit_test(repeated_reports_are_events_of_their_own),
		cmocka_unit_test(reports_without_time_since_boot_are_told_by_the_clock),
		cmocka_unit_test(the_best_sighting_stands_for_the_event),
		cmocka_unit_test(times_of_day_are_counted_from_the_start_of_the_boot),
		cmocka_unit_test(consequences_point_at_their_cause),
		cmocka_unit_test(pieces_of_one_report_are_one_event_of_one_group),
		cmocka_unit_test(groups_count_events_hosts_kernels_and_times),
		cmocka_unit_test(one_title_of_two_kinds_is_two_groups),
		cmocka_unit_test(the_same_content_is_one_source),
		cmocka_unit_test(in_bundles_the_same_content_is_several_sources),
		cmocka_unit_test(a_seen_source_need_not_be_parsed),
		cmocka_unit_test(an_aborted_source_leaves_nothing),
		cmocka_unit_test(neither_order_nor_steps_matter),
		cmocka_unit_test(merged_halves_equal_the_whole),
		cmocka_unit_test(steps_begin_with_what_changed),
		cmocka_unit_test(merging_what_is_no_store_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
