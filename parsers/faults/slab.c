// SPDX-License-Identifier: Apache-2.0
/*
 * __slab_error(), check_poison_obj() and check_slabp() in mm/slab.c, until Linux 6.7, and
 * kmem_cache_destroy() in mm/slab_common.c:
 *
 * slab error in verify_redzone_free(): cache `size-64': double free, or memory outside object was overwritten
 * Slab corruption: size-64 start=c7ac5160, len=64
 * Slab corruption (Tainted: G    B           ): kmalloc-64 start=ffff880012345678, len=64
 * Slab: double free detected in cache 'size-32', objp c7ac5160
 * kmem_cache_destroy dax_cache: Slab cache still has objects
 * slab: Internal list corruption detected in cache 'size-32'(7), slabp c7ac5160(5). Hexdump:
 */
#include "parsers/faults/slab.h"

#include "parsers/faults/fields.h"

/** The name between @p open and @p close, and what follows. */
static bool quoted_cut(struct slice *in, char open, char close, struct slice *ret)
{
	struct slice at = *in, before;

	if (!slice_cut(&at, open, &before) || !slice_cut(&at, close, ret))
		return false;
	*in = at;
	return true;
}

static bool error_parse(struct slice text, struct slub_report *s, struct fault *f)
{
	struct slice cache;

	if (!slice_skip(&text, S("slab error in ")) || !quoted_cut(&text, '`', '\'', &cache))
		return false;
	fact_set(s, cache, field_keep(f, cache));
	slice_skip(&text, S(":"));
	fact_set(s, problem, field_keep(f, text));
	return true;
}

static bool corruption_parse(struct slice text, struct slub_report *s, struct fault *f)
{
	struct slice cache, taint;
	uint64_t address;

	if (!slice_skip(&text, S("Slab corruption")) && !slice_skip(&text, S("slab corruption")))
		return false;
	slice_skip_blanks(&text);
	if (slice_skip_char(&text, '('))
		slice_cut(&text, ')', &taint);
	slice_skip(&text, S(": "));
	if (!slice_word(&text, &cache))
		return false;
	fact_set(s, cache, field_keep(f, cache));
	fact_set(s, problem, S("Slab corruption"));
	if (field_hex(text, S("start="), &address))
		fact_set(s, object_address, address);
	return true;
}

static bool list_parse(struct slice text, struct slub_report *s, struct fault *f)
{
	static const struct {
		const char *mark, *problem;
	} problems[] = {
		{ "double free detected in cache", "double free detected" },
		{ "nternal list corruption detected in cache",
		  "Internal list corruption detected" },
	};
	struct slice cache;
	uint64_t address;

	for (size_t i = 0; i < sizeof(problems) / sizeof(*problems); i++) {
		struct slice rest = text;

		if (!slice_skip_past(&rest, slice_str(problems[i].mark)))
			continue;
		if (quoted_cut(&rest, '\'', '\'', &cache))
			fact_set(s, cache, field_keep(f, cache));
		fact_set(s, problem, slice_str(problems[i].problem));
		if (field_hex(rest, S("objp "), &address))
			fact_set(s, object_address, address);
		if (field_hex(rest, S("slabp "), &address))
			fact_set(s, slab_address, address);
		return true;
	}
	return false;
}

/** `kmem_cache_destroy dax_cache: Slab cache still has objects`. */
static bool destroy_parse(struct slice text, struct slub_report *s, struct fault *f)
{
	struct slice cache;

	if (!slice_skip(&text, S("kmem_cache_destroy ")) || !slice_cut(&text, ':', &cache))
		return false;
	fact_set(s, cache, field_keep(f, cache));
	fact_set(s, problem, field_keep(f, text));
	return true;
}

bool slab_head_parse(struct slice text, struct slub_report *s, struct fault *f)
{
	return error_parse(text, s, f) || corruption_parse(text, s, f) || list_parse(text, s, f) ||
	       destroy_parse(text, s, f);
}
