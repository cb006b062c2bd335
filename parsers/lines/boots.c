// SPDX-License-Identifier: Apache-2.0
/*
 * Which run of which kernel a record is of:
 *
 *   [    0.000000] Linux version 6.1.0-13-amd64 (…) (gcc-12 (Debian 12.2.0-14) …) #1 SMP …
 *   [    0.000000] Command line: BOOT_IMAGE=/vmlinuz-6.1.0-13-amd64 root=/dev/sda1 ro quiet
 *   [    0.000000] DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-1 04/01/2014
 *   [    0.000000] Machine model: Raspberry Pi 4 Model B Rev 1.1
 *   [    1.234567] rtc_cmos 00:04: setting system clock to 2022-05-03T10:00:00 UTC (1651572000)
 *   [  123.456789] Kernel Offset: 0x1c000000 from 0xffffffff81000000 (relocation range: …)
 *   -- Boot b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e --
 *
 * A boot id decides where there is one.  Else a banner, a line that says so, or a clock that goes
 * back by more than BACK_US begins a new boot; a banner right after one of the other two is that of
 * the same boot.
 */
#include <pthread.h>

#include "parsers/base/cleanup.h"
#include "parsers/lines/inner.h"

/** Stamps of several CPUs are out of order by some milliseconds. */
#define BACK_US INT64_C(1000000)

/** A boot begins near 0.  Later than this, a clock that goes back by less than this is one of a CPU
 *  that is behind, or of a machine that came back from hibernation. */
#define NO_START_US INT64_C(60000000)

/** In mid-line, older stamps later than this are a program that prints what it read of the log. */
#define ECHO_US INT64_C(1000000)

/** A stretch of stamps that are this far ahead of those before is wrong (a CPU's counter before it is
 *  set), when they go on after it where they had been. */
#define FAR_AHEAD_US INT64_C(86400000000)

/** Hardware clocks without a battery begin in 1970, 1980 or 2000: no time of day before 2004. */
#define RTC_SECONDS_MIN 1072915200

/** Messages of a boot that come before its banner: of the boot loader's stub, of the first CPU. */
#define LINES_BEFORE_BANNER 32

/** Lines that are searched for a further stamp when the clock seems to go back. */
#define CONFIRM_LINES 16

/** Boots that are looked through for a boot id: entries of several machines may be interleaved. */
#define UUID_BACK 64

#define COMMAND_LINE_BYTES 4096

/** Text of a line that says what machine the kernel was built for. */
static const struct {
	struct slice text;
	const char *arch;
} arch_lines[] = {
	{ S("x86/fpu: "), "x86_64" },
	{ S("BIOS-provided physical RAM map:"), "x86_64" },
	{ S("HIGHMEM available."), "i386" }, // comes after the other two, and overrules them
	{ S("AArch64 Processor ["), "arm64" },
	{ S("CPU: ARM"), "arm" },
	{ S("riscv: "), "riscv" },
	{ S("SBI specification v"), "riscv" },
	{ S("Using pSeries machine description"), "ppc64" },
	{ S("Using PowerNV machine description"), "ppc64" },
	{ S(" machine description"), "ppc" },
	{ S("Linux is running "), "s390" },
	{ S("CPU0 revision is: "), "mips" },
	{ S("Loongson Processor probed"), "loongarch" },
	{ S("PROMLIB: "), "sparc64" },
	{ S("Determining PDC firmware type"), "parisc" },
};

#define N_ARCH_LINES (sizeof(arch_lines) / sizeof(arch_lines[0]))

/** What else lines that say something of a boot hold. */
static const struct slice literals[] = {
	S("Linux version "),  S("ommand line: "),
	S("DMI: "),           S("achine model: "),
	S("Hardware name: "), S("machine is "),
	S("Kernel Offset: "), S("setting system clock to "),
	S("-- Boot "),        S("-- Reboot --"),
	S(" printk message"), S("Booting Linux on physical CPU"),
	S("bootconsole ["),   S(LINES_BYTE_ARRAY),
	S(LINES_BYTE_ARRAY2), S(LINES_PART),
};

#define N_LITERALS (sizeof(literals) / sizeof(literals[0]))

static struct match *shared_literals;

static void make_literals(void)
{
	struct slice all[N_LITERALS + N_ARCH_LINES];

	memcpy(all, literals, sizeof(literals));
	for (size_t i = 0; i < N_ARCH_LINES; i++)
		all[N_LITERALS + i] = arch_lines[i].text;
	shared_literals = match_new(all, N_LITERALS + N_ARCH_LINES);
}

const struct match *boots_literals(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_literals);
	return shared_literals;
}

static struct boot *current(struct lines *l)
{
	return l->n_boots ? &l->boots[l->current] : NULL;
}

static void tell(struct lines *l)
{
	if (l->sink.boot)
		l->sink.boot(l->sink.ctx, current(l));
}

static struct slice keep(struct lines *l, struct slice s, size_t max)
{
	return arena_dup(&l->boots_arena, slice_head(s, max));
}

static void begin_boot(struct lines *l, uint64_t line)
{
	l->has_clock = l->start_is_exact = l->was_ahead = false;
	l->boot_lines = 0;
	l->replay_until_us = INT64_MIN;
	if (l->n_boots == LIMIT_BOOTS)
		return; // what follows counts as the last one
	struct boot b = { .number = (uint32_t)l->n_boots,
		          .first_line = line,
		          .first_mono_us = -1,
		          .last_mono_us = -1 };
	if (l->n_boots % 64 == 0)
		l->boots = xreallocarray(l->boots, l->n_boots + 64, sizeof(*l->boots));
	l->boots[l->n_boots] = b;
	l->current = l->n_boots++;
	tell(l);
}

void boots_mark(struct lines *l, struct slice uuid)
{
	struct boot *b = current(l);

	if (uuid.p) {
		if (b && slice_eq(b->boot_uuid, uuid))
			return;
		begin_boot(l, l->line - 1);
		current(l)->boot_uuid = keep(l, uuid, 32);
		tell(l);
	} else if (b) {
		begin_boot(l, l->line - 1);
	}
}

/** The boot of this id: the current one, an earlier one, or a new one. */
static void enter_uuid(struct lines *l, struct slice uuid, uint64_t line)
{
	struct boot *b = current(l);

	if (b && slice_eq(b->boot_uuid, uuid))
		return;
	for (size_t i = l->n_boots; i > 0 && l->n_boots - i < UUID_BACK; i--) {
		if (slice_eq(l->boots[i - 1].boot_uuid, uuid)) {
			l->current = i - 1;
			l->start_is_exact = true;
			return;
		}
	}
	if (!b || b->boot_uuid.p || l->n_boots == LIMIT_BOOTS)
		begin_boot(l, line);
	b = current(l);
	if (!b->boot_uuid.p)
		b->boot_uuid = keep(l, uuid, 32);
	tell(l);
}

/** Some stamps out of place are damage, or those of a CPU that just came up; when stamps that follow
 *  go on as before, so did the clock. */
static bool is_glitch(const struct lines *l)
{
	struct slice rest = l->ahead, line;

	for (int i = 0; i < CONFIRM_LINES && slice_line(&rest, &line); i++) {
		ssize_t at = printk_find(line);
		int64_t us;
		if (at < 0)
			continue;
		line = slice_from(line, at);
		const char *bracket = memchr(line.p, '[', line.n);
		line = slice_from(line, bracket - line.p);
		if (printk_stamp(&line, true, &us) && us >= l->clock_us - BACK_US &&
		    us < l->clock_us + FAR_AHEAD_US)
			return true;
	}
	return false;
}

static bool clock_went_back(struct lines *l, const struct record *r)
{
	if (!(r->flags & RECORD_HAS_MONO) || r->flags & RECORD_REPLAY || !l->has_clock ||
	    l->clock_reset || r->mono_us >= l->clock_us - BACK_US)
		return false;
	if (r->mono_us > NO_START_US && l->clock_us - r->mono_us < NO_START_US)
		return false;
	if (l->was_ahead && r->mono_us >= l->clock_before_us - BACK_US &&
	    r->mono_us < l->clock_before_us + FAR_AHEAD_US)
		return false;
	return !is_glitch(l);
}

/** A console that takes over from the early one may print the log again from its beginning. */
static void note_replay(struct lines *l, struct record *r)
{
	if (!(r->flags & RECORD_HAS_MONO))
		return;
	if (l->console_switch && r->mono_us < l->clock_us) {
		l->replay_until_us = l->clock_us;
		l->clock_reset = true;
	}
	l->console_switch = false;
	if (r->mono_us < l->replay_until_us)
		r->flags |= RECORD_REPLAY;
	else
		l->replay_until_us = INT64_MIN;
}

/** Is this banner that of a further boot? */
static bool banner_is_new(struct lines *l, const struct boot *b)
{
	return b->kernel_version.p || l->boot_lines > LINES_BEFORE_BANNER;
}

static void set_start(struct lines *l, int64_t start_us, bool local, bool exact)
{
	struct boot *b = current(l);
	bool had = b->flags & BOOT_HAS_START;
	bool had_local = b->flags & BOOT_START_LOCAL;

	if (had && l->start_is_exact && !exact)
		return;
	// known zones over unknown ones; then the smallest, as log daemons are late and never early
	if (had && had_local == local && exact == l->start_is_exact && start_us >= b->started_us)
		return;
	if (had && local && !had_local)
		return;
	bool far = !had || b->started_us - start_us > BACK_US || had_local != local;
	b->started_us = start_us;
	b->flags = (b->flags & ~BOOT_START_LOCAL) | BOOT_HAS_START | (local ? BOOT_START_LOCAL : 0);
	l->start_is_exact = exact;
	if (far)
		tell(l);
}

static const struct {
	struct slice text;
	const char *arch;
} arch_words[] = {
	// in the release, or in the name of the compiler
	{ S("x86_64"), "x86_64" },       { S("aarch64"), "arm64" },   { S("arm64"), "arm64" },
	{ S("riscv"), "riscv" },         { S("ppc64"), "ppc64" },     { S("powerpc64"), "ppc64" },
	{ S("powerpc"), "ppc" },         { S("s390x"), "s390" },      { S("mips"), "mips" },
	{ S("loongarch"), "loongarch" }, { S("sparc64"), "sparc64" }, { S("parisc"), "parisc" },
	{ S("hppa"), "parisc" },         { S("armv7"), "arm" },       { S("armhf"), "arm" },
	{ S("arm-linux"), "arm" },       { S("armmp"), "arm" },       { S("i686"), "i386" },
	{ S("i586"), "i386" },           { S("i386"), "i386" },       { S("-686"), "i386" },
	{ S("amd64"), "x86_64" },
};

static const char *arch_in(struct slice s)
{
	for (size_t i = 0; i < sizeof(arch_words) / sizeof(arch_words[0]); i++)
		if (slice_has(s, arch_words[i].text))
			return arch_words[i].arch;
	return NULL;
}

static void set_arch(struct lines *l, const char *arch)
{
	struct boot *b = current(l);

	if (!b->arch.p || (slice_is(b->arch, "x86_64") && strcmp(arch, "i386") == 0)) {
		b->arch = slice_str(arch);
		tell(l);
	}
}

static void note_arch(struct lines *l, struct slice s)
{
	for (size_t i = 0; i < N_ARCH_LINES; i++) {
		if (slice_has(s, arch_lines[i].text)) {
			set_arch(l, arch_lines[i].arch);
			return;
		}
	}
	// arm64 adds the CPU's id: "0x0000000000 [0x410fd083]"
	if (slice_starts(s, S("Booting Linux on physical CPU ")) && slice_has(s, S(" [0x")))
		set_arch(l, "arm64");
}

static void note_banner(struct lines *l, struct slice banner, const struct record *r)
{
	struct slice release, rest = banner;

	if (!slice_word(&rest, &release) || release.n > LIMIT_NAME_BYTES || *release.p < '0' ||
	    *release.p > '9')
		return;
	if (r->flags & RECORD_REPLAY && current(l) && slice_eq(current(l)->kernel_version, banner))
		return;
	if (!current(l) || banner_is_new(l, current(l)))
		begin_boot(l, r->line);
	struct boot *b = current(l);
	b->kernel_version = keep(l, banner, COMMAND_LINE_BYTES);
	b->kernel_release = keep(l, release, LIMIT_NAME_BYTES);
	const char *arch = arch_in(release);
	if (!arch) {
		// "(aarch64-linux-gnu-gcc …": past "(user@host)", which names the build machine
		slice_skip_past(&rest, S(") "));
		arch = arch_in(rest);
	}
	if (arch && !b->arch.p)
		b->arch = slice_str(arch);
	tell(l);
}

static void set_text(struct lines *l, struct slice *field, struct slice value, size_t max)
{
	value = slice_trim(value);
	if (field->p || !value.n)
		return;
	*field = keep(l, value, max);
	tell(l);
}

static void note_kaslr(struct lines *l, struct slice s)
{
	struct boot *b = current(l);
	uint64_t offset;

	if (!slice_starts(s, S("0x")) || !slice_hex(&s, &offset) ||
	    !slice_starts(s, S(" from 0x")) || b->flags & BOOT_HAS_KASLR)
		return;
	b->flags |= BOOT_HAS_KASLR;
	b->kaslr_offset = offset;
	tell(l);
}

/** `2022-05-03T10:00:00 UTC (1651572000)` */
static void note_rtc(struct lines *l, struct slice s, const struct record *r)
{
	uint64_t seconds;

	if (!(r->flags & RECORD_HAS_MONO) || !slice_skip_past(&s, S(" (")) ||
	    !slice_u64(&s, 10, &seconds) || !slice_starts(s, S(")")) ||
	    seconds > INT64_MAX / 2000000)
		return;
	int64_t us = (int64_t)seconds * 1000000;
	if (l->years.last_us == INT64_MIN && seconds >= RTC_SECONDS_MIN)
		l->years.last_us = us;
	if (seconds >= RTC_SECONDS_MIN)
		set_start(l, us - r->mono_us, false, false);
}

/** Lines that say something of their boot, by what their text begins with. */
static void note_facts(struct lines *l, const struct record *r)
{
	struct slice s = r->text, rest;
	struct boot *b = current(l);

	if (!match_any(l->literals, s))
		return;
	slice_skip(&s, S("OF: fdt:"));
	s = slice_ltrim(s);
	if (slice_skip(&s, S("Command line: ")) || slice_skip(&s, S("Kernel command line: ")))
		set_text(l, &b->command_line, s, COMMAND_LINE_BYTES);
	else if (slice_skip(&s, S("DMI: ")) || slice_skip(&s, S("Hardware name: ")) ||
	         slice_skip(&s, S("Machine model: ")) || slice_skip(&s, S("MIPS: machine is ")))
		set_text(l, &b->hardware, s, LIMIT_NAME_BYTES);
	else if (slice_skip(&s, S("Kernel Offset: ")))
		note_kaslr(l, s);
	else if (slice_has(s, S("bootconsole [")) && slice_ends(s, S("disabled")))
		l->console_switch = true;
	else
		note_arch(l, s);
	rest = r->text;
	if (slice_skip_past(&rest, S("setting system clock to ")))
		note_rtc(l, rest, r);
}

static void note_clocks(struct lines *l, const struct record *r)
{
	struct boot *b = current(l);

	if (!(r->flags & RECORD_HAS_MONO) || l->echo)
		return;
	if (l->has_clock && r->mono_us - l->clock_us > FAR_AHEAD_US) {
		l->was_ahead = true;
		l->clock_before_us = l->clock_us;
	}
	l->has_clock = true;
	l->clock_us = r->mono_us;
	l->clock_reset = false;
	if (b->first_mono_us < 0 || r->mono_us < b->first_mono_us)
		b->first_mono_us = r->mono_us;
	if (r->mono_us > b->last_mono_us)
		b->last_mono_us = r->mono_us;
	if (l->start_us != INT64_MIN)
		set_start(l, l->start_us, false, true);
	else if (r->flags & RECORD_HAS_WALL)
		set_start(l, r->wall_us - r->mono_us, r->flags & RECORD_WALL_LOCAL, false);
}

/** The record is of no boot yet, or of another one than the record before. */
static void enter_boot(struct lines *l, struct record *r)
{
	l->echo = false;
	if (l->uuid.p) {
		enter_uuid(l, l->uuid, r->line);
		return;
	}
	note_replay(l, r);
	l->echo = l->mid_line && l->has_clock && r->flags & RECORD_HAS_MONO &&
	          r->mono_us < l->clock_us - BACK_US && r->mono_us > ECHO_US;
	if (l->echo)
		return;
	if (!l->n_boots || clock_went_back(l, r))
		begin_boot(l, r->line);
	l->boot_lines++;
}

void lines_boot(struct lines *l, const struct boot *known)
{
	if (!l->n_boots)
		begin_boot(l, 1);
	struct boot *b = current(l);
	const struct {
		struct slice *to, from;
	} texts[] = {
		{ &b->host, known->host },
		{ &b->kernel_release, known->kernel_release },
		{ &b->arch, known->arch },
		{ &b->command_line, known->command_line },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].from.n && !texts[i].to->p)
			*texts[i].to = keep(l, texts[i].from, COMMAND_LINE_BYTES);
	if (known->flags & ~b->flags & BOOT_HAS_KASLR)
		b->kaslr_offset = known->kaslr_offset;
	if (known->flags & ~b->flags & BOOT_HAS_START)
		b->started_us = known->started_us;
	b->flags |= known->flags & (BOOT_HAS_KASLR | BOOT_HAS_START);
	tell(l);
}

void boots_note(struct lines *l, struct record *r)
{
	bool facts = l->facts || l->mode != LINES_TEXT || l->uuid.p;
	// a log without stamps: what no program is said to have written may be the kernel's
	bool bare = facts && !(r->flags & (RECORD_KERNEL | RECORD_USER)) && !l->has_clock;
	bool kernel = r->flags & RECORD_KERNEL || bare;
	struct slice banner = r->text;
	bool is_banner = facts && kernel && slice_skip(&banner, S("Linux version "));

	r->boot = (uint32_t)l->current;
	if (!l->uuid.p && !(r->flags & RECORD_KERNEL || is_banner || (bare && l->n_boots)))
		return;
	if (bare && is_banner)
		l->bare_banner = true;
	else
		enter_boot(l, r);
	if (is_banner && !(l->uuid.p && current(l)->kernel_version.p))
		note_banner(l, banner, r);
	struct boot *b = current(l);
	if (!b)
		return;
	if (r->host.p && !b->host.p)
		set_text(l, &b->host, r->host, LIMIT_NAME_BYTES);
	if (facts && kernel && !is_banner)
		note_facts(l, r);
	note_clocks(l, r);
	r->boot = (uint32_t)l->current;
}
