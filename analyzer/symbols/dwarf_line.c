// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_line.h"

#include "parsers/base/bisect.h"
#include "parsers/limits.h"
#include <dwarf.h>

/** Formats of one entry of a DWARF 5 directory or file table; four are defined. */
#define ENTRY_FORMATS_MAX 32

struct line_entry {
	struct slice name;
	uint64_t dir;
};

struct line_head {
	uint16_t version;
	uint8_t min_inst, max_ops, line_range, opcode_base;
	int8_t line_base;
	uint8_t op_args[256]; /**< operands of each standard opcode */
	struct line_entry *dirs, *files;
	size_t n_dirs, n_files;
	struct cursor program;
};

struct entry_format {
	uint64_t content, form;
};

/** A table of names of DWARF 5: which fields an entry has, then the entries. */
static bool read_entries(struct dwarf_unit *u, struct cursor *c, struct line_entry **ret,
                         size_t *ret_n)
{
	struct entry_format formats[ENTRY_FORMATS_MAX];
	size_t n_formats = cursor_u8(c);

	if (n_formats > ENTRY_FORMATS_MAX)
		return false;
	for (size_t i = 0; i < n_formats; i++)
		formats[i] =
			(struct entry_format){ .content = cursor_uleb(c), .form = cursor_uleb(c) };
	uint64_t n = cursor_uleb(c);
	if (c->bad || n > cursor_left(c) || (n && !n_formats))
		return false;
	for (uint64_t i = 0; i < n && !c->bad; i++) {
		struct line_entry entry = { .dir = 0 };
		for (size_t f = 0; f < n_formats; f++) {
			struct dwarf_value v = dwarf_value_read(u, c, (unsigned)formats[f].form, 0);
			if (formats[f].content == DW_LNCT_path)
				entry.name = dwarf_value_text(u, &v);
			else if (formats[f].content == DW_LNCT_directory_index)
				entry.dir = v.u;
		}
		arena_push(&u->dw->arena, ret, ret_n, &entry);
	}
	return !c->bad;
}

/** DWARF 2 to 4: names up to an empty one.  Number 0 is the unit's own folder and file. */
static bool read_old_entries(struct dwarf_unit *u, struct cursor *c, struct line_head *h)
{
	struct line_entry entry = { .name = u->comp_dir };

	arena_push(&u->dw->arena, &h->dirs, &h->n_dirs, &entry);
	while (!c->bad && (entry.name = cursor_text(c)).n)
		arena_push(&u->dw->arena, &h->dirs, &h->n_dirs, &entry);
	entry.name = u->name;
	arena_push(&u->dw->arena, &h->files, &h->n_files, &entry);
	while (!c->bad && (entry.name = cursor_text(c)).n) {
		entry.dir = cursor_uleb(c);
		cursor_uleb(c); // time
		cursor_uleb(c); // bytes
		arena_push(&u->dw->arena, &h->files, &h->n_files, &entry);
	}
	return !c->bad;
}

static bool read_head(struct dwarf_unit *u, struct cursor *c, struct line_head *h)
{
	// The forms of its names are as wide as the table's own offsets, whatever the unit's are.
	struct dwarf_unit shape = *u;
	uint64_t length = cursor_number(c, 4);

	shape.off_size = 4;
	if (length == 0xffffffff) {
		shape.off_size = 8;
		length = cursor_number(c, 8);
	}
	if (c->bad || length > cursor_left(c))
		return false;
	c->end = c->p + length;
	h->version = (uint16_t)cursor_number(c, 2);
	if (h->version < 2 || h->version > 5)
		return false;
	if (h->version == 5) {
		shape.addr_size = cursor_u8(c);
		cursor_u8(c); // size of segment selectors
	}
	uint64_t head_bytes = cursor_number(c, shape.off_size);
	struct cursor head = cursor_part(c, head_bytes);
	h->min_inst = cursor_u8(&head);
	h->max_ops = h->version >= 4 ? cursor_u8(&head) : 1;
	cursor_u8(&head); // default_is_stmt
	h->line_base = (int8_t)cursor_u8(&head);
	h->line_range = cursor_u8(&head);
	h->opcode_base = cursor_u8(&head);
	if (head.bad || !h->line_range || !h->opcode_base)
		return false;
	if (!h->max_ops)
		h->max_ops = 1;
	for (unsigned i = 1; i < h->opcode_base; i++)
		h->op_args[i] = cursor_u8(&head);
	h->program = *c;
	if (h->version < 5)
		return read_old_entries(u, &head, h);
	return read_entries(&shape, &head, &h->dirs, &h->n_dirs) &&
	       read_entries(&shape, &head, &h->files, &h->n_files);
}

const struct line_head *line_head_of(struct dwarf_unit *u)
{
	if (!u->has_stmt_list)
		return NULL;
	if (!u->line_head) {
		struct cursor c = dwarf_cursor(u->dw, DWARF_LINE, u->stmt_list);
		const unsigned char *begin = c.p;
		struct line_head *h = arena_new(&u->dw->arena, struct line_head);
		u->line_head = h;
		if (cursor_left(&c) > u->dw->head_bytes)
			c.end = c.p + u->dw->head_bytes;
		bool good = read_head(u, &c, h);
		uint64_t used = (uint64_t)((good ? h->program.p : c.p) - begin);
		u->dw->head_bytes -= used < u->dw->head_bytes ? used : u->dw->head_bytes;
		if (!good)
			u->has_stmt_list = false;
	}
	return u->has_stmt_list ? u->line_head : NULL;
}

/** `dir/name`, or what of it there is. */
static struct slice join(struct slice dir, struct slice name, struct arena *arena)
{
	name = slice_head(name, LIMIT_PATH_BYTES);
	dir = slice_head(dir, LIMIT_PATH_BYTES);
	if (!dir.n || (name.n && name.p[0] == '/'))
		return arena_dup(arena, name);
	return arena_printf(arena, SLICE_FMT "/" SLICE_FMT, SLICE_ARG(dir), SLICE_ARG(name));
}

struct slice line_file_path(const struct dwarf_unit *u, const struct line_head *h, uint64_t file,
                            struct arena *arena)
{
	if (file >= h->n_files || !h->files[file].name.p)
		return (struct slice){ NULL, 0 };
	const struct line_entry *f = &h->files[file];
	struct slice dir = f->dir < h->n_dirs ? h->dirs[f->dir].name : (struct slice){ NULL, 0 };
	if (f->name.n && f->name.p[0] == '/')
		return join((struct slice){ NULL, 0 }, f->name, arena);
	// Folder 0 is the one the compiler ran in; the others are relative to it.
	if (f->dir && dir.n && dir.p[0] != '/')
		dir = join(u->comp_dir, dir, arena);
	return join(dir.n ? dir : u->comp_dir, f->name, arena);
}

/** Registers of the line number state machine, as far as they are asked for. */
struct line_row {
	uint64_t addr, file;
	uint32_t line, column, op_index;
};

struct line_run {
	struct line_hit *hits;
	size_t n;
	size_t at;            /**< first hit that lies behind the rows seen of this sequence */
	struct line_row prev; /**< the last row */
	bool in_sequence;     /**< there is one */
	uint64_t *steps_left; /**< see struct dwarf_work */
};

static size_t lower_hit(const struct line_run *r, uint64_t addr)
{
	return bisect(r->n, i, r->hits[i].addr < addr);
}

/** A new row: what lies between the last one and this belongs to the last one. */
static void line_emit(struct line_run *r, const struct line_row *row, bool is_end)
{
	if (r->in_sequence && row->addr >= r->prev.addr) {
		for (; r->at < r->n && r->hits[r->at].addr < row->addr; r->at++) {
			struct line_hit *hit = &r->hits[r->at];
			if (!*r->steps_left)
				return;
			--*r->steps_left;
			hit->found = true;
			hit->file = r->prev.file;
			hit->line = r->prev.line;
			hit->column = r->prev.column;
		}
	} else {
		r->at = lower_hit(r, row->addr);
	}
	r->in_sequence = !is_end;
	r->prev = *row;
}

static void line_advance(const struct line_head *h, struct line_row *row, uint64_t ops)
{
	if (h->max_ops == 1) {
		row->addr += ops * h->min_inst;
		return;
	}
	uint64_t to = row->op_index + ops;
	row->addr += h->min_inst * (to / h->max_ops);
	row->op_index = (uint32_t)(to % h->max_ops);
}

static const struct line_row first_row = { .file = 1, .line = 1 };

static void run_extended(struct cursor *c, struct line_run *r, struct line_row *row)
{
	struct cursor arg = cursor_part(c, cursor_uleb(c));
	uint8_t op = cursor_u8(&arg);

	if (op == DW_LNE_end_sequence) {
		line_emit(r, row, true);
		*row = first_row;
	} else if (op == DW_LNE_set_address) {
		row->addr = cursor_number(&arg, (unsigned)cursor_left(&arg));
		row->op_index = 0;
	}
}

static void run_standard(const struct line_head *h, struct cursor *c, struct line_run *r,
                         struct line_row *row, uint8_t op)
{
	switch (op) {
	case DW_LNS_copy:
		line_emit(r, row, false);
		break;
	case DW_LNS_advance_pc:
		line_advance(h, row, cursor_uleb(c));
		break;
	case DW_LNS_advance_line:
		row->line += (uint32_t)cursor_sleb(c);
		break;
	case DW_LNS_set_file:
		row->file = cursor_uleb(c);
		break;
	case DW_LNS_set_column:
		row->column = (uint32_t)cursor_uleb(c);
		break;
	case DW_LNS_const_add_pc:
		line_advance(h, row, (255 - h->opcode_base) / h->line_range);
		break;
	case DW_LNS_fixed_advance_pc:
		row->addr += cursor_number(c, 2);
		row->op_index = 0;
		break;
	default: // opcodes without a meaning here, and those that a later version added
		for (unsigned i = 0; i < h->op_args[op]; i++)
			cursor_uleb(c);
	}
}

void line_find(struct dwarf_unit *u, const struct line_head *h, struct line_hit *hits, size_t n)
{
	uint64_t *left = &u->dw->work.line_steps;
	struct line_run r = { .hits = hits, .n = n, .steps_left = left };
	struct line_row row = first_row;
	struct cursor c = h->program;

	if (cursor_left(&c) > *left)
		c.end = c.p + *left;
	*left -= cursor_left(&c);
	while (c.p < c.end) {
		uint8_t op = cursor_u8(&c);
		if (op >= h->opcode_base) {
			op -= h->opcode_base;
			line_advance(h, &row, op / h->line_range);
			row.line += (uint32_t)(h->line_base + op % h->line_range);
			line_emit(&r, &row, false);
		} else if (op) {
			run_standard(h, &c, &r, &row, op);
		} else {
			run_extended(&c, &r, &row);
		}
	}
}
