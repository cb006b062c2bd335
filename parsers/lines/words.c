// SPDX-License-Identifier: Apache-2.0
#include "parsers/lines/words.h"

struct word {
	const char *name;
	int value;
};

static const struct word levels[] = {
	{ "emerg", 0 }, { "alert", 1 },  { "crit", 2 },    { "err", 3 },
	{ "warn", 4 },  { "notice", 5 }, { "info", 6 },    { "debug", 7 },
	{ "panic", 0 }, { "error", 3 },  { "warning", 4 }, { NULL, 0 },
};

static const struct word facilities[] = {
	{ "kern", 0 },      { "user", 1 },    { "mail", 2 },    { "daemon", 3 },  { "auth", 4 },
	{ "syslog", 5 },    { "lpr", 6 },     { "news", 7 },    { "uucp", 8 },    { "cron", 9 },
	{ "authpriv", 10 }, { "ftp", 11 },    { "res0", 12 },   { "res1", 13 },   { "res2", 14 },
	{ "res3", 15 },     { "local0", 16 }, { "local1", 17 }, { "local2", 18 }, { "local3", 19 },
	{ "local4", 20 },   { "local5", 21 }, { "local6", 22 }, { "local7", 23 }, { NULL, 0 },
};

static int word_find(const struct word *words, struct slice name)
{
	for (; words->name; words++)
		if (slice_eq(name, slice_str(words->name)))
			return words->value;
	return -1;
}

int word_level(struct slice word)
{
	return word_find(levels, word);
}

int word_facility(struct slice word)
{
	return word_find(facilities, word);
}
