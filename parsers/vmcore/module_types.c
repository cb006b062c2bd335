// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/module_types.h"

#include "parsers/limits.h"

struct module_btf {
	char name[64];
	uint64_t data, n; /**< address and bytes of its BTF; n 0: it was asked for */
	struct types *types;
};

struct module_types {
	struct module_btf *modules;
	size_t n;
	uint64_t bytes; /**< read so far */
};

static bool read_one(struct kernel *k, uint64_t at, struct module_btf *ret)
{
	uint64_t mod, btf;

	*ret = (struct module_btf){ .types = NULL };
	return kernel_get(k, at, KM_btf_module_module, &mod) &&
	       kernel_text(k, mod, KM_module_name, ret->name, sizeof(ret->name)) &&
	       kernel_get(k, at, KM_btf_module_btf, &btf) &&
	       kernel_get(k, btf, KM_btf_data, &ret->data) &&
	       kernel_get(k, btf, KM_btf_data_size, &ret->n);
}

static struct module_types *read_list(struct kernel *k)
{
	struct module_types *m = xcalloc(1, sizeof(*m));
	uint64_t head, node;
	size_t cap = 0;

	if (!kernel_symbol(k, "btf_modules", &head) || !kernel_has(k, KM_btf_module_list))
		return m;
	struct klist l = klist(head);
	while (klist_next(k, &l, &node) && m->n < LIMIT_VMCORE_MODULES) {
		if (m->n == cap) {
			cap = cap ? 2 * cap : 64;
			m->modules = xreallocarray(m->modules, cap, sizeof(*m->modules));
		}
		m->n += read_one(k, kernel_container(k, node, KM_btf_module_list),
		                 &m->modules[m->n]);
	}
	return m;
}

static void load(struct kernel *k, struct module_btf *b)
{
	uint64_t n = b->n, *bytes = &k->module_types->bytes;
	const char *why;

	b->n = 0;
	if (n > LIMIT_BTF_BYTES || *bytes > LIMIT_BTF_BYTES - n)
		return;
	*bytes += n;
	_cleanup_free_ char *raw = xmalloc(n);
	if (!image_read(k->img, b->data, raw, n) ||
	    !types_new_split((struct slice){ raw, n }, k->types, &b->types, &why))
		b->types = NULL;
}

struct types *module_types_of(struct kernel *k, struct slice name)
{
	if (!k->types)
		return NULL;
	if (!k->module_types)
		k->module_types = read_list(k);
	for (size_t i = 0; i < k->module_types->n; i++) {
		struct module_btf *b = &k->module_types->modules[i];
		if (!slice_eq(slice_str(b->name), name))
			continue;
		if (b->n)
			load(k, b);
		return b->types;
	}
	return NULL;
}

void module_types_free(struct module_types *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		types_free(m->modules[i].types);
	free(m->modules);
	free(m);
}
