// SPDX-License-Identifier: Apache-2.0
/*
 * libkdumpfile can do all of this by itself, but reads page tables without looking at what the file
 * says of their pages (see kdump_file.h).
 */
#include "parsers/vmcore/image_xlat.h"

#include <stdio.h>

#include <libkdumpfile/addrxlat.h>

#include "parsers/vmcore/image_walk.h"

struct xlat {
	struct xlat_source source;
	struct walk walk; /**< used where it knows the tables; the rest is for all other machines */
	addrxlat_ctx_t *ctx;
	addrxlat_sys_t *sys;
	addrxlat_cb_t *cb;
};

static void put_page(const addrxlat_buffer_t *buf)
{
	free(buf->priv);
}

static addrxlat_status get_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf)
{
	const struct xlat_source *s = &((struct xlat *)cb->priv)->source;
	uint64_t addr = buf->addr.addr & ~(uint64_t)(s->page_size - 1);
	const char *bytes = NULL;

	if (buf->addr.as == ADDRXLAT_MACHPHYSADDR || buf->addr.as == ADDRXLAT_KPHYSADDR)
		bytes = s->page(s->ctx, addr);
	if (!bytes)
		return ADDRXLAT_ERR_NODATA;
	buf->addr.addr = addr;
	buf->priv = xmalloc(s->page_size);
	memcpy(buf->priv, bytes, s->page_size);
	buf->ptr = buf->priv;
	buf->size = s->page_size;
	buf->byte_order = s->big_endian ? ADDRXLAT_BIG_ENDIAN : ADDRXLAT_LITTLE_ENDIAN;
	buf->put_page = put_page;
	return ADDRXLAT_OK;
}

static unsigned long read_caps(const addrxlat_cb_t *cb)
{
	(void)cb;
	return ADDRXLAT_CAPS(ADDRXLAT_MACHPHYSADDR) | ADDRXLAT_CAPS(ADDRXLAT_KPHYSADDR);
}

static const struct xlat_source *source_of(const addrxlat_cb_t *cb)
{
	return &((const struct xlat *)cb->priv)->source;
}

static addrxlat_status found(bool ok)
{
	return ok ? ADDRXLAT_OK : ADDRXLAT_ERR_NODATA;
}

static addrxlat_status reg_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *ret)
{
	const struct xlat_source *s = source_of(cb);

	return found(s->reg(s->ctx, name, ret));
}

static addrxlat_status sym_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *ret)
{
	return found(vmcoreinfo_symbol(source_of(cb)->vmcoreinfo, name, ret));
}

static addrxlat_status sym_sizeof(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *ret)
{
	return found(vmcoreinfo_size(source_of(cb)->vmcoreinfo, name, ret));
}

static addrxlat_status sym_offsetof(const addrxlat_cb_t *cb, const char *obj, const char *elem,
                                    addrxlat_addr_t *ret)
{
	char key[200];
	int n = snprintf(key, sizeof(key), "%s.%s", obj, elem);

	return found(n > 0 && (size_t)n < sizeof(key) &&
	             vmcoreinfo_offset(source_of(cb)->vmcoreinfo, key, ret));
}

static addrxlat_status num_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *ret)
{
	int64_t v;

	if (!vmcoreinfo_number(source_of(cb)->vmcoreinfo, name, &v))
		return ADDRXLAT_ERR_NODATA;
	*ret = (uint64_t)v;
	return ADDRXLAT_OK;
}

/** `6.1.0-13-amd64` as libaddrxlat has it; 0: no version. */
static unsigned long version_code(const struct vmcoreinfo *v)
{
	uint64_t n[3] = { 0 };
	struct slice s;

	if (!vmcoreinfo_text(v, "OSRELEASE", &s))
		return 0;
	for (size_t i = 0; i < 3; i++)
		if ((i && !slice_skip_char(&s, '.')) || !slice_u64(&s, 10, &n[i]))
			break;
	for (size_t i = 0; i < 3; i++)
		if (n[i] > 255)
			n[i] = 255;
	return ADDRXLAT_VER_LINUX(n[0], n[1], n[2]);
}

/**
 * i386: the kernel is mapped where its memory is (CONFIG_VMSPLIT_*: a multiple of 1 GiB), and so are its
 * page tables.  libaddrxlat would look for them through themselves.
 */
static bool find_i386_tables(const struct xlat_source *s, addrxlat_fulladdr_t *ret)
{
	const uint64_t split = 0xc0000000;
	uint64_t table;

	if (strcmp(s->arch, "ia32") != 0 ||
	    !vmcoreinfo_symbol(s->vmcoreinfo, "swapper_pg_dir", &table))
		return false;
	*ret = (addrxlat_fulladdr_t){ .addr = table & ~split & UINT32_MAX,
		                      .as = ADDRXLAT_MACHPHYSADDR };
	return true;
}

static addrxlat_status set_up(struct xlat *x)
{
	addrxlat_fulladdr_t root;
	const struct vmcoreinfo *v = x->source.vmcoreinfo;
	addrxlat_opt_t opts[8];
	unsigned n = 0;
	int64_t i;

	addrxlat_opt_arch(&opts[n++], x->source.arch);
	addrxlat_opt_os_type(&opts[n++], "linux");
	addrxlat_opt_page_shift(&opts[n++], (unsigned long)__builtin_ctz(x->source.page_size));
	if (version_code(v))
		addrxlat_opt_version_code(&opts[n++], version_code(v));
	if (vmcoreinfo_number(v, "phys_base", &i))
		addrxlat_opt_phys_base(&opts[n++], (addrxlat_addr_t)i);
	// a kernel that does not say how many levels its tables have has 4
	if (strcmp(x->source.arch, "x86_64") == 0)
		addrxlat_opt_virt_bits(
			&opts[n++], vmcoreinfo_number(v, "pgtable_l5_enabled", &i) && i ? 57 : 48);
	if (find_i386_tables(&x->source, &root))
		addrxlat_opt_rootpgt(&opts[n++], &root);
	return addrxlat_sys_os_init(x->sys, x->ctx, n, opts);
}

struct xlat *xlat_new(const struct xlat_source *source)
{
	if (!source->arch)
		return NULL;
	struct xlat *x = xcalloc(1, sizeof(*x));

	x->source = *source;
	if (walk_init(&x->source, &x->walk))
		return x;
	x->ctx = addrxlat_ctx_new();
	x->sys = addrxlat_sys_new();
	x->cb = x->ctx ? addrxlat_ctx_add_cb(x->ctx) : NULL;
	if (!x->sys || !x->cb)
		die_oom();
	*x->cb = (addrxlat_cb_t){
		.next = x->cb->next,
		.priv = x,
		.get_page = get_page,
		.read_caps = read_caps,
		.reg_value = reg_value,
		.sym_value = sym_value,
		.sym_sizeof = sym_sizeof,
		.sym_offsetof = sym_offsetof,
		.num_value = num_value,
	};
	if (set_up(x) == ADDRXLAT_OK)
		return x;
	xlat_free(x);
	return NULL;
}

void xlat_free(struct xlat *x)
{
	if (!x)
		return;
	if (x->cb)
		addrxlat_ctx_del_cb(x->ctx, x->cb);
	if (x->sys)
		addrxlat_sys_decref(x->sys);
	if (x->ctx)
		addrxlat_ctx_decref(x->ctx);
	free(x);
}

bool xlat_to_phys(struct xlat *x, uint64_t addr, uint64_t *ret)
{
	addrxlat_fulladdr_t fa = { .addr = addr, .as = ADDRXLAT_KVADDR };

	if (x->walk.tables)
		return walk_to_phys(&x->source, &x->walk, addr, ret);
	if (addrxlat_fulladdr_conv(&fa, ADDRXLAT_MACHPHYSADDR, x->ctx, x->sys) != ADDRXLAT_OK) {
		addrxlat_ctx_clear_err(x->ctx);
		return false;
	}
	*ret = fa.addr;
	return true;
}
