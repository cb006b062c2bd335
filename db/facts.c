// SPDX-License-Identifier: Apache-2.0
#include "db/facts.h"

#include <inttypes.h>
#include <stdio.h>

#include "db/store.h"
#include "parsers/base/utf8.h"

#define FACT_DESC(type_, name_, unit_, doc_)                   \
	{                                                      \
		.type = FACT_##type_,                          \
		.name = #name_,                                \
		.unit = unit_,                                 \
		.doc = doc_,                                   \
		.value_off = offsetof(struct here, name_),     \
		.has_off = offsetof(struct here, has_##name_), \
	},
#define FACT_COUNT(...) +1

// A list does not know the name of its struct: each one is expanded where `struct here` is that.
#define FACT_LIST(name_, FIELDS, ...)                                            \
	static const struct fact_field *name_##_fields(void)                     \
	{                                                                        \
		struct here {                                                    \
			FIELDS(FACT_MEMBER)                                      \
		};                                                               \
		static const struct fact_field fields[] = { FIELDS(FACT_DESC) }; \
		return fields;                                                   \
	}                                                                        \
	_Static_assert((0 FIELDS(FACT_COUNT)) <= FACT_FIELDS_MAX, "too many fields");

FACT_SINGLES(FACT_LIST)
FACT_TABLES(FACT_LIST)
SNAPSHOT_OWN_TABLES(FACT_LIST)

static const struct fact_field *fault_fields(void)
{
#define here fault
	static const struct fact_field fields[] = { FAULT_FIELDS(FACT_DESC) };
#undef here
	return fields;
}
_Static_assert((0 FAULT_FIELDS(FACT_COUNT)) <= FACT_FIELDS_MAX, "too many fields");

const struct fact_desc fact_fault = {
	.name = "fault",
	.doc = "one report",
	.fields = fault_fields,
	.n_fields = 0 FAULT_FIELDS(FACT_COUNT),
	.size = sizeof(struct fault),
};

const struct fact_desc fact_singles[] = {
#define SINGLE(name_, FIELDS, doc_)                       \
	{                                                 \
		.name = #name_,                           \
		.doc = doc_,                              \
		.fields = name_##_fields,                 \
		.n_fields = 0 FIELDS(FACT_COUNT),         \
		.size = sizeof(struct name_),             \
		.ptr_off = offsetof(struct fault, name_), \
	},
	FACT_SINGLES(SINGLE)
#undef SINGLE
};

const struct fact_desc fact_tables[] = {
#define TABLE(name_, FIELDS, doc_)                          \
	{                                                   \
		.name = #name_,                             \
		.doc = doc_,                                \
		.fields = name_##_fields,                   \
		.n_fields = 0 FIELDS(FACT_COUNT),           \
		.size = sizeof(struct name_),               \
		.ptr_off = offsetof(struct fault, name_),   \
		.n_off = offsetof(struct fault, n_##name_), \
	},
	FACT_TABLES(TABLE)
#undef TABLE
};

const struct fact_desc fact_snapshots[] = {
#define SNAPSHOT(name_, FIELDS)                                     \
	{                                                           \
		.name = #name_,                                     \
		.fields = name_##_fields,                           \
		.n_fields = 0 FIELDS(FACT_COUNT),                   \
		.size = sizeof(struct name_),                       \
		.ptr_off = offsetof(struct snapshot_rows, name_),   \
		.n_off = offsetof(struct snapshot_rows, n_##name_), \
	},
	SNAPSHOT_TABLES(SNAPSHOT)
#undef SNAPSHOT
};

size_t fact_rows(const struct fact_desc *d, const struct fault *f, const void **ret)
{
	return fact_rows_at(d, f, ret);
}

size_t fact_rows_at(const struct fact_desc *d, const void *holder, const void **ret)
{
	const char *base = holder;

	*ret = *(void *const *)(base + d->ptr_off);
	if (!*ret)
		return 0;
	return d->n_off ? *(const size_t *)(base + d->n_off) : 1;
}

void fact_addr_text(uint64_t address, bool is_32bit, char ret[FACT_ADDR_TEXT])
{
	snprintf(ret, FACT_ADDR_TEXT, is_32bit ? "0x%08" PRIx64 : "0x%016" PRIx64, address);
}

/* Most texts are ASCII: eight bytes at a time. */
static bool is_ascii_text(struct slice s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t v;

	for (; s.n >= sizeof(v); s = slice_from(s, sizeof(v))) {
		memcpy(&v, s.p, sizeof(v));
		// a byte of 0x80 and up, or one that is 0 (borrows when 1 is taken from it)
		if ((v | (v - ones)) & tops)
			return false;
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == 0 || s.p[i] & 0x80)
			return false;
	return true;
}

struct slice fact_clean_text(struct arena *arena, struct slice s)
{
	if (!s.n || is_ascii_text(s) || (!memchr(s.p, 0, s.n) && utf8_valid(s)))
		return s;
	// U+FFFD is three bytes: at most three times as long
	char *out = arena_array(arena, char, s.n * 3);
	size_t n = 0;
	while (s.n) {
		size_t len = *s.p ? utf8_len(s) : 0;
		if (len) {
			memcpy(out + n, s.p, len);
			n += len;
		} else {
			memcpy(out + n, "\xef\xbf\xbd", 3);
			n += 3;
			len = 1;
		}
		s = slice_from(s, len);
	}
	return (struct slice){ out, n };
}

static void clean(struct arena *arena, struct slice *s)
{
	*s = fact_clean_text(arena, *s);
}

static void clean_fields(struct arena *arena, const struct fact_desc *d, void *obj)
{
	const struct fact_field *fields = d->fields();

	for (size_t i = 0; i < d->n_fields; i++)
		if (fields[i].type == FACT_TEXT && fact_is_set(&fields[i], obj))
			clean(arena, (struct slice *)((char *)obj + fields[i].value_off));
}

static void clean_rows(const struct fact_desc *d, struct fault *f)
{
	const void *rows;
	size_t n = fact_rows(d, f, &rows);

	for (size_t i = 0; i < n; i++)
		clean_fields(f->arena, d, (char *)rows + i * d->size);
}

static void clean_stack(struct arena *arena, struct stack *st)
{
	clean(arena, &st->comm);
	clean(arena, &st->title);
	for (size_t i = 0; i < st->n_frames; i++) {
		struct frame *fr = &st->frames[i];
		clean(arena, &fr->function);
		clean(arena, &fr->module);
		clean(arena, &fr->build_id);
		clean(arena, &fr->file);
	}
}

void store_clean_fault(struct fault *f)
{
	clean_fields(f->arena, &fact_fault, f);
	for (size_t i = 0; i < FACT_SINGLE_COUNT; i++)
		clean_rows(&fact_singles[i], f);
	for (size_t i = 0; i < FACT_TABLE_COUNT; i++)
		clean_rows(&fact_tables[i], f);
	for (size_t i = 0; i < f->n_stacks; i++)
		clean_stack(f->arena, &f->stacks[i]);
	for (size_t i = 0; i < f->n_regs; i++) {
		clean(f->arena, &f->regs[i].name);
		clean(f->arena, &f->regs[i].value);
	}
}
