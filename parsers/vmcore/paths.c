// SPDX-License-Identifier: Apache-2.0
/*
 * Paths are put together from their end: each name is written in front of what is there.
 */
#include "parsers/vmcore/tasks.h"

/** Names of one path; the kernel's PATH_MAX is 4096 bytes. */
#define STEPS_MAX 512

/** Put "/name" in front of what begins at *at in @p buf; false: it does not fit. */
static bool prepend(char *buf, size_t *at, const char *name)
{
	size_t n = strlen(name);

	if (n + 1 > *at)
		return false;
	*at -= n;
	memcpy(buf + *at, name, n);
	buf[--*at] = '/';
	return true;
}

static void finish(char *buf, size_t size, size_t at)
{
	if (at == size - 1)
		buf[--at] = '/';
	memmove(buf, buf + at, size - at);
}

bool path_of_dentry(struct kernel *k, uint64_t dentry, uint64_t vfsmount, char *buf, size_t size)
{
	uint64_t mount = vfsmount ? kernel_container(k, vfsmount, KM_mount_mnt) : 0;
	uint64_t root = 0, parent, up;
	size_t at = size - 1;
	char name[256];

	buf[at] = 0;
	if (!dentry || (vfsmount && !kernel_get(k, vfsmount, KM_vfsmount_root, &root)))
		return false;
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		if (dentry == root && mount) {
			if (!kernel_get(k, mount, KM_mount_parent, &up))
				return false;
			if (up == mount) {
				finish(buf, size, at);
				return true;
			}
			if (!kernel_get(k, mount, KM_mount_mountpoint, &dentry) ||
			    !kernel_get(k, kernel_addr(k, up, KM_mount_mnt), KM_vfsmount_root,
			                &root))
				return false;
			mount = up;
			continue;
		}
		if (!kernel_get(k, dentry, KM_dentry_parent, &parent))
			return false;
		if (parent == dentry) { // a root without a mount
			finish(buf, size, at);
			return true;
		}
		if (!kernel_text(k, dentry, KM_dentry_name, name, sizeof(name)) ||
		    !prepend(buf, &at, name))
			return false;
		dentry = parent;
	}
	return false;
}

bool path_of_kernfs(struct kernel *k, uint64_t kn, char *buf, size_t size)
{
	size_t at = size - 1;
	char name[256];

	buf[at] = 0;
	for (unsigned i = 0; kn && i < STEPS_MAX; i++) {
		uint64_t parent;
		if (!kernel_get(k, kn, KM_kn_parent, &parent) ||
		    !kernel_text(k, kn, KM_kn_name, name, sizeof(name)))
			return false;
		if (!parent) {
			finish(buf, size, at);
			return true;
		}
		if (!prepend(buf, &at, name))
			return false;
		kn = parent;
	}
	return false;
}
