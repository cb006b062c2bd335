// SPDX-License-Identifier: Apache-2.0
/*
 * Archives through libarchive, and the compressions that only it decodes.
 *
 * Exactly one format is enabled for a stream, the one that container_find() saw, so that libarchive
 * does not guess on its own (mtree and raw would take any text).  It pulls its bytes from the layer
 * below; where that can seek, zip is read by its central directory, else as a stream.
 */
#include <errno.h>
#include <inttypes.h>

#include "parsers/base/archive_lib.h"
#include "parsers/input/layer.h"

struct archive_reader {
	struct archive *a;
	struct layer *below;
	const struct container *container;
	struct archive_entry *entry; /**< the member that came last; the archive's; NULL: none */
	bool failed;                 /**< to open, or at all */
	bool in_header;              /**< bytes pulled now are of a header */
	uint64_t header_bytes;       /**< pulled for it */
	struct damage own;
};

static ssize_t below_read(struct archive *a, void *ctx, const void **ret)
{
	struct archive_reader *ar = ctx;
	struct layer *below = ar->below;
	struct slice bytes = { NULL, 0 };
	enum layer_result res;

	if (ar->in_header && ar->header_bytes > LIMIT_ARCHIVE_HEADER_BYTES) {
		archive_lib()->archive_set_error(a, EFBIG, "a header of more than %llu bytes",
		                                 (unsigned long long)LIMIT_ARCHIVE_HEADER_BYTES);
		return ARCHIVE_FATAL;
	}
	while ((res = layer_read(below, &bytes)) == LAYER_AGAIN)
		;
	if (res == LAYER_BYTES) {
		ar->header_bytes += bytes.n;
		*ret = bytes.p;
		return (ssize_t)bytes.n;
	}
	if (!below->damage)
		return 0;
	archive_lib()->archive_set_error(a, EIO, "%s", below->damage->text);
	return ARCHIVE_FATAL;
}

static la_int64_t below_seek(struct archive *a, void *ctx, la_int64_t off, int whence)
{
	struct archive_reader *ar = ctx;
	struct layer *below = ar->below;
	int64_t pos = below->ops->seek(below, off, whence);

	(void)a;
	return pos < 0 ? ARCHIVE_FATAL : pos;
}

static void enable(struct archive *a, enum container_id id, bool seekable)
{
	switch (id) {
	case CONTAINER_BZ2:
		archive_lib()->archive_read_support_filter_bzip2(a);
		archive_lib()->archive_read_support_format_raw(a);
		break;
	case CONTAINER_LZ4:
		archive_lib()->archive_read_support_filter_lz4(a);
		archive_lib()->archive_read_support_format_raw(a);
		break;
	case CONTAINER_LZIP:
		archive_lib()->archive_read_support_filter_lzip(a);
		archive_lib()->archive_read_support_format_raw(a);
		break;
	case CONTAINER_ZIP:
		if (seekable)
			archive_lib()->archive_read_support_format_zip_seekable(a);
		archive_lib()->archive_read_support_format_zip_streamable(a);
		break;
	case CONTAINER_CPIO:
		archive_lib()->archive_read_support_format_cpio(a);
		break;
	case CONTAINER_AR:
		archive_lib()->archive_read_support_format_ar(a);
		break;
	case CONTAINER_TAR:
		archive_lib()->archive_read_support_format_tar(a);
		break;
	case CONTAINER_GZ:
	case CONTAINER_XZ:
	case CONTAINER_ZST:
	case CONTAINER_COUNT:
		break;
	}
}

/** The damage to tell after libarchive failed: that of a layer below, or its own. */
static struct damage *archive_damage(struct archive_reader *ar, struct damage *own)
{
	if (ar->below->damage)
		return ar->below->damage;
	if (own->text[0])
		return own;
	const char *text = archive_lib()->archive_error_string(ar->a);
	int64_t pos = archive_lib()->archive_filter_bytes(ar->a, -1);
	if (!text)
		text = "is cut or damaged"; // libarchive has no words for some
	if (pos > 0)
		snprintf(own->text, sizeof(own->text), "%s: %s, at byte %" PRId64 " of it",
		         ar->container->name, text, pos);
	else
		snprintf(own->text, sizeof(own->text),
		         "%s: %s, before byte %" PRIu64 " of the file", ar->container->name, text,
		         ar->below->reading->consumed);
	return own;
}

struct archive_reader *archive_reader_new(struct layer *below, const struct container *container)
{
	struct archive_reader *ar = xcalloc(1, sizeof(*ar));
	bool seekable = below->ops->seek != NULL;

	ar->below = below;
	ar->container = container;
	if (!archive_lib()) {
		snprintf(ar->own.text, sizeof(ar->own.text), "%s: " ARCHIVE_LIB_MISSING,
		         container->name);
		ar->failed = true;
		return ar;
	}
	ar->a = archive_lib()->archive_read_new();
	if (!ar->a)
		die_oom();
	enable(ar->a, container->id, seekable);
	archive_lib()->archive_read_set_callback_data(ar->a, ar);
	archive_lib()->archive_read_set_read_callback(ar->a, below_read);
	if (seekable && container->id == CONTAINER_ZIP)
		archive_lib()->archive_read_set_seek_callback(ar->a, below_seek);
	ar->in_header = true;
	ar->failed = archive_lib()->archive_read_open1(ar->a) < ARCHIVE_WARN;
	return ar;
}

void archive_reader_free(struct archive_reader *ar)
{
	if (!ar)
		return;
	if (ar->a)
		archive_lib()->archive_read_free(ar->a);
	free(ar);
}

static int64_t entry_mtime(struct archive_entry *e)
{
	int64_t us;

	if (!archive_lib()->archive_entry_mtime_is_set(e) ||
	    __builtin_mul_overflow((int64_t)archive_lib()->archive_entry_mtime(e), INT64_C(1000000),
	                           &us) ||
	    __builtin_add_overflow(us, archive_lib()->archive_entry_mtime_nsec(e) / 1000, &us))
		return INT64_MIN;
	return us;
}

static const char *entry_name(struct archive_entry *e)
{
	const char *name = archive_lib()->archive_entry_pathname(e);

	if (!name)
		name = archive_lib()->archive_entry_pathname_utf8(e);
	return name ? name : "";
}

enum archive_result archive_reader_next(struct archive_reader *ar, struct archive_member *ret,
                                        struct damage **ret_damage)
{
	int rc = ARCHIVE_FATAL;

	*ret_damage = NULL;
	if (ar->entry && !ar->failed) {
		ar->in_header = false; // what is left of the member before is no header
		archive_lib()->archive_read_data_skip(ar->a);
	}
	ar->in_header = true;
	ar->header_bytes = 0;
	ar->entry = NULL;
	if (!ar->failed)
		rc = archive_lib()->archive_read_next_header(ar->a, &ar->entry);
	ar->in_header = false;
	if (rc == ARCHIVE_EOF)
		return ARCHIVE_READER_END;
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) { // ARCHIVE_RETRY: a header, to be passed over
		*ret_damage = archive_damage(ar, &ar->own);
		ar->entry = NULL;
		ar->failed |= rc == ARCHIVE_FATAL;
		return ar->failed ? ARCHIVE_READER_END : ARCHIVE_READER_SKIPPED;
	}
	// libarchive says AE_IFREG for members of formats without types
	*ret = (struct archive_member){
		.name = entry_name(ar->entry),
		.mtime_us = entry_mtime(ar->entry),
		.regular = archive_lib()->archive_entry_filetype(ar->entry) == AE_IFREG &&
		           !archive_lib()->archive_entry_hardlink(ar->entry),
	};
	return ARCHIVE_READER_MEMBER;
}

struct member_layer {
	struct layer l;
	struct archive_reader *ar;
	struct archive_reader *owned; /**< ar, when the layer is a filter */
	uint64_t pos;                 /**< bytes handed out */
	uint64_t hole;                /**< zeros to hand out before block: of a sparse file */
	struct slice block;           /**< view of libarchive's buffer */
	bool ended;
};

static const char zeros[16384];

/** Does the container make more bytes than it takes? */
static bool expands(const struct member_layer *m)
{
	return m->owned || m->ar->container->id == CONTAINER_ZIP;
}

/** Get a block from libarchive. False: there is none any more. */
static bool member_block(struct member_layer *m)
{
	const void *p = NULL;
	size_t n = 0;
	la_int64_t off = 0;
	int rc = archive_lib()->archive_read_data_block(m->ar->a, &p, &n, &off);

	if (rc == ARCHIVE_EOF)
		return false;
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
		// after a fatal error the archive itself has ended, for the same reason
		bool fatal = rc == ARCHIVE_FATAL;
		m->ar->failed |= fatal;
		m->l.damage = archive_damage(m->ar, fatal ? &m->ar->own : &m->l.own);
		return false;
	}
	if (rc == ARCHIVE_WARN && !m->l.own.text[0]) {
		// the content is there, its checksum is wrong: told when the member ends
		archive_damage(m->ar, &m->l.own);
	}
	m->block = (struct slice){ p, n };
	if (off >= 0 && (uint64_t)off > m->pos)
		m->hole = (uint64_t)off - m->pos;
	return true;
}

static enum layer_result member_read(struct layer *l, struct slice *ret)
{
	struct member_layer *m = (struct member_layer *)l;
	bool expanded = true;

	while (!m->hole && !m->block.n && !m->ended)
		m->ended = !member_block(m);
	if (m->hole) {
		*ret = (struct slice){ zeros, m->hole < sizeof(zeros) ? m->hole : sizeof(zeros) };
		m->hole -= ret->n;
	} else if (m->block.n) {
		*ret = m->block;
		m->block = (struct slice){ NULL, 0 };
		expanded = expands(m);
	} else {
		if (!l->damage && l->own.text[0])
			l->damage = &l->own;
		return LAYER_END;
	}
	m->pos += ret->n;
	if (expanded && !reading_expand(l->reading, ret->n))
		l->damage = &l->reading->stop_why;
	return LAYER_BYTES;
}

static void member_free(struct layer *l)
{
	struct member_layer *m = (struct member_layer *)l;

	archive_reader_free(m->owned);
	free(m);
}

static const struct layer_ops member_ops = { .read = member_read, .free = member_free };

struct layer *archive_reader_open(struct archive_reader *ar)
{
	struct member_layer *m = xcalloc(1, sizeof(*m));

	m->l.ops = &member_ops;
	m->l.reading = ar->below->reading;
	m->ar = ar;
	return &m->l;
}

struct layer *filter_layer_new(struct layer *below, const struct container *container)
{
	struct archive_reader *ar = archive_reader_new(below, container);
	struct layer *l = archive_reader_open(ar);
	struct member_layer *m = (struct member_layer *)l;
	struct archive_member member;
	struct damage *damage;

	l->below = below;
	m->owned = ar;
	if (archive_reader_next(ar, &member, &damage) != ARCHIVE_READER_MEMBER) {
		m->ended = true;
		l->damage = damage;
	}
	return l;
}
