/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-dialog-private — what the three files of a dialog share: ol-dialog (state, table),
 * ol-dialog-window (opening, history), ol-dialog-delivery (new messages, own texts).
 *
 *   NONE ──window──▶ LOADING (where to begin? ▶ history) ──▶ READY
 *     ◀──────────────────────window closed─────────────────────┘
 */

#include "ol-dialog.h"

G_BEGIN_DECLS

typedef enum {
    OL_WINDOW_NONE,
    OL_WINDOW_LOADING, /* open; history is on its way, new messages wait in @pending */
    OL_WINDOW_READY,   /* what comes is shown at once */
} OlWindow;

struct _OlDialog {
    OlContext *context;
    gint64 chat_id;
    char *name;
    B24Dialog *state;
    char *customer; /* (nullable): cache of ol_dialog_get_customer() */
    gboolean acting;
    gint64 acted_at; /* monotonic microseconds, 0 never */
    gboolean hidden;
    gboolean gone;
    gboolean fresh; /* something of it came after sign-in */
    int attended;   /* B24Standing that ol_dialog_attend() last saw, -1 none */

    OlWindow window;
    gboolean by_itself; /* the window is being opened though nobody asked for it */
    B24Priority haste;  /* of its history */
    guint serial;       /* answers for an earlier window are dropped */
    gboolean rule_due;
    gboolean gap;
    gint64 shown_time;

    gboolean contiguous; /* what the feed delivers begins right after the cursor */
    GPtrArray *pending;  /* (element-type B24Message): delivered, not yet shown; ascending */
    GPtrArray *own;      /* (element-type OlOwnText): sent by us, not yet delivered */
};

/* A text of ours that the portal took. */
typedef struct {
    OlDialog *dialog; /* (unowned) */
    gint64 message_id;
    char *text;
    guint timer;
    gboolean shown;
} OlOwnText;

void ol_dialog_free_own_text (gpointer data);

/* Opens the window for what came by itself: its history may take its time. */
void ol_dialog_open_by_itself (OlDialog *self);
/* Everything pending goes into the window, in order; the cursor follows. */
void ol_dialog_flush (OlDialog *self);
void ol_dialog_show (OlDialog *self, B24Message *message, gboolean history);
/* Before the first new line of any kind: what stands above is history. */
void ol_dialog_draw_rule (OlDialog *self);

G_END_DECLS
