// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_types.h"

#include "parsers/limits.h"
#include <bpf/btf.h>
#include <dwarf.h>

/** Entries read for all types of one file together, and bytes of their names; what is asked for of vmlinux
 *  has some 30,000. */
#define TYPES_ENTRIES    (UINT64_C(2) << 20)
#define TYPES_TEXT_BYTES (UINT64_C(64) << 20)
/** Types in one another. */
#define TYPES_DEPTH 64
/** Members of a structure, enumerators, dimensions of an array. */
#define MEMBERS_MAX    65535
#define DIMENSIONS_MAX 16

#define NO_TYPE (-1)

/** What an entry was made to. */
struct made {
	struct dwarf_ref ref; /**< dw NULL: free */
	int id;               /**< 0: void; NO_TYPE: nothing, or it is under way */
};

struct dwarf_types {
	struct dwarf_names *names;
	struct dwarf *dw;
	uint64_t left;      /**< entries that may still be read */
	uint64_t text_left; /**< bytes of names */
	struct btf *btf;
	struct made *made; /**< by place of the entry */
	size_t n_made, n_slots;
	int pointer;        /**< id of all pointers; 0: not yet made */
	struct arena arena; /**< of names while a type is made */
	unsigned depth;
};

struct dwarf_types *dwarf_types_new(struct dwarf *dw)
{
	struct dwarf_types *t = xcalloc(1, sizeof(*t));

	t->names = dwarf_names_new(dw);
	t->dw = dw;
	t->left = TYPES_ENTRIES;
	t->text_left = TYPES_TEXT_BYTES;
	return t;
}

void dwarf_types_free(struct dwarf_types *t)
{
	if (!t)
		return;
	dwarf_names_free(t->names);
	free(t->made);
	arena_deinit(&t->arena);
	free(t);
}

static struct made *made_slot(struct dwarf_types *t, const struct dwarf_unit *u, uint64_t off)
{
	size_t at = (size_t)((off * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (t->n_slots - 1);

	while (t->made[at].ref.dw && (t->made[at].ref.off != off || t->made[at].ref.dw != u->dw))
		at = (at + 1) & (t->n_slots - 1);
	return &t->made[at];
}

static struct made *made_find(struct dwarf_types *t, struct dwarf_unit *u, uint64_t off)
{
	if (2 * (t->n_made + 1) > t->n_slots) {
		struct made *old = t->made;
		size_t n = t->n_slots;
		t->n_slots = n ? 2 * n : 1024;
		t->made = xcalloc(t->n_slots, sizeof(*t->made));
		for (size_t i = 0; i < n; i++) {
			struct dwarf_unit of = { .dw = old[i].ref.dw };
			if (of.dw)
				*made_slot(t, &of, old[i].ref.off) = old[i];
		}
		free(old);
	}
	return made_slot(t, u, off);
}

/** What of an entry makes a type of it. */
enum ask {
	ASK_NAME,
	ASK_TYPE,
	ASK_BYTES,
	ASK_ENCODING,
	ASK_DECLARATION,
	ASK_MEMBER_LOCATION,
	ASK_DATA_BIT_OFFSET,
	ASK_BIT_OFFSET,
	ASK_BIT_SIZE,
	ASK_CONST_VALUE,
	ASK_COUNT_OF,
	ASK_UPPER_BOUND,
	ASK_COUNT,
};

struct type_die {
	struct dwarf_unit *u;
	struct dwarf_die die;
	struct dwarf_ask asks[ASK_COUNT];
};

static bool read_die(struct dwarf_unit *u, uint64_t off, struct type_die *ret)
{
	static const uint16_t names[ASK_COUNT] = {
		[ASK_NAME] = DW_AT_name,
		[ASK_TYPE] = DW_AT_type,
		[ASK_BYTES] = DW_AT_byte_size,
		[ASK_ENCODING] = DW_AT_encoding,
		[ASK_DECLARATION] = DW_AT_declaration,
		[ASK_MEMBER_LOCATION] = DW_AT_data_member_location,
		[ASK_DATA_BIT_OFFSET] = DW_AT_data_bit_offset,
		[ASK_BIT_OFFSET] = DW_AT_bit_offset,
		[ASK_BIT_SIZE] = DW_AT_bit_size,
		[ASK_CONST_VALUE] = DW_AT_const_value,
		[ASK_COUNT_OF] = DW_AT_count,
		[ASK_UPPER_BOUND] = DW_AT_upper_bound,
	};

	ret->u = u;
	for (size_t i = 0; i < ASK_COUNT; i++)
		ret->asks[i].name = names[i];
	return dwarf_die_ask(u, off, ret->asks, ASK_COUNT, &ret->die);
}

static bool has(const struct type_die *d, enum ask ask)
{
	return d->asks[ask].value.form != 0;
}

/** A constant. */
static bool number(const struct type_die *d, enum ask ask, uint64_t *ret)
{
	switch (d->asks[ask].value.form) {
	case DW_FORM_data1:
	case DW_FORM_data2:
	case DW_FORM_data4:
	case DW_FORM_data8:
	case DW_FORM_udata:
	case DW_FORM_sdata:
	case DW_FORM_implicit_const:
		*ret = d->asks[ask].value.u;
		return true;
	default:
		return false;
	}
}

static const char *name_of(struct dwarf_types *t, const struct type_die *d)
{
	struct slice name = dwarf_value_text(d->u, &d->asks[ASK_NAME].value);

	if (!name.p || name.n >= LIMIT_NAME_BYTES || name.n >= t->text_left)
		return "";
	t->text_left -= name.n;
	return arena_dup(&t->arena, name).p;
}

static int make(struct dwarf_types *t, struct dwarf_unit *u, uint64_t off);

/** The type that an entry is of; void when it names none. */
static int make_target(struct dwarf_types *t, const struct type_die *d)
{
	struct dwarf_die to;

	if (!has(d, ASK_TYPE))
		return 0;
	if (!dwarf_die_follow(d->u, &d->asks[ASK_TYPE].value, &to))
		return NO_TYPE;
	return make(t, to.unit, to.off);
}

/** Call @p fn for each child with @p tag, until it says no. */
static void each_child(const struct type_die *d, uint32_t tag,
                       bool (*fn)(void *ctx, const struct type_die *child), void *ctx)
{
	struct type_die child;
	struct dwarf_die peek;
	uint64_t off = d->die.next;
	unsigned depth = 0;

	while (d->die.has_children && dwarf_die_peek(d->u, off, &peek)) {
		if (!peek.tag && !depth--)
			return;
		if (!depth && peek.tag == tag && (!read_die(d->u, off, &child) || !fn(ctx, &child)))
			return;
		if (peek.has_children && !peek.sibling)
			depth++;
		off = peek.has_children && peek.sibling ? peek.sibling : peek.next;
	}
}

static int make_base(struct dwarf_types *t, const struct type_die *d)
{
	uint64_t bytes, encoding;
	int how = 0;

	if (!number(d, ASK_BYTES, &bytes) || !number(d, ASK_ENCODING, &encoding) || bytes > 16)
		return NO_TYPE;
	const char *name = name_of(t, d);
	if (encoding == DW_ATE_float)
		return btf__add_float(t->btf, name, bytes);
	if (encoding == DW_ATE_signed || encoding == DW_ATE_signed_char)
		how = BTF_INT_SIGNED;
	else if (encoding == DW_ATE_boolean)
		how = BTF_INT_BOOL;
	return btf__add_int(t->btf, name, bytes, how);
}

static int make_pointer(struct dwarf_types *t)
{
	if (!t->pointer)
		t->pointer = btf__add_ptr(t->btf, 0);
	return t->pointer;
}

struct dimensions {
	uint32_t counts[DIMENSIONS_MAX];
	size_t n;
};

static bool add_dimension(void *ctx, const struct type_die *child)
{
	struct dimensions *d = ctx;
	uint64_t n = 0;

	if (d->n == DIMENSIONS_MAX)
		return false;
	if (!number(child, ASK_COUNT_OF, &n) && number(child, ASK_UPPER_BOUND, &n))
		n = n == UINT64_MAX || n == UINT32_MAX ? 0 : n + 1; // -1: of no length
	d->counts[d->n++] = n <= UINT32_MAX ? (uint32_t)n : 0;
	return true;
}

static int make_array(struct dwarf_types *t, const struct type_die *d)
{
	struct dimensions dims = { .n = 0 };
	int id = make_target(t, d);

	each_child(d, DW_TAG_subrange_type, add_dimension, &dims);
	// the type of the index is of no use to anybody, but must be there
	for (size_t i = dims.n; i-- > 0 && id > 0;)
		id = btf__add_array(t->btf, make_pointer(t), id, dims.counts[i]);
	return id;
}

struct field {
	const char *name;
	int id;
	uint32_t bit, bits;
};

struct fields {
	struct dwarf_types *t;
	struct field *rows;
	size_t n, cap;
};

/** Bytes from the beginning of the structure; in old DWARF it is an expression that adds them. */
static uint64_t member_location(const struct type_die *d)
{
	const struct dwarf_value *v = &d->asks[ASK_MEMBER_LOCATION].value;
	uint64_t off;

	if (number(d, ASK_MEMBER_LOCATION, &off))
		return off;
	if (!v->text.n || (unsigned char)v->text.p[0] != DW_OP_plus_uconst)
		return 0;
	const unsigned char *p = (const unsigned char *)v->text.p;
	struct cursor c = { .p = p + 1, .end = p + v->text.n };
	return cursor_uleb(&c);
}

/** Where a bitfield begins, in bits; in old DWARF it is told by the unit of storage that it lies in. */
static uint64_t bit_place(const struct type_die *d, uint64_t bits)
{
	uint64_t bit, bytes, at = 8 * member_location(d);

	if (number(d, ASK_DATA_BIT_OFFSET, &bit))
		return bit;
	if (!number(d, ASK_BIT_OFFSET, &bit))
		return at;
	if (d->u->dw->big_endian)
		return at + bit;
	return number(d, ASK_BYTES, &bytes) ? at + 8 * bytes - bit - bits : at;
}

static bool add_field(void *ctx, const struct type_die *d)
{
	struct fields *f = ctx;
	uint64_t bits = 0, bit;

	if (!number(d, ASK_BIT_SIZE, &bits))
		bits = 0;
	bit = bits ? bit_place(d, bits) : 8 * member_location(d);
	if (bit > UINT32_MAX || bits > 255 || f->n == MEMBERS_MAX)
		return f->n < MEMBERS_MAX;
	struct field field = { name_of(f->t, d), make_target(f->t, d), (uint32_t)bit,
		               (uint32_t)bits };
	if (field.id <= 0)
		return true;
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 32;
		f->rows = xreallocarray(f->rows, f->cap, sizeof(*f->rows));
	}
	f->rows[f->n++] = field;
	return true;
}

static int make_struct(struct dwarf_types *t, const struct type_die *d)
{
	struct fields f = { .t = t };
	bool is_union = d->die.tag == DW_TAG_union_type;
	uint64_t bytes;

	if (has(d, ASK_DECLARATION) || !number(d, ASK_BYTES, &bytes) || bytes > UINT32_MAX)
		return NO_TYPE;
	each_child(d, DW_TAG_member, add_field, &f); // types of members come first
	const char *name = name_of(t, d);
	int id = is_union ? btf__add_union(t->btf, name, (uint32_t)bytes)
	                  : btf__add_struct(t->btf, name, (uint32_t)bytes);
	for (size_t i = 0; i < f.n && id > 0; i++)
		(void)btf__add_field(t->btf, f.rows[i].name, f.rows[i].id, f.rows[i].bit,
		                     f.rows[i].bits); // what it refuses is left out
	free(f.rows);
	return id;
}

struct enumerators {
	struct dwarf_types *t;
	bool is_wide;
};

static bool add_enumerator(void *ctx, const struct type_die *d)
{
	struct enumerators *e = ctx;
	uint64_t value;

	if (!number(d, ASK_CONST_VALUE, &value))
		return true;
	const char *name = name_of(e->t, d);
	if (e->is_wide)
		(void)btf__add_enum64_value(e->t->btf, name, value);
	else
		(void)btf__add_enum_value(e->t->btf, name, (int64_t)value);
	return true;
}

static int make_enum(struct dwarf_types *t, const struct type_die *d)
{
	struct enumerators e = { .t = t };
	uint64_t bytes;

	if (has(d, ASK_DECLARATION) || !number(d, ASK_BYTES, &bytes) || bytes > 8)
		return NO_TYPE;
	e.is_wide = bytes == 8;
	const char *name = name_of(t, d);
	int id = e.is_wide ? btf__add_enum64(t->btf, name, 8, false)
	                   : btf__add_enum(t->btf, name, (uint32_t)bytes);
	if (id > 0)
		each_child(d, DW_TAG_enumerator, add_enumerator, &e);
	return id;
}

static int make_typedef(struct dwarf_types *t, const struct type_die *d)
{
	int id = make_target(t, d);
	const char *name = name_of(t, d);

	return id > 0 && *name ? btf__add_typedef(t->btf, name, id) : id;
}

static int make_new(struct dwarf_types *t, const struct type_die *d)
{
	switch (d->die.tag) {
	case DW_TAG_base_type:
		return make_base(t, d);
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		return make_pointer(t);
	case DW_TAG_array_type:
		return make_array(t, d);
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		return make_struct(t, d);
	case DW_TAG_enumeration_type:
		return make_enum(t, d);
	case DW_TAG_typedef:
		return make_typedef(t, d);
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
		return make_target(t, d);
	default:
		return NO_TYPE;
	}
}

static int make(struct dwarf_types *t, struct dwarf_unit *u, uint64_t off)
{
	struct made *m = made_find(t, u, off);
	struct type_die d;

	if (m->ref.dw)
		return m->id;
	*m = (struct made){ { u->dw, u->off, off }, NO_TYPE };
	t->n_made++;
	if (t->depth == TYPES_DEPTH || !read_die(u, off, &d))
		return NO_TYPE;
	t->depth++;
	int id = make_new(t, &d);
	t->depth--;
	if (id < 0)
		id = NO_TYPE;
	made_find(t, u, off)->id = id;
	return id;
}

bool dwarf_types_add(struct dwarf_types *t, struct btf *btf, const char *name)
{
	struct dwarf_ref ref = dwarf_names_find(t->names, slice_str(name));
	struct dwarf_unit *u = ref.dw ? dwarf_unit_at(ref.dw, ref.unit) : NULL;

	if (!u)
		return false;
	// lookups of addresses keep their own account of the same file
	struct dwarf *dw = t->dw;
	dw->work.entries = t->left;
	if (dw->alt)
		dw->alt->work.entries = t->left;
	t->btf = btf;
	int id = make(t, u, ref.off);
	t->left = dw->work.entries;
	if (dw->alt && dw->alt->work.entries < t->left)
		t->left = dw->alt->work.entries;
	arena_reset(&t->arena);
	return id > 0;
}
