// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/place.h"

static const struct {
	enum knowledge number;
	const char *slug;
} rows[] = {
#define KNOWLEDGE(name, number, slug, meaning) { KNOWLEDGE_##name, slug },
#include "analyzer/symbols/knowledge.def"
#undef KNOWLEDGE
};

const char *knowledge_name(enum knowledge k)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].number == k)
			return rows[i].slug;
	}
	return rows[0].slug;
}

enum knowledge knowledge_find(struct slice slug)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (slice_eq(slice_str(rows[i].slug), slug))
			return rows[i].number;
	}
	return KNOWLEDGE_NONE;
}
