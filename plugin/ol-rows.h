/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-rows — dialogs as rows of a list: which columns there are and what stands in them, for the
 * room list and for what was searched.
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

typedef enum {
    OL_COLUMN_CUSTOMER,
    OL_COLUMN_LINE,
    OL_COLUMN_CHANNEL,
    OL_COLUMN_OPERATOR,
    OL_COLUMN_STATE,
    OL_COLUMN_WAITING,
    OL_COLUMN_DIALOG, /* "chat1763": what opens it */
    OL_N_COLUMNS,
} OlColumn;

const char *ol_rows_get_label (OlColumn column); /* static, translated */
/* (transfer full): plain text, never NULL */
char *ol_rows_dup_cell (OlDialog *dialog, OlColumn column);

/**
 * ol_rows_load_async:
 * @found: (element-type B24Dialog)
 *
 * Learns the names of the people in them, as far as the portal tells. Never fails but by
 * @context's cancellable.
 */
void ol_rows_load_async (OlContext *context, GPtrArray *found, GAsyncReadyCallback callback,
                         gpointer user_data);
/* (transfer full) (element-type OlDialog): the longest waiting first, closed ones last; those that
 * the plugin has nothing else to do with are in no table and may be forgotten */
GPtrArray *ol_rows_load_finish (OlContext *context, GAsyncResult *result, GError **error);

G_END_DECLS
