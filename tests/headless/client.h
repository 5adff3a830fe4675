/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * client — a chat client without a screen: the real libpurple and the real plugin, with UI
 * operations that write down what a user would see and do what a user would do.
 *
 * libpurple exists once per process (client_main). Each test makes a Client: one account at one
 * portal, with everything that was shown for it. Nothing waits by sleeping: client_wait_for()
 * iterates the main context until a condition holds, and fails the test with a dump of everything
 * seen when it does not for a long time.
 */

#include <purple.h>

G_BEGIN_DECLS

#define CLIENT_PROTOCOL "prpl-bitrix24-openlines"

/* Whose behaviour towards the plugin is imitated where the two UIs differ. */
typedef enum { CLIENT_PIDGIN, CLIENT_FINCH } ClientUi;

/* One line drawn in a conversation window. */
typedef struct {
    char *name; /* of the conversation */
    char *who;  /* as the UI draws it: the alias; "" for system lines */
    char *text; /* HTML as it came */
    char *plain;
    PurpleMessageFlags flags;
    gint64 time;
} ClientLine;

typedef struct {
    PurpleConnectionError reason;
    char *text;
} ClientError;

/* A request dialog on the screen. */
typedef struct {
    PurpleRequestType type;
    char *title;
    char *primary;
    char *secondary;
    GPtrArray *labels; /* buttons: of an action, or OK and Cancel */
    GArray *callbacks; /* (element-type GCallback), as long as @labels */
    PurpleRequestFields *fields;
    gpointer user_data;
    gboolean answering;
    gboolean answered;
    gboolean closed;
} ClientRequest;

/* A window with rows that were found. */
typedef struct {
    PurpleConnection *gc;
    char *title;
    char *primary;
    PurpleNotifySearchResults *results;
    gpointer user_data;
} ClientResults;

typedef struct {
    PurpleAccount *account; /* NULL once deleted */
    GPtrArray *lines;       /* ClientLine */
    GPtrArray *steps;       /* char: texts of sign-in steps, in order, each as often as reported */
    GPtrArray *errors;      /* ClientError */
    GPtrArray *requests;    /* ClientRequest: those open */
    GPtrArray *results;     /* ClientResults: those open */
    PurpleRoomlist *rooms;  /* (nullable): what the window with the list of rooms shows */
    GPtrArray *notices;     /* char: messages, errors and cards shown, "primary|secondary" */
    GPtrArray *presented;   /* char: names of windows brought to the front */
    GPtrArray *sounds;      /* char: names of conversations or "" of events played */
    guint signed_on;        /* how often the account came online */
    guint opened;           /* windows opened so far */
    guint redraws;          /* how often a row of the contact list was drawn */
} Client;

/* ---- process ---- */

/**
 * client_main:
 * @add_tests: registers the tests; libpurple is there and the plugin is loaded
 *
 * Starts libpurple in a folder of its own, runs the tests, ends libpurple, removes the folder.
 */
int client_main (int argc, char **argv, void (*add_tests) (void));
/* The same where the plugin is no file but part of the program: @plug_in registers it. */
int client_main_with (int argc, char **argv, void (*plug_in) (void), void (*add_tests) (void));
const char *client_get_folder (void); /* libpurple's user directory */
PurplePlugin *client_find_plugin (void);
/* Unloads and drops the plugin, as libpurple does when it ends. */
void client_drop_plugin (void);
/* Finds and loads it again. */
void client_probe_plugin (void);
/* Everything that was printed to libpurple's debug window so far (transfer none). */
GString *client_get_debug (void);

/* ---- one account ---- */

/* @password NULL: none is stored. The account is enabled by client_sign_in(). */
Client *client_new (const char *username, const char *password);
/* Deletes the account (signing off first) and checks that nothing of it is left. */
void client_free (Client *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

PurpleConnection *client_get_connection (Client *self); /* (nullable) */
gboolean client_is_online (Client *self);
/* Enables the account and waits until it is online. */
void client_sign_in (Client *self);
/* Enables the account and returns at once. */
void client_enable (Client *self);
gboolean client_is_enabled (Client *self);
void client_sign_off (Client *self);
/* Waits for the first error of a sign-in that has to fail. */
const ClientError *client_expect_error (Client *self);
/* Forgets what was recorded so far (open requests stay). */
void client_forget (Client *self);
/* Prints everything that was seen. */
void client_dump (Client *self);

/* ---- waiting ---- */

/* Begins a wait; one is under way at a time. */
void client_wait_begin (void);
/* The next callback of the main loop, however long it takes to come; fails as below. */
void client_wait_callback (Client *self, const char *file, int line, const char *what);
/* One turn of the main loop; fails the test when the wait lasts too long. */
void client_wait_turn (Client *self, const char *file, int line, const char *what);

#define client_wait_for(client, condition)                                                         \
    do {                                                                                           \
        client_wait_begin ();                                                                      \
        while (!(condition))                                                                       \
            client_wait_turn ((client), __FILE__, __LINE__, #condition);                           \
    } while (0)

/* Runs what is ready without waiting for anything. */
void client_settle (void);

/* ---- contact list ---- */

PurpleBuddy *client_find_buddy (Client *self, const char *name); /* (nullable) */
const char *client_get_status (Client *self, const char *name);  /* id, "" without contact */
/* (transfer full): plain text of the status, "" for none */
char *client_dup_status_text (Client *self, const char *name);
const char *client_get_group (Client *self, const char *name);  /* "" without contact */
const char *client_get_alias (Client *self, const char *name);  /* as the UIs draw it */
const char *client_get_emblem (Client *self, const char *name); /* "" for none */
char *client_dup_tooltip (Client *self, const char *name);      /* "Label: value\n…" */
guint client_count_buddies (Client *self);

/* Labels of the contact's own menu in order, those in submenus with that one's before them:
 * "Messages/Note…" (transfer full). */
GStrv client_dup_menu (Client *self, const char *name);
/* Whether an item at any depth has this label, without its submenu's. */
gboolean client_has_item (Client *self, const char *name, const char *label);
/* Clicks an item, found as by client_has_item(); fails the test when there is none. */
void client_click (Client *self, const char *name, const char *label, ClientUi ui);

/* ---- the account's menu ---- */

GStrv client_dup_account_menu (Client *self); /* labels in order (transfer full) */
gboolean client_has_account_item (Client *self, const char *label);
/* Clicks an item; fails the test when there is none. */
void client_click_account (Client *self, const char *label);

/* ---- conversations ---- */

PurpleConversation *client_find_window (Client *self, const char *name); /* (nullable) */
/* Opens the window as a double click in the contact list does. */
PurpleConversation *client_open (Client *self, const char *name);
void client_close (Client *self, const char *name);
/* Types @text and presses Enter. */
void client_type_as (Client *self, const char *name, const char *text, ClientUi ui);
void client_type (Client *self, const char *name, const char *text);
/* Presses a key in the window's line of text; nothing is sent. As the UIs, it tells only that
 * typing has begun, and again when the protocol wants to be told again. */
void client_press_key (Client *self, const char *name);

/* Clicks on the window: it has the focus, and nothing in it is unseen. Pidgin says so before the
 * window has the focus. */
void client_focus_as (Client *self, const char *name, ClientUi ui);
void client_focus (Client *self, const char *name);
/* Looks at the tab of the window, which has not got the focus. */
void client_look (Client *self, const char *name);
/* Another program has the focus. */
void client_blur (void);
gboolean client_shows_typing (Client *self, const char *name);

/* The first line in this window containing @text, from @from on (transfer none) (nullable). */
const ClientLine *client_find_line (Client *self, const char *name, const char *text);
const ClientLine *
client_find_line_from (Client *self, guint from, const char *name, const char *text);
guint client_count_lines (Client *self, const char *name, const char *text);
/* Index in @lines of a line, -1 when it is not there; for the order. */
int client_index_of_line (Client *self, const char *name, const char *text);
/* (transfer full): what libpurple logged of this conversation */
char *client_dup_log (Client *self, const char *name);

/* ---- requests ---- */

/* The newest open request (transfer none) (nullable). */
ClientRequest *client_get_request (Client *self);
/* Presses the button with this label. */
void client_press (Client *self, const char *label);
/* Closes the dialog by its window's own means (Escape). */
void client_dismiss (Client *self);
/* Types into the first text field. */
void client_fill (Client *self, const char *text);
/* Selects the first row of the first LIST field containing @text; -1 rows chosen: none. */
void client_select (Client *self, const char *text);
GStrv client_dup_rows (Client *self);
/* OK as this UI does it: Finch always has a row chosen, the first one when none was. */
void client_confirm (Client *self, ClientUi ui);
void client_cancel (Client *self);

/* ---- lists ---- */

/* Opens the window with the list of rooms, or asks for the list again. */
void client_list_rooms (Client *self);
gboolean client_is_listing (Client *self);
void client_stop_listing (Client *self);
/* Closes the window, also while the list is being filled. */
void client_close_rooms (Client *self);
/* (transfer full): "name|field|field", in order */
GStrv client_dup_rooms (Client *self);
GStrv client_dup_room_columns (Client *self); /* labels of the fields (transfer full) */
/* Double click on the first row containing @text. */
void client_join_room (Client *self, const char *text);
/* Types into the only field of “Join a chat”. */
void client_join (Client *self, const char *text);

/* The newest open window of results (transfer none) (nullable), and its rows (transfer full). */
const ClientResults *client_get_results (Client *self);
GStrv client_dup_results (Client *self);
/* Chooses the row containing @text (NULL: none, as in Pidgin) and presses the button. */
void client_press_result (Client *self, const char *text, const char *label);
void client_close_results (Client *self);

/* ---- figures ---- */

/* Starts to measure the longest turn of the default main context. */
void client_meter_start (void);
/* Longest turn since the start in milliseconds. */
double client_meter_longest (void);
/* The most processor time a turn took, in milliseconds: what it lasts where nothing else runs. */
double client_meter_busiest (void);
/* Resident memory of this process, in KiB. */
gint64 client_meter_memory (void);

G_END_DECLS
