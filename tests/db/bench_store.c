// SPDX-License-Identifier: Apache-2.0
/* bench_store FOLDER [FAULTS]: how long a store takes for many faults; no test. */
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "db/store.h"
#include "parsers/faults/engine.h"

#define FAULTS_PER_SOURCE 10

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void check(struct err *e)
{
	if (!e)
		return;
	fprintf(stderr, "bench_store: %s\n", e->msg);
	exit(1);
}

static struct fault *bench_fault(unsigned source, unsigned n)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));
	struct fault *f = arena_new(arena, struct fault);

	f->arena = arena;
	f->kind = (source + n) % 40;
	fact_set(f, message,
	         arena_printf(arena, "BUG: something in function_%u", (source * 7 + n) % 500));
	fact_set(f, comm, S("kworker/u8:2"));
	fact_set(f, pid, 100 + n);
	fact_set(f, cpu, n % 8);
	fact_set(f, time_boot, source % 1000 + n * 0.123456);
	fact_set(f, kernel_release, S("6.1.0-13-amd64"));
	fact_set(f, hardware, S("QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014"));
	fact_set(f, first_line, n * 100 + 1);
	fact_set(f, last_line, n * 100 + 60);
	fact_set(f, first_byte, n * 8000);
	fact_set(f, last_byte, n * 8000 + 4000);
	fact_set(f, boot_no, 0);
	char *excerpt = arena_array(arena, char, 4000);
	memset(excerpt, 'x', 4000);
	fact_set(f, excerpt, ((struct slice){ excerpt, 4000 }));
	for (unsigned i = 0; i < 2; i++) {
		struct stack stack = {
			.role = STACK_FAULT, .cpu = -1, .pid = -1, .title = S("Call Trace:")
		};
		struct stack *st = arena_push(arena, &f->stacks, &f->n_stacks, &stack);
		for (unsigned j = 0; j < 20; j++) {
			struct frame fr = {
				.function =
					arena_printf(arena, "some_function_name_%u", (n + j) % 300),
				.module = j % 4 ? (struct slice){ 0 } : S("ext4"),
				.line = -1,
				.offset = 17 * j,
				.size = 4096,
				.log_line = n * 100 + j,
			};
			arena_push(arena, &st->frames, &st->n_frames, &fr);
		}
	}
	for (unsigned i = 0; i < 16; i++) {
		struct reg reg = { arena_printf(arena, "r%u", i), S("ffff888012345678"), 0 };
		arena_push(arena, &f->regs, &f->n_regs, &reg);
	}
	return f;
}

static void derive_cb(void *ctx, const struct fault *f, struct store_derived *ret)
{
	struct slice parts[] = { slice_str(fault_kind_info[f->kind].slug), f->message };

	key_of(parts, 2, ctx);
	*ret = (struct store_derived){ .title = f->message,
		                       .line = -1,
		                       .severity = 2,
		                       .signature = ctx,
		                       .group_key = ctx,
		                       .version = 1 };
}

static void fill(struct store *s, unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		char path[32], key[17];
		bool is_new;
		snprintf(path, sizeof(path), "source %u", i);
		struct boot b = { .flags = BOOT_HAS_START,
			          .kernel_release = S("6.1.0-13-amd64"),
			          .kernel_version = S("6.1.0-13-amd64 #1 SMP"),
			          .started_us = 1700000000000000 + i * 30000000LL,
			          .first_mono_us = -1,
			          .last_mono_us = -1 };
		b.host = (struct slice){ path + 7, strlen(path + 7) };
		check(store_source_begin(s));
		check(store_add_boot(s, &b));
		for (unsigned n = 0; n < FAULTS_PER_SOURCE; n++) {
			struct fault *f = bench_fault(i, n);
			struct store_derived d;
			derive_cb(key, f, &d);
			check(store_add_fault(s, f, &d));
			fault_free(f);
		}
		struct store_source src = { .path = path,
			                    .kind = "dmesg",
			                    .sha256 = path,
			                    .status = "ok",
			                    .taken_us = INT64_MIN };
		check(store_source_end(s, &src, &is_new));
	}
}

int main(int argc, char **argv)
{
	char path[4096], other[4096], key[17];
	struct store *s;
	struct stat sb;

	if (argc < 2)
		return 2;
	unsigned faults = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000;
	snprintf(path, sizeof(path), "%s/bench.db", argv[1]);
	snprintf(other, sizeof(other), "%s/merged.db", argv[1]);
	unlink(path);
	unlink(other);

	double t = now_s();
	check(store_open(path, STORE_CREATE, &s));
	unsigned sources = faults / FAULTS_PER_SOURCE;
	fill(s, 0, sources);
	printf("%-12s %7.2f s\n", "write", now_s() - t);
	t = now_s();
	check(store_derive(s));
	printf("%-12s %7.2f s\n", "derive", now_s() - t);
	fill(s, sources, sources + 1);
	t = now_s();
	check(store_derive(s));
	printf("%-12s %7.2f s\n", "derive one", now_s() - t);
	t = now_s();
	check(store_derive_all(s));
	printf("%-12s %7.2f s\n", "derive all", now_s() - t);
	t = now_s();
	check(store_rederive_faults(s, derive_cb, key));
	printf("%-12s %7.2f s\n", "rederive", now_s() - t);
	t = now_s();
	store_free(s);
	stat(path, &sb);
	printf("%-12s %7.2f s  %lld MB\n", "close", now_s() - t, (long long)sb.st_size >> 20);
	t = now_s();
	check(store_open(other, STORE_CREATE, &s));
	check(store_merge(s, path));
	store_free(s);
	printf("%-12s %7.2f s\n", "merge", now_s() - t);
	return 0;
}
