// SPDX-License-Identifier: Apache-2.0
/*
 * Aho, Corasick, "Efficient string matching", CACM 18(6), 1975, with the goto function completed to
 * a full table over byte classes: bytes that no literal holds share one class, so a state takes some
 * 80 entries and the table of some hundred literals stays in the second-level cache.
 */
#include "parsers/base/match.h"

#include <assert.h>

#include "parsers/base/cleanup.h"

struct match {
	uint8_t class_of[256];
	unsigned n_classes;
	uint32_t n_states;
	size_t longest; /**< bytes of the longest literal */
	uint32_t *next; /**< n_states * n_classes: row offset of the next state, MATCH_HIT set if a
	                       literal ends there */
	int32_t *literal; /**< per state: a literal that ends here, or -1 */
	uint32_t *
		suffix; /**< per state: the longest proper suffix state where a literal ends, or 0 */
};

#define MATCH_HIT (UINT32_C(1) << 31)

static void match_classes(struct match *m, const struct slice *literals, size_t n)
{
	m->n_classes = 1;
	for (size_t i = 0; i < n; i++) {
		assert(literals[i].n >= 2);
		for (size_t j = 0; j < literals[i].n; j++) {
			uint8_t c = literals[i].p[j];
			if (!m->class_of[c])
				m->class_of[c] = m->n_classes++;
		}
	}
}

/** The trie of the literals; in m->next, 0 stands for "no edge" (no edge leads to the root). */
static void match_trie(struct match *m, const struct slice *literals, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t s = 0;
		for (size_t j = 0; j < literals[i].n; j++) {
			uint32_t *edge =
				&m->next[s * m->n_classes + m->class_of[(uint8_t)literals[i].p[j]]];
			if (!*edge)
				*edge = m->n_states++;
			s = *edge;
		}
		if (m->literal[s] < 0)
			m->literal[s] = i;
	}
}

/** Breadth first: complete the edges through the failure links. */
static void match_complete(struct match *m)
{
	_cleanup_free_ uint32_t *fail = xcalloc(m->n_states, sizeof(*fail));
	_cleanup_free_ uint32_t *queue = xcalloc(m->n_states, sizeof(*queue));
	size_t head = 0, tail = 0;

	for (unsigned c = 0; c < m->n_classes; c++)
		if (m->next[c])
			queue[tail++] = m->next[c];
	while (head < tail) {
		uint32_t s = queue[head++], f = fail[s];
		m->suffix[s] = m->literal[f] >= 0 ? f : m->suffix[f];
		for (unsigned c = 0; c < m->n_classes; c++) {
			uint32_t *edge = &m->next[s * m->n_classes + c];
			uint32_t via_fail = m->next[f * m->n_classes + c];
			if (*edge) {
				fail[*edge] = via_fail;
				queue[tail++] = *edge;
			} else {
				*edge = via_fail;
			}
		}
	}
}

struct match *match_new(const struct slice *literals, size_t n)
{
	struct match *m = xcalloc(1, sizeof(*m));
	size_t bytes = 1;

	match_classes(m, literals, n);
	for (size_t i = 0; i < n; i++) {
		bytes += literals[i].n;
		m->longest = literals[i].n > m->longest ? literals[i].n : m->longest;
	}
	m->n_states = 1;
	m->next = xcalloc(bytes * m->n_classes, sizeof(*m->next));
	m->literal = xmalloc(bytes * sizeof(*m->literal));
	memset(m->literal, -1, bytes * sizeof(*m->literal));
	m->suffix = xcalloc(bytes, sizeof(*m->suffix));
	match_trie(m, literals, n);
	match_complete(m);

	for (size_t i = 0; i < (size_t)m->n_states * m->n_classes; i++) {
		uint32_t s = m->next[i];
		bool hit = m->literal[s] >= 0 || m->suffix[s];
		m->next[i] = s * m->n_classes | (hit ? MATCH_HIT : 0);
	}
	return m;
}

void match_free(struct match *m)
{
	if (!m)
		return;
	free(m->next);
	free(m->literal);
	free(m->suffix);
	free(m);
}

ssize_t match_first(const struct match *m, struct slice text, size_t *ret_end)
{
	const uint8_t *p = (const uint8_t *)text.p;
	uint32_t row = 0;

	for (size_t i = 0; i < text.n; i++) {
		row = m->next[row + m->class_of[p[i]]];
		if (__builtin_expect(row & MATCH_HIT, 0)) {
			uint32_t s = (row & ~MATCH_HIT) / m->n_classes;
			if (ret_end)
				*ret_end = i + 1;
			return m->literal[s] >= 0 ? m->literal[s] : m->literal[m->suffix[s]];
		}
	}
	return -1;
}

/** Texts shorter than this are not worth the split. */
#define SPLIT_BYTES 1024

bool match_any(const struct match *m, struct slice text)
{
	size_t part = text.n / 4;

	if (text.n < SPLIT_BYTES || m->longest > part)
		return match_first(m, text, NULL) >= 0;
	// each step waits for the one before: four walks at a time keep the processor busy
	const uint8_t *p = (const uint8_t *)text.p;
	uint32_t a = 0, b = 0, c = 0, d = 0;
	for (size_t i = 0; i < part; i++) {
		a = m->next[a + m->class_of[p[i]]];
		b = m->next[b + m->class_of[p[part + i]]];
		c = m->next[c + m->class_of[p[2 * part + i]]];
		d = m->next[d + m->class_of[p[3 * part + i]]];
		if (__builtin_expect((a | b | c | d) & MATCH_HIT, 0))
			return true;
	}
	// what lies across the borders, and the bytes left over
	for (size_t k = 1; k <= 4; k++) {
		struct slice border = slice_from(text, k * part - (m->longest - 1));
		if (match_first(m, k < 4 ? slice_head(border, 2 * (m->longest - 1)) : border,
		                NULL) >= 0)
			return true;
	}
	return false;
}

bool match_all(const struct match *m, struct slice text, uint64_t *ret)
{
	const uint8_t *p = (const uint8_t *)text.p;
	uint32_t row = 0;
	bool any = false;

	for (size_t i = 0; i < text.n; i++) {
		row = m->next[(row & ~MATCH_HIT) + m->class_of[p[i]]];
		if (__builtin_expect(!(row & MATCH_HIT), 1))
			continue;
		any = true;
		for (uint32_t s = (row & ~MATCH_HIT) / m->n_classes; s; s = m->suffix[s])
			if (m->literal[s] >= 0)
				ret[m->literal[s] / 64] |= UINT64_C(1) << (m->literal[s] % 64);
	}
	return any;
}
