// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_split.h"

#include "parsers/limits.h"
#include <limits.h>

/** Columns of an index: eight kinds of sections are defined. */
#define PACKAGE_COLUMNS 16

/** A unit of another file. */
struct split_unit {
	const struct dwarf_unit *skeleton;
	struct elf_file *ef; /**< its own file; NULL: the package */
	struct dwarf *dw;    /**< NULL: it is not to be had */
	struct dwarf_unit *u;
};

/** The table of units of a package. */
struct package {
	struct elf_file *ef; /**< NULL: there is none */
	unsigned version;
	uint32_t n_columns, n_units, n_slots;
	struct slice slots, rows, columns, offsets, sizes;
};

struct dwarf_split {
	char *paths[2]; /**< of the file, and of the one that its DWARF is in */
	struct debug_options options;
	bool package_read;
	struct package package;
	struct split_unit units[LIMIT_SPLIT_UNITS];
	size_t next; /**< that is closed for a new one */
};

struct dwarf_split *dwarf_split_new(const char *path, const char *debug_path,
                                    const struct debug_options *options)
{
	struct dwarf_split *s = xcalloc(1, sizeof(*s));

	s->paths[0] = xstrdup(path);
	s->paths[1] = debug_path ? xstrdup(debug_path) : NULL;
	if (options)
		s->options = *options;
	return s;
}

static void unit_close(struct split_unit *k)
{
	dwarf_free(k->dw);
	elf_file_free(k->ef);
	*k = (struct split_unit){ .ef = NULL };
}

void dwarf_split_free(struct dwarf_split *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < LIMIT_SPLIT_UNITS; i++)
		unit_close(&s->units[i]);
	elf_file_free(s->package.ef);
	free(s->paths[0]);
	free(s->paths[1]);
	free(s);
}

/** Section @p i of a file of split DWARF. */
static struct slice section_of(struct elf_file *ef, enum dwarf_section i)
{
	char name[64];

	snprintf(name, sizeof(name), "%s.dwo", dwarf_section_name(i));
	struct elf_section *s = elf_file_section(ef, name);
	return s ? elf_file_data(ef, s) : (struct slice){ NULL, 0 };
}

/** @p n numbers of @p bytes off the front of @p in; false: there are not as many. */
static bool cut_table(struct slice *in, uint64_t n, unsigned bytes, struct slice *ret)
{
	if (n > in->n / bytes)
		return false;
	*ret = slice_head(*in, n * bytes);
	*in = slice_from(*in, n * bytes);
	return true;
}

static uint32_t word_at(const struct package *p, struct slice table, uint64_t i)
{
	return (uint32_t)elf_file_number(p->ef, table.p + 4 * i, 4);
}

/** The index of units; false: it makes no sense. */
static bool package_index(struct package *p)
{
	struct elf_section *s = elf_file_section(p->ef, ".debug_cu_index");
	struct slice in = s ? elf_file_data(p->ef, s) : (struct slice){ NULL, 0 }, head;

	if (!cut_table(&in, 4, 4, &head))
		return false;
	// DWARF 5 has a version of two bytes and two of padding, GNU's 2 is four bytes
	p->version = (unsigned)elf_file_number(p->ef, head.p, 2);
	if (p->version != 5)
		p->version = word_at(p, head, 0);
	p->n_columns = word_at(p, head, 1);
	p->n_units = word_at(p, head, 2);
	p->n_slots = word_at(p, head, 3);
	if ((p->version != 2 && p->version != 5) || !p->n_columns ||
	    p->n_columns > PACKAGE_COLUMNS || !p->n_slots || p->n_slots & (p->n_slots - 1))
		return false;
	uint64_t cells = (uint64_t)p->n_columns * p->n_units;
	return cut_table(&in, p->n_slots, 8, &p->slots) &&
	       cut_table(&in, p->n_slots, 4, &p->rows) &&
	       cut_table(&in, p->n_columns, 4, &p->columns) &&
	       cut_table(&in, cells, 4, &p->offsets) && cut_table(&in, cells, 4, &p->sizes);
}

static void package_open(struct dwarf_split *s)
{
	s->package_read = true;
	for (int i = 0; i < 2 && !s->package.ef; i++) {
		_cleanup_free_ char *path = NULL;
		if (!s->paths[i])
			continue;
		if (asprintf(&path, "%s.dwp", s->paths[i]) < 0)
			die_oom();
		if (access(path, R_OK) != 0)
			continue;
		err_free(elf_file_open(path, &s->package.ef));
		if (s->package.ef && !package_index(&s->package)) {
			elf_file_free(s->package.ef);
			s->package.ef = NULL;
		}
	}
}

/** Row of unit @p id, from 0; false: the package has no such. */
static bool package_row(const struct package *p, uint64_t id, uint32_t *ret)
{
	uint64_t mask = p->n_slots - 1, at = id & mask, step = (id >> 32 & mask) | 1;

	for (uint32_t i = 0; i < p->n_slots; i++, at = (at + step) & mask) {
		uint32_t row = word_at(p, p->rows, at);
		if (!row)
			return false;
		if (elf_file_number(p->ef, p->slots.p + 8 * at, 8) != id)
			continue;
		*ret = row - 1;
		return row <= p->n_units;
	}
	return false;
}

/** What a column of the index is of; DWARF_SECTION_COUNT: nothing that is read. */
static enum dwarf_section section_of_column(const struct package *p, uint32_t kind)
{
	switch (kind) {
	case 1:
		return DWARF_INFO;
	case 3:
		return DWARF_ABBREV;
	case 6:
		return DWARF_STR_OFFSETS;
	case 8: // .debug_macro before DWARF 5
		return p->version == 5 ? DWARF_RNGLISTS : DWARF_SECTION_COUNT;
	default:
		return DWARF_SECTION_COUNT;
	}
}

/** The parts of the package's sections that are unit @p id's. */
static bool package_sections(const struct package *p, uint64_t id,
                             struct slice ret[DWARF_SECTION_COUNT])
{
	uint32_t row;

	if (!package_row(p, id, &row))
		return false;
	ret[DWARF_STR] = section_of(p->ef, DWARF_STR);
	for (uint32_t i = 0; i < p->n_columns; i++) {
		enum dwarf_section what = section_of_column(p, word_at(p, p->columns, i));
		uint64_t cell = (uint64_t)row * p->n_columns + i;
		if (what == DWARF_SECTION_COUNT)
			continue;
		struct slice all = section_of(p->ef, what);
		ret[what] = slice_head(slice_from(all, word_at(p, p->offsets, cell)),
		                       word_at(p, p->sizes, cell));
	}
	return true;
}

/** The unit of @p dw that @p skeleton stands for. */
static struct dwarf_unit *unit_of(struct dwarf *dw, const struct dwarf_unit *skeleton)
{
	const uint64_t *offs;
	size_t n = dwarf_unit_offs(dw, &offs);

	for (size_t i = 0; i < n; i++) {
		struct dwarf_unit *u = dwarf_unit_at(dw, offs[i]);
		if (u && u->has_dwo_id && u->dwo_id == skeleton->dwo_id)
			return u;
	}
	return NULL;
}

/** Take sections as the unit's; false: they are not. */
static bool unit_take(struct split_unit *k, struct elf_file *ef,
                      const struct slice sections[DWARF_SECTION_COUNT])
{
	k->dw = dwarf_new_split(ef, sections, k->skeleton);
	k->u = k->dw ? unit_of(k->dw, k->skeleton) : NULL;
	if (!k->u) {
		dwarf_free(k->dw);
		k->dw = NULL;
	}
	return k->u != NULL;
}

static bool unit_try(struct split_unit *k, const char *path)
{
	struct slice sections[DWARF_SECTION_COUNT] = { { NULL, 0 } };
	_cleanup_(elf_file_freep) struct elf_file *ef = NULL;

	if (access(path, R_OK) != 0)
		return false;
	err_free(elf_file_open(path, &ef));
	if (!ef || ef->machine != k->skeleton->dw->ef->machine)
		return false;
	for (int i = 0; i < DWARF_SECTION_COUNT; i++)
		sections[i] = section_of(ef, (enum dwarf_section)i);
	if (!unit_take(k, ef, sections))
		return false;
	k->ef = take(ef);
	return true;
}

static bool unit_try_in(struct split_unit *k, struct slice folder, struct slice name)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(folder),
	                 folder.n ? "/" : "", SLICE_ARG(name));

	return n > 0 && (size_t)n < sizeof(path) && unit_try(k, path);
}

static struct slice last_part(struct slice path)
{
	const char *slash = memrchr(path.p, '/', path.n);

	return slash ? slice_from(path, (size_t)(slash - path.p) + 1) : path;
}

/** Its own file: where the compiler put it, beside the file, or among the paths given. */
static bool unit_find(struct dwarf_split *s, struct split_unit *k)
{
	struct slice name = k->skeleton->dwo_name, base = last_part(name);
	bool is_absolute = name.n && *name.p == '/';
	struct slice dir = is_absolute ? (struct slice){ NULL, 0 } : k->skeleton->comp_dir;
	const char *path;
	size_t at = 0;

	if (!base.n || name.n > LIMIT_PATH_BYTES || dir.n > LIMIT_PATH_BYTES ||
	    memchr(name.p, 0, name.n))
		return false;
	if ((is_absolute || dir.n) && unit_try_in(k, dir, name))
		return true;
	for (int i = 0; i < 2; i++) {
		if (!s->paths[i])
			continue;
		const char *slash = strrchr(s->paths[i], '/');
		struct slice folder =
			slash ? slice_head(slice_str(s->paths[i]), (size_t)(slash - s->paths[i]))
			      : S(".");
		if ((!is_absolute && unit_try_in(k, folder, name)) || unit_try_in(k, folder, base))
			return true;
	}
	while (s->options.find_name && (path = s->options.find_name(s->options.ctx, base, &at))) {
		if (unit_try(k, path))
			return true;
	}
	return false;
}

struct dwarf_unit *dwarf_split_unit(struct dwarf_split *s, struct dwarf_unit *skeleton)
{
	struct slice sections[DWARF_SECTION_COUNT] = { { NULL, 0 } };

	if (!skeleton->has_dwo_id || !skeleton->dwo_name.p)
		return NULL;
	for (size_t i = 0; i < LIMIT_SPLIT_UNITS; i++) {
		if (s->units[i].skeleton == skeleton)
			return s->units[i].u;
	}
	struct split_unit *k = &s->units[s->next++ % LIMIT_SPLIT_UNITS];
	unit_close(k);
	k->skeleton = skeleton;
	if (!s->package_read)
		package_open(s);
	if (!s->package.ef || !package_sections(&s->package, skeleton->dwo_id, sections) ||
	    !unit_take(k, s->package.ef, sections))
		unit_find(s, k);
	return k->u;
}
