// SPDX-License-Identifier: Apache-2.0
/*
 * gen_docs schema|faults: print docs/schema.md or docs/faults.md.  `cmake --build … --target docs`
 * writes both; a test compares.
 */
#include <stdio.h>

#include "db/facts.h"
#include "db/schema_doc.h"

/* Text of a table cell. */
static void cell(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '|' || s.p[i] == '<' || s.p[i] == '_' || s.p[i] == '*')
			putchar('\\');
		putchar(s.p[i]);
	}
}

static void row(struct slice name, struct slice unit, struct slice doc)
{
	printf("| `" SLICE_FMT "` | ", SLICE_ARG(name));
	if (unit.n) {
		putchar('[');
		cell(unit);
		printf("] ");
	}
	cell(doc);
	printf(" |\n");
}

static void table(const struct schema_table *t)
{
	printf("\n### " SLICE_FMT "%s\n\n", SLICE_ARG(t->name), t->is_view ? " (view)" : "");
	cell(t->doc);
	putchar('\n');
	if (!t->n_columns)
		return;
	printf("\n| column | meaning |\n| --- | --- |\n");
	for (size_t i = 0; i < t->n_columns; i++)
		row(t->columns[i].name, t->columns[i].unit, t->columns[i].doc);
}

static void schema(void)
{
	const struct schema_doc *doc = store_schema_doc();

	printf("# The SQL schema\n\n"
	       "<!-- Made from the comments of db/sql/schema.sql and views*.sql: "
	       "cmake --build build/dev --target docs -->\n\n"
	       "A store is one SQLite file.  Any SQLite program can read it; the names below are stable\n"
	       "across versions and the same in every store.\n\n"
	       "- `NULL` means that the input did not say.\n"
	       "- Times of day are UTC text `YYYY-MM-DDTHH:MM:SS.ffffffZ`; times since boot are seconds.\n"
	       "- Addresses are text `0x…` in lower case, 16 digits on 64-bit kernels and 8 on 32-bit ones.\n"
	       "- Sizes are bytes unless a name or unit says otherwise; flags are 0 or 1; lists count from 0.\n"
	       "- `id` is a number of this store; `key` is made from content and the same in every store.\n"
	       "- Columns marked (derived) depend on other sources or on recipes; `crashql regroup` makes\n"
	       "  them again.\n\n"
	       "## Tables and views\n");
	for (size_t i = 0; i < doc->n_tables; i++)
		if (doc->tables[i].is_public)
			table(&doc->tables[i]);
	printf("\n## For the program's own use\n\n"
	       "What these hold is shown by the views above.  They may change with any version.\n");
	for (size_t i = 0; i < doc->n_tables; i++)
		if (!doc->tables[i].is_public)
			table(&doc->tables[i]);
}

static void fields(const struct fact_desc *d)
{
	const struct fact_field *f = d->fields();

	printf("\n### %s\n\n", d->name);
	cell(slice_str(d->doc));
	printf("\n\n| field | meaning |\n| --- | --- |\n");
	for (size_t i = 0; i < d->n_fields; i++)
		row(slice_str(f[i].name), slice_str(f[i].unit), slice_str(f[i].doc));
}

static void faults(void)
{
	printf("# Faults\n\n"
	       "<!-- Made from parsers/fault_kinds.def, stack_roles.def and fact_fields.h: "
	       "cmake --build build/dev --target docs -->\n\n"
	       "## Kinds\n\n"
	       "`fault.kind`, the severity that a fault of that kind has unless its report says more\n"
	       "(1 is the worst), and what prints it.\n\n"
	       "| kind | severity | printed by | meaning |\n| --- | --- | --- | --- |\n");
	for (int k = 0; k < FAULT_KIND_COUNT; k++) {
		printf("| `%s` | %d | ", fault_kind_info[k].slug, fault_kind_info[k].severity);
		cell(slice_str(fault_kind_info[k].source));
		printf(" | ");
		cell(slice_str(fault_kind_info[k].summary));
		printf(" |\n");
	}
	printf("\n`fault.detail` holds what is told beside the other columns; it depends on the kind:\n\n"
	       "| kind | detail |\n| --- | --- |\n");
#define FAULT_DETAIL(id, text) row(slice_str(fault_kind_info[FAULT_##id].slug), S(""), S(text));
#include "parsers/fault_details.def"
#undef FAULT_DETAIL
	printf("\n## Stacks\n\n`stack.role` says what a stack tells.\n\n"
	       "| role | meaning |\n| --- | --- |\n");
	for (int r = 0; r < STACK_ROLE_COUNT; r++)
		row(slice_str(stack_role_slug[r]), S(""), slice_str(stack_role_summary[r]));
	printf("\n## What is read from a report\n\n"
	       "Fields of a fault, and of what hangs on it: as many as the report prints.\n");
	fields(&fact_fault);
	for (size_t i = 0; i < FACT_SINGLE_COUNT; i++)
		fields(&fact_singles[i]);
	for (size_t i = 0; i < FACT_TABLE_COUNT; i++)
		fields(&fact_tables[i]);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "schema") == 0)
		schema();
	else if (argc == 2 && strcmp(argv[1], "faults") == 0)
		faults();
	else
		return 2;
	return 0;
}
