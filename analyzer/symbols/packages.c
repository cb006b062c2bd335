// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/packages.h"

#include <fnmatch.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"

/** Of which releases of kernels are made. */
#define RELEASE_CHARS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._+~-"

static const struct {
	const char *distribution, *release, *version, *package, *how;
} rows[] = {
#define PACKAGE(distribution, release, version, package, how) \
	{ distribution, release, version, package, how },
#include "analyzer/symbols/packages.def"
};

/** @p format with {R}, {V}, {F}, {A}, {B} and {P} filled in. */
static struct slice fill(const char *format, const char *release, struct arena *arena)
{
	const char *dash = strrchr(release, '-'), *dot = strrchr(release, '.');
	const char *plus = strchr(release, '+');
	_cleanup_(sbuf_deinit) struct sbuf out = { .max = LIMIT_PATH_BYTES };

	for (const char *p = format; *p; p++) {
		if (*p != '{') {
			sbuf_char(&out, *p);
			continue;
		}
		if (p[1] == 'V' && dash)
			sbuf_add(&out, (struct slice){ release, (size_t)(dash - release) });
		else if (p[1] == 'F')
			sbuf_puts(&out, dash ? dash + 1 : "");
		else if (p[1] == 'A')
			sbuf_puts(&out, dot ? dot + 1 : "");
		else if (p[1] == 'B' && plus)
			sbuf_add(&out, (struct slice){ release, (size_t)(plus - release) });
		else if (p[1] == 'P')
			sbuf_puts(&out, plus ? plus + 1 : "");
		else
			sbuf_puts(&out, release);
		p += 2;
	}
	return arena_dup(arena, sbuf_slice(&out));
}

bool package_of_kernel(struct slice release, struct slice version, struct arena *arena,
                       struct package *ret)
{
	_cleanup_free_ char *text = NULL;

	if (!release.n || release.n > LIMIT_NAME_BYTES || memchr(release.p, 0, release.n))
		return false;
	text = xmemdup0(release.p, release.n);
	// it comes out of a log, and goes into a command that somebody may run
	if (text[strspn(text, RELEASE_CHARS)])
		return false;
	// a banner names the compiler, and whose it is, in front
	const char *number = version.n ? memrchr(version.p, '#', version.n) : NULL;
	if (number)
		version = slice_from(version, (size_t)(number - version.p));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (fnmatch(rows[i].release, text, 0) != 0 ||
		    (*rows[i].version && !slice_has(version, slice_str(rows[i].version))))
			continue;
		*ret = (struct package){
			.distribution = rows[i].distribution,
			.name = fill(rows[i].package, text, arena),
			.how = fill(rows[i].how, text, arena),
		};
		return true;
	}
	return false;
}
