/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * portal-private — what the files of the practice portal offer each other.
 */

#include "portal-model.h"
#include "portal.h"

G_BEGIN_DECLS

/* portal-out: JSON text as the portal's PHP writes it */
typedef struct {
    GString *text;
    gboolean comma;
    guint depth;
    guint8 closers[64];
} PpOut;

void pp_out_init (PpOut *out);
void pp_out_clear (PpOut *out);
char *pp_out_take (PpOut *out);
void pp_out_object (PpOut *out, const char *key);
void pp_out_array (PpOut *out, const char *key);
void pp_out_end (PpOut *out);
void pp_out_string (PpOut *out, const char *key, const char *value);
void pp_out_printf (PpOut *out, const char *key, const char *format, ...) G_GNUC_PRINTF (3, 4);
void pp_out_int (PpOut *out, const char *key, gint64 value);
void pp_out_id_string (PpOut *out, const char *key, gint64 value);
void pp_out_double (PpOut *out, const char *key, gdouble value);
void pp_out_bool (PpOut *out, const char *key, gboolean value);
void pp_out_null (PpOut *out, const char *key);
void pp_out_raw (PpOut *out, const char *key, const char *json);
void pp_out_node (PpOut *out, const char *key, JsonNode *node);
void pp_out_ids (PpOut *out, const char *key, GArray *ids);

/* portal-params: what came with a request */
void pp_params_parse_query (JsonObject *params, const char *query);
JsonObject *pp_params_upper_keys (JsonObject *params);
void pp_params_read_message (SoupServerMessage *message, JsonObject *params);
gboolean pp_params_has (JsonObject *params, const char *key);
gint64 pp_params_int (JsonObject *params, const char *key, gint64 fallback);
char *pp_params_string (JsonObject *params, const char *key);
gboolean pp_params_is (JsonObject *params, const char *key, const char *value);
gboolean pp_params_bool (JsonObject *params, const char *key, gboolean fallback);
GArray *pp_params_ids (JsonObject *params, const char *key);
gint64 pp_params_node_int (JsonNode *node, gint64 fallback);
char *pp_params_node_string (JsonNode *node);

/* portal-world: who and what exists */
GArray *pp_ids_new (void);
gboolean pp_ids_has (GArray *ids, gint64 id);
void pp_ids_add (GArray *ids, gint64 id);
void pp_ids_remove (GArray *ids, gint64 id);
void pp_world_init (PracticePortal *self);
void pp_world_clear (PracticePortal *self);
gint64 pp_now (PracticePortal *self);
char *pp_date (PracticePortal *self, gint64 time);
PpUser *pp_user_find (PracticePortal *self, gint64 id);
PpUser *
pp_user_add (PracticePortal *self, gint64 id, const char *first_name, const char *last_name);
PpUser *pp_user_add_employee (PracticePortal *self, gint64 id, const char *first_name,
                              const char *last_name, const char *position);
char *pp_user_get_name (PpUser *user);
char *pp_user_mention (PracticePortal *self, gint64 id);
gboolean pp_user_is_employee (PpUser *user);
gboolean pp_user_may_supervise (PpUser *user);
void pp_user_set_paused (PracticePortal *self, PpUser *user, gboolean paused);
PpLine *pp_line_find (PracticePortal *self, gint64 id);
PpLine *pp_line_find_by_name (PracticePortal *self, const char *name);
gboolean pp_line_may_join (PpLine *line, PpUser *user);
GPtrArray *pp_world_list (GHashTable *table);

/* portal-chats: chats, members, messages */
PpChat *pp_chat_find (PracticePortal *self, gint64 id);
PpChat *pp_chat_new (PracticePortal *self, PpChatKind kind, const char *title);
PpChat *
pp_chat_new_customer (PracticePortal *self, const char *name, PpLine *line, const char *connector);
void pp_chat_free (PpChat *chat);
PpMember *pp_chat_find_member (PpChat *chat, gint64 user_id);
PpMember *pp_chat_add_member (PracticePortal *self, PpChat *chat, gint64 user_id);
void pp_chat_remove_member (PracticePortal *self, PpChat *chat, gint64 user_id);
void pp_chat_remove_operators (PracticePortal *self, PpChat *chat, gint64 except);
gboolean pp_chat_is_offered (PpChat *chat, gint64 user_id);
gboolean pp_chat_may_read (PracticePortal *self, PpChat *chat, PpUser *user);
guint pp_chat_count_unread (PpChat *chat, PpMember *member);
guint pp_chat_index_after (PpChat *chat, gint64 message_id);
PpMessage *pp_chat_last_message (PpChat *chat);

/* A message as it will be: whatever belongs to it is there when it is told to others. */
typedef struct {
    gint64 author_id;
    const char *text;
    const char *uuid;        /* (nullable) */
    JsonObject *params;      /* (transfer full) (nullable) */
    gboolean delivered;      /* to the customer's messenger, without a number there */
    gboolean with_connector; /* is in the customer's messenger and has a number there */
} PpDraft;

PpMessage *pp_chat_post_draft (PracticePortal *self, PpChat *chat, PpDraft *draft);
PpMessage *pp_chat_post (PracticePortal *self, PpChat *chat, gint64 author_id, const char *text);
JsonObject *pp_chat_make_params (const char *name, ...) G_GNUC_NULL_TERMINATED;
JsonObject *pp_chat_add_param_list (JsonObject *params, const char *name, const char *value);
PpMessage *pp_chat_post_notice (PracticePortal *self, PpChat *chat, JsonObject *params,
                                const char *format, ...) G_GNUC_PRINTF (4, 5);
PpMessage *pp_chat_post_system (PracticePortal *self, PpChat *chat, const char *css_class,
                                const char *format, ...) G_GNUC_PRINTF (4, 5);
void pp_message_free (PpMessage *message);

/* portal-changes: what happens to messages and chats after they came into being */
void pp_message_edit (PracticePortal *self, PpMessage *message, const char *text);
void pp_message_delete (PracticePortal *self, PpMessage *message, gboolean completely);
gboolean pp_message_is_deleted (PpMessage *message);
gboolean pp_message_likes (PpMessage *message, gint64 user_id);
GArray *pp_message_get_likes (PpMessage *message);
gint64 pp_message_get_reply_id (PpMessage *message);
gboolean pp_message_is_hidden (PpMessage *message);
gboolean pp_message_is_edited (PpMessage *message);
void pp_message_like (PracticePortal *self, PpMessage *message, gint64 user_id, gboolean on);
void pp_message_set_delivered (PracticePortal *self, PpMessage *message);
void pp_message_set_failed (PracticePortal *self, PpMessage *message);
void pp_chat_read (PracticePortal *self, PpChat *chat, PpMember *member, gint64 message_id);
void pp_chat_type (PracticePortal *self, PpChat *chat, PpUser *user, guint sender_type);
void pp_chat_rename (PracticePortal *self, PpChat *chat, const char *title);
void pp_chat_bind (PracticePortal *self, PpChat *chat, const char *crm_type, gint64 crm_id);
void pp_chat_set_silent (PracticePortal *self, PpChat *chat, gboolean silent);
void pp_chat_block (PracticePortal *self, PpChat *chat, gint64 date, const char *reason);

/* portal-keyboard: buttons below messages */
JsonArray *pp_keyboard_read (JsonNode *given, gint64 bot_id);
gsize pp_keyboard_get_size (JsonArray *keyboard);
gboolean pp_keyboard_press (PracticePortal *self, PpMessage *message, PpUser *user, gint64 bot_id,
                            const char *command, const char *params);
void pp_press_free (PpPress *press);

/* portal-sessions: the life of a session */
void pp_session_free (PpSession *session);
gboolean pp_session_is_open (PpChat *chat);
PpSession *pp_session_open (PracticePortal *self, PpChat *chat, gint64 operator_id);
void pp_session_offer (PracticePortal *self, PpChat *chat, GArray *offered);
void pp_session_offer_to (PracticePortal *self, PpChat *chat, gint64 user_id);
void pp_session_enqueue (PracticePortal *self, PpChat *chat);
PpMessage *pp_session_customer_writes (PracticePortal *self, PpChat *chat, const char *text);
PpMessage *pp_session_operator_writes (PracticePortal *self, PpChat *chat, PpUser *user,
                                       const char *text, gboolean hidden, const char *uuid);
PpMessage *
pp_session_operator_posts (PracticePortal *self, PpChat *chat, PpDraft *draft, gboolean hidden);
gboolean pp_session_answer (PracticePortal *self, PpChat *chat, PpUser *user);
gboolean pp_session_skip (PracticePortal *self, PpChat *chat, PpUser *user);
gboolean pp_session_transfer_to_user (PracticePortal *self, PpChat *chat, PpUser *from, gint64 to);
gboolean
pp_session_transfer_to_line (PracticePortal *self, PpChat *chat, PpUser *from, gint64 line_id);
void pp_session_finish (PracticePortal *self, PpChat *chat);
void pp_session_close (PracticePortal *self, PpChat *chat, gint status);
void pp_session_spam (PracticePortal *self, PpChat *chat, PpUser *user);
void pp_session_start (PracticePortal *self, PpChat *chat, PpUser *user);
void pp_session_join (PracticePortal *self, PpChat *chat, PpUser *user);
gboolean pp_session_intercept (PracticePortal *self, PpChat *chat, PpUser *user);
void pp_session_pin (PracticePortal *self, PpChat *chat, PpUser *user, gboolean pinned);
void pp_session_take_bot (PracticePortal *self, PpChat *chat, PpUser *bot);
void pp_session_leave_bot (PracticePortal *self, PpChat *chat, PpUser *bot);
void pp_session_silence (PracticePortal *self, PpChat *chat, PpUser *user, gboolean silent);
void pp_session_run_timers (PracticePortal *self);

/* portal-shapes: the entities as JSON */
void pp_shape_user (PracticePortal *self, PpOut *out, const char *key, PpUser *user);
void pp_shape_employee (PracticePortal *self, PpOut *out, const char *key, PpUser *user);
void pp_shape_chat (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer);
void pp_shape_found_chat (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer);
void pp_shape_recent (PracticePortal *self, PpOut *out, PpChat *chat, PpUser *viewer);
void pp_shape_message (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message,
                       PpMember *viewer);
gboolean pp_shape_tells_param (const char *param);
char *pp_shape_entity_id (PpChat *chat);
char *pp_shape_entity_data_1 (PpChat *chat);
char *pp_shape_entity_data_2 (PpChat *chat);

/* portal-shapes-v2: the same as the portal's newer classes write them */
void pp_shape_v2_params (PpOut *out, JsonObject *params);
void pp_shape_v2_user (PracticePortal *self, PpOut *out, PpUser *user);
/* @viewer: (nullable): he is no member */
void pp_shape_v2_message (PracticePortal *self, PpOut *out, PpChat *chat, PpMessage *message,
                          PpMember *viewer);
gboolean pp_message_was_viewed (PpChat *chat, PpMessage *message);

/* portal-methods: calling a method */
typedef struct _PpMethod PpMethod;
typedef struct {
    PracticePortal *portal;
    PpUser *user;
    const char *client_id; /* of the application that calls, %NULL = a webhook */
    const PpMethod *method;
    JsonObject *params;
    PpOut out;   /* the result */
    char *error; /* %NULL = it worked */
    char *description;
    char *argument; /* of ERROR_ARGUMENT */
    guint status;
    gint64 next;  /* -1 = absent */
    gint64 total; /* PP_NO_TOTAL = absent */
} PpCall;

#define PP_NO_TOTAL (-2)

typedef void (*PpHandler) (PpCall *call);
typedef enum { PP_KEYS_EXACT = 0, PP_KEYS_ANY_CASE = 1 } PpKeys;
struct _PpMethod {
    const char *name;
    const char *scope; /* %NULL = needs none */
    PpKeys keys;
    PpHandler handler;
};

extern const PpMethod pp_methods_service[];
extern const PpMethod pp_methods_recent[];
extern const PpMethod pp_methods_dialog[];
extern const PpMethod pp_methods_message[];
extern const PpMethod pp_methods_change[];
extern const PpMethod pp_methods_chat[];
extern const PpMethod pp_methods_search[];
extern const PpMethod pp_methods_presence[];
extern const PpMethod pp_methods_events[];
extern const PpMethod pp_methods_people[];
extern const PpMethod pp_methods_operator[];
extern const PpMethod pp_methods_session[];
extern const PpMethod pp_methods_v2[];
extern const PpMethod pp_methods_crm[];
extern const PpMethod pp_methods_quick[];
extern const PpMethod pp_methods_bot[];
extern const PpMethod pp_methods_lines[];
extern const PpMethod pp_methods_pull[];

const PpMethod *pp_method_find (PracticePortal *self, const char *name);
/* Whether there is such a method, be it missing from this portal or not. */
gboolean pp_method_is_known (const char *name);
gboolean pp_method_in_scope (const PpMethod *method, GPtrArray *scopes);
GPtrArray *pp_call_get_scopes (PpCall *call);
void pp_call_init (PpCall *call, PracticePortal *portal, PpUser *user);
void pp_call_clear (PpCall *call);
void pp_call_run (PpCall *call, const char *name, JsonObject *params, gboolean inner);
void pp_call_fail (PpCall *call, guint status, const char *code, const char *description);
void pp_call_true (PpCall *call);
void pp_call_write_time (PpCall *call, PpOut *out, const char *key, gint64 started);
gint64 pp_call_dialog_id (PpCall *call);
PpChat *pp_call_check_chat (PpCall *call, gint64 id);
PpChat *pp_call_check_line (PpCall *call);
gboolean pp_call_check_open (PpCall *call, PpChat *chat);
gboolean pp_call_finish (PpCall *call, PpChat *chat);
gboolean pp_call_finish_another (PpCall *call, PpChat *chat);
gboolean pp_call_read_target (PpCall *call, gint64 *user_id, gint64 *line_id);
void pp_batch_run (PpCall *call);

/* portal-faults: misbehaving on request */
typedef enum {
    PP_FAULT_NONE,
    PP_FAULT_LATENCY,
    PP_FAULT_DRIP,
    PP_FAULT_RESET_BEFORE,
    PP_FAULT_RESET_AFTER,
    PP_FAULT_STATUS,
    PP_FAULT_TRUNCATED,
    PP_FAULT_CUT,
    PP_FAULT_WRONG_TYPE,
    PP_FAULT_HTML,
    PP_FAULT_EMPTY,
    PP_FAULT_INVALID_UTF8,
    PP_FAULT_DEEP,
    PP_FAULT_HUGE,
    PP_FAULT_REDIRECT,
    PP_FAULT_AWKWARD,
    PP_FAULT_TRUE_NOTHING,
    PP_FAULT_HOLD,
    PP_FAULT_DOWN,
    PP_FAULT_CLOCK_SKEW,
} PpFaultKind;

struct _PpFault {
    PpFaultKind kind;
    char *method; /* %NULL = every one */
    gint64 after;
    gint64 times; /* -1 = until cleared */
    guint hits;
    gint64 status;
    gint64 milliseconds;
    gint64 size;
    char *code;
    char *description;
    char *to;
    gboolean html;
    gboolean before; /* hold: before the request is processed */
    gint64 retry_after;
};

char *pp_fault_add (PracticePortal *self, JsonObject *args);
void pp_fault_free (PpFault *fault);
void pp_fault_clear (PracticePortal *self);
void pp_fault_remove_holds (PracticePortal *self, const char *method);
const char *pp_fault_get_name (PpFaultKind kind);
PpFault *pp_fault_match (PracticePortal *self, const char *method, gboolean inner);
void
pp_fault_fill_error (PpFault *fault, guint *status, const char **code, const char **description);
char *pp_fault_spoil (PpFault *fault, const char *body, gsize *length);
void pp_fault_spoil_result (PpFault *fault, PpOut *out);

/* portal-oauth: applications, and tokens that stand for users */
typedef struct {
    const char *code;
    const char *description;
} PpRefusal;

void pp_oauth_init (PracticePortal *self);
void pp_oauth_clear (PracticePortal *self);
gboolean pp_oauth_handle (PracticePortal *self, SoupServerMessage *message, const char *path);
PpUser *pp_oauth_find_caller (PracticePortal *self, SoupServerMessage *message, JsonObject *params,
                              const PpRefusal **refusal);
GPtrArray *pp_oauth_get_scopes (PracticePortal *self);
guint pp_oauth_count_refreshed (PracticePortal *self);
void pp_oauth_expire (PracticePortal *self);
void pp_oauth_revoke (PracticePortal *self);

/* portal-exchange: one REST request */
void pp_exchange_handle (PracticePortal *self, SoupServerMessage *message, const char *method,
                         const char *id, const char *secret);
guint pp_exchange_release (PracticePortal *self, const char *method);
guint pp_exchange_count_held (PracticePortal *self, const char *method);
void pp_exchange_drop_all (PracticePortal *self);

/* portal-server: HTTP */
void pp_server_handle (SoupServer *server, SoupServerMessage *message, const char *path,
                       GHashTable *query, gpointer user_data);
void pp_server_drop_all (PracticePortal *self);
gboolean pp_server_listen (PracticePortal *self, GError **error);
void pp_server_go_down (PracticePortal *self);
void pp_server_go_up (PracticePortal *self);

/* portal-push: the push server. @user_id 0 = everybody; @params_json is an object; @sender_type 2 =
 * the portal, 1 = another client; @expiry in seconds, at most a day, 0 = for those who listen now
 */
void pp_push_init (PracticePortal *self);
void pp_push_clear (PracticePortal *self);
void pp_push_run (PracticePortal *self);
void pp_push_add_handlers (PracticePortal *self);
void pp_push_drop_all (PracticePortal *self);
void pp_push_clear_faults (PracticePortal *self);
void pp_push_publish (PracticePortal *self, gint64 user_id, const char *module, const char *command,
                      const char *params_json, guint sender_type, guint expiry);

/* portal-control, portal-state: what /practice/ does */
char *pp_control_run (PracticePortal *self, const char *verb, JsonObject *args, gboolean *failed);
void pp_state_write (PracticePortal *self, PpOut *out);
void pp_state_describe (PracticePortal *self, PpOut *out);

/* portal-cast: customers who act by themselves */
void pp_cast_start (PracticePortal *self, guint32 seed);
void pp_cast_run (PracticePortal *self);
void pp_cast_stop (PracticePortal *self);

G_END_DECLS
