// SPDX-License-Identifier: Apache-2.0
/*
 * The man page and the completion, made from the tables of options and verbs.  Roff as groff_man(7)
 * asks for it.
 */
#include "analyzer/cli/cli.h"

/** Text with what roff would read as its own escaped. */
static void roff_text(struct sbuf *out, struct slice s)
{
	bool line_start = true;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (line_start && (c == '.' || c == '\''))
			sbuf_puts(out, "\\&");
		if (c == '\\')
			sbuf_puts(out, "\\e");
		else if (c == '-')
			sbuf_puts(out, "\\-");
		else
			sbuf_char(out, c);
		line_start = c == '\n';
	}
}

static void roff_paragraphs(struct sbuf *out, const char *text)
{
	struct slice rest = slice_str(text);

	while (rest.n) {
		ssize_t end = slice_find(rest, S("\n\n"));
		roff_text(out, slice_head(rest, end < 0 ? rest.n : (size_t)end));
		rest = end < 0 ? slice_from(rest, rest.n) : slice_from(rest, (size_t)end + 2);
		sbuf_puts(out, rest.n ? "\n.PP\n" : "\n");
	}
}

static void roff_options(struct sbuf *out, const struct opt *opts)
{
	for (const struct opt *o = opts; o->type != OPT_END; o++) {
		_cleanup_(sbuf_deinit) struct sbuf spelling = { 0 };

		opt_spelling(o, &spelling);
		sbuf_puts(out, ".TP\n.B ");
		roff_text(out, slice_ltrim(sbuf_slice(&spelling)));
		sbuf_char(out, '\n');
		roff_text(out, slice_str(o->help));
		sbuf_puts(out, ".\n");
	}
}

static void roff_verb(struct sbuf *out, const struct verb *v)
{
	sbuf_printf(out, ".SS crashql %s %s\n", v->name, v->args);
	roff_paragraphs(out, v->text);
	for (size_t i = 0; v->options[i].opts; i++)
		roff_options(out, v->options[i].opts);
	if (!v->examples)
		return;
	sbuf_puts(out, ".PP\n.nf\n");
	roff_text(out, slice_str(v->examples));
	sbuf_puts(out, ".fi\n");
}

void docs_man(struct sbuf *out)
{
	sbuf_puts(out, ".\\\" Made by `crashql help --man`; the texts are in analyzer/cli.\n"
	               ".TH CRASHQL 1 \"\" \"crashql " CRASHQL_VERSION "\" \"User Commands\"\n"
	               ".SH NAME\ncrashql \\- offline crash dump and log analyzer\n"
	               ".SH SYNOPSIS\n.B crashql\n[\\fB\\-\\-store\\fR=\\fIFILE\\fR] "
	               "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n");
	roff_paragraphs(
		out,
		"crashql reads whatever came off a Linux machine that misbehaved or died, and "
		"puts what it finds into one SQLite file that a person can question: what "
		"happened, to what, why, how often, on which hosts, since which kernel. It works "
		"on files alone; nothing is read from the machine it runs on.\n\n"
		"Results go to standard output, messages to standard error. Input text is "
		"escaped on its way out: control bytes as \\xNN on terminals, invalid UTF-8 as "
		"U+FFFD in JSON, CSV and Markdown.");
	sbuf_puts(out, ".SH COMMANDS\n");
	for (size_t i = 0; verbs[i]; i++)
		roff_verb(out, verbs[i]);
	sbuf_puts(out, ".SH OPTIONS OF ALL COMMANDS\n");
	roff_options(out, cli_options);
	sbuf_puts(out,
	          ".SH EXIT STATUS\n.TP\n.B 0\nall read.\n"
	          ".TP\n.B 1\nsomething could not be read, or standard output could not be "
	          "written. What could be read was kept, and messages say what was not and why.\n"
	          ".TP\n.B 2\nwrong usage.\n"
	          ".TP\n.B 3\nthe store could not be opened or written.\n"
	          ".TP\n.B 4\nonly of \\fBdiff \\-\\-exit\\-code\\fR: a group is new or more "
	          "frequent.\n"
	          ".TP\n.B 130\ninterrupted; what was committed before stays.\n"
	          ".SH ENVIRONMENT\n"
	          ".TP\n.B CRASHQL_STORE\nthe store, where \\fB\\-\\-store\\fR is not given.\n"
	          ".TP\n.B NO_COLOR\nif set and not empty, no colours.\n"
	          ".TP\n.B XDG_STATE_HOME\nthe history of the shell of \\fBcrashql sql\\fR is "
	          "\\fIcrashql/history\\fR below it; default \\fI~/.local/state\\fR.\n"
	          ".SH FILES\n.TP\n.I crashql.db\nthe store: one SQLite file. Its tables and views "
	          "are documented by \\fBcrashql schema\\fR.\n"
	          ".SH SEE ALSO\n.BR sqlite3 (1),\n.BR dmesg (1),\n.BR journalctl (1)\n");
}

static void bash_words(struct sbuf *out, const struct opt *opts)
{
	for (const struct opt *o = opts; o && o->type != OPT_END; o++)
		sbuf_printf(out, " --%s%s", o->long_name, o->type == OPT_FLAG ? "" : "=");
}

static void bash_choices(struct sbuf *out, const struct opt *opts)
{
	for (const struct opt *o = opts; o && o->type != OPT_END; o++) {
		if (o->type != OPT_CHOICE)
			continue;
		sbuf_printf(out, "\t--%s=*) words=\"", o->long_name);
		for (unsigned i = 0; o->choices[i]; i++)
			sbuf_printf(out, "%s%s", i ? " " : "", o->choices[i]);
		sbuf_puts(out, "\" ;;\n");
	}
}

void docs_bash(struct sbuf *out)
{
	sbuf_puts(out, "# Completion of crashql for bash; made by `crashql help --bash`.\n"
	               "_crashql()\n{\n"
	               "\tlocal cur=${COMP_LINE:0:COMP_POINT} verb= word words=\n"
	               "\tcur=${cur##*[[:space:]]}\n\tCOMPREPLY=()\n"
	               "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	               "\t\tcase $word in\n\t\t");
	for (size_t i = 0; verbs[i]; i++)
		sbuf_printf(out, "%s%s", i ? "|" : "", verbs[i]->name);
	sbuf_puts(out, ") verb=$word; break ;;\n\t\tesac\n\tdone\n\tcase $cur in\n");
	bash_choices(out, cli_options);
	sbuf_puts(out, "\t--format=*) words=\"text json ndjson csv markdown\" ;;\n"
	               "\t-*)\n\t\twords=\"");
	bash_words(out, cli_options);
	sbuf_puts(out, "\"\n\t\tcase $verb in\n");
	for (size_t i = 0; verbs[i]; i++) {
		sbuf_printf(out, "\t\t%s) words+=\"", verbs[i]->name);
		for (size_t t = 0; verbs[i]->options[t].opts; t++)
			bash_words(out, verbs[i]->options[t].opts);
		sbuf_puts(out, "\" ;;\n");
	}
	sbuf_puts(out, "\t\tesac ;;\n\t*) [ -n \"$verb\" ] || words=\"");
	for (size_t i = 0; verbs[i]; i++)
		sbuf_printf(out, "%s%s", i ? " " : "", verbs[i]->name);
	sbuf_puts(
		out,
		"\" ;;\n\tesac\n"
		"\tcase $cur in --*=*) cur=${cur#*=} ;; esac\n"
		"\t[ -n \"$words\" ] && mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
		"\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
		"\treturn 0\n}\n"
		"complete -o default -F _crashql crashql\n");
}
