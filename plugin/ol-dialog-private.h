/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-dialog-private — what the files of a dialog share: ol-dialog (state, table),
 * ol-dialog-window (opening, history), ol-dialog-delivery (new messages, own texts),
 * ol-dialog-changes (of messages that were shown), ol-dialog-words (finding them),
 * ol-dialog-remarks (of the dialog itself), ol-dialog-waiting (customers who wait),
 * ol-dialog-older (more of what was said), ol-seen and ol-typing.
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

/* Messages between the two could not be loaded. */
typedef struct {
    gint64 after_id;
    gint64 before_id;
} OlGap;

typedef struct _OlOlder OlOlder;

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
    gboolean fresh;    /* something of it came after sign-in */
    gboolean visiting; /* opened by the operator though it is not in his list */
    int attended;      /* B24Standing that ol_dialog_attend() last saw, -1 none */

    gint64 offer_seen_at;      /* unix seconds: when it was first seen to wait for us, 0 never */
    gboolean offer_seen_fresh; /* and that was when it was offered */
    guint ring_timer;
    gboolean reminder_due;
    gint64 reminder_since; /* unix seconds */

    OlWindow window;
    gboolean by_itself; /* the window is being opened though nobody asked for it */
    B24Priority haste;  /* of its history */
    guint serial;       /* answers for an earlier window are dropped */
    gboolean rule_due;
    gint64 shown_time;

    gboolean contiguous;   /* what the feed delivers begins right after the cursor */
    GPtrArray *pending;    /* (element-type B24Message): delivered, not yet shown; ascending */
    gboolean waiting_told; /* that a text of ours waits for the connection */
    GArray *gaps;          /* (element-type OlGap): what cannot be loaded, ascending */
    OlOlder *older;        /* (nullable): a block of earlier messages on its way */
    GPtrArray *own;        /* (element-type OlOwnText): sent by us, not yet delivered */
    GPtrArray *shown;    /* (element-type B24Message): the last ones in the window, as they came */
    GPtrArray *failures; /* (element-type OlFailure): not delivered, the reason may still come */
    gint64 explained;    /* greatest message of the portal that gave such a reason */

    B24Dialog *told; /* (nullable): the state that the window's reader knows of */
    B24Standing told_standing;
    gboolean told_block;  /* replies were blocked then */
    gboolean told_silent; /* that silent mode is on */
    gint64 words_at;      /* monotonic: when the portal's own words were last shown, 0 never */
    gint64 changed_at;    /* monotonic: when something came that may have to be said */
    guint remark_timer;

    gint64 customer_read_at; /* unix seconds, 0 unknown */
    gint64 typing_told_at;   /* monotonic, 0 never */
    gint64 seen_id;          /* the read mark we set */
    gint64 seen_at;          /* monotonic */
    guint seen_timer;
};

/* A message of ours that did not reach the customer. */
typedef struct {
    OlDialog *dialog; /* (unowned) */
    gint64 message_id;
    guint timer;
} OlFailure;

void ol_dialog_free_failure (gpointer data);

/* A text of ours that the portal took. */
typedef struct {
    OlDialog *dialog; /* (unowned) */
    gint64 message_id;
    char *text;
    guint timer;
    guint tries;
    gboolean internal; /* a note */
    gboolean shown;
} OlOwnText;

void ol_dialog_free_own_text (gpointer data);

/* Opens the window for what came by itself: its history may take its time. */
void ol_dialog_open_by_itself (OlDialog *self);
/* Everything pending goes into the window, in order; the cursor follows. */
void ol_dialog_flush (OlDialog *self);
/* What was delivered and is not yet shown comes again. */
void ol_dialog_forget_pending (OlDialog *self);
void ol_dialog_show (OlDialog *self, B24Message *message, gboolean history);
/* The same as history, out of the window's own order: it is no part of what stands in it. */
void ol_dialog_show_again (OlDialog *self, B24Message *message);
/* From the feed: @message came behind later ones. It is shown with its own time where they are
 * shown already. */
void ol_dialog_deliver_late (OlDialog *self, B24Message *message);
/* Before the first new line of any kind: what stands above is history. */
void ol_dialog_draw_rule (OlDialog *self);

/* --- ol-dialog-older --- */

/* The window is gone, or the account: nothing more of a block is written. */
void ol_dialog_forget_older (OlDialog *self);

/* --- ol-dialog-waiting --- */

/* It waits for us from now on. */
void ol_dialog_note_offer (OlDialog *self);
/* Who waits, where, since when, and what to type. */
void ol_dialog_say_waiting (OlDialog *self);
/* A sound for a new customer, unless the words that come with him ring anyway. */
void ol_dialog_ring (OlDialog *self);
void ol_dialog_note_rung (OlDialog *self);
/* The line of ol_dialog_remind(), when it has not been said yet. */
void ol_dialog_say_reminder (OlDialog *self);

/* --- ol-dialog-delivery: whose message it is --- */

gboolean ol_dialog_is_mine (OlDialog *self, B24Message *message);
gboolean ol_dialog_is_from_customer (OlDialog *self, B24Message *message);
char *ol_dialog_dup_author (OlDialog *self, B24Message *message);

/* --- ol-dialog-words --- */

/* Where the message is in @messages (element-type B24Message). */
gboolean ol_dialog_find_in (GPtrArray *messages, gint64 id, guint *place);

/* --- ol-dialog-changes --- */

/* Whether it stands in the window, among the last ones. */
gboolean ol_dialog_remembers (OlDialog *self, gint64 message_id);
/* @message stands in the window now. */
void ol_dialog_remember (OlDialog *self, B24Message *message);
/* @message of ours, which stands in the window, did not reach the customer. */
void ol_dialog_note_failure (OlDialog *self, B24Message *message);
/* The portal's own words are about to be shown: they may be the reason of a failure. */
void ol_dialog_explain_failure (OlDialog *self, B24Message *message);

/* --- ol-dialog-remarks --- */

/* What has changed in the dialog is said in its window, unless the portal says it itself. */
void ol_dialog_remark (OlDialog *self);
/* Says at once when silent mode went on or off since the window was told. */
void ol_dialog_mind_silent (OlDialog *self);
/* The portal's own words were shown. */
void ol_dialog_note_words (OlDialog *self);

G_END_DECLS
