// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/hash.h"

#include <assert.h>
#include <openssl/evp.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/hex.h"

struct sha256 {
	EVP_MD_CTX *ctx;
};

struct sha256 *sha256_new(void)
{
	struct sha256 *h = xmalloc(sizeof(*h));
	h->ctx = EVP_MD_CTX_new();
	if (!h->ctx || !EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL))
		die_oom();
	return h;
}

void sha256_free(struct sha256 *h)
{
	if (!h)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

void sha256_add(struct sha256 *h, struct slice s)
{
	int ok = EVP_DigestUpdate(h->ctx, s.p, s.n);
	assert(ok);
}

void sha256_end(struct sha256 *h, char ret[SHA256_HEX + 1])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	int ok = EVP_DigestFinal_ex(h->ctx, md, NULL) &&
	         EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL);
	assert(ok);
	hex_put((struct slice){ (char *)md, 32 }, ret);
}

void key_of(const struct slice *parts, size_t n, char ret[KEY_HEX + 1])
{
	struct sha256 *h = sha256_new();
	char all[SHA256_HEX + 1];

	for (size_t i = 0; i < n; i++) {
		uint64_t len = parts[i].n;
		unsigned char le[8];
		for (size_t b = 0; b < sizeof(le); b++)
			le[b] = len >> (8 * b);
		sha256_add(h, (struct slice){ (const char *)le, sizeof(le) });
		sha256_add(h, parts[i]);
	}
	sha256_end(h, all);
	sha256_free(h);
	memcpy(ret, all, KEY_HEX);
	ret[KEY_HEX] = '\0';
}
