// SPDX-License-Identifier: Apache-2.0
/* Lock validator reports; samples written by hand after the kernel's print formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "parsers/faults/locks.h"
#include "tests/faults/sample.h"

static void circular_dependency_gives_locks_and_chain(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "lockdep/circular.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_LOCKDEP);
	assert_slice(f->bug_type, "possible circular locking dependency");
	assert_slice(f->report_function, "__flush_work");
	assert_slice(f->comm, "pump ctl/1");
	assert_set(f, pid, 1572);
	assert_set(f, cpu, 3);
	assert_set(f, first_line, 4);
	assert_int_equal(f->n_held_lock, 5);

	const struct held_lock *h = &f->held_lock[0];
	assert_slice(h->role, "wanted");
	assert_slice(h->lock, "(work_completion)(&pump->work)");
	assert_slice(h->usage, "+.+.}-{0:0");
	assert_set(h, address, 0xffff88803d3d5d28);
	assert_slice(h->function, "__flush_work");
	assert_slice(h->comm, "pump ctl/1");
	assert_set(h, pid, 1572);
	h = &f->held_lock[1];
	assert_slice(h->role, "held");
	assert_slice(h->lock, "&pump->lock#8");
	assert_slice(h->function, "pump_stop");
	h = &f->held_lock[2];
	assert_slice(h->role, "depends_on");
	assert_set(h, position, 1);
	assert_slice(h->lock, "&pump->lock#8");
	assert_false(fact_has(h, pid));
	h = &f->held_lock[4];
	assert_slice(h->role, "held");
	assert_set(h, position, 0);
	assert_set(h, pid, 1572);

	const struct stack *s = fault_stack(f, STACK_FAULT);
	assert_non_null(s);
	assert_slice(s->frames[3].function, "pump_stop");
	assert_non_null(fault_stack(f, STACK_LOCK));
	feed_free(&feed);
}

static void inconsistent_state_of_linux_3_3(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "lockdep/linux_3_3.log");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->bug_type, "inconsistent lock state");
	assert_slice(f->report_function, "pump_count_flow");
	assert_slice(f->detail, "inconsistent {IN-SOFTIRQ-W} -> {SOFTIRQ-ON-W} usage.");
	assert_slice(f->comm, "squid");
	assert_slice(f->held_lock[0].lock, "key#3");
	assert_slice(f->held_lock[0].usage, "+.?...");
	assert_slice(f->held_lock[0].role, "wanted");
	assert_slice(f->held_lock[0].comm, "squid");
	assert_false(fact_has(&f->held_lock[0], address));
	feed_free(&feed);
}

static void other_checks_name_their_function(void **state)
{
	static const struct {
		const char *bug_type, *function, *detail, *comm;
	} rows[] = {
		{ "bad unlock balance", "pump_seq_stop", NULL, "pumpctl" },
		{ "held lock freed", "pump_sendmsg", NULL, "pumpctl" },
		{ "per-CPU data used in preemptible code", "pump_alloc.constprop.0",
		  "smp_processor_id()", "pumpctl/5" },
		{ "workqueue leaked lock or atomic", "pump_work", NULL, "kworker/0:1" },
		{ "lockdep limit too low", NULL, "MAX_STACK_TRACE_ENTRIES", "pumpctl" },
		{ "still has locks held", "pump_count", NULL, "pumpctl" },
	};
	const size_t n = sizeof(rows) / sizeof(rows[0]);
	struct feed feed;

	(void)state;
	feed_sample(&feed, "lockdep/others.log");
	assert_int_equal(feed.n, n);
	for (size_t i = 0; i < n; i++) {
		const struct fault *f = feed.faults[i];
		assert_slice(f->bug_type, rows[i].bug_type);
		assert_slice(f->report_function, rows[i].function);
		assert_slice(f->detail, rows[i].detail);
		assert_slice(f->comm, rows[i].comm);
	}
	feed_free(&feed);
}

static void suspicious_rcu_usage_gives_place_and_words(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "lockdep/suspicious_rcu.log");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->bug_type, "suspicious RCU usage");
	assert_slice(f->file, "drivers/pump/pump.c");
	assert_set(f, line, 1264);
	assert_slice(f->detail, "suspicious rcu_dereference_check() usage");
	assert_slice(fault_stack(f, STACK_FAULT)->frames[1].function, "pump_lookup");
	feed_free(&feed);
}

static void task_of_a_report_without_cpu_line_is_that_of_its_sentences(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed, "WARNING: possible recursive locking detected\n"
	                 "6.1.0 #1 Not tainted\n"
	                 "--------------------------------------------\n"
	                 "tmux: a/b/77 is trying to acquire lock:\n"
	                 "c39f57d0 (gcov_lock){+.+.}-{3:3}, at: pump_init+0x3d/0xc2\n");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->comm, "tmux: a/b");
	assert_set(f, pid, 77);
	assert_slice(f->report_function, "pump_init");
	feed_free(&feed);
}

static void lock_that_was_printed_in_pieces_is_put_together(void **state)
{
	static const char *const texts[] = {
		"[    1.000002][    C1] eae3453c (&p->pi_lock\n[    1.000003][    C1] ){-.-.}\n"
		"[    1.000004][    C1] , at: pump_wake+0x31/0x8c\n",
		"[    1.000002][    C1] eae3453c (&p->pi_lock){-.-.}, at: \\\n"
		"[    1.000002][    C1]    pump_wake+0x31/0x8c\n",
		"[    1.000002][    C1] eae3453c (&p->pi_lock)\n"
		"[    1.000002][    C1]    at: pump_wake+0x31/0x8c\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct feed feed;
		char text[1024];
		snprintf(
			text, sizeof(text),
			"[    1.000000][    C1] WARNING: possible circular locking dependency detected\n"
			"[    1.000001][    C1] ksoftirqd/1/16 is trying to acquire lock:\n%s"
			"[    1.000005][    C1] \n"
			"[    1.000006][    C1] but task is already holding lock:\n"
			"[    1.000007][    C1] 81bdb92c (console_owner){-.-.}-{0:0}, at: 0xffffffffa0000000\n"
			"[    1.000008][    C1] \n",
			texts[i]);
		feed_text(&feed, text);
		const struct fault *f = feed_one(&feed);
		assert_int_equal(f->n_held_lock, 2);
		assert_slice(f->held_lock[0].role, "wanted");
		assert_slice(f->held_lock[0].lock, "&p->pi_lock");
		assert_slice(f->held_lock[0].function, "pump_wake");
		assert_slice(f->held_lock[1].role, "held");
		assert_slice(f->held_lock[1].lock, "console_owner");
		assert_slice(f->report_function, "pump_wake");
		feed_free(&feed);
	}
}

static void lock_lines_of_all_ages_are_read(void **state)
{
	static const struct {
		const char *line, *lock, *usage, *function;
		int64_t position;
		uint64_t address;
	} rows[] = {
		{ "(&mm->mmap_sem){++++++}, at: [<ffffffff810f1618>] might_fault+0x40/0x90",
		  "&mm->mmap_sem", "++++++", "might_fault", -1, 0 },
		{ "#1: ffffffff85513b18 ((console_sem).lock){....}-{2:2}, at: down_trylock+0x13/0x80",
		  "(console_sem).lock", "....}-{2:2", "down_trylock", 1, 0xffffffff85513b18 },
		{ "-> #2 (&xt[i].mutex){+.+.}:", "&xt[i].mutex", "+.+.", NULL, 2, 0 },
		{ "#0: (rcu_read_lock){....}, at: [<00000000ac220e5b>] 0xffffffffa0000000",
		  "rcu_read_lock", "....", NULL, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lock_line l;
		assert_true(lock_line_parse(slice_str(rows[i].line), &l));
		assert_slice(l.lock, rows[i].lock);
		assert_slice(l.usage, rows[i].usage);
		assert_slice(l.function, rows[i].function);
		assert_int_equal(l.position, rows[i].position);
		assert_int_equal(l.address, rows[i].address);
	}
}

static void sentences_are_no_locks(void **state)
{
	static const char *const lines[] = {
		"",
		"#",
		"#0:",
		"-> #",
		"(",
		"(x",
		"#1: deadbeef",
		"deadbeef (x)",
		"(no lock) here",
		"#99999999999999999999: (x){+}",
		"usb (x){y}",
	};
	struct lock_line l;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(lock_line_parse(slice_str(lines[i]), &l));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(circular_dependency_gives_locks_and_chain),
		cmocka_unit_test(inconsistent_state_of_linux_3_3),
		cmocka_unit_test(other_checks_name_their_function),
		cmocka_unit_test(suspicious_rcu_usage_gives_place_and_words),
		cmocka_unit_test(task_of_a_report_without_cpu_line_is_that_of_its_sentences),
		cmocka_unit_test(lock_that_was_printed_in_pieces_is_put_together),
		cmocka_unit_test(lock_lines_of_all_ages_are_read),
		cmocka_unit_test(sentences_are_no_locks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
