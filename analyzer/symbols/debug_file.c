// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debug_file.h"

#include "analyzer/symbols/debug_link.h"
#include "analyzer/symbols/dwarf_cfi.h"
#include "analyzer/symbols/dwarf_file.h"
#include "analyzer/symbols/elf_file.h"
#include "analyzer/symbols/symtab.h"
#include "analyzer/symbols/unpack.h"
#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include <elf.h>
#include <gelf.h>

/** Longest release that is looked for; `uname -r` gives 64 bytes. */
#define RELEASE_MAX 128

struct debug_file {
	struct debug_info info;
	char *path, *debug_path, *alt_path;
	struct elf_file *ef;       /**< the file opened */
	struct elf_file *debug_ef; /**< separate debug file; NULL: none */
	struct elf_file *alt_ef;   /**< dwz's; NULL: none */
	struct elf_file *mini_ef;  /**< in .gnu_debugdata; NULL: none */
	struct symtab *symtab;
	struct symtab *mini_symtab; /**< functions that are in no table of the file; NULL: none */
	struct dwarf_file *dwarf;   /**< NULL: none */
	struct dwarf_cfi *cfi;      /**< NULL: not asked for */
	bool release_read;
	struct slice release; /**< p NULL: not known */
};

void debug_file_free(struct debug_file *df)
{
	if (!df)
		return;
	dwarf_file_free(df->dwarf);
	dwarf_cfi_free(df->cfi);
	symtab_free(df->symtab);
	symtab_free(df->mini_symtab);
	elf_file_free(df->mini_ef);
	elf_file_free(df->alt_ef);
	elf_file_free(df->debug_ef);
	elf_file_free(df->ef);
	free(df->path);
	free(df->debug_path);
	free(df->alt_path);
	free(df);
}

static bool has_section(struct elf_file *ef, const char *name, uint32_t not_type)
{
	struct elf_section *s = elf_file_section(ef, name);
	return s && s->type != not_type && s->size;
}

/** Make the range of code large enough for @p size bytes at @p addr. */
static void add_text(struct debug_info *info, uint64_t addr, uint64_t size)
{
	if (!size || addr + size < addr)
		return;
	if (info->text_begin == info->text_end || addr < info->text_begin)
		info->text_begin = addr;
	if (addr + size > info->text_end)
		info->text_end = addr + size;
}

static void find_text(struct debug_file *df)
{
	size_t n = 0;

	for (size_t i = 1; i < df->ef->n_sections; i++) {
		const struct elf_section *s = &df->ef->sections[i];
		if (s->flags & SHF_ALLOC && s->flags & SHF_EXECINSTR)
			add_text(&df->info, s->addr, s->size);
	}
	if (df->ef->n_sections > 1 || elf_getphdrnum(df->ef->elf, &n) != 0)
		return;
	for (size_t i = 0; i < n && i < LIMIT_DEBUG_SECTIONS; i++) {
		GElf_Phdr ph;
		if (gelf_getphdr(df->ef->elf, (int)i, &ph) && ph.p_type == PT_LOAD &&
		    ph.p_flags & PF_X)
			add_text(&df->info, ph.p_vaddr, ph.p_memsz);
	}
}

/** Find where the DWARF is: in the file, or in another. */
static void find_dwarf(struct debug_file *df, const struct debug_options *options)
{
	static const char *const standard[] = { "/usr/lib/debug", NULL };
	struct debug_options o = options ? *options : (struct debug_options){ .alone = false };
	struct elf_file *holder = df->ef;
	const char *path = df->path;

	if (!o.debug_dirs)
		o.debug_dirs = standard;
	if (!has_section(df->ef, ".debug_info", SHT_NOBITS) && !o.alone) {
		df->debug_ef = debug_link_find(df->ef, df->path, &o, &df->debug_path);
		if (df->debug_ef) {
			holder = df->debug_ef;
			path = df->debug_path;
		}
	}
	if (has_section(holder, ".gnu_debugaltlink", SHT_NOBITS))
		df->alt_ef = debug_link_find_alt(holder, path, &o, &df->alt_path);
	df->dwarf = dwarf_file_open(holder, df->alt_ef,
	                            dwarf_split_new(df->path, df->debug_path, o.alone ? NULL : &o));
}

/** What Fedora leaves in stripped files: an ELF file compressed by xz, with the symbols of functions that
 *  are not dynamic. */
static void find_mini(struct debug_file *df)
{
	struct elf_section *s = elf_file_section(df->ef, ".gnu_debugdata");
	struct slice data = s ? elf_file_data(df->ef, s) : (struct slice){ NULL, 0 };
	int fd = data.n ? memory_file(data.p, data.n) : -1;

	if (fd < 0)
		return;
	err_free(elf_file_open_fd(fd, s->name, &df->mini_ef));
	if (df->mini_ef)
		df->mini_symtab = symtab_new(df->mini_ef);
}

struct err *debug_file_open(const char *path, const struct debug_options *options,
                            struct debug_file **ret)
{
	_cleanup_(debug_file_freep) struct debug_file *df = xcalloc(1, sizeof(*df));
	struct err *e = elf_file_open(path, &df->ef);

	if (e)
		return e;
	df->path = xstrdup(path);
	find_dwarf(df, options);
	df->symtab = symtab_new(df->ef);
	if (df->debug_ef && has_section(df->debug_ef, ".symtab", SHT_NOBITS) &&
	    !has_section(df->ef, ".symtab", SHT_NOBITS)) {
		symtab_free(df->symtab);
		df->symtab = symtab_new(df->debug_ef);
	} else if (!has_section(df->ef, ".symtab", SHT_NOBITS)) {
		find_mini(df);
	}
	struct debug_info *info = &df->info;
	info->path = df->path;
	info->debug_path = df->debug_path;
	info->alt_path = df->alt_path;
	build_id_text(df->ef->build_id, info->build_id);
	info->machine = df->ef->machine;
	info->is_64bit = df->ef->is_64bit;
	info->big_endian = df->ef->big_endian;
	info->has_dwarf = df->dwarf != NULL;
	info->is_relocatable = df->ef->type == ET_REL;
	info->is_dynamic = df->ef->type == ET_DYN;
	info->best = df->dwarf                                         ? KNOWLEDGE_LINE
	             : symtab_is_empty(df->symtab) && !df->mini_symtab ? KNOWLEDGE_NONE
	                                                               : KNOWLEDGE_SYMTAB;
	find_text(df);
	*ret = take(df);
	return NULL;
}

const struct debug_info *debug_file_info(const struct debug_file *df)
{
	return &df->info;
}

/** The word behind @p mark, if it looks like a release. */
static struct slice word_behind(struct slice data, struct slice mark)
{
	struct slice word;

	while (slice_skip_past(&data, mark)) {
		struct slice rest = slice_head(data, RELEASE_MAX);
		rest.n = strnlen(rest.p, rest.n);
		if (slice_word(&rest, &word) && word.p[0] >= '0' && word.p[0] <= '9')
			return word;
	}
	return (struct slice){ NULL, 0 };
}

bool debug_file_release(struct debug_file *df, struct slice *ret)
{
	bool is_module = df->info.is_relocatable;

	if (!df->release_read) {
		struct elf_section *s =
			elf_file_section(df->ef, is_module ? ".modinfo" : ".rodata");
		df->release_read = true;
		if (s)
			df->release = word_behind(elf_file_data(df->ef, s),
			                          is_module ? S("vermagic=") : S("Linux version "));
	}
	if (df->release.p)
		*ret = df->release;
	return df->release.p != NULL;
}

size_t debug_file_find_symbols(struct debug_file *df, struct slice name, enum symbol_match how,
                               struct arena *arena, struct symbol **ret)
{
	size_t n = symtab_find(df->symtab, name, how, arena, ret);

	return n || !df->mini_symtab ? n : symtab_find(df->mini_symtab, name, how, arena, ret);
}

void debug_file_each_symbol(struct debug_file *df, bool (*fn)(void *ctx, const struct symbol *s),
                            void *ctx)
{
	symtab_each(df->symtab, fn, ctx);
}

bool debug_file_symbol_at(struct debug_file *df, uint64_t addr, struct symbol *ret)
{
	return symtab_at(df->symtab, addr, ret) ||
	       (df->mini_symtab && symtab_at(df->mini_symtab, addr, ret));
}

/** What the symbol table knows, where the DWARF told nothing of the function. */
static void add_symbol(struct debug_file *df, struct debug_query *q, struct arena *arena)
{
	struct symbol s;

	if ((q->n_places && q->places[q->n_places - 1].function.p) ||
	    !debug_file_symbol_at(df, q->addr, &s))
		return;
	if (!q->n_places) {
		q->places = arena_new(arena, struct place);
		q->n_places = 1;
		q->knowledge = KNOWLEDGE_SYMTAB;
	}
	q->places[q->n_places - 1].function =
		arena_dup(arena, slice_head(s.name, LIMIT_NAME_BYTES));
}

static int by_addr(const void *a, const void *b)
{
	const struct debug_query *const *x = a, *const *y = b;
	return (*x)->addr < (*y)->addr ? -1 : (*x)->addr > (*y)->addr;
}

void debug_file_lookup_all(struct debug_file *df, struct debug_query *q, size_t n,
                           struct arena *arena)
{
	_cleanup_free_ struct debug_query **sorted = xcalloc(n + 1, sizeof(*sorted));

	for (size_t i = 0; i < n; i++) {
		q[i] = (struct debug_query){ .addr = q[i].addr };
		sorted[i] = &q[i];
	}
	qsort(sorted, n, sizeof(*sorted), by_addr);
	if (df->dwarf)
		dwarf_file_lookup(df->dwarf, sorted, n, arena);
	for (size_t i = 0; i < n; i++)
		add_symbol(df, sorted[i], arena);
}

void debug_file_lookup(struct debug_file *df, struct debug_query *q, struct arena *arena)
{
	debug_file_lookup_all(df, q, 1, arena);
}

bool debug_file_add_type(struct debug_file *df, struct btf *btf, const char *name)
{
	return df->dwarf && dwarf_file_add_type(df->dwarf, btf, name);
}

enum cfi_answer debug_file_unwind(struct debug_file *df, uint64_t addr, struct cfi_frame *frame,
                                  uint64_t *ret_ip)
{
	if (!df->cfi)
		df->cfi = dwarf_cfi_new(df->ef, df->debug_ef);
	return dwarf_cfi_unwind(df->cfi, addr, frame, ret_ip);
}

bool debug_file_section_find(struct debug_file *df, const char *name, uint64_t *ret_addr,
                             uint64_t *ret_size)
{
	for (size_t i = 1; i < df->ef->n_sections; i++) {
		const struct elf_section *s = &df->ef->sections[i];
		if (s->flags & SHF_ALLOC && strcmp(s->name, name) == 0) {
			*ret_addr = s->addr;
			*ret_size = s->size;
			return true;
		}
	}
	return false;
}

bool debug_file_addr_of_offset(struct debug_file *df, uint64_t offset, uint64_t *ret_addr)
{
	size_t n = 0;

	if (elf_getphdrnum(df->ef->elf, &n) != 0)
		return false;
	for (size_t i = 0; i < n && i < LIMIT_DEBUG_SECTIONS; i++) {
		GElf_Phdr ph;
		if (gelf_getphdr(df->ef->elf, (int)i, &ph) && ph.p_type == PT_LOAD &&
		    offset >= ph.p_offset && offset - ph.p_offset < ph.p_filesz) {
			*ret_addr = ph.p_vaddr + (offset - ph.p_offset);
			return true;
		}
	}
	return false;
}
