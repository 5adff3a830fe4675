/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "b24-user.h"

#include "b24-json.h"
#include "b24-name.h"

static void
user_clear (gpointer data)
{
    B24User *self = data;

    g_free (self->name);
    g_free (self->position);
    g_free (self->avatar);
}

B24User *
b24_user_ref (B24User *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
b24_user_unref (B24User *self)
{
    g_atomic_rc_box_release_full (self, user_clear);
}

/* Strings only: numbers, false and objects are nothing. */
static char *
dup_member (JsonObject *object, const char *key)
{
    return b24_name_clean (b24_json_node_dup_string (b24_json_get_any_case (object, key)));
}

static gboolean
get_flag (JsonObject *object, const char *key, gboolean fallback)
{
    return b24_json_node_bool (b24_json_get_any_case (object, key), fallback);
}

static gboolean
member_is (JsonObject *object, const char *key, const char *value)
{
    g_autofree char *member = dup_member (object, key);

    return member != NULL && g_ascii_strcasecmp (member, value) == 0;
}

/* Takes what is found, so that one place decides what an unnamed person is called. */
static char *
choose_name (gint64 id, char *full, char *first, char *last)
{
    g_autofree char *given = first;
    g_autofree char *family = last;

    if (full != NULL)
        return full;
    if (given != NULL && family != NULL)
        return g_strconcat (given, " ", family, NULL);
    if (given != NULL)
        return g_steal_pointer (&given);
    if (family != NULL)
        return g_steal_pointer (&family);
    return g_strdup_printf ("User %" G_GINT64_FORMAT, id);
}

static B24User *
user_alloc (JsonObject *object)
{
    gint64 id = b24_json_node_int (b24_json_get_any_case (object, "id"), 0);
    B24User *self;

    if (id <= 0)
        return NULL;
    self = g_atomic_rc_box_new0 (B24User);
    self->id = id;
    self->active = get_flag (object, "active", TRUE);
    return self;
}

B24User *
b24_user_new_from_im (JsonObject *object)
{
    B24User *self = user_alloc (object);

    if (self == NULL)
        return NULL;
    self->name = choose_name (self->id, dup_member (object, "name"),
                              dup_member (object, "first_name"), dup_member (object, "last_name"));
    self->position = dup_member (object, "work_position");
    self->avatar = dup_member (object, "avatar");
    self->online = member_is (object, "status", "online");
    if (get_flag (object, "connector", FALSE) ||
        member_is (object, "external_auth_id", "imconnector"))
        self->kind = B24_USER_CUSTOMER;
    else if (get_flag (object, "bot", FALSE))
        self->kind = B24_USER_BOT;
    else if (get_flag (object, "extranet", FALSE))
        self->kind = B24_USER_EXTRANET;
    else
        self->kind = B24_USER_COLLEAGUE;
    return self;
}

B24User *
b24_user_new_from_portal (JsonObject *object)
{
    B24User *self = user_alloc (object);

    if (self == NULL)
        return NULL;
    self->name =
        choose_name (self->id, NULL, dup_member (object, "NAME"), dup_member (object, "LAST_NAME"));
    self->position = dup_member (object, "WORK_POSITION");
    self->avatar = dup_member (object, "PERSONAL_PHOTO");
    self->online = get_flag (object, "IS_ONLINE", FALSE);
    if (member_is (object, "EXTERNAL_AUTH_ID", "imconnector") ||
        member_is (object, "USER_TYPE", "imconnector"))
        self->kind = B24_USER_CUSTOMER;
    else if (member_is (object, "EXTERNAL_AUTH_ID", "bot") ||
             member_is (object, "USER_TYPE", "bot"))
        self->kind = B24_USER_BOT;
    else if (member_is (object, "USER_TYPE", "extranet") ||
             member_is (object, "USER_TYPE", "email") || member_is (object, "USER_TYPE", "shop"))
        self->kind = B24_USER_EXTRANET;
    else
        self->kind = B24_USER_COLLEAGUE;
    return self;
}
