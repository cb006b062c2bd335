// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/boot_facts.h"

#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

/** Boots whose offsets are foreseen. */
#define BOOT_OFFSETS 100000
/** Modules whose places are known, of all boots. */
#define BOOT_MODULES 10000

static void release_set(struct boot_facts *b, struct slice release, struct slice version)
{
	if (b->given.release.p || !release.n || release.n > LIMIT_NAME_BYTES)
		return;
	if (!slice_eq(b->run.release, release))
		b->run.release = arena_dup(&b->arena, release);
	if (version.n && !slice_eq(b->run.version, version))
		b->run.version = arena_dup(&b->arena, slice_head(version, LIMIT_NAME_BYTES));
}

void boot_facts_set_offset(struct boot_facts *b, uint64_t offset, bool foresee)
{
	if (b->given.has_offset)
		return;
	b->run.has_offset = true;
	b->run.offset = offset;
	const struct boot_offset *last = b->n_offsets ? &b->offsets[b->n_offsets - 1] : NULL;
	if (foresee && (!last || last->boot != b->boot) && b->n_offsets < BOOT_OFFSETS) {
		const struct boot_offset o = { b->boot, offset };
		arena_push(&b->arena, &b->offsets, &b->n_offsets, &o);
	}
}

/** Places of modules that are known of the boot under way. */
static void modules_set(struct boot_facts *b)
{
	size_t first = 0;

	while (first < b->n_modules && b->module_boots[first] != b->boot)
		first++;
	size_t end = first;
	while (end < b->n_modules && b->module_boots[end] == b->boot)
		end++;
	b->run.modules = b->modules ? b->modules + first : NULL;
	b->run.n_modules = end - first;
}

bool boot_facts_has_module(const struct boot_facts *b, struct slice name)
{
	for (size_t i = 0; i < b->run.n_modules; i++) {
		if (slice_eq(b->run.modules[i].name, name))
			return true;
	}
	return false;
}

void boot_facts_add_module(struct boot_facts *b, const struct module_range *m)
{
	struct module_range copy = *m;
	size_t n = b->n_modules;

	// those of a boot stand together
	if (n >= BOOT_MODULES || (n && b->module_boots[n - 1] > b->boot))
		return;
	copy.name = arena_dup(&b->arena, m->name);
	arena_push(&b->arena, &b->modules, &b->n_modules, &copy);
	arena_push(&b->arena, &b->module_boots, &b->n_module_boots, &b->boot);
	modules_set(b);
}

static void offset_foreseen(struct boot_facts *b)
{
	modules_set(b);
	for (size_t i = 0; i < b->n_offsets; i++) {
		if (b->offsets[i].boot == b->boot) {
			b->run.has_offset = true;
			b->run.offset = b->offsets[i].offset;
		}
	}
}

void boot_facts_rewind(struct boot_facts *b)
{
	b->run = b->given;
	b->boot = 0;
	offset_foreseen(b);
}

void boot_facts_deinit(struct boot_facts *b)
{
	arena_deinit(&b->arena);
}

static bool banner(struct boot_facts *b, struct slice line)
{
	struct slice release, s = line;

	if (!slice_skip_past(&s, S("Linux version ")) || !slice_word(&s, &release))
		return false;
	struct slice version = s;
	if (!slice_skip_past(&version, S("#")))
		version = (struct slice){ 0 };
	b->boot++;
	b->run = b->given;
	release_set(b, release, version);
	offset_foreseen(b);
	return true;
}

static bool kernel_offset(struct boot_facts *b, struct slice line, bool foresee)
{
	struct slice s = line;
	uint64_t offset;

	if (slice_skip_past(&s, S("Kernel Offset: "))) {
		if (slice_skip(&s, S("disabled")))
			boot_facts_set_offset(b, 0, foresee);
		else if (slice_hex(&s, &offset))
			boot_facts_set_offset(b, offset, foresee);
		return true;
	}
	s = line;
	if (slice_skip_past(&s, S("KERNELOFFSET=")) && slice_u64(&s, 16, &offset)) {
		boot_facts_set_offset(b, offset, foresee);
		return true;
	}
	return false;
}

static bool task_line(struct boot_facts *b, struct slice line)
{
	struct arena arena = { 0 };
	struct fault f = { .kind = FAULT_OOPS, .arena = &arena };
	struct slice s = line;

	ssize_t at = slice_find(line, S("CPU: "));
	if (at < 0)
		at = slice_find(line, S("Pid: "));
	if (at < 0)
		return false;
	s = slice_from(line, (size_t)at);
	bool ok = task_line_parse(s, &f) && fact_has(&f, kernel_release);
	if (ok)
		release_set(b, f.kernel_release,
		            fact_has(&f, kernel_version) ? f.kernel_version : (struct slice){ 0 });
	arena_deinit(&arena);
	return ok;
}

bool boot_facts_line(struct boot_facts *b, struct slice line, bool foresee)
{
	struct slice release;

	if (!foresee && !b->begun) {
		b->begun = true;
		boot_facts_rewind(b);
	}
	if (banner(b, line) || kernel_offset(b, line, foresee))
		return true;
	struct slice s = line;
	if (slice_skip_past(&s, S("OSRELEASE=")) && slice_word(&s, &release)) {
		release_set(b, release, (struct slice){ 0 });
		return true;
	}
	return slice_has(line, S("ainted")) && task_line(b, line);
}
