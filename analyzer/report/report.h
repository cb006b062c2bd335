// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Report: what a store says of what went wrong, put together once and rendered as text, Markdown or
 * JSON.
 *
 * Counts are of events (view fault_event): a report seen in several sources counts once.  Events that
 * follow from another one (caused_by) stand below their cause; what is ranked are the causes, by the
 * worst that came of them, then by how often.
 *
 * Shape      lists in the order they are printed; each list is cut to its limit and says how many
 *            more there are
 * Lifetime   all of it lives in the arena of struct report
 * Absent     as in rows.h
 * Errors     ERR_DB
 */
#pragma once

#include "analyzer/report/out.h"
#include "analyzer/report/rows.h"

// clang-format off

/** What the store covers. */
#define SCOPE_FIELDS(F)                                                                     \
	F(I64, sources) F(I64, bytes) F(I64, hosts) F(I64, boots) F(I64, kernels)           \
	F(TEXT, a_host) F(TEXT, a_kernel) F(TEXT, first_utc) F(TEXT, last_utc)              \
	F(I64, events) F(I64, roots) F(I64, groups) F(I64, corrupted) F(I64, unreadable)    \
	F(I64, local_times)

#define KIND_FIELDS(F) F(TEXT, kind) F(I64, events) F(I64, severity)

/** A machine's death: a panic or its like, and what led to it. */
#define DEATH_FIELDS(F)                                                                     \
	F(I64, fault_id) F(TEXT, kind) F(TEXT, title) F(TEXT, host) F(TEXT, place) F(TEXT, time_utc)       \
	F(REAL, time_boot) F(TEXT, comm) F(I64, pid) F(TEXT, kernel_release)                \
	F(TEXT, last_title) F(TEXT, last_kind) F(REAL, after_s) F(I64, same) F(I64, deaths) \
	F(I64, dead_hosts)

/** Events of one boot, equal ones in a row as one. */
#define MOMENT_FIELDS(F)                                                                    \
	F(I64, fault_id) F(I64, boot_id) F(TEXT, host) F(TEXT, kernel_release) F(TEXT, arch) \
	F(TEXT, hardware) F(TEXT, started_utc) F(TEXT, place) F(TEXT, time_utc)             \
	F(TEXT, until_utc) F(REAL, time_boot) F(REAL, until_boot) F(I64, severity)          \
	F(TEXT, kind) F(TEXT, title) F(TEXT, comm) F(I64, pid) F(I64, cpu) F(I64, events)   \
	F(I64, caused_by) F(I64, first_line) F(I64, more) F(I64, more_boots)

#define GROUP_FIELDS(F)                                                                     \
	F(I64, group_id) F(TEXT, key) F(TEXT, kind) F(TEXT, title) F(TEXT, function)        \
	F(I64, severity) F(I64, worst) F(I64, events) F(I64, deaths) F(I64, hosts)          \
	F(I64, kernels) F(TEXT, a_host) F(TEXT, a_kernel) F(TEXT, first_utc)                \
	F(TEXT, last_utc) F(I64, example_id) F(TEXT, verdict) F(TEXT, verdict_text)           \
	F(TEXT, trend) F(TEXT, guilty_file) F(TEXT, subsystem) F(I64, more)

#define CONSEQUENCE_FIELDS(F) \
	F(I64, group_id) F(TEXT, kind) F(TEXT, title) F(I64, events) F(I64, fault_id)

/** The best example of a group: fields of fault, joined with its object and source. */
#define EXAMPLE_FIELDS(F)                                                                    \
	F(I64, fault_id) F(TEXT, key) F(TEXT, kind) F(TEXT, message) F(TEXT, bug_type)       \
	F(TEXT, function) F(TEXT, module) F(TEXT, file) F(I64, line) F(TEXT, access)         \
	F(I64, access_size) F(TEXT, address) F(TEXT, comm) F(I64, pid) F(I64, cpu)           \
	F(REAL, duration_s) F(TEXT, taint) F(TEXT, kernel_release) F(TEXT, arch)             \
	F(TEXT, hardware) F(TEXT, host) F(REAL, time_boot) F(TEXT, time_utc)                 \
	F(TEXT, workqueue) F(TEXT, blocker) F(I64, first_line) F(I64, last_line)             \
	F(I64, corrupted) F(TEXT, corrupted_reason) F(TEXT, source_path) F(I64, sightings)   \
	F(TEXT, excerpt) F(TEXT, excerpt_lines) F(TEXT, cache) F(I64, object_size) F(TEXT, object_address)          \
	F(I64, object_offset) F(TEXT, located) F(TEXT, region) F(TEXT, alloc_comm)           \
	F(I64, alloc_pid) F(TEXT, free_comm) F(I64, free_pid) F(TEXT, oom_victims) F(TEXT, oom_largest)           \
	F(TEXT, oom_where) F(I64, oom_limit_kb) F(TEXT, gfp_mask) F(TEXT, gfp_flags)         \
	F(I64, page_order) F(TEXT, slub_problem) F(I64, leaks) F(I64, leaked_bytes)

#define TAINT_FIELDS(F) F(TEXT, letter) F(TEXT, meaning)

/** What the views make of a fault of memory; labels are those of note_labels[]. */
#define NOTE_FIELDS(F) F(TEXT, label) F(TEXT, value)

#define FRAME_FIELDS(F)                                                                      \
	F(TEXT, role) F(I64, depth) F(TEXT, function) F(I64, offset) F(I64, size)            \
	F(TEXT, module) F(TEXT, address) F(I64, reliable) F(TEXT, file) F(I64, line) F(I64, more)

/** Kills for lack of memory, one row per host, place and name of the victim. */
#define OOM_ROW_FIELDS(F)                                                                    \
	F(TEXT, host) F(TEXT, place) F(TEXT, constraint_kind) F(I64, limit_kb)               \
	F(TEXT, victim) F(I64, kills) F(I64, largest_kb) F(TEXT, triggers)                   \
	F(TEXT, first_utc) F(TEXT, last_utc) F(I64, fault_id) F(I64, more)

/** Tasks and CPUs that did not get on. */
#define STALL_FIELDS(F)                                                                      \
	F(TEXT, kind) F(TEXT, host) F(TEXT, comm) F(TEXT, function) F(I64, reports)          \
	F(I64, tasks) F(REAL, longest_s) F(TEXT, first_utc) F(TEXT, last_utc)                \
	F(I64, fault_id) F(I64, more)

#define LEAK_FIELDS(F)                                                                       \
	F(TEXT, title) F(TEXT, host) F(TEXT, comm) F(I64, objects) F(I64, bytes)             \
	F(I64, fault_id) F(I64, more)

/** How memory of a machine was doing when it was collected; problems NULL: well. */
#define MEMORY_FIELDS(F)                                                                     \
	F(TEXT, host) F(TEXT, path) F(TEXT, taken_utc) F(I64, source_id)                     \
	F(I64, total_bytes) F(REAL, available_percent) F(I64, swap_bytes)                    \
	F(REAL, swap_used_percent) F(REAL, anon_percent) F(REAL, cache_percent)              \
	F(REAL, shmem_percent) F(REAL, slab_percent) F(REAL, pagetables_percent)             \
	F(REAL, unaccounted_percent) F(REAL, stall_percent) F(REAL, large_percent)           \
	F(TEXT, slabs) F(TEXT, processes) F(TEXT, problems) F(I64, more)

/** What a memory image shows beyond its log, a sentence each. */
#define FINDING_FIELDS(F) \
	F(TEXT, path) F(TEXT, topic) F(TEXT, text) F(I64, source_id) F(I64, more)

/** What to do; of the evidence the first row. */
#define ADVICE_FIELDS(F)                                                                     \
	F(TEXT, rule) F(I64, severity) F(TEXT, title) F(TEXT, host) F(TEXT, shown)           \
	F(TEXT, remedy) F(TEXT, command) F(I64, fault_id) F(I64, source_id) F(I64, more)

#define PROBLEM_FIELDS(F) F(TEXT, path) F(TEXT, status) F(TEXT, message) F(I64, more)

/** Every list of a report: R(struct row, member, FIELDS, query). */
#define REPORT_LISTS(R)                                       \
	R(kind_row, kinds, KIND_FIELDS, report_kinds)         \
	R(death_row, deaths, DEATH_FIELDS, report_deaths)     \
	R(moment_row, moments, MOMENT_FIELDS, report_moments) \
	R(advice_row, advice, ADVICE_FIELDS, report_advice)   \
	R(finding_row, findings, FINDING_FIELDS, report_findings) \
	R(memory_row, memory, MEMORY_FIELDS, report_memory)   \
	R(oom_row, ooms, OOM_ROW_FIELDS, report_oom)          \
	R(stall_row, stalls, STALL_FIELDS, report_stalls)     \
	R(leak_row, leaks, LEAK_FIELDS, report_leaks)         \
	R(problem_row, problems, PROBLEM_FIELDS, report_problems)

// clang-format on

ROW_STRUCT(scope_row, SCOPE_FIELDS);
ROW_STRUCT(consequence_row, CONSEQUENCE_FIELDS);
ROW_STRUCT(example_row, EXAMPLE_FIELDS);
ROW_STRUCT(taint_row, TAINT_FIELDS);
ROW_STRUCT(note_row, NOTE_FIELDS);
ROW_STRUCT(frame_row, FRAME_FIELDS);
#define REPORT_STRUCT(row, member, FIELDS, query) ROW_STRUCT(row, FIELDS);
REPORT_LISTS(REPORT_STRUCT)
#undef REPORT_STRUCT

struct group_row {
	GROUP_FIELDS(ROW_MEMBER)
	/* filled by other queries */
	struct consequence_row *consequences;
	size_t n_consequences;
	struct example_row *example; /**< NULL: none */
	struct taint_row *taints;
	size_t n_taints;
	struct note_row *notes;
	size_t n_notes;
	struct frame_row *frames; /**< from the function to blame outwards */
	size_t n_frames;
};

struct report {
	struct arena arena;
	struct slice verdict; /**< one or two sentences; input text in it is not escaped yet */
	struct scope_row scope;
#define REPORT_MEMBER(row, member, FIELDS, query) \
	struct row *member;                       \
	size_t n_##member;
	REPORT_LISTS(REPORT_MEMBER)
#undef REPORT_MEMBER
	struct group_row *groups;
	size_t n_groups;
};

/** Read a report out of @p db.  @p params: those of cli/filter.h; :limit is that of groups.  Makes
 *  temporary tables. */
must_use struct err *report_load(sqlite3 *db, struct params params, struct report *ret);
void report_deinit(struct report *r);

/** What killed it, in a sentence; called by report_load(). */
struct slice report_verdict(const struct report *r, struct arena *a);

void report_print_text(struct out *o, const struct report *r);
void report_print_markdown(struct out *o, const struct report *r);
void report_print_json(struct out *o, const struct report *r);

/** Field tables, for generic output. */
extern const struct row_field scope_fields[], consequence_fields[], example_fields[],
	taint_fields[], note_fields[], frame_fields[], group_fields[];
#define REPORT_TABLE(row, member, FIELDS, query) extern const struct row_field row##_fields[];
REPORT_LISTS(REPORT_TABLE)
#undef REPORT_TABLE

/** `1 fatal` … `5 minor`: what a severity means. */
const char *severity_word(int64_t severity);
