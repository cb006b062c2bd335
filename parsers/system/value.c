// SPDX-License-Identifier: Apache-2.0
/*
 * Files of one value in procfs and sysfs, as settings; those that count are numbers too.
 *
 *   60                           …/proc/sys/vm/swappiness
 *   always [madvise] never       …/sys/kernel/mm/transparent_hugepage/enabled
 *   512                          …/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
 *   BOOT_IMAGE=/vmlinuz-6.1 root=/dev/sda1 ro quiet       …/proc/cmdline
 *
 * Their contents say nothing of what they are (but the kernel's command line, as boot loaders write
 * it), so the place in the bundle decides: only short files of one line.  Or each line says where it
 * is from, as `grep -r .` and `grep -H` print it:
 *
 *   /sys/kernel/mm/ksm/pages_sharing:5000
 *   /proc/sys/vm/swappiness:60
 */
#include "parsers/system/token.h"

#define VALUE_BYTES   4096 // COMMAND_LINE_SIZE is at most that
#define SETTING_BYTES 512

/* Folders whose files are settings.  Of the network there are a hundred for every interface: what
 * sizes memory is kept. */
static const struct place {
	const char *dir;
	const char *prefix; /**< of the setting's name, before what follows dir */
	char separator;     /**< in place of '/' */
	const char *only;   /**< what follows must hold this; NULL: all */
	bool counts;        /**< numbers are kept as numbers too */
} places[] = {
	{ "proc/sys/vm/", "vm.", '.', NULL, false },
	{ "proc/sys/kernel/", "kernel.", '.', NULL, false },
	{ "proc/sys/fs/", "fs.", '.', NULL, false },
	{ "proc/sys/net/core/", "net.core.", '.', NULL, false },
	{ "proc/sys/net/", "net.", '.', "mem", false },
	{ "sys/kernel/mm/", "sys/kernel/mm/", '/', NULL, true },
	{ "sys/module/", "sys/module/", '/', "/parameters/", false },
	{ "sys/block/", "sys/block/", '/', "zram", true },
	{ "sys/devices/system/node/", "sys/devices/system/node/", '/', NULL, true },
	{ "sys/devices/system/memory/", "sys/devices/system/memory/", '/', NULL, false },
	{ "sys/devices/system/clocksource/", "sys/devices/system/clocksource/", '/', NULL, false },
	{ "sys/kernel/debug/", "sys/kernel/debug/", '/', "zswap/", true },
};

/* Files that are settings. */
static const char *const files[] = { "proc/cmdline", "proc/version" };

static const char *file_find(struct slice path)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct slice file = slice_str(files[i]);
		if (slice_ends(path, file) &&
		    (path.n == file.n || path.p[path.n - file.n - 1] == '/'))
			return files[i];
	}
	return NULL;
}

static const struct place *place_find(struct slice path, struct slice *ret_rest)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (token_under(path, slice_str(places[i].dir), ret_rest) &&
		    (!places[i].only || slice_has(*ret_rest, slice_str(places[i].only))))
			return &places[i];
	return NULL;
}

/** `/proc/sys/vm/swappiness:60`, of a place that is known. */
static bool placed_parse(struct slice line, struct slice *ret_path, struct slice *ret_value)
{
	struct slice in = slice_trim(line), path, rest;

	if (!in.n || (*in.p != '/' && *in.p != '.' && !slice_starts(in, S("sys/")) &&
	              !slice_starts(in, S("proc/"))))
		return false;
	if (!slice_cut(&in, ':', &path) || memchr(path.p, ' ', path.n) ||
	    (!place_find(path, &rest) && !file_find(path)))
		return false;
	*ret_path = path;
	*ret_value = slice_trim(in);
	return true;
}

static int value_bid(struct slice head, struct slice path)
{
	struct slice line, rest, value;
	int lines = 0, placed = 0;

	if (token_only_line(head, VALUE_BYTES, &line)) {
		if (slice_starts(line, S("BOOT_IMAGE=")))
			return 80;
		if (file_find(path))
			return 70;
		if (line.n <= SETTING_BYTES && place_find(path, &rest))
			return 60;
	}
	while (lines < 30 && token_line(&head, &line)) {
		placed += placed_parse(line, &rest, &value);
		lines++;
	}
	return placed && placed * 3 >= lines * 2 ? 85 : 0;
}

static bool value_take(struct system *s, struct slice path, struct slice value)
{
	struct slice rest;
	struct token_name_buf buf;

	const char *file = slice_starts(value, S("BOOT_IMAGE=")) ? files[0] : file_find(path);
	if (file) {
		system_setting(s, slice_str(file), value);
		return true;
	}
	const struct place *place = place_find(path, &rest);
	if (!place)
		return false;
	struct slice name = token_name(&buf, "%s" SLICE_FMT, place->prefix, SLICE_ARG(rest));
	for (size_t i = 0; i < name.n; i++)
		if (buf.p[i] == '/')
			buf.p[i] = place->separator;
	system_setting(s, name, value);
	if (place->counts && token_is_digits(value))
		system_stat_text(s, fields_path_node(path), name, value, "");
	return true;
}

static void value_line(struct system *s, struct slice line)
{
	struct slice text = slice_trim(line), path, value;

	if (!text.n)
		return;
	if (placed_parse(text, &path, &value)) {
		if (value.n)
			value_take(s, path, value);
		return;
	}
	s->bad_lines += !value_take(s, s->path, text);
}

const struct system_format system_format_value = {
	.name = "value",
	.summary =
		"files of one value by their place: proc/sys, sys/kernel/mm (THP, hugepages, KSM), proc/cmdline",
	.source = "kernel/sysctl.c, mm/huge_memory.c, mm/hugetlb.c, mm/ksm.c, fs/proc/cmdline.c",
	.bid = value_bid,
	.line = value_line,
};
