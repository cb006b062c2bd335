// SPDX-License-Identifier: Apache-2.0
/*
 * Paths of a command line become a list of files.
 *
 * Symbolic links inside folders are never followed: what they point to is found on its own when it
 * lies in the tree, and is none of our business when it does not.  So there are no loops.  Links on
 * the command line are followed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "parsers/input/dumpset.h"
#include "parsers/input/input.h"
#include "parsers/input/pstore.h"

struct found {
	struct input_file file;
	dev_t dev;
	ino_t ino;
};

struct walk {
	const struct input_sink *sink;
	struct found *found;
	size_t n, cap;
	char **folders; /**< still to be read; a stack */
	size_t n_folders, cap_folders;
	bool full; /**< LIMIT_INPUT_MEMBERS: told once */
};

static void tell_errno(const struct walk *w, const char *path, const char *what)
{
	struct sbuf why = { 0 };

	sbuf_printf(&why, "%s: %s", what, strerror(errno));
	w->sink->problem(w->sink->ctx, path, why.p);
	sbuf_deinit(&why);
}

/** Takes @p path. */
static void add_file(struct walk *w, char *path, const struct stat *st)
{
	if (w->n == LIMIT_INPUT_MEMBERS) {
		if (!w->full)
			w->sink->problem(w->sink->ctx, path,
			                 "too many files; this and all after it are not read");
		w->full = true;
		free(path);
		return;
	}
	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 64;
		w->found = xreallocarray(w->found, w->cap, sizeof(*w->found));
	}
	w->found[w->n++] = (struct found){
		.file = { .path = path, .bytes = S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0 },
		.dev = st->st_dev,
		.ino = st->st_ino,
	};
}

/** Takes @p path. */
static void add_folder(struct walk *w, char *path)
{
	if (w->n_folders == w->cap_folders) {
		w->cap_folders = w->cap_folders ? 2 * w->cap_folders : 64;
		w->folders = xreallocarray(w->folders, w->cap_folders, sizeof(*w->folders));
	}
	w->folders[w->n_folders++] = path;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/** Names in @p dir but `.` and `..`, sorted. */
static char **read_names(struct walk *w, DIR *dir, const char *path, size_t *ret_n)
{
	char **names = NULL;
	size_t n = 0, cap = 0;
	struct dirent *d;

	while ((errno = 0, d = readdir(dir))) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (n == cap) {
			cap = cap ? 2 * cap : 64;
			names = xreallocarray(names, cap, sizeof(*names));
		}
		names[n++] = xstrdup(d->d_name);
	}
	if (errno)
		tell_errno(w, path, "cannot be listed to its end");
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	*ret_n = n;
	return names;
}

static char *join_path(const char *folder, const char *name)
{
	size_t n = strlen(folder);
	struct sbuf b = { 0 };

	sbuf_add(&b, (struct slice){ folder, n });
	if (n && folder[n - 1] != '/')
		sbuf_char(&b, '/');
	sbuf_puts(&b, name);
	return b.p;
}

static void add_entry(struct walk *w, int dir_fd, const char *folder, const char *name)
{
	struct stat st;
	char *path = join_path(folder, name);

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		tell_errno(w, path, "cannot be looked at");
		free(path);
	} else if (S_ISDIR(st.st_mode)) {
		add_folder(w, path);
	} else if (S_ISREG(st.st_mode)) {
		add_file(w, path, &st);
	} else {
		free(path);
	}
}

static void read_folder(struct walk *w, const char *path, bool follow)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	size_t n;

	if (!dir) {
		tell_errno(w, path, "cannot be opened");
		if (fd >= 0)
			close(fd);
		return;
	}
	char **names = read_names(w, dir, path, &n);
	for (size_t i = 0; i < n; i++) {
		add_entry(w, dirfd(dir), path, names[i]);
		free(names[i]);
	}
	free(names);
	closedir(dir);
}

static void walk_path(struct walk *w, const char *path)
{
	struct stat st = { 0 };

	if (strcmp(path, "-") == 0) {
		add_file(w, xstrdup(path), &st);
	} else if (stat(path, &st) != 0) {
		tell_errno(w, path, "cannot be opened");
	} else if (!S_ISDIR(st.st_mode)) {
		add_file(w, xstrdup(path), &st);
	} else {
		read_folder(w, path, true);
		while (w->n_folders) {
			_cleanup_free_ char *folder = w->folders[--w->n_folders];
			read_folder(w, folder, false);
		}
	}
}

static int by_inode(const void *va, const void *vb)
{
	const struct found *a = va, *b = vb;

	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	if (a->ino != b->ino)
		return a->ino < b->ino ? -1 : 1;
	return strcmp(a->file.path, b->file.path);
}

static int by_path(const void *va, const void *vb)
{
	const struct input_file *a = va, *b = vb;

	return strcmp(a->path, b->path);
}

/** One file under two paths of the command line; hard links are two files. */
static bool is_same_file(const struct found *a, const struct found *b)
{
	if (a->dev != b->dev || a->ino != b->ino)
		return false;
	if (strcmp(a->file.path, b->file.path) == 0)
		return true;
	_cleanup_free_ char *real_a = realpath(a->file.path, NULL),
			    *real_b = realpath(b->file.path, NULL);
	return real_a && real_b && strcmp(real_a, real_b) == 0;
}

void input_walk(char *const *paths, size_t n_paths, const struct input_sink *sink,
                struct input_list *ret)
{
	struct walk w = { .sink = sink };

	for (size_t i = 0; i < n_paths; i++)
		walk_path(&w, paths[i]);
	if (w.n)
		qsort(w.found, w.n, sizeof(*w.found), by_inode);
	struct input_list l = { .files = xcalloc(w.n + 1, sizeof(*l.files)) };
	for (size_t i = 0; i < w.n; i++) {
		if (i && is_same_file(&w.found[i - 1], &w.found[i])) {
			free(w.found[i].file.path);
			w.found[i] = w.found[i - 1]; // for the next comparison
		} else {
			l.files[l.n++] = w.found[i].file;
		}
	}
	free(w.found);
	free(w.folders);
	if (l.n)
		qsort(l.files, l.n, sizeof(*l.files), by_path);
	pstore_join(&l);
	dumpset_join(&l);
	if (l.n)
		qsort(l.files, l.n, sizeof(*l.files), by_path);
	*ret = l;
}

void input_list_deinit(struct input_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t k = 0; k < l->files[i].n_parts; k++)
			free(l->files[i].parts[k]);
		free(l->files[i].parts);
		free(l->files[i].path);
	}
	free(l->files);
	*l = (struct input_list){ NULL, 0 };
}
