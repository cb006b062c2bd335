// SPDX-License-Identifier: Apache-2.0
/* ELF files with any DWARF: opening and lookups come to an end, and what they tell is in bounds. */
#include <assert.h>
#include <sys/mman.h>

#include "analyzer/symbols/debug_file.h"
#include "parsers/limits.h"
#include "parsers/vmcore/types.h"

#define ADDRESSES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(const struct debug_query *q, size_t i)
{
	const struct place *p = &q->places[i];

	assert(p->function.n <= LIMIT_NAME_BYTES && p->file.n <= 3 * LIMIT_PATH_BYTES);
	assert(!p->inlined || i + 1 < q->n_places);
	if (p->function.p)
		assert(p->function.p[p->function.n] == '\0');
	if (p->file.p)
		assert(p->file.p[p->file.n] == '\0');
}

static void look_up(struct debug_file *df)
{
	const struct debug_info *info = debug_file_info(df);
	struct debug_query q[ADDRESSES], one;
	struct arena arena = { 0 };
	struct symbol *found, at;
	uint64_t step = (info->text_end - info->text_begin) / (ADDRESSES - 1);

	for (size_t i = 0; i < ADDRESSES; i++)
		q[i].addr = i % 2 ? info->text_end - i / 2 : info->text_begin + step * i / 2;
	debug_file_lookup_all(df, q, ADDRESSES, &arena);
	for (size_t i = 0; i < ADDRESSES; i++) {
		assert((q[i].knowledge == KNOWLEDGE_NONE) == (q[i].n_places == 0));
		assert(q[i].n_places <= LIMIT_INLINE_DEPTH);
		for (size_t k = 0; k < q[i].n_places; k++)
			check_place(&q[i], k);
		if (debug_file_symbol_at(df, q[i].addr, &at))
			assert(q[i].addr - at.addr < at.size);
	}
	one.addr = q[7].addr;
	debug_file_lookup(df, &one, &arena);
	debug_file_find_symbols(df, S("outer"), SYMBOL_VARIANTS, &arena, &found);
	struct slice release;
	debug_file_release(df, &release);
	arena_deinit(&arena);
}

static bool add_type(void *ctx, struct btf *btf, const char *name)
{
	return debug_file_add_type(ctx, btf, name);
}

static void look_up_types(struct debug_file *df)
{
	const struct dump_debug debug = { .ctx = df, .add_type = add_type };
	struct types *t;
	struct member m;
	uint32_t size;

	if (!types_new_debug(&debug, true, &t))
		return;
	if (types_member(t, "task_struct", "comm", &m))
		assert(m.bits <= 64 && m.bit_off < 8);
	types_size(t, "list_head", &size);
	types_size(t, "state", &size);
	types_free(t);
}

/** Memory that has something everywhere. */
static bool read_any(void *ctx, uint64_t addr, unsigned n, uint64_t *ret)
{
	(void)ctx;
	assert(n && n <= 8);
	*ret = addr * 3 + n;
	return addr % 7 != 0;
}

static void look_up_frames(struct debug_file *df)
{
	const struct debug_info *info = debug_file_info(df);
	uint64_t step = (info->text_end - info->text_begin) / ADDRESSES + 1, ip;

	for (unsigned i = 0; i < ADDRESSES; i++) {
		struct cfi_frame frame = { .sp = 7, .word = i % 2 ? 8 : 4, .read = read_any };
		for (unsigned r = 0; r < CFI_REGS; r++) {
			frame.known[r] = r % 5 != 0;
			frame.kept[r] = r % 3 != 0;
			frame.regs[r] = 0x1000 * r;
		}
		debug_file_unwind(df, info->text_begin + step * i, &frame, &ip);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const no_dirs[] = { NULL };
	const struct debug_options options = { .debug_dirs = no_dirs, .alone = true };
	_cleanup_(debug_file_freep) struct debug_file *df = NULL;
	_cleanup_close_ int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	assert(fd >= 0);
	if (write(fd, data, size) != (ssize_t)size)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct err *e = debug_file_open(path, &options, &df);
	if (!e) {
		look_up(df);
		look_up_types(df);
		look_up_frames(df);
	}
	err_free(e);
	return 0;
}
