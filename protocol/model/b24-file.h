/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-file — a file of a message as the portal describes it (rest §6.8). Immutable.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
    gint64 id;
    char *name;  /* never empty */
    char *type;  /* "image", "video", "audio", "file" */
    gint64 size; /* bytes, 0 unknown */
} B24File;

B24File *b24_file_new (JsonObject *object); /* (nullable) without an id */
B24File *b24_file_ref (B24File *self);
void b24_file_unref (B24File *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24File, b24_file_unref)

G_END_DECLS
