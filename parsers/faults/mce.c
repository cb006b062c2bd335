// SPDX-License-Identifier: Apache-2.0
/*
 * Hardware errors.  arch/x86/kernel/cpu/mce/core.c, print_mce(), and its forebears:
 *
 *   mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f
 *   mce: [Hardware Error]: RIP !INEXACT! 10:<ffffffff81012345> {native_safe_halt+0x2/0x10}
 *   mce: [Hardware Error]: TSC 1234 ADDR fdfc000cfc MISC d012000100000000
 *   mce: [Hardware Error]: PROCESSOR 2:100f42 TIME 1266874889 SOCKET 0 APIC 0 microcode 10000c7
 *   [Hardware Error]: Machine check events logged
 *   CPU 0: Machine Check Exception: 0000000000000007         2.6
 *   Bank 3: b40000000000083b at 000000fdfc000cfc
 *
 * drivers/acpi/apei/ghes.c, drivers/edac/edac_mc.c, drivers/pci/pcie/aer.c, mm/memory-failure.c,
 * arch/powerpc/kernel/mce.c, arch/x86/kernel/nmi.c:
 *
 *   {1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1
 *   {1}[Hardware Error]: event severity: corrected
 *   EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#0_DIMM#0 (channel:0 slot:0 …)
 *   pcieport 0000:00:1c.0: AER: Corrected error received: 0000:00:1c.0
 *   pcieport 0000:00:1c.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)
 *   Memory failure: 0x12345: recovery action for dirty LRU page: Recovered
 *   MCE: CPU0: machine check (Severe)  Host UE Load/Store [Recovered]
 *   Uhhuh. NMI received for unknown reason 3d on CPU 0.
 *
 * Lines of one source with no quiet in between are one report; a GHES number is one report.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/episode.h"
#include "parsers/faults/grammar.h"

#define MCE_HEAD(literal_, pattern_)                                                             \
	{                                                                                        \
		.literal = literal_, .pattern = pattern_, .kind = FAULT_MCE, .continues = "mce", \
		.flags = HEAD_WITHIN,                                                            \
	}

static const struct fault_head mce_heads[] = {
	MCE_HEAD("[Hardware Error]", "\\[Hardware Error\\]:"),
	MCE_HEAD("Machine Check Exception",
	         "CPU ?#?[0-9]+: (?:EXTENDED )?(?:Machine Check|MACHINE CHECK) Exception"),
	MCE_HEAD("Machine check events logged", "Machine check events logged"),
	MCE_HEAD(
		"EDAC ",
		"^EDAC (?:[a-z0-9_]+ )?(?:MC[0-9]+|DEVICE[0-9]+|PCI[0-9]*)[:(].*\\b(?:CE|UE|error)\\b"),
	MCE_HEAD(
		"AER: ",
		"AER: (?:Multiple )?(?:Corrected|Uncorrected|Uncorrectable|Correctable)(?: \\([A-Za-z-]+\\))? (?:error|error message) received"),
	MCE_HEAD("PCIe Bus Error: ", "PCIe Bus Error: severity="),
	MCE_HEAD("Memory failure: 0x",
	         "^Memory failure: 0x[0-9a-f]+: (?!unpoison|already hardware poisoned|injecting)"),
	MCE_HEAD(" due to hardware memory corruption",
	         "Killing .* due to hardware memory corruption"),
	MCE_HEAD(": machine check (",
	         "^MCE: CPU[0-9]+: machine check \\((?:Severe|Warning|Harmless|Fatal)\\)"),
	MCE_HEAD("Machine check interrupt",
	         "^(?:Severe|Warning|Fatal|Harmless) Machine check interrupt"),
	MCE_HEAD("NMI received for unknown reason", "NMI received for unknown reason"),
	MCE_HEAD("NMI: PCI system error", "^NMI: PCI system error"),
	MCE_HEAD("NMI: IOCK error", "^NMI: IOCK error"),
	{ .literal = NULL },
};

#define MCE_GAP_US INT64_C(5000000)

enum mce_source {
	MCE_NONE,
	MCE_CPU,
	MCE_GHES,
	MCE_EDAC,
	MCE_AER,
	MCE_MEMORY,
	MCE_NMI,
};

static const struct {
	const char *text;
	enum mce_source source;
} mce_marks[] = {
	{ "}[Hardware Error]", MCE_GHES },
	{ "from APEI Generic Hardware", MCE_GHES },
	{ "[Hardware Error]", MCE_CPU },
	{ "Machine Check Exception", MCE_CPU },
	{ "MACHINE CHECK Exception", MCE_CPU },
	{ "Machine check events logged", MCE_CPU },
	{ "machine check (", MCE_CPU },
	{ "Machine check interrupt", MCE_CPU },
	{ "EDAC ", MCE_EDAC },
	{ "AER: ", MCE_AER },
	{ "PCIe Bus Error", MCE_AER },
	{ "Memory failure: ", MCE_MEMORY },
	{ "hardware memory corruption", MCE_MEMORY },
	{ "NMI", MCE_NMI },
};

static enum mce_source mce_source(struct slice text)
{
	for (size_t i = 0; i < sizeof(mce_marks) / sizeof(*mce_marks); i++)
		if (slice_has(text, slice_str(mce_marks[i].text)))
			return mce_marks[i].source;
	return MCE_NONE;
}

/** What tells the errors of one source apart: the GHES number, the memory controller, the port. */
static struct slice mce_name(struct slice text)
{
	struct slice in = text, w;

	if (slice_skip_char(&in, '{') && slice_cut(&in, '}', &w))
		return w;
	in = text;
	if (slice_skip(&in, S("EDAC "))) {
		ssize_t colon = slice_find(in, S(":"));
		return colon > 0 ? slice_head(in, colon) : (struct slice){ 0 };
	}
	// "pcieport 0000:00:1c.0: AER: …": driver and address
	ssize_t at = slice_find(text, S(": AER:"));
	if (at < 0)
		at = slice_find(text, S(": PCIe Bus Error"));
	if (at > 0)
		return slice_head(text, at);
	return (struct slice){ 0 };
}

/** Lines of the report that carry no mark of their own. */
static bool mce_is_detail(struct slice text, enum mce_source source)
{
	static const struct {
		struct slice text;
		enum mce_source source;
	} details[] = {
		{ S("Bank "), MCE_CPU },
		{ S("TSC "), MCE_CPU },
		{ S("ADDR "), MCE_CPU },
		{ S("MISC "), MCE_CPU },
		{ S("PROCESSOR "), MCE_CPU },
		{ S("RIP "), MCE_CPU },
		{ S("MCE: "), MCE_CPU },
		{ S("mce: "), MCE_CPU },
		{ S("HARDWARE ERROR"), MCE_CPU },
		{ S("This is not a software"), MCE_CPU },
		{ S("Run through mcelog"), MCE_CPU },
		{ S("Run the above through"), MCE_CPU },
		{ S("STATUS "), MCE_CPU },
		{ S("Machine check"), MCE_CPU },
		{ S("Error address"), MCE_CPU },
		{ S("Initiator"), MCE_CPU },
		{ S("Error type"), MCE_CPU },
		{ S("NIP"), MCE_CPU },
		{ S("Effective address"), MCE_CPU },
		{ S("Physical address"), MCE_CPU },
		{ S("Do you have a strange power saving"), MCE_NMI },
		{ S("Dazed and confused"), MCE_NMI },
		{ S("You have some hardware problem"), MCE_NMI },
	};
	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++)
		if (details[i].source == source && slice_starts(text, details[i].text))
			return true;
	if (source == MCE_AER)
		return slice_has(text, S("device [")) || slice_has(text, S("error status/mask=")) ||
		       slice_has(text, S("TLP Header")) ||
		       slice_has(text, S("broadcast error_detected")) ||
		       slice_has(text, S("aer_")) || slice_has(text, S("device recovery ")) ||
		       slice_has(text, S("]: ")) || (text.n && *text.p == '[') ||
		       slice_has(text, S(":   [")) || slice_has(text, S(":    ["));
	return false;
}

static enum line_class mce_classify(struct report *r, const struct report_line *line)
{
	struct slice head = report_text(&r->lines[0]), text = report_text(line),
		     name = mce_name(text);
	enum mce_source of = mce_source(head), source = mce_source(text);
	struct episode *e = episode_of(r, mce_name(head));

	if (source == MCE_NONE || (of == MCE_AER && source != MCE_AER))
		return mce_is_detail(text, of) ? LINE_BODY : LINE_OTHER;
	if (mce_is_detail(text, of) && source != MCE_GHES)
		return LINE_BODY;
	// firmware reports carry the decoded AER and EDAC lines of the same error behind them
	bool follows = of == MCE_GHES && (source == MCE_EDAC || source == MCE_AER);
	if (source != of && !follows)
		return LINE_END_BEFORE;
	if (!episode_goes_on(e, line, MCE_GAP_US))
		return LINE_END_BEFORE;
	if (source == of && name.n && e->n && !slice_eq(e->name[0], name)) {
		// the port names itself first, then the device behind it that had the error
		if (of != MCE_AER || e->n >= 3)
			return LINE_END_BEFORE;
		episode_add(e, name);
	}
	return LINE_BODY;
}

/** A short name of what failed: for titles and grouping. */
static struct slice mce_type(struct slice head, enum mce_source source)
{
	if (source == MCE_AER)
		return slice_has(head, S("ncorrect")) ? S("PCIe AER uncorrected error")
		                                      : S("PCIe AER corrected error");
	if (source == MCE_EDAC)
		return slice_has(head, S("UE")) ? S("EDAC uncorrected error")
		                                : S("EDAC corrected error");
	if (source == MCE_GHES)
		return S("firmware-reported hardware error");
	if (source == MCE_MEMORY)
		return S("memory failure");
	if (source == MCE_NMI)
		return S("unknown NMI");
	return S("machine check");
}

static bool mce_parse(const struct report *r, struct fault *f)
{
	struct slice head = report_text(&r->lines[0]), in = head, name = mce_name(head), w;
	enum mce_source source = mce_source(head);
	int64_t cpu;

	fact_set(f, bug_type, mce_type(head, source));
	f->has_comm = f->has_pid = false;
	if (source == MCE_EDAC || source == MCE_AER)
		fact_set_text(f, detail, name.n ? arena_dup(f->arena, name) : name);
	if (source == MCE_CPU &&
	    (slice_skip_past(&in, S("CPU ")) || slice_skip_past(&in, S("CPU"))) &&
	    slice_i64(&in, &cpu))
		fact_set(f, cpu, cpu);
	for (size_t i = 0; i < r->n_lines; i++) {
		in = report_text(&r->lines[i]);
		// the port reports, the device behind it had the error
		if (source == MCE_AER && slice_has(in, S("PCIe Bus Error")) && mce_name(in).n)
			fact_set(f, detail, arena_dup(f->arena, mce_name(in)));
		if (source != MCE_GHES)
			continue;
		if (slice_skip_past(&in, S("event severity: ")) ||
		    slice_skip_past(&in, S("section_type: "))) {
			w = slice_trim(in);
			if (w.n)
				fact_set(f, detail, arena_dup(f->arena, w));
		}
	}
	return true;
}

static const struct fault_sample mce_samples[] = {
	{ "mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f",
	  FAULT_MCE, "machine check" },
	{ "mce: [Hardware Error]: Machine check events logged", FAULT_MCE, "machine check" },
	{ "CPU 0: Machine Check Exception: 0000000000000007", FAULT_MCE, "machine check" },
	{ "{1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1",
	  FAULT_MCE, "firmware-reported hardware error" },
	{ "EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#0_DIMM#0 (channel:0 slot:0 page:0x1 offset:0x0)",
	  FAULT_MCE, "EDAC corrected error" },
	{ "EDAC MC1: 1 UE Multi-bit ECC on mc#1csrow#0channel#0 (csrow:0 channel:0)", FAULT_MCE,
	  "EDAC uncorrected error" },
	{ "pcieport 0000:00:1c.0: AER: Corrected error received: 0000:00:1c.0", FAULT_MCE,
	  "PCIe AER corrected error" },
	{ "pcieport 0000:00:1c.0: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer, (Requester ID)",
	  FAULT_MCE, "PCIe AER uncorrected error" },
	{ "Memory failure: 0x12345: recovery action for dirty LRU page: Recovered", FAULT_MCE,
	  "memory failure" },
	{ "MCE: CPU0: machine check (Severe)  Host UE Load/Store [Recovered]", FAULT_MCE,
	  "machine check" },
	{ "Uhhuh. NMI received for unknown reason 3d on CPU 0.", FAULT_MCE, "unknown NMI" },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_mce = {
	.name = "mce",
	.heads = mce_heads,
	.classify = mce_classify,
	.slack = 3,
	.parse = mce_parse,
	.samples = mce_samples,
};
