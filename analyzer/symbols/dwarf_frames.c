// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_frames.h"

#include "analyzer/symbols/relocate.h"
#include "parsers/base/bisect.h"
#include "parsers/limits.h"
#include <dwarf.h>

static struct cursor cursor_at(const struct frames *f, uint64_t off)
{
	struct slice s = slice_from(f->bytes, off);
	const unsigned char *p = (const unsigned char *)(s.p ? s.p : "");

	return (struct cursor){ .p = p, .end = p + s.n, .big_endian = f->big_endian };
}

static uint64_t offset_of(const struct frames *f, const struct cursor *c)
{
	return (uint64_t)(c->p - (const unsigned char *)f->bytes.p);
}

bool frames_entry(const struct frames *f, uint64_t off, struct entry *ret)
{
	struct cursor c = cursor_at(f, off);
	unsigned off_size = 4;
	uint64_t length = cursor_number(&c, 4);

	if (length == 0xffffffff) {
		off_size = 8;
		length = cursor_number(&c, 8);
	}
	if (c.bad || !length)
		return false;
	ret->body = cursor_part(&c, length);
	ret->next = offset_of(f, &c);
	uint64_t id_at = offset_of(f, &ret->body);
	unsigned id_size = f->is_eh ? 4 : off_size;
	uint64_t id = cursor_number(&ret->body, id_size);
	if (f->is_eh) {
		ret->is_cie = id == 0;
		ret->cie = id_at - id;
	} else {
		ret->is_cie = id == (id_size == 8 ? UINT64_MAX : UINT32_MAX);
		ret->cie = id;
	}
	return !ret->body.bad;
}

uint64_t frames_pointer(const struct frames *f, const struct cie *cie, struct cursor *c,
                        unsigned enc)
{
	uint64_t place = f->addr + offset_of(f, c), v;

	switch (enc & 0x0f) {
	case DW_EH_PE_absptr:
		v = cursor_number(c, cie->addr_size);
		break;
	case DW_EH_PE_uleb128:
		v = cursor_uleb(c);
		break;
	case DW_EH_PE_sleb128:
		v = (uint64_t)cursor_sleb(c);
		break;
	case DW_EH_PE_udata2:
		v = cursor_number(c, 2);
		break;
	case DW_EH_PE_sdata2:
		v = (uint64_t)(int64_t)(int16_t)cursor_number(c, 2);
		break;
	case DW_EH_PE_udata4:
		v = cursor_number(c, 4);
		break;
	case DW_EH_PE_sdata4:
		v = (uint64_t)(int64_t)(int32_t)cursor_number(c, 4);
		break;
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8:
		v = cursor_number(c, 8);
		break;
	default:
		cursor_fail(c);
		return 0;
	}
	switch (enc & 0xf0) {
	case DW_EH_PE_absptr:
		return v;
	case DW_EH_PE_pcrel:
		return v + place;
	default:
		cursor_fail(c);
		return 0;
	}
}

/** What the letters behind `z` say. */
static void read_augmentation(const struct frames *f, struct cie *cie, struct cursor *c,
                              struct slice letters)
{
	struct cursor data = cursor_part(c, cursor_uleb(c));

	for (size_t i = 1; i < letters.n; i++) {
		if (letters.p[i] == 'R') {
			cie->encoding = cursor_u8(&data);
		} else if (letters.p[i] == 'L') {
			cursor_u8(&data);
		} else if (letters.p[i] == 'P') {
			unsigned enc = cursor_u8(&data);
			frames_pointer(f, cie, &data, enc & 0x0f);
		} else if (letters.p[i] == 'S') {
			cie->is_signal = true;
		} else if (letters.p[i] != 'B' && letters.p[i] != 'G') {
			return; // the length says where it ends
		}
	}
}

bool frames_cie(const struct frames *f, uint64_t off, struct cie *ret)
{
	struct entry e;

	if (!frames_entry(f, off, &e) || !e.is_cie)
		return false;
	struct cursor *c = &e.body;
	unsigned version = cursor_u8(c), segment_size = 0;
	struct slice letters = cursor_text(c);
	*ret = (struct cie){ .encoding = DW_EH_PE_absptr, .addr_size = f->is_64bit ? 8 : 4 };
	if (version >= 4) {
		ret->addr_size = cursor_u8(c);
		segment_size = cursor_u8(c);
	}
	ret->code_align = cursor_uleb(c);
	ret->data_align = cursor_sleb(c);
	ret->ra = version == 1 ? cursor_u8(c) : cursor_uleb(c);
	ret->has_length = letters.n && letters.p[0] == 'z';
	if (ret->has_length)
		read_augmentation(f, ret, c, letters);
	else if (letters.n && !slice_is(letters, "B")) // arm64: signed with another key
		return false;
	ret->program = *c;
	return !c->bad && version && version <= 4 && !segment_size && ret->ra < CFI_REGS &&
	       (ret->addr_size == 4 || ret->addr_size == 8);
}

static void add_fde(struct dwarf_frames *d, const struct frames *f, const struct cie *cie,
                    uint64_t off, struct cursor c)
{
	uint64_t begin = frames_pointer(f, cie, &c, cie->encoding);
	uint64_t n = frames_pointer(f, cie, &c, cie->encoding & 0x0f);

	// code that the linker left out begins at 0
	if (c.bad || !begin || !n || begin + n < begin || d->n >= LIMIT_DEBUG_RANGES)
		return;
	if (d->n == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 1024;
		d->fdes = xreallocarray(d->fdes, d->cap, sizeof(*d->fdes));
	}
	d->fdes[d->n++] = (struct fde){ begin, begin + n, f, off };
}

static void index_frames(struct dwarf_frames *d, const struct frames *f)
{
	uint64_t off = 0, cie_off = UINT64_MAX;
	struct cie cie = { 0 };
	bool known = false;
	struct entry e;

	while (frames_entry(f, off, &e)) {
		if (!e.is_cie) {
			if (e.cie != cie_off)
				known = frames_cie(f, e.cie, &cie);
			cie_off = e.cie;
			if (known)
				add_fde(d, f, &cie, off, e.body);
		}
		off = e.next;
	}
}

static int by_begin(const void *a, const void *b)
{
	const struct fde *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->off < y->off ? -1 : x->off > y->off;
}

static void find_frames(struct elf_file *ef, const char *name, struct frames *ret)
{
	struct elf_section *s = elf_file_section(ef, name);

	ret->big_endian = ef->big_endian;
	ret->is_64bit = ef->is_64bit;
	if (!s)
		return;
	if (ef->type == ET_REL)
		relocate_section(ef, s);
	ret->bytes = elf_file_data(ef, s);
	ret->addr = s->addr;
}

void dwarf_frames_init(struct dwarf_frames *d, struct elf_file *ef, struct elf_file *debug)
{
	*d = (struct dwarf_frames){ .eh.is_eh = true };
	find_frames(debug ? debug : ef, ".debug_frame", &d->debug);
	if (!d->debug.bytes.n && debug)
		find_frames(ef, ".debug_frame", &d->debug);
	index_frames(d, &d->debug);
	if (ef->type != ET_REL) // there its addresses would need relocations of other kinds
		find_frames(ef, ".eh_frame", &d->eh);
	index_frames(d, &d->eh);
	if (d->n)
		qsort(d->fdes, d->n, sizeof(*d->fdes), by_begin);
}

void dwarf_frames_deinit(struct dwarf_frames *d)
{
	free(d->fdes);
}

const struct fde *dwarf_frames_find(const struct dwarf_frames *d, uint64_t addr)
{
	size_t n = bisect(d->n, i, d->fdes[i].begin <= addr);

	return n && addr < d->fdes[n - 1].end ? &d->fdes[n - 1] : NULL;
}
