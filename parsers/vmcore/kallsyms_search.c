// SPDX-License-Identifier: Apache-2.0
/*
 * The tables lie one behind the other, each at a multiple of the word size (output of scripts/kallsyms.c):
 *
 *   Linux    up to 4.5: addresses                num_syms names markers token_table token_index
 *            4.6: offsets, relative_base         num_syms names markers token_table token_index
 *            6.2: offsets, relative_base         num_syms names markers seqs_of_names token_table …
 *            6.4:                                num_syms names markers token_table token_index
 *                                                                        offsets, relative_base …
 *
 * token_index is looked for: 256 numbers of 2 bytes from 0 that go up by a little.  From there it goes
 * backwards, and each step is checked: a token ends in front of each index; markers are where each 256th
 * name begins, from 0; and 256 names do have the length that the second marker tells.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/ksyms_inner.h"

#define N_TOKENS     256
#define INDEX_BYTES  (2 * N_TOKENS)
#define PER_MARKER   256
#define TOKEN_MAX    128 /* bytes of one; compiled kernels have up to some 20 */
#define NAME_MAX_ITS (2 + 0x3fff)
/** Bytes in front of the tokens that are looked at for markers: seqs_of_names has 3 for each symbol. */
#define MARKERS_BYTES ((size_t)2 << 20)
/** Bytes that the names behind the last marker may have: 256 of them, seldom above 64 bytes each. */
#define TAIL_BYTES ((size_t)64 << 10)

struct search {
	struct image *img;
	unsigned word;
	uint64_t index, tokens, markers, names, num;
	unsigned marker_bytes;
	size_t n_markers, last,
		second; /**< markers: how many, the last one's and the second one's value */
	uint32_t n_syms;
};

static unsigned u16_at(const struct search *s, const char *p, size_t i)
{
	return (unsigned)image_number(s->img, p + 2 * i, 2);
}

static bool is_index(const struct search *s, const char *p)
{
	if (u16_at(s, p, 0))
		return false;
	for (size_t i = 1; i < N_TOKENS; i++) {
		unsigned before = u16_at(s, p, i - 1), now = u16_at(s, p, i);
		if (now <= before || now - before > TOKEN_MAX)
			return false;
	}
	return true;
}

/** The token table ends right in front of its index. */
static bool find_tokens(struct search *s, const char *index)
{
	size_t last = u16_at(s, index, N_TOKENS - 1), most = last + TOKEN_MAX;
	_cleanup_free_ char *buf = xmalloc(most);

	if (s->index < most || !image_read(s->img, s->index - most, buf, most))
		return false;
	for (size_t n = (last + s->word) & ~(size_t)(s->word - 1); n <= most; n += s->word) {
		const char *table = buf + most - n;
		size_t i = 1;
		while (i < N_TOKENS && !table[u16_at(s, index, i) - 1])
			i++;
		if (i < N_TOKENS || table[n - 1])
			continue;
		s->tokens = s->index - n;
		return true;
	}
	return false;
}

/** Markers of @p size bytes that end at @p n of @p buf, read backwards down to the 0 of the first. */
static bool take_markers(struct search *s, const char *buf, size_t n, unsigned size)
{
	uint64_t above = 0;
	size_t count = 0;

	for (size_t at = n; at >= size; at -= size) {
		uint64_t v = image_number(s->img, buf + at - size, size);
		if (!v && !count && at == n)
			continue; // padding
		if (v > LIMIT_KSYM_TABLE_BYTES || (count && v >= above))
			return false;
		if (count++ == 0)
			s->last = (size_t)v;
		if (v) {
			above = v;
			continue;
		}
		s->second = (size_t)above;
		s->n_markers = count;
		s->markers = s->tokens - (n - at) - size;
		s->marker_bytes = size;
		return count > 1 && count <= LIMIT_KSYMS / PER_MARKER;
	}
	return false;
}

/** Do the first 256 names at @p p have the length that the second marker tells? */
static bool names_fit(const struct search *s, const char *p, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < PER_MARKER; i++) {
		if (at + 1 >= n)
			return false;
		size_t len = (unsigned char)p[at++];
		if (len & 0x80)
			len = (len & 0x7f) | (size_t)(unsigned char)p[at++] << 7;
		if (!len || len > n - at)
			return false;
		at += len;
	}
	return at == s->second;
}

static bool find_names(struct search *s)
{
	_cleanup_free_ char *head = xmalloc(s->second + NAME_MAX_ITS);
	uint64_t slot;

	for (size_t tail = 0; tail <= TAIL_BYTES; tail += s->word) {
		uint64_t names = ((s->markers - s->last) & ~(uint64_t)(s->word - 1)) - tail;
		if (!image_ptr(s->img, names - s->word, &slot))
			return false;
		// a number of 4 bytes, or a word (before Linux 4.20)
		uint32_t n = image_info(s->img)->big_endian && slot >> 32 ? (uint32_t)(slot >> 32)
		                                                          : (uint32_t)slot;
		if (n <= (s->n_markers - 1) * PER_MARKER || n > s->n_markers * PER_MARKER ||
		    !image_read(s->img, names, head, s->second) || !names_fit(s, head, s->second))
			continue;
		s->names = names;
		s->num = names - s->word;
		s->n_syms = n;
		return true;
	}
	return false;
}

/** Markers that end @p gap bytes in front of the tokens, and names in front of them. */
static bool try_gap(struct search *s, const char *buf, size_t n, size_t gap, unsigned size)
{
	uint64_t tokens = s->tokens;

	s->tokens -= gap; // where the markers end
	bool ret = take_markers(s, buf, n - gap, size);
	s->tokens = tokens;
	// a gap holds 3 bytes for each symbol
	return ret && find_names(s) &&
	       (!gap || gap == (((size_t)s->n_syms * 3 + s->word - 1) & ~(size_t)(s->word - 1)));
}

static bool find_markers(struct search *s)
{
	_cleanup_free_ char *buf = xmalloc(MARKERS_BYTES);
	size_t n = MARKERS_BYTES, page = image_info(s->img)->page_size;

	// as much of what lies in front as is there
	while (n > page && !image_read(s->img, s->tokens - n, buf, n))
		n -= n / 8;
	for (size_t gap = 0; n > page && gap + page < n; gap += s->word)
		if (try_gap(s, buf, n, gap, 4) || (s->word == 8 && try_gap(s, buf, n, gap, 8)))
			return true;
	return false;
}

static size_t fill(const struct search *s, struct kallsyms_places ret[KALLSYMS_GUESSES])
{
	struct kallsyms_places p = { .table = { [KALLSYMS_NAMES] = s->names,
		                                [KALLSYMS_TOKENS] = s->tokens,
		                                [KALLSYMS_INDEX] = s->index },
		                     .n_syms = s->num };
	uint64_t offsets = ((uint64_t)s->n_syms * 4 + s->word - 1) & ~(uint64_t)(s->word - 1);

	for (size_t i = 0; i < KALLSYMS_GUESSES; i++)
		ret[i] = p;
	// in front of the names
	ret[0].is_relative = true;
	ret[0].base = s->num - s->word;
	ret[0].table[KALLSYMS_OFFSETS] = ret[0].base - offsets;
	// behind the tokens
	ret[1].is_relative = true;
	ret[1].table[KALLSYMS_OFFSETS] = s->index + INDEX_BYTES;
	ret[1].base = ret[1].table[KALLSYMS_OFFSETS] + offsets;
	// addresses as they are
	ret[2].table[KALLSYMS_OFFSETS] = s->num - (uint64_t)s->n_syms * s->word;
	return KALLSYMS_GUESSES;
}

static bool try_index(struct search *s, const char *index)
{
	return is_index(s, index) && find_tokens(s, index) && find_markers(s);
}

size_t kallsyms_search(struct image *img, uint64_t begin,
                       struct kallsyms_places ret[KALLSYMS_GUESSES])
{
	struct search s = { .img = img, .word = image_word(img) };
	size_t page = image_info(img)->page_size, have = 0;
	_cleanup_free_ char *buf = NULL;

	if (page < INDEX_BYTES)
		return 0;
	buf = xmalloc(2 * page);
	begin &= ~(uint64_t)(page - 1);
	// a page at a time, with the end of the one before: the index may lie across
	for (uint64_t off = 0; off < LIMIT_KALLSYMS_SEARCH_BYTES; off += page) {
		if (!image_read(img, begin + off, buf + INDEX_BYTES, page)) {
			have = 0;
			continue;
		}
		for (size_t at = have ? 0 : INDEX_BYTES; at <= page; at += s.word) {
			s.index = begin + off + at - INDEX_BYTES;
			if (try_index(&s, buf + at))
				return fill(&s, ret);
		}
		memcpy(buf, buf + page, INDEX_BYTES);
		have = INDEX_BYTES;
	}
	return 0;
}
