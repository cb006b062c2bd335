// SPDX-License-Identifier: Apache-2.0
/*
 * What variables of the kernel say of the machine as the dump has it: its command line, which CPU
 * crashed, the load, the time of day.
 *
 * kernel/panic.c: panic_cpu is the CPU that panic() or crash_kexec() stopped the machine on, -1 as long
 * as none did.  kernel/sched/loadavg.c: avenrun[] are fixed-point numbers with 11 bits behind the point.
 * kernel/time/timekeeping.c: the timekeeper is a member of a struct tk_data since Linux 6.13; before
 * that it has a copy, shadow_timekeeper, made whenever it changes, and its own name up to Linux 3.9.
 */
#include "parsers/base/clock.h"
#include "parsers/limits.h"
#include "parsers/vmcore/dump_kernel.h"

#define LOAD_SHIFT 11
#define NS         UINT64_C(1000000000)
#define EARLIEST_S UINT64_C(946684800)    /**< 2000-01-01: an earlier clock was never set */
#define LATEST_S   UINT64_C(253402300800) /**< 10000-01-01 */

static struct slice keep(struct dump_context *d, const char *s)
{
	return arena_dup(d->keep, slice_str(s));
}

static void take_command_line(struct dump_context *d)
{
	char text[4096];
	uint64_t at;

	if (kernel_symbol_ptr(d->kernel, "saved_command_line", &at) && at &&
	    image_string(d->kernel->img, at, text, sizeof(text)))
		fact_set(&d->dump, command_line, keep(d, text));
}

static void take_load(struct dump_context *d)
{
	unsigned word = image_word(d->kernel->img);
	uint64_t at, v[3];

	if (!kernel_symbol(d->kernel, "avenrun", &at))
		return;
	for (unsigned i = 0; i < 3; i++)
		if (!image_ptr(d->kernel->img, at + i * word, &v[i]) || v[i] >> 40)
			return;
	// in hundredths, rounded as in /proc/loadavg
	fact_set(&d->dump, load_1,
	         (double)((v[0] * 100 + (1 << LOAD_SHIFT) / 2) >> LOAD_SHIFT) / 100);
	fact_set(&d->dump, load_5,
	         (double)((v[1] * 100 + (1 << LOAD_SHIFT) / 2) >> LOAD_SHIFT) / 100);
	fact_set(&d->dump, load_15,
	         (double)((v[2] * 100 + (1 << LOAD_SHIFT) / 2) >> LOAD_SHIFT) / 100);
}

static bool crashed_on(struct dump_context *d, int64_t *ret_cpu)
{
	uint32_t v;

	if (!kernel_symbol_u32(d->kernel, "panic_cpu", &v) || v >= d->kernel->n_cpus)
		return false;
	*ret_cpu = v;
	return true;
}

/** The kernel's own word counts more than the log's; the log alone has the name of what a CPU ran that is
 *  not known. */
static void take_culprit(struct dump_context *d, int64_t cpu)
{
	char comm[64];

	for (size_t i = 0; i < d->tasks->n; i++) {
		const struct ktask *t = &d->tasks->tasks[i];
		if (t->cpu != cpu ||
		    !kernel_text(d->kernel, t->addr, KM_task_comm, comm, sizeof(comm)))
			continue;
		fact_set(&d->dump, panic_pid, t->pid);
		fact_set(&d->dump, panic_comm, keep(d, comm));
		break;
	}
	fact_set(&d->dump, panic_cpu, cpu);
}

static bool find_timekeeper(struct kernel *k, uint64_t *ret)
{
	static const char *const wrapped[] = { "tk_core", "timekeeper_data" };
	static const char *const plain[] = { "shadow_timekeeper", "timekeeper" };

	for (size_t i = 0; i < sizeof(wrapped) / sizeof(*wrapped); i++)
		if (kernel_has(k, KM_tk_data_timekeeper) && kernel_symbol(k, wrapped[i], ret)) {
			*ret = kernel_addr(k, *ret, KM_tk_data_timekeeper);
			return true;
		}
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (kernel_symbol(k, plain[i], ret))
			return true;
	return false;
}

/** Time of day as of the last tick, us since 1970; INT64_MIN: not known, or the clock was not set. */
static int64_t time_of_day(struct kernel *k)
{
	uint64_t tk, s, ns, shift;

	if (!find_timekeeper(k, &tk) || !kernel_get(k, tk, KM_timekeeper_sec, &s) ||
	    s < EARLIEST_S || s >= LATEST_S)
		return INT64_MIN;
	if (!kernel_get(k, tk, KM_timekeeper_nsec, &ns) ||
	    !kernel_get(k, tk, KM_timekeeper_shift, &shift) || shift > 63 || (ns >>= shift) >= NS)
		ns = 0;
	return (int64_t)(s * 1000000 + ns / 1000);
}

static struct slice utc(struct dump_context *d, int64_t us)
{
	char text[CLOCK_TEXT];

	clock_text(us, text);
	return keep(d, text);
}

static void tell_start(struct dump_context *d, int64_t started_us)
{
	if (d->boot.flags & BOOT_HAS_START)
		return;
	d->boot.flags |= BOOT_HAS_START;
	d->boot.started_us = started_us;
	d->sink->boot(d->sink->ctx, &d->boot);
}

/** The clock of the scheduler is that of the log, so that both together tell when the kernel started. */
static void take_times(struct dump_context *d, bool crashed)
{
	int64_t now_us = time_of_day(d->kernel), up_us = (int64_t)(kernel_now_ns(d->kernel) / 1000);
	struct dump *row = &d->dump;

	// of a log with gaps a panic may be missing, whose time it would be
	if (up_us && !fact_has(row, uptime_s) && !d->log_lost)
		fact_set(row, uptime_s, (double)up_us / 1e6);
	if (now_us == INT64_MIN)
		return;
	fact_set(row, taken_utc, utc(d, now_us));
	if (up_us)
		tell_start(d, now_us - up_us);
	if (d->sink->crashed && d->crashed_us == INT64_MIN)
		d->sink->crashed(d->sink->ctx, now_us);
	if (crashed && !fact_has(row, crashed_utc) && up_us && fact_has(row, uptime_s)) {
		int64_t since = up_us - (int64_t)(row->uptime_s * 1e6);
		fact_set(row, crashed_utc, utc(d, since > 0 ? now_us - since : now_us));
	}
}

static void run(struct dump_context *d)
{
	struct dump *row = &d->dump;
	bool crashed = d->crashed_us != INT64_MIN || fact_has(row, panic_message);
	int64_t cpu;

	take_command_line(d);
	take_load(d);
	if (crashed_on(d, &cpu)) {
		take_culprit(d, cpu);
		crashed = true;
	}
	if (crashed && !fact_has(row, panic_message) && d->last_words.p)
		fact_set(row, panic_message, d->last_words);
	take_times(d, crashed);
}

const struct dump_part dump_part_machine = { .name = "machine", .run = run };
