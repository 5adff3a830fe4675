/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-dialog.h"

#include <string.h>

#include "b24-json.h"
#include "b24-name.h"

/* Fields of entity_data_1 (reference: bitrix24-rest §6.3); old chats have fewer. */
enum {
    FIELD_CRM_ENABLED,
    FIELD_CRM_TYPE,
    FIELD_CRM_ID,
    FIELD_PAUSE,
    FIELD_WAIT_ACTION,
    FIELD_SESSION_ID,
    FIELD_DATE_CREATE,
    FIELD_LINE_ID,
    FIELD_BLOCK_DATE,
    FIELD_BLOCK_REASON,
};

/* Everybody has a B24Dialog; only this file knows what stands behind it. */
typedef struct {
    B24Dialog base;
    gboolean wait_known; /* the source said whether the session is in its closing phase */
    gboolean pushed;     /* the source tells neither our role nor what we have read */
    gboolean no_data;    /* it did not tell what entity_data_1 holds either */
    gboolean told_pin;   /* its session did, as far as this goes */
    gboolean told_silent;
    gboolean crm_known; /* the source told of entity_data_2 */
} Dialog;

static void
dialog_clear (gpointer data)
{
    B24Dialog *self = data;

    g_free (self->title);
    g_free (self->connector);
    g_free (self->user_code);
    g_free (self->crm_type);
    g_free (self->block_reason);
    g_free (self->avatar);
    g_free (self->last_text);
}

static Dialog *
dialog_alloc (void)
{
    return g_atomic_rc_box_new0 (Dialog);
}

B24Dialog *
b24_dialog_ref (B24Dialog *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_dialog_unref (B24Dialog *self)
{
    g_atomic_rc_box_release_full (self, dialog_clear);
}

static const char *
field_text (char **fields, guint n_fields, guint field)
{
    return field < n_fields && fields[field][0] != '\0' ? fields[field] : NULL;
}

static gint64
field_int (char **fields, guint n_fields, guint field)
{
    const char *text = field_text (fields, n_fields, field);

    return text != NULL ? MAX (g_ascii_strtoll (text, NULL, 10), 0) : 0;
}

static gboolean
field_yes (char **fields, guint n_fields, guint field)
{
    return g_strcmp0 (field_text (fields, n_fields, field), "Y") == 0;
}

static void
read_entity_id (B24Dialog *self, JsonObject *chat)
{
    g_auto (GStrv) fields = NULL;
    guint n_fields;

    self->user_code = b24_json_dup_string (chat, "entity_id");
    if (self->user_code == NULL)
        self->user_code = g_strdup ("");
    fields = g_strsplit (self->user_code, "|", -1);
    n_fields = g_strv_length (fields);
    self->connector = g_strdup (n_fields > 0 ? fields[0] : "");
    self->line_id = field_int (fields, n_fields, 1);
    self->customer_id = field_int (fields, n_fields, 3);
}

static void
read_crm (Dialog *dialog, JsonObject *chat)
{
    B24Dialog *self = &dialog->base;
    g_autofree char *data = b24_json_dup_string (chat, "entity_data_2");
    B24CrmKind kind;

    dialog->crm_known = data != NULL && *data != '\0';
    b24_crm_read_bindings (data, self->crm_ids);
    if (self->crm_id > 0 && b24_crm_kind_parse (self->crm_type, &kind))
        self->crm_ids[kind] = self->crm_id;
}

static void
read_entity_data (Dialog *dialog, JsonObject *chat)
{
    B24Dialog *self = &dialog->base;
    g_autofree char *data = b24_json_dup_string (chat, "entity_data_1");
    g_autofree char *silent = b24_json_dup_string (chat, "entity_data_3");
    g_auto (GStrv) fields = g_strsplit (data != NULL ? data : "", "|", -1);
    guint n_fields = g_strv_length (fields);
    gint64 line_id = field_int (fields, n_fields, FIELD_LINE_ID);
    const char *crm_type = field_text (fields, n_fields, FIELD_CRM_TYPE);

    self->silent = g_strcmp0 (silent, "Y") == 0;
    self->pinned = field_yes (fields, n_fields, FIELD_PAUSE);
    self->session_start = field_int (fields, n_fields, FIELD_DATE_CREATE);
    self->block_date = field_int (fields, n_fields, FIELD_BLOCK_DATE);
    self->block_reason = g_strdup (field_text (fields, n_fields, FIELD_BLOCK_REASON));
    if (line_id > 0)
        self->line_id = line_id;
    if (field_yes (fields, n_fields, FIELD_CRM_ENABLED) && crm_type != NULL &&
        g_ascii_strcasecmp (crm_type, "NONE") != 0) {
        self->crm_type = g_ascii_strup (crm_type, -1);
        self->crm_id = field_int (fields, n_fields, FIELD_CRM_ID);
    }
    read_crm (dialog, chat);
    /* Only somebody's dialog is surely open when the field is missing. */
    if (field_text (fields, n_fields, FIELD_SESSION_ID) != NULL)
        self->session_id = field_int (fields, n_fields, FIELD_SESSION_ID);
    else
        self->session_id = self->owner_id > 0 ? -1 : 0;
    dialog->wait_known = field_text (fields, n_fields, FIELD_WAIT_ACTION) != NULL;
    if (field_yes (fields, n_fields, FIELD_WAIT_ACTION))
        self->session_status = B24_SESSION_WAIT_CLIENT;
}

static gboolean
is_member (JsonObject *chat, gint64 owner_id)
{
    g_autofree char *role = b24_json_dup_string (chat, "role");

    /* Queue items have no role and no owner; older portals tell no role at all. */
    if (role == NULL || *role == '\0')
        return owner_id > 0;
    return g_ascii_strcasecmp (role, "guest") != 0 && g_ascii_strcasecmp (role, "none") != 0;
}

/* What both sources describe in the same way. */
static void
read_chat (Dialog *dialog, JsonObject *chat)
{
    B24Dialog *self = &dialog->base;

    self->session_status = -1;
    self->owner_id = MAX (b24_json_get_int (chat, "owner", 0), 0);
    self->member = is_member (chat, self->owner_id);
    read_entity_id (self, chat);
    read_entity_data (dialog, chat);
}

static char *
dup_avatar (JsonNode *node)
{
    JsonObject *object = b24_json_node_object (node);
    char *avatar =
        object != NULL ? b24_json_dup_string (object, "url") : b24_json_node_dup_string (node);

    return b24_name_clean (avatar);
}

static void
set_title (B24Dialog *self, char *first, char *second)
{
    g_autofree char *other = b24_name_clean (second);

    self->title = b24_name_clean (first);
    if (self->title == NULL)
        self->title = g_steal_pointer (&other);
    if (self->title == NULL)
        self->title = b24_dialog_id_format (self->chat_id);
}

static gboolean
is_text (JsonObject *object, const char *key, const char *value)
{
    g_autofree char *text = b24_json_dup_string (object, key);

    return text != NULL && g_ascii_strcasecmp (text, value) == 0;
}

static gboolean
is_line_chat (JsonObject *chat)
{
    return is_text (chat, "type", "lines") || is_text (chat, "entity_type", "LINES") ||
           is_text (chat, "message_type", "L");
}

static gint64
recent_chat_id (JsonObject *item, JsonObject *chat)
{
    g_autofree char *name = b24_json_dup_string (item, "id");
    gint64 id = b24_json_get_int (item, "chat_id", 0);

    if (id <= 0)
        id = b24_json_get_int (chat, "id", 0);
    return id > 0 ? id : b24_dialog_id_parse (name);
}

B24Dialog *
b24_dialog_new_from_recent (JsonObject *item)
{
    JsonObject *chat = b24_json_get_object (item, "chat");
    JsonObject *lines = b24_json_get_object (item, "lines");
    JsonObject *message = b24_json_get_object (item, "message");
    gint64 chat_id = recent_chat_id (item, chat);
    Dialog *dialog;
    B24Dialog *self;

    if (chat_id <= 0 || (!is_line_chat (chat) && !b24_json_has (lines, "id")))
        return NULL;
    dialog = dialog_alloc ();
    self = &dialog->base;
    self->chat_id = chat_id;
    read_chat (dialog, chat);
    if (b24_json_has (lines, "id")) {
        gint64 start = b24_json_get_time (lines, "date_create");

        self->session_id = MAX (b24_json_get_int (lines, "id", 0), 0);
        self->session_status = (int) b24_json_get_int (lines, "status", self->session_status);
        if (start > 0)
            self->session_start = start;
    }
    set_title (self, b24_json_dup_string (item, "title"), b24_json_dup_string (chat, "name"));
    self->avatar = dup_avatar (b24_json_get (item, "avatar"));
    self->last_message_id = MAX (b24_json_get_int (message, "id", 0), 0);
    self->last_text = b24_json_dup_string (message, "text");
    self->last_author_id = MAX (b24_json_get_int (message, "author_id", 0), 0);
    self->last_time = b24_json_get_time (message, "date");
    self->read_id = MAX (b24_json_get_int (item, "last_id", 0), 0);
    self->counter = (int) CLAMP (b24_json_get_int (item, "counter", 0), 0, G_MAXINT);
    return self;
}

B24Dialog *
b24_dialog_new_from_chat (JsonObject *chat)
{
    gint64 chat_id = b24_json_get_int (chat, "id", 0);
    Dialog *dialog;
    B24Dialog *self;

    if (chat_id <= 0)
        chat_id = b24_dialog_id_parse (b24_json_get_string (chat, "dialog_id"));
    if (chat_id <= 0 || !is_line_chat (chat))
        return NULL;
    dialog = dialog_alloc ();
    self = &dialog->base;
    self->chat_id = chat_id;
    read_chat (dialog, chat);
    set_title (self, b24_json_dup_string (chat, "name"), b24_json_dup_string (chat, "title"));
    self->avatar = dup_avatar (b24_json_get (chat, "avatar"));
    self->last_message_id = MAX (b24_json_get_int (chat, "last_message_id", 0), 0);
    self->read_id = MAX (b24_json_get_int (chat, "last_id", 0), 0);
    self->counter = (int) CLAMP (b24_json_get_int (chat, "counter", 0), 0, G_MAXINT);
    return self;
}

static void
find_line_chat (const char *key, JsonNode *value, gpointer user_data)
{
    JsonObject **found = user_data;
    JsonObject *chat = b24_json_node_object (value);

    if (*found == NULL && b24_json_has (chat, "id"))
        *found = chat;
}

/* `lines` of messages, or `session` of changed statuses, whose own status is a word. */
static void
read_pushed_session (Dialog *dialog, JsonObject *lines, int status)
{
    B24Dialog *self = &dialog->base;
    gint64 start = b24_json_get_time (lines, "date_create");
    gint64 id = b24_json_get_int (lines, "id", 0);

    if (id > 0)
        self->session_id = id;
    if (start > 0)
        self->session_start = start;
    if (status < 0)
        status = (int) CLAMP (b24_json_get_int (lines, "status", -1), -1, G_MAXINT);
    if (status >= 0)
        self->session_status = status;
    if (b24_json_get_bool (lines, "isClosed", FALSE))
        self->session_status = MAX (self->session_status, B24_SESSION_CLOSE);
    dialog->told_pin = b24_json_has (lines, "pinned");
    dialog->told_silent = b24_json_has (lines, "silentMode");
    if (dialog->no_data) {
        self->pinned = b24_json_get_bool (lines, "pinned", self->pinned);
        self->silent = b24_json_get_bool (lines, "silentMode", self->silent);
    }
}

B24Dialog *
b24_dialog_new_from_push (JsonObject *chat, JsonObject *lines, int status)
{
    g_autoptr (JsonNode) node = NULL;
    JsonObject *keyed = NULL;
    Dialog *dialog;
    B24Dialog *self;

    /* Messages carry a map of one chat, by its id. */
    if (chat != NULL && !b24_json_has (chat, "id")) {
        node = json_node_init_object (json_node_alloc (), chat);
        b24_json_foreach (node, find_line_chat, &keyed);
        chat = keyed;
    }
    self = b24_dialog_new_from_chat (chat);
    if (self == NULL)
        return NULL;
    dialog = (Dialog *) self;
    dialog->pushed = TRUE;
    dialog->no_data = !b24_json_has (chat, "entity_data_1");
    /* Nobody is told of a session that is long over. */
    if (dialog->no_data)
        self->session_id = -1;
    read_pushed_session (dialog, lines, status);
    /* Before somebody has taken it, this is whom it is offered to. */
    if (!b24_json_has (chat, "owner") && self->session_status >= B24_SESSION_ANSWER) {
        self->owner_id = MAX (b24_json_get_int (lines, "operatorId", 0), 0);
        self->member = self->owner_id > 0;
    }
    return self;
}

static Dialog *
dialog_copy (B24Dialog *self)
{
    Dialog *copy = dialog_alloc ();

    *copy = *(Dialog *) self;
    copy->base.title = g_strdup (self->title);
    copy->base.connector = g_strdup (self->connector);
    copy->base.user_code = g_strdup (self->user_code);
    copy->base.crm_type = g_strdup (self->crm_type);
    copy->base.block_reason = g_strdup (self->block_reason);
    copy->base.avatar = g_strdup (self->avatar);
    copy->base.last_text = g_strdup (self->last_text);
    return copy;
}

static void
replace_text (char **slot, const char *text)
{
    g_free (*slot);
    *slot = g_strdup (text);
}

/* Sources that are older than the last message we know, or tell only its id, lack the rest. */
static void
merge_last_message (B24Dialog *self, B24Dialog *older)
{
    gboolean same = self->last_message_id == older->last_message_id;

    if (self->last_message_id > older->last_message_id)
        return;
    if (same && self->last_text != NULL)
        return;
    self->last_message_id = older->last_message_id;
    self->last_author_id = older->last_author_id;
    self->last_time = older->last_time;
    replace_text (&self->last_text, older->last_text);
}

static void
merge_session (Dialog *dialog, B24Dialog *older)
{
    B24Dialog *self = &dialog->base;

    if (self->session_id < 0 && older->session_id != 0)
        self->session_id = older->session_id;
    if (self->session_id == 0 || self->session_id != older->session_id)
        return;
    if (self->session_start == 0)
        self->session_start = older->session_start;
    if (self->session_status >= 0)
        return;
    if (self->owner_id != older->owner_id && self->owner_id > 0 &&
        older->session_status < B24_SESSION_WAIT_CLIENT) {
        self->session_status = B24_SESSION_ANSWER;
        return;
    }
    /* The customer wrote again: the closing phase is over, what followed is not known. */
    if (older->session_status == B24_SESSION_WAIT_CLIENT && dialog->wait_known)
        return;
    self->session_status = older->session_status;
}

static void
merge_pushed (Dialog *dialog, B24Dialog *older)
{
    B24Dialog *self = &dialog->base;
    gboolean no_data = dialog->no_data;

    /* The merged one is as complete as any. */
    dialog->pushed = FALSE;
    dialog->no_data = FALSE;
    self->counter = older->counter;
    if (self->owner_id == older->owner_id)
        self->member = older->member;
    if (!no_data)
        return;
    if (!dialog->told_pin)
        self->pinned = older->pinned;
    if (!dialog->told_silent)
        self->silent = older->silent;
    self->crm_id = older->crm_id;
    replace_text (&self->crm_type, older->crm_type);
    self->block_date = older->block_date;
    replace_text (&self->block_reason, older->block_reason);
}

/* What else it is bound to, of a source that tells the first object only. */
static void
merge_crm (Dialog *dialog, B24Dialog *older)
{
    B24Dialog *self = &dialog->base;

    if (dialog->crm_known)
        return;
    dialog->crm_known = ((Dialog *) older)->crm_known;
    for (guint i = 0; i < B24_N_CRM_KINDS; i++) {
        if (self->crm_ids[i] == 0)
            self->crm_ids[i] = older->crm_ids[i];
    }
}

B24Dialog *
b24_dialog_merge (B24Dialog *newer, B24Dialog *older)
{
    Dialog *dialog;
    B24Dialog *self;

    if (older == NULL || older == newer)
        return b24_dialog_ref (newer);
    dialog = dialog_copy (newer);
    self = &dialog->base;
    merge_session (dialog, older);
    merge_last_message (self, older);
    if (dialog->pushed)
        merge_pushed (dialog, older);
    merge_crm (dialog, older);
    if (self->read_id == 0)
        self->read_id = older->read_id;
    if (self->avatar == NULL)
        self->avatar = g_strdup (older->avatar);
    if (*self->user_code == '\0') {
        replace_text (&self->user_code, older->user_code);
        replace_text (&self->connector, older->connector);
        self->customer_id = older->customer_id;
        if (self->line_id == 0)
            self->line_id = older->line_id;
    }
    return self;
}

B24Dialog *
b24_dialog_with_last (B24Dialog *self, B24Message *message, int counter)
{
    B24Dialog *now = &dialog_copy (self)->base;

    now->last_message_id = message->id;
    now->last_author_id = message->author_id;
    now->last_time = message->time;
    replace_text (&now->last_text, message->text);
    if (counter >= 0)
        now->counter = counter;
    return now;
}

B24Dialog *
b24_dialog_with_read (B24Dialog *self, gint64 read_id, int counter)
{
    B24Dialog *now = &dialog_copy (self)->base;

    now->read_id = read_id;
    now->counter = counter;
    return now;
}

static gboolean
same_texts (B24Dialog *a, B24Dialog *b)
{
    return g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->connector, b->connector) == 0 &&
           g_strcmp0 (a->user_code, b->user_code) == 0 &&
           g_strcmp0 (a->crm_type, b->crm_type) == 0 &&
           g_strcmp0 (a->block_reason, b->block_reason) == 0 &&
           g_strcmp0 (a->avatar, b->avatar) == 0 && g_strcmp0 (a->last_text, b->last_text) == 0;
}

gboolean
b24_dialog_equal (B24Dialog *a, B24Dialog *b)
{
    return a->chat_id == b->chat_id && a->line_id == b->line_id &&
           a->customer_id == b->customer_id && a->owner_id == b->owner_id &&
           a->session_id == b->session_id && a->session_status == b->session_status &&
           a->session_start == b->session_start && a->pinned == b->pinned &&
           a->silent == b->silent && a->crm_id == b->crm_id && a->block_date == b->block_date &&
           a->last_message_id == b->last_message_id && a->last_author_id == b->last_author_id &&
           a->last_time == b->last_time && a->read_id == b->read_id && a->counter == b->counter &&
           a->member == b->member && memcmp (a->crm_ids, b->crm_ids, sizeof a->crm_ids) == 0 &&
           same_texts (a, b);
}

B24Standing
b24_dialog_get_standing (B24Dialog *self, gint64 my_id)
{
    if (self->session_status >= B24_SESSION_CLOSE || self->session_id == 0 ||
        self->session_status == B24_SESSION_WAIT_CLIENT)
        return B24_STANDING_CLOSED;
    if (self->owner_id == 0 ||
        (self->session_status >= 0 && self->session_status < B24_SESSION_ANSWER))
        return B24_STANDING_WAITING;
    if (self->owner_id != my_id)
        return B24_STANDING_COLLEAGUE;
    if (self->session_status == B24_SESSION_OPERATOR)
        return B24_STANDING_ANSWERED;
    return B24_STANDING_REPLY;
}

gboolean
b24_dialog_is_blocked (B24Dialog *self, gint64 now)
{
    return self->block_date > 0 && self->block_date < now;
}

char *
b24_dialog_guess_customer_name (B24Dialog *self, const char *line_name)
{
    g_autofree char *suffix = line_name != NULL ? g_strconcat (" - ", line_name, NULL) : NULL;
    const char *cut = NULL;
    g_autofree char *name = NULL;

    if (suffix != NULL && g_str_has_suffix (self->title, suffix))
        cut = self->title + strlen (self->title) - strlen (suffix);
    else
        cut = g_strrstr (self->title, " - ");
    if (cut != NULL)
        name = b24_name_clean (g_strndup (self->title, (gsize) (cut - self->title)));
    return name != NULL ? g_steal_pointer (&name) : g_strdup (self->title);
}

char *
b24_dialog_id_format (gint64 chat_id)
{
    return g_strdup_printf ("chat%" G_GINT64_FORMAT, chat_id);
}

gint64
b24_dialog_id_parse (const char *name)
{
    guint64 id = 0;

    if (name == NULL || !g_str_has_prefix (name, "chat") ||
        !g_ascii_string_to_unsigned (name + strlen ("chat"), 10, 1, G_MAXINT64, &id, NULL))
        return 0;
    return (gint64) id;
}
