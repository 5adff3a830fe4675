/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * scene — one client before one practice portal: what customers, colleagues and the portal do.
 *
 * Dialogs are named as in the contact list, "chat1763". Operator 27 “Kim Oh” sits at the client
 * unless the test says otherwise; 28 “Maria Lopez” is the usual colleague.
 */

#include "client.h"
#include "portal.h"

G_BEGIN_DECLS

#define KIM   27
#define MARIA 28
#define IVAN  29
#define AISHA 30

#define SUPPORT 7
#define SALES   9

typedef struct {
    PracticePortal *portal;
    Client *client;
    /*< private >*/
    gpointer time;
} Scene;

/* Another time than the real one; begun before the account signs in, ended when it is deleted. */
typedef struct {
    gpointer (*begin) (Scene *scene);
    void (*end) (gpointer time);
} SceneTime;

/* @time: (nullable): static; of all scenes from now on */
void scene_set_time (const SceneTime *time);

/* A new portal with nobody waiting and an account of operator 27; not signed in yet. */
Scene *scene_new (void);
Scene *scene_new_for (gint64 operator_id);
/* The same and signed in. */
Scene *scene_new_online (void);
/* Another account of the same portal's, in place of the one there was. */
void scene_set_account (Scene *self, const char *username, const char *password);
char *scene_dup_username (Scene *self);
void scene_free (Scene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

/* The operator finishes the dialog at the client, up to the line that says so. */
void scene_finish_here (Scene *self, const char *dialog);
/* Control verb without an answer. */
void scene_control (Scene *self, const char *verb, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* A customer comes to the line and writes @text (transfer full): the dialog's name. */
char *scene_customer (Scene *self, const char *name, const char *line, const char *connector,
                      const char *text);
/* The usual one: Anna Petrova comes to Support by Telegram and writes "Hello". */
char *scene_anna (Scene *self);
/* Anna's dialog, answered by operator @owner; the client sees it and has its window open. */
char *scene_anna_with (Scene *self, gint64 owner);
/* The customer writes; the message's id. */
gint64 scene_write (Scene *self, const char *dialog, const char *text);
/* @operator_id does as by the web client: answer, skip, finish, spam, transfer … */
void scene_act (Scene *self, gint64 operator_id, const char *action, const char *dialog);
/* @operator_id writes by the web client. */
gint64 scene_say (Scene *self, gint64 operator_id, const char *dialog, const char *text);
/* The same as a note that only operators see. */
gint64 scene_say_internally (Scene *self, gint64 operator_id, const char *dialog, const char *text);
/* Control verb about one dialog: @format holds further members of its arguments, each after a
 * comma. */
void scene_control_dialog (Scene *self, const char *verb, const char *dialog, const char *format,
                           ...) G_GNUC_PRINTF (4, 5);

/**
 * scene_fault:
 * @format: members of the fault besides "method": {"kind": …}
 *
 * The next call of @method (NULL: of any) meets this fault; "times" for more, -1 for ever. Faults
 * of the connection meet the request as a whole: that of a poll is called "batch".
 */
void scene_fault (Scene *self, const char *method, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The next call of @method is refused with this code, HTTP 400. */
void scene_refuse (Scene *self, const char *method, const char *code);
void scene_clear_faults (Scene *self);
/* Calls of @method wait until scene_release(). */
void scene_hold (Scene *self, const char *method);
/* Iterates until a call of @method is held. */
void scene_wait_held (Scene *self, const char *method);
void scene_release (Scene *self, const char *method);
void scene_go_down (Scene *self);
void scene_go_up (Scene *self);

/* What the portal knows of a dialog. */
gint64 scene_get_owner (Scene *self, const char *dialog); /* 0 = in the queue */
gint64 scene_get_line (Scene *self, const char *dialog);
gint64 scene_get_session (Scene *self, const char *dialog); /* 0 = closed */
gint64 scene_get_status (Scene *self, const char *dialog);
/* How many messages of the dialog, of any author, are exactly @text. */
guint scene_count_messages (Scene *self, const char *dialog, const char *text);
gint64 scene_last_message (Scene *self, const char *dialog);
/* A number the portal's state has of the dialog, such as "typing". */
gint64 scene_get_number (Scene *self, const char *dialog, const char *member);
/* (transfer full) (nullable): what the portal's state has of the last message that is exactly
 * @words, such as "likes", as JSON; of the dialog itself when @words is %NULL */
char *scene_dup_detail (Scene *self, const char *dialog, const char *words, const char *member);
gboolean scene_has_detail (Scene *self, const char *dialog, const char *words, const char *member,
                           const char *json);
/* The last message @user_id has read there by the portal's own mark. */
gint64 scene_get_read_mark (Scene *self, const char *dialog, gint64 user_id);
/* HTTP requests so far, batches counted once. */
guint scene_count_requests (Scene *self);
/* Calls of @method so far, those inside batches too. */
guint scene_count_calls (Scene *self, const char *method);
/* Iterates until the client has looked at the portal @ticks times more. */
void scene_wait_ticks (Scene *self, guint ticks);

/* Waits until a line with @text is in the dialog's window and returns it. */
const ClientLine *scene_expect (Scene *self, const char *dialog, const char *text);
/* The same among the lines written from now on: call scene_mark() first. */
void scene_mark (Scene *self);
const ClientLine *scene_expect_new (Scene *self, const char *dialog, const char *text);
/* The first new line with @text, without waiting (nullable). */
const ClientLine *scene_find_new (Scene *self, const char *dialog, const char *text);
void scene_expect_status (Scene *self, const char *dialog, const char *status);

G_END_DECLS
