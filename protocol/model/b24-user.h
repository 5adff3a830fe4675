/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-user — a person (or bot) as the portal describes them. Immutable, shared by reference.
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
    B24_USER_COLLEAGUE, /* an employee of the portal */
    B24_USER_CUSTOMER,  /* a connector's user */
    B24_USER_BOT,
    B24_USER_EXTRANET,
} B24UserKind;

/**
 * B24User:
 * @name: never empty: a person without a name is "User 27"
 * @online: the portal says so ("Y", or status online)
 */
typedef struct {
    gint64 id;
    char *name;
    char *position; /* (nullable) */
    char *avatar;   /* (nullable), absolute or relative address */
    B24UserKind kind;
    gboolean active;
    gboolean online;
} B24User;

/* From im.* (lower_snake, reference rest §6.7); (nullable) when there is no id. */
B24User *b24_user_new_from_im (JsonObject *object);
/* From user.get, user.search, user.current, profile (UPPERCASE). */
B24User *b24_user_new_from_portal (JsonObject *object);
B24User *b24_user_ref (B24User *self);
void b24_user_unref (B24User *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24User, b24_user_unref)

G_END_DECLS
