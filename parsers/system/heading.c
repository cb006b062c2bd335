// SPDX-License-Identifier: Apache-2.0
#include "parsers/system/heading.h"

#include <ctype.h>
#include <string.h>

#include "parsers/system/token.h"

#define LINE_MAX_BYTES   300 // longer lines are no headings
#define PROMPT_MAX_BYTES 80
#define PROMPT_WORDS_MAX 3
#define DECORATION_BYTES 3 // of `===` and the like, at least

/* Programs whose output is looked at, and such as stand beside them in collections. */
static const char *const programs[] = {
	"blkid",   "cat",        "crash",    "date",     "df",        "dmesg",   "dmidecode",
	"free",    "getprop",    "hostname", "id",       "ifconfig",  "iostat",  "ip",
	"ipcs",    "journalctl", "logcat",   "ls",       "lsblk",     "lscpu",   "lsmem",
	"lsmod",   "lsof",       "lspci",    "mount",    "mpstat",    "netstat", "numactl",
	"nstat",   "numastat",   "pidstat",  "procrank", "ps",        "pstree",  "sar",
	"slabtop", "ss",         "swapon",   "sysctl",   "systemctl", "top",     "ulimit",
	"uname",   "uptime",     "vmstat",   "w",        "who",       "zramctl",
};

/* Words before the program's name. */
static const char *const wrappers[] = { "sudo", "time",   "nice", "env",
	                                "exec", "chroot", "adb",  "shell" };

/* Programs that print files. */
static const char *const printers[] = { "cat", "head", "tail", "more", "less", "tac" };

static bool is_file(struct slice word)
{
	return slice_starts(word, S("/proc/")) || slice_starts(word, S("/sys/")) ||
	       slice_starts(word, S("/var/")) || slice_starts(word, S("/etc/")) ||
	       slice_starts(word, S("/dev/"));
}

static void name_file(struct slice path, struct sbuf *ret)
{
	while (path.n && strchr(":;,)'\"", path.p[path.n - 1]))
		path.n--;
	while (slice_skip_char(&path, '/'))
		;
	sbuf_reset(ret);
	sbuf_add(ret, path);
}

/* As sosreport names the file with the output: blanks are `_`, slashes `.`. */
static void name_command(struct slice program, struct slice args, struct sbuf *ret)
{
	sbuf_reset(ret);
	sbuf_add(ret, program);
	args = slice_trim(args);
	if (args.n)
		sbuf_char(ret, '_');
	for (size_t i = 0; i < args.n; i++)
		sbuf_char(ret, args.p[i] == ' ' ? '_' : args.p[i] == '/' ? '.' : args.p[i]);
}

/* Options, numbers and paths: words of a sentence are none. */
static bool are_options(struct slice program, struct slice args)
{
	struct slice w;

	while (token_word(&args, &w)) {
		bool option = *w.p == '-' || *w.p == '/' || *w.p == '|' || *w.p == '>' ||
		              isdigit((unsigned char)*w.p);
		if (slice_is(w, "|") || slice_is(w, ">") || slice_is(w, "2>&1"))
			return true;
		if (!option &&
		    !(slice_is(program, "ps") && w.n <= 60 && !ispunct((unsigned char)*w.p)))
			return false;
	}
	return true;
}

/* @p strict: it may be no command at all. */
static bool command_parse(struct slice in, bool strict, struct sbuf *ret_name)
{
	struct slice w, file;
	bool path = false;

	do {
		if (!token_word(&in, &w))
			return false;
	} while (TOKEN_LISTED(wrappers, w) ||
	         (slice_has(w, S("=")) && isupper((unsigned char)*w.p)));
	if (is_file(w)) {
		struct slice rest = slice_trim(in);
		// `/proc/meminfo: 2021-03-01 10:11:12`
		if (rest.n && strict)
			return false;
		name_file(w, ret_name);
		return true;
	}
	if (*w.p == '/') {
		w = token_path_name(w);
		path = true;
	}
	if (!TOKEN_LISTED(programs, w) && !TOKEN_LISTED(printers, w))
		return false;
	if (TOKEN_LISTED(printers, w)) {
		while (token_word(&in, &file))
			if (is_file(file)) {
				name_file(file, ret_name);
				return true;
			}
		return false;
	}
	if (strict && !path && !are_options(w, in))
		return false;
	name_command(w, in, ret_name);
	return true;
}

/* `[root@db1 ~]# `, `user@db1:/tmp$ `, `bash-5.1$ `, `# `. */
static bool prompt_skip(struct slice *in, bool *ret_weak)
{
	struct slice s = *in, head = slice_head(s, PROMPT_MAX_BYTES);

	if (s.n > 2 && strchr("#$%>+", *s.p)) {
		struct slice rest = slice_from(s, 1);
		if (*s.p == '+')
			while (slice_skip_char(&rest, '+'))
				;
		if (!slice_skip_char(&rest, ' '))
			return false;
		*in = slice_ltrim(rest);
		*ret_weak = true;
		return true;
	}
	for (size_t i = 1; i + 1 < head.n; i++) {
		if (!strchr("#$%>", head.p[i]) || head.p[i + 1] != ' ')
			continue;
		struct slice before = slice_head(s, i), w[PROMPT_WORDS_MAX + 1];
		size_t n = fields_words(before, w, PROMPT_WORDS_MAX + 1);
		if (!n || n > PROMPT_WORDS_MAX)
			return false;
		bool at = memchr(w[0].p, '@', w[0].n) != NULL;
		if (!at && !slice_has(before, S(":")) && !slice_starts(before, S("bash")) &&
		    !slice_starts(before, S("sh-")))
			return false;
		*in = slice_ltrim(slice_from(s, i + 2));
		*ret_weak = !at;
		return true;
	}
	return false;
}

static bool is_decoration(char c)
{
	return strchr("=-#*+~_<>", c) && c;
}

/* Inner text of `=== text ===`; false: it is no heading. */
static bool decorated(struct slice line, struct slice *ret)
{
	struct slice s = slice_trim(line);
	size_t n = 0;

	while (n < s.n && is_decoration(s.p[n]))
		n++;
	if (n < DECORATION_BYTES)
		return false;
	s = slice_from(s, n);
	while (s.n && (is_decoration(s.p[s.n - 1]) || s.p[s.n - 1] == ' '))
		s.n--;
	s = slice_trim(s);
	if (slice_skip_char(&s, '[') && s.n && s.p[s.n - 1] == ']')
		s.n--;
	*ret = slice_trim(s);
	return ret->n > 0;
}

/* `MEMORY INFO (/proc/meminfo: 2021-03-01 10:11:12)`: what is in the brackets. */
static enum heading bracket_find(struct slice inner, struct sbuf *ret_name)
{
	struct slice in = inner, command;

	if (!slice_skip_past(&in, S("(")) || !in.n)
		return HEADING_NONE;
	if (in.p[in.n - 1] == ')')
		in.n--;
	command = in;
	ssize_t at = slice_find(command, S(": "));
	if (at > 0)
		command = slice_head(command, at);
	return command_parse(command, false, ret_name) ? HEADING_PART : HEADING_NONE;
}

static enum heading decorated_find(struct slice line, struct sbuf *ret_name)
{
	struct slice inner;

	if (!decorated(line, &inner))
		return HEADING_NONE;
	if (command_parse(inner, false, ret_name))
		return HEADING_PART;
	enum heading h = bracket_find(inner, ret_name);
	if (h)
		return h;
	// what supportconfig and dumpstate print between parts
	if (slice_starts(line, S("#==[")) || slice_has(inner, S(" was the duration of ")) ||
	    slice_starts(line, S("------ ")))
		return HEADING_END;
	return HEADING_NONE;
}

enum heading heading_find(struct slice line, bool first, struct sbuf *ret_name)
{
	struct slice in = slice_trim(line), w, rest;
	bool weak;

	if (!in.n || in.n > LINE_MAX_BYTES)
		return HEADING_NONE;
	if (is_decoration(*in.p) && in.n > DECORATION_BYTES && is_decoration(in.p[1]) &&
	    is_decoration(in.p[2]))
		return decorated_find(in, ret_name);
	// `/proc/meminfo:`
	rest = in;
	if (*in.p == '/' && token_word(&rest, &w) && !rest.n && is_file(w) &&
	    (first || w.p[w.n - 1] == ':') && !memchr(w.p, ':', w.n - 1)) {
		name_file(w, ret_name);
		return HEADING_PART;
	}
	if (prompt_skip(&in, &weak)) {
		if (command_parse(in, weak, ret_name))
			return HEADING_PART;
		return weak ? HEADING_NONE : HEADING_END;
	}
	return first && command_parse(in, true, ret_name) ? HEADING_PART : HEADING_NONE;
}
