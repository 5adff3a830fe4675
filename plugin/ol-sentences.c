/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-sentences.h"

#include <glib/gi18n-lib.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

PurpleConnectionError
ol_sentence_reason (const GError *error)
{
    if (error == NULL || error->domain != B24_ERROR)
        return PURPLE_CONNECTION_ERROR_NETWORK_ERROR;

    switch ((B24Error) error->code) {
    case B24_ERROR_BAD_PORTAL:
    case B24_ERROR_NOT_ENCRYPTED:
        return PURPLE_CONNECTION_ERROR_INVALID_SETTINGS;
    case B24_ERROR_BAD_CREDENTIAL:
    case B24_ERROR_OTHER_PORTAL:
    case B24_ERROR_NO_AUTH_FOUND:
    case B24_ERROR_INVALID_CREDENTIALS:
    case B24_ERROR_EXPIRED_TOKEN:
    case B24_ERROR_INVALID_TOKEN:
    case B24_ERROR_INVALID_GRANT:
    case B24_ERROR_INVALID_CLIENT:
    case B24_ERROR_USER_ACCESS_ERROR:
    case B24_ERROR_AUTHORIZATION_ERROR:
    case B24_ERROR_APPLICATION_NOT_FOUND:
        return PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED;
    case B24_ERROR_INSUFFICIENT_SCOPE:
    case B24_ERROR_WRONG_AUTH_TYPE:
        return PURPLE_CONNECTION_ERROR_AUTHENTICATION_IMPOSSIBLE;
    case B24_ERROR_PORTAL_DELETED:
    case B24_ERROR_PAYMENT_REQUIRED:
    case B24_ERROR_ACCESS_DENIED: /* at sign-in: the plan has no REST at all */
        return PURPLE_CONNECTION_ERROR_OTHER_ERROR;
    case B24_ERROR_TLS:
        /* The one reason about encryption that does not disable the account. */
        return PURPLE_CONNECTION_ERROR_ENCRYPTION_ERROR;
    default:
        return PURPLE_CONNECTION_ERROR_NETWORK_ERROR;
    }
}

char *
ol_sentence_missing_scopes (const char *const *scopes)
{
    g_autofree char *list = g_strjoinv (", ", (char **) scopes);

    return g_strdup_printf (
        g_dngettext (
            GETTEXT_PACKAGE,
            "The webhook lacks the permission: %s. Open it in Developer resources, tick it, "
            "save, and sign in again.",
            "The webhook lacks the permissions: %s. Open it in Developer resources, tick "
            "them, save, and sign in again.",
            g_strv_length ((char **) scopes)),
        list);
}

char *
ol_sentence_waiting (gint64 seconds)
{
    int minutes;
    int hours;

    if (seconds < MINUTE)
        return g_strdup (_ ("waiting"));
    if (seconds < HOUR) {
        minutes = (int) (seconds / MINUTE);
        return g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "waiting %d min", "waiting %d min", (gulong) minutes),
            minutes);
    }
    if (seconds >= DAY) {
        int days = (int) MIN (seconds / DAY, G_MAXINT);

        return g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "waiting %d day", "waiting %d days", (gulong) days),
            days);
    }

    hours = (int) (seconds / HOUR);
    /* Tens of minutes are enough after an hour, and the list is redrawn less often. */
    minutes = (int) (seconds % HOUR / (10 * MINUTE) * 10);
    if (minutes == 0)
        return g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "waiting %d h", "waiting %d h", (gulong) hours), hours);
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "waiting %d h %d min", "waiting %d h %d min", (gulong) hours),
        hours, minutes);
}

char *
ol_sentence_time_left (gint64 seconds)
{
    /* A minute that has begun counts: nobody is to give up too early. */
    int minutes = (int) MIN ((seconds + MINUTE - 1) / MINUTE, G_MAXINT);

    if (seconds < MINUTE)
        return g_strdup (_ ("less than a minute left"));
    if (minutes < HOUR / MINUTE)
        return g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "%d min left", "%d min left", (gulong) minutes), minutes);
    return g_strdup_printf (_ ("%d h %d min left"), minutes / (HOUR / MINUTE),
                            minutes % (HOUR / MINUTE));
}
