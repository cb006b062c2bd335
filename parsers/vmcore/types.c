// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/types.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <bpf/libbpf_legacy.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/hash.h"
#include "parsers/base/readat.h"
#include "parsers/limits.h"

/** Typedefs and qualifiers around a type, and structures in one another. */
#define DEPTH_MAX 32

/** Members looked at for one path: struct task_struct has some 250.  Damaged BTF may nest a structure in
 *  itself many times over. */
#define STEPS_MAX 100000

struct types {
	struct btf *btf;
	const struct dump_debug *debug; /**< knows more; NULL: nobody does */
	unsigned word;                  /**< bytes of a pointer */
	uint32_t first, n;     /**< ids of its own; those below are of the BTF it goes on from */
	uint32_t *hash;        /**< type id by name; 0: empty */
	size_t n_hash;         /**< a power of 2 */
	uint32_t *enumerators; /**< ids of enums */
	size_t n_enums;
};

static const char *text(const struct types *t, uint32_t off)
{
	const char *s = btf__name_by_offset(t->btf, off);

	return s ? s : "";
}

static const struct btf_type *type_at(const struct types *t, uint32_t id)
{
	return id && id < t->n ? btf__type_by_id(t->btf, id) : NULL;
}

/** Kinds that a lookup by name means: struct, union, enum, then typedef. */
static bool is_named(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_TYPEDEF:
		return true;
	default:
		return false;
	}
}

static size_t hash_find(const struct types *t, const char *name, size_t n)
{
	size_t at = slice_hash((struct slice){ name, n }) & (t->n_hash - 1);

	while (t->hash[at]) {
		const char *have = text(t, type_at(t, t->hash[at])->name_off);
		if (strncmp(have, name, n) == 0 && !have[n])
			break;
		at = (at + 1) & (t->n_hash - 1);
	}
	return at;
}

static void index_types(struct types *t)
{
	free(t->hash);
	free(t->enumerators);
	t->n = btf__type_cnt(t->btf);
	t->n_enums = 0;
	t->n_hash = 64;
	while (t->n_hash < 2 * (size_t)(t->n - t->first))
		t->n_hash *= 2;
	t->hash = xcalloc(t->n_hash, sizeof(*t->hash));
	t->enumerators = xcalloc(t->n - t->first + 1, sizeof(*t->enumerators));
	for (uint32_t id = t->first; id < t->n; id++) {
		const struct btf_type *type = type_at(t, id);
		if (!type)
			continue;
		if (btf_kind(type) == BTF_KIND_ENUM || btf_kind(type) == BTF_KIND_ENUM64)
			t->enumerators[t->n_enums++] = id;
		const char *name = text(t, type->name_off);
		if (!*name || !is_named(type))
			continue;
		size_t at = hash_find(t, name, strlen(name));
		if (!t->hash[at] || btf_kind(type_at(t, t->hash[at])) == BTF_KIND_TYPEDEF)
			t->hash[at] = id;
	}
}

/** Bytes of struct btf_header. */
#define HEADER_BYTES 24

static bool has_sensible_size(struct slice bytes, const char **ret_why)
{
	if (bytes.n >= HEADER_BYTES && bytes.n <= LIMIT_BTF_BYTES)
		return true;
	*ret_why = "the kernel's BTF has no sensible size";
	return false;
}

bool types_new(struct slice bytes, bool is_64bit, struct types **ret, const char **ret_why)
{
	if (!has_sensible_size(bytes, ret_why))
		return false;
	libbpf_set_print(NULL);
	struct btf *btf = btf__new(bytes.p, (uint32_t)bytes.n);
	if (libbpf_get_error(btf)) {
		*ret_why = "the kernel's BTF is damaged";
		return false;
	}
	struct types *t = xcalloc(1, sizeof(*t));
	t->btf = btf;
	t->word = is_64bit ? 8 : 4;
	t->first = 1;
	index_types(t);
	*ret = t;
	return true;
}

/** libbpf 1.1 takes BTF that goes on from other BTF out of files only. */
static struct btf *parse_split(struct slice bytes, struct btf *base)
{
	char path[64];
	_cleanup_close_ int fd = memory_file(bytes.p, bytes.n);

	if (fd < 0)
		return NULL;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct btf *btf = btf__parse_raw_split(path, base);
	return libbpf_get_error(btf) ? NULL : btf;
}

bool types_new_split(struct slice bytes, const struct types *base, struct types **ret,
                     const char **ret_why)
{
	if (!has_sensible_size(bytes, ret_why))
		return false;
	libbpf_set_print(NULL);
	struct btf *btf = parse_split(bytes, base->btf);
	if (!btf) {
		*ret_why = "the module's BTF is damaged";
		return false;
	}
	struct types *t = xcalloc(1, sizeof(*t));
	t->btf = btf;
	t->word = base->word;
	t->first = base->n;
	index_types(t);
	*ret = t;
	return true;
}

/** Any kernel has it. */
#define SURE_TYPE "task_struct"

bool types_new_debug(const struct dump_debug *debug, bool is_64bit, struct types **ret)
{
	struct btf *btf;

	libbpf_set_print(NULL);
	if (!debug->add_type || libbpf_get_error(btf = btf__new_empty()))
		return false;
	if (!debug->add_type(debug->ctx, btf, SURE_TYPE)) {
		btf__free(btf);
		return false;
	}
	struct types *t = xcalloc(1, sizeof(*t));
	t->btf = btf;
	t->debug = debug;
	t->word = is_64bit ? 8 : 4;
	t->first = 1;
	index_types(t);
	*ret = t;
	return true;
}

void types_free(struct types *t)
{
	if (!t)
		return;
	btf__free(t->btf);
	free(t->hash);
	free(t->enumerators);
	free(t);
}

/** Through typedefs and qualifiers; NULL: void, or damaged. */
static const struct btf_type *strip(const struct types *t, uint32_t id)
{
	const struct btf_type *type = type_at(t, id);

	for (int i = 0; type && i < DEPTH_MAX; i++) {
		switch (btf_kind(type)) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			type = type_at(t, type->type);
			break;
		default:
			return type;
		}
	}
	return NULL;
}

/** Size of @p type, and of one element when it is an array. */
static bool type_size(const struct types *t, const struct btf_type *type, uint32_t *ret_all,
                      uint32_t *ret_elem)
{
	uint64_t n = 1;

	for (int i = 0; type && i < DEPTH_MAX; i++) {
		uint64_t size;
		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_FLOAT:
			size = type->size;
			break;
		case BTF_KIND_PTR:
			size = t->word;
			break;
		case BTF_KIND_ARRAY:
			n *= btf_array(type)->nelems;
			type = strip(t, btf_array(type)->type);
			if (n > UINT32_MAX)
				return false;
			continue;
		default:
			return false;
		}
		if (n * size > UINT32_MAX)
			return false;
		*ret_elem = (uint32_t)size;
		*ret_all = (uint32_t)(n * size);
		return true;
	}
	return false;
}

static bool is_composite(const struct btf_type *type)
{
	return btf_kind(type) == BTF_KIND_STRUCT || btf_kind(type) == BTF_KIND_UNION;
}

static bool is_signed(const struct btf_type *type)
{
	if (btf_kind(type) == BTF_KIND_INT)
		return btf_int_encoding(type) & BTF_INT_SIGNED;
	return btf_kind(type) == BTF_KIND_ENUM;
}

/** What a member of @p type called @p name is, in bits from its beginning. */
struct found {
	uint64_t bit;
	uint32_t bits; /**< 0: no bitfield */
	const struct btf_type *type;
};

static bool find_member(const struct types *t, const struct btf_type *type, struct slice name,
                        int depth, uint32_t *steps, struct found *ret)
{
	if (!type || !is_composite(type) || depth > DEPTH_MAX)
		return false;
	const struct btf_member *m = btf_members(type);
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		if (++*steps > STEPS_MAX)
			return false;
		const char *have = text(t, m[i].name_off);
		uint32_t at = btf_member_bit_offset(type, i);
		const struct btf_type *inner = strip(t, m[i].type);
		if (!*have) {
			if (inner && find_member(t, inner, name, depth + 1, steps, ret)) {
				ret->bit += at;
				return true;
			}
			continue;
		}
		if (!inner || !slice_eq(slice_str(have), name))
			continue;
		*ret = (struct found){ at, btf_member_bitfield_size(type, i), inner };
		return true;
	}
	return false;
}

static const struct btf_type *find_type(struct types *t, const char *name)
{
	size_t at = hash_find(t, name, strlen(name));

	if (!t->hash[at] && t->debug && t->debug->add_type(t->debug->ctx, t->btf, name)) {
		index_types(t);
		at = hash_find(t, name, strlen(name));
	}
	return t->hash[at] ? strip(t, t->hash[at]) : NULL;
}

static bool find_path(const struct types *t, const struct btf_type *type, struct slice path,
                      struct member *ret)
{
	struct found f = { 0, 0, type };
	struct slice name;
	uint32_t steps = 0;
	uint64_t bit = 0;

	while (path.n) {
		if (!slice_cut(&path, '.', &name)) {
			name = path;
			path.n = 0;
		}
		if (!find_member(t, f.type, name, 0, &steps, &f))
			return false;
		bit += f.bit;
	}
	struct member m = { .is_signed = is_signed(f.type) };
	if (bit / 8 > UINT32_MAX || !type_size(t, f.type, &m.size, &m.elem_size))
		return false;
	m.off = (uint32_t)(bit / 8);
	m.bit_off = (uint8_t)(bit % 8);
	m.bits = (uint8_t)f.bits;
	if (f.bits > 64 || (!f.bits && m.bit_off))
		return false;
	*ret = m;
	return true;
}

bool types_member(struct types *t, const char *name, const char *path, struct member *ret)
{
	const struct btf_type *type = find_type(t, name);
	struct slice rest = slice_str(path), one;

	if (!type)
		return false;
	while (rest.n) {
		if (!slice_cut(&rest, '|', &one)) {
			one = rest;
			rest.n = 0;
		}
		if (find_path(t, type, one, ret))
			return true;
	}
	return false;
}

bool types_size(struct types *t, const char *name, uint32_t *ret)
{
	uint32_t elem;

	return type_size(t, find_type(t, name), ret, &elem);
}

static int64_t enum_value(const struct btf_type *type, uint32_t i)
{
	if (btf_kind(type) == BTF_KIND_ENUM)
		return btf_enum(type)[i].val;
	const struct btf_enum64 *e = &btf_enum64(type)[i];
	return (int64_t)((uint64_t)e->val_hi32 << 32 | e->val_lo32);
}

static uint32_t enum_name(const struct btf_type *type, uint32_t i)
{
	return btf_kind(type) == BTF_KIND_ENUM ? btf_enum(type)[i].name_off
	                                       : btf_enum64(type)[i].name_off;
}

static bool is_enum(const struct btf_type *type)
{
	return type && (btf_kind(type) == BTF_KIND_ENUM || btf_kind(type) == BTF_KIND_ENUM64);
}

static bool find_enumerator(const struct types *t, const struct btf_type *type, const char *name,
                            int64_t *ret)
{
	for (uint32_t i = 0; i < btf_vlen(type); i++)
		if (strcmp(text(t, enum_name(type, i)), name) == 0) {
			*ret = enum_value(type, i);
			return true;
		}
	return false;
}

bool types_enum(struct types *t, const char *type, const char *name, int64_t *ret)
{
	if (type) {
		const struct btf_type *e = find_type(t, type);
		return is_enum(e) && find_enumerator(t, e, name, ret);
	}
	for (size_t i = 0; i < t->n_enums; i++)
		if (find_enumerator(t, type_at(t, t->enumerators[i]), name, ret))
			return true;
	return false;
}

bool types_each_enum(struct types *t, const char *type,
                     void (*fn)(void *ctx, const char *name, int64_t value), void *ctx)
{
	const struct btf_type *e = find_type(t, type);

	if (!is_enum(e))
		return false;
	for (uint32_t i = 0; i < btf_vlen(e); i++)
		fn(ctx, text(t, enum_name(e, i)), enum_value(e, i));
	return true;
}

void types_each_variable(const struct types *t, const char *section,
                         void (*fn)(void *ctx, const char *name, uint32_t off), void *ctx)
{
	for (uint32_t id = 1; id < t->n; id++) {
		const struct btf_type *type = type_at(t, id), *var;
		if (!type || btf_kind(type) != BTF_KIND_DATASEC ||
		    strcmp(text(t, type->name_off), section) != 0)
			continue;
		const struct btf_var_secinfo *v = btf_var_secinfos(type);
		for (unsigned i = 0; i < btf_vlen(type); i++) {
			var = type_at(t, v[i].type);
			if (var && btf_kind(var) == BTF_KIND_VAR)
				fn(ctx, text(t, var->name_off), v[i].offset);
		}
	}
}
