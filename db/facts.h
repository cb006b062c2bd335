// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Facts as tables: the field lists of parsers/fact_fields.h as data, for code that treats all fields
 * alike (binding, reading back, JSON, documentation).
 */
#pragma once

#include "parsers/fault.h"
#include "parsers/system/system.h"

enum fact_type {
	FACT_I64,
	FACT_FLAG,
	FACT_REAL,
	FACT_NUM,
	FACT_ADDR,
	FACT_TEXT,
};

struct fact_field {
	enum fact_type type;
	const char *name, *unit, *doc;
	size_t value_off, has_off; /**< of the members NAME and has_NAME in the struct */
};

#define FACT_FIELDS_MAX 64

/** One field list. */
struct fact_desc {
	const char *name; /**< of the struct and of the table */
	const char *doc;
	const struct fact_field *(*fields)(void);
	size_t n_fields;
	size_t size;    /**< of the struct, bytes */
	size_t ptr_off; /**< of the pointer to it in struct fault or struct snapshot_rows */
	size_t n_off;   /**< of the number of rows there; singles have none */
};

extern const struct fact_desc fact_fault; /**< FAULT_FIELDS; ptr_off means nothing */

enum {
#define FACT_INDEX(name, FIELDS, doc) FACT_SINGLE_##name,
	FACT_SINGLES(FACT_INDEX)
#undef FACT_INDEX
	FACT_SINGLE_COUNT,
};
enum {
#define FACT_INDEX(name, FIELDS, doc) FACT_TABLE_##name,
	FACT_TABLES(FACT_INDEX)
#undef FACT_INDEX
	FACT_TABLE_COUNT,
};

enum {
#define FACT_INDEX(name, FIELDS) FACT_SNAPSHOT_##name,
	SNAPSHOT_TABLES(FACT_INDEX)
#undef FACT_INDEX
	FACT_SNAPSHOT_COUNT,
};

extern const struct fact_desc fact_singles[FACT_SINGLE_COUNT];
extern const struct fact_desc fact_tables[FACT_TABLE_COUNT];
/** Tables of struct snapshot_rows; doc is NULL. */
extern const struct fact_desc fact_snapshots[FACT_SNAPSHOT_COUNT];

/** Is field @p i of @p obj set? */
static inline bool fact_is_set(const struct fact_field *field, const void *obj)
{
	return *(const bool *)((const char *)obj + field->has_off);
}

/** Number of rows of table @p d in @p f, and the first of them. */
size_t fact_rows(const struct fact_desc *d, const struct fault *f, const void **ret);

/** The same in @p holder, the struct fault or struct snapshot_rows that @p d is of. */
size_t fact_rows_at(const struct fact_desc *d, const void *holder, const void **ret);

/** Text of an address: 0x and 16 or 8 hex digits. */
#define FACT_ADDR_TEXT 19
void fact_addr_text(uint64_t address, bool is_32bit, char ret[FACT_ADDR_TEXT]);

/** @p s with NUL and what is no UTF-8 replaced by U+FFFD; itself when there is nothing to replace,
 *  else a copy in @p arena. */
struct slice fact_clean_text(struct arena *arena, struct slice s);
