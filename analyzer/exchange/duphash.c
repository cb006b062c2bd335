// SPDX-License-Identifier: Apache-2.0
#include "analyzer/exchange/duphash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"

void duphash_of(const struct slice *names, size_t n, char ret[DUPHASH_HEX + 1])
{
	_cleanup_(sbuf_deinit) struct sbuf text = { 0 };
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	for (size_t i = 0; i < n && i < DUPHASH_FRAMES; i++) {
		sbuf_add(&text, names[i]);
		sbuf_char(&text, '\n');
	}
	int ok = EVP_Digest(text.p ? text.p : "", text.n, hash, &size, EVP_sha1(), NULL);
	assert(ok == 1 && size * 2 == DUPHASH_HEX);
	for (unsigned i = 0; i < size; i++)
		snprintf(ret + 2 * i, 3, "%02x", hash[i]);
}

bool duphash_fault(const struct fault *f, char ret[DUPHASH_HEX + 1])
{
	const struct stack *s = fault_stack(f, STACK_FAULT);
	struct slice names[DUPHASH_FRAMES];
	size_t n = 0;

	for (size_t i = 0; s && i < s->n_frames && n < DUPHASH_FRAMES; i++) {
		const struct frame *fr = &s->frames[i];
		if (fr->flags & FRAME_USER)
			return false;
		if (!fr->function.p || (fr->flags & (FRAME_UNRELIABLE | FRAME_INLINED)) ||
		    ((fr->flags & FRAME_IP) && !fr->has_address))
			continue;
		names[n++] = fr->function;
	}
	if (n)
		duphash_of(names, n, ret);
	return n > 0;
}
