/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-report.h"

#include <glib/gi18n-lib.h>

#include "b24-error.h"
#include "ol-sign-in.h"

static char *
dup_seconds (guint milliseconds)
{
    guint seconds = MAX (1, (milliseconds + 500) / 1000);

    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "every second", "every %u seconds", seconds), seconds);
}

/* --- the way --- */

static char *
dup_way (OlContext *context, const B24FeedReport *report)
{
    g_autofree char *often = dup_seconds (report->interval);
    gboolean websocket = report->push == B24_PUSH_WEBSOCKET;

    if (!b24_feed_is_reachable (context->feed))
        return g_strdup (
            _ ("not just now: the portal does not answer. It is tried again by itself."));
    if ((websocket || report->push == B24_PUSH_LONG_POLLING) && !report->verified)
        return g_strdup_printf (
            /* TRANSLATORS: %s is "WebSocket" or "long polling", then "every 2 seconds" */
            _ ("by push (%s), which has not brought anything yet; until it has, "
               "the portal is asked %s too"),
            websocket ? "WebSocket" : _ ("long polling"), often);
    if (websocket)
        return g_strdup_printf (_ ("at once, by push (WebSocket); compared with the portal %s"),
                                often);
    if (report->push == B24_PUSH_LONG_POLLING)
        return g_strdup_printf (_ ("at once, by push (long polling); compared with the portal %s"),
                                often);
    if (report->event_log)
        return g_strdup_printf (_ ("the portal's log of events is read %s"), often);
    return g_strdup_printf (_ ("the portal is asked %s"), often);
}

/* --- why there is no push, and what to do --- */

static const char *
get_cause (const GError *error)
{
    if (error == NULL || error->domain != B24_ERROR)
        return _ ("There is no push just now. It is tried again by itself.");

    switch ((B24Error) error->code) {
    case B24_ERROR_INSUFFICIENT_SCOPE:
    case B24_ERROR_WRONG_AUTH_TYPE:
        return _ ("The portal does not give its push stream to this webhook.");
    case B24_ERROR_METHOD_NOT_FOUND:
        return _ ("This portal does not offer push to programs. Its administrator may install or "
                  "update the module “Push and Pull”.");
    case B24_ERROR_AUTHORIZE_ERROR:
    case B24_ERROR_ACCESS_DENIED:
        return _ ("The portal does not let you use push. Ask its administrator.");
    case B24_ERROR_UNREACHABLE:
    case B24_ERROR_TIMEOUT:
    case B24_ERROR_PROXY:
    case B24_ERROR_TLS:
        return _ ("The push server cannot be reached; a firewall or a proxy on the way may hold it "
                  "up. It is tried again by itself.");
    default:
        return _ ("The portal's push server does not work just now, or is not set up; its "
                  "administrator can say. It is tried again by itself.");
    }
}

/* (nullable): all is as good as it can be */
static const char *
get_advice (OlContext *context, const B24FeedReport *report)
{
    switch (report->push) {
    case B24_PUSH_WEBSOCKET:
        return NULL;
    case B24_PUSH_LONG_POLLING:
        return _ ("WebSocket connections do not get through; a firewall or a proxy on the way may "
                  "hold them up. Long polling does the same with a few more requests.");
    default:
        break;
    }
    if (!ol_context_has_scope (context, "pull_channel"))
        return _ (
            "Tick “Push and Pull” (pull_channel) in the webhook under Applications → "
            "Developer resources → Inbound webhook, save, and sign in again: customers' words "
            "then come at once.");
    if (report->push == B24_PUSH_BACK_OFF)
        return _ ("The push stream was interrupted and is opened again by itself.");
    if (report->push == B24_PUSH_CONFIG || report->push == B24_PUSH_OPENING)
        return _ ("The push stream is being opened.");
    return get_cause (report->no_push);
}

/* --- the window --- */

static void
add_who (PurpleNotifyUserInfo *info, OlContext *context)
{
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, context->me->id);
    /* TRANSLATORS: the operator's name and number on the portal */
    g_autofree char *me = g_strdup_printf (_ ("%s (user %s)"), context->me->name, number);

    purple_notify_user_info_add_pair_plaintext (info, _ ("Portal"),
                                                b24_portal_get_authority (context->portal));
    purple_notify_user_info_add_pair_plaintext (info, _ ("Signed in as"), me);
    if (context->pausing == OL_PAUSING_ON)
        purple_notify_user_info_add_pair_plaintext (info, _ ("New dialogs"),
                                                    _ ("none until /resume"));
}

static void
add_way (PurpleNotifyUserInfo *info, OlContext *context, const B24FeedReport *report)
{
    g_autofree char *way = dup_way (context, report);
    const time_t since = (time_t) report->since;

    purple_notify_user_info_add_pair_plaintext (info, _ ("News arrives"), way);
    /* The way is to be the same after an outage, so its time is no outage's. */
    if (b24_feed_is_reachable (context->feed))
        purple_notify_user_info_add_pair_plaintext (info, _ ("Since"),
                                                    purple_date_format_long (localtime (&since)));
    if (report->latency >= 0) {
        g_autofree char *latency =
            g_strdup_printf (_ ("%.1f s after it happened"), report->latency);

        purple_notify_user_info_add_pair_plaintext (info, _ ("The last news came"), latency);
    }
}

static void
add_figures (PurpleNotifyUserInfo *info, const B24FeedReport *report)
{
    g_autofree char *requests =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u in the last minute",
                                      "%u in the last minute", report->requests),
                         report->requests);
    g_autofree char *refusals =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "asked %u time in the last five minutes",
                                      "asked %u times in the last five minutes", report->refusals),
                         report->refusals);

    purple_notify_user_info_add_pair_plaintext (info, _ ("Requests"), requests);
    purple_notify_user_info_add_pair_plaintext (info, _ ("Asked to slow down"),
                                                report->refusals > 0 ? refusals : _ ("not lately"));
    if (report->version > 0) {
        g_autofree char *version = g_strdup_printf ("%d", report->version);
        g_autofree char *reconnects = g_strdup_printf ("%u", report->reconnects);

        purple_notify_user_info_add_pair_plaintext (info, _ ("Version of the push server"),
                                                    version);
        purple_notify_user_info_add_pair_plaintext (info, _ ("Push opened again since sign-in"),
                                                    reconnects);
    }
}

static void
add_advice (PurpleNotifyUserInfo *info, OlContext *context, const B24FeedReport *report)
{
    const char *advice = get_advice (context, report);
    g_auto (GStrv) missing = ol_sign_in_dup_missing (context);
    g_autofree char *list = g_strjoinv (", ", missing);

    if (*list != '\0')
        purple_notify_user_info_add_pair_plaintext (info, _ ("Not ticked in the webhook"), list);
    if (advice != NULL)
        purple_notify_user_info_add_pair_plaintext (info, _ ("Push"), advice);
}

void
ol_report_show (OlContext *context)
{
    PurpleNotifyUserInfo *info;
    B24FeedReport report = { 0 };
    g_autofree char *text = NULL;

    if (!ol_context_is_alive (context) || context->feed == NULL || context->me == NULL)
        return;
    b24_feed_report (context->feed, &report);
    info = purple_notify_user_info_new ();
    add_who (info, context);
    add_way (info, context, &report);
    add_figures (info, &report);
    add_advice (info, context, &report);
    text = purple_notify_user_info_get_text_with_newline (info, "<br>");
    purple_notify_formatted (ol_context_get_connection (context), _ ("Connection"),
                             b24_portal_get_authority (context->portal), NULL, text, NULL, NULL);
    purple_notify_user_info_destroy (info);
}
