/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-sentences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Connector codes as portals name them. A row stands for every code that begins with its prefix
 * ("whatsappbyedna", "whatsappbytwilio"), so longer prefixes come first.
 */
typedef struct {
    const char *prefix;
    const char *name; /* shown to people; names of firms stay as they are */
    const char *emblem;
} Channel;

static const Channel channels[] = {
    { "livechat", N_ ("Site widget"), "livechat" },
    { "telegram", N_ ("Telegram"), "telegram" },
    { "whatsapp", N_ ("WhatsApp"), "whatsapp" },
    { "edna", N_ ("WhatsApp"), "whatsapp" },
    { "viber", N_ ("Viber"), "viber" },
    { "facebookcomments", N_ ("Facebook comments"), "facebook" },
    { "facebook", N_ ("Facebook"), "facebook" },
    { "fbinstagram", N_ ("Instagram"), "instagram" },
    { "instagram", N_ ("Instagram"), "instagram" },
    { "vkgroup", N_ ("VK"), "vk" },
    { "vk", N_ ("VK"), "vk" },
    { "ok", N_ ("Odnoklassniki"), "ok" },
    { "imessage", N_ ("Apple Messages"), "apple" },
    { "avito", N_ ("Avito"), "other" },
    { "network", N_ ("Bitrix24 Network"), "network" },
    { "notifications", N_ ("Notifications"), "other" },
    { "mail", N_ ("E-mail"), "email" },
    { "email", N_ ("E-mail"), "email" },
    { "wechat", N_ ("WeChat"), "other" },
    { "skype", N_ ("Skype"), "other" },
    { "max", N_ ("MAX"), "other" },
};

static const Channel *
find_channel (const char *connector)
{
    g_autofree char *code = g_ascii_strdown (connector != NULL ? connector : "", -1);

    for (guint i = 0; i < G_N_ELEMENTS (channels); i++) {
        gboolean exact = strcmp (code, channels[i].prefix) == 0;

        /* Two and three letters begin too many other words to stand for a family. */
        if (exact ||
            (strlen (channels[i].prefix) > 3 && g_str_has_prefix (code, channels[i].prefix)))
            return &channels[i];
    }
    return NULL;
}

/* "my_crm-gate" → "My crm gate" */
static char *
make_readable (const char *connector)
{
    g_autofree char *valid = g_utf8_make_valid (connector, -1);
    g_autofree char *first = NULL;
    g_autofree char *rest = NULL;

    g_strdelimit (valid, "_-.|", ' ');
    g_strstrip (valid);
    if (*valid == '\0')
        return g_strdup (_ ("Unknown channel"));
    first = g_utf8_substring (valid, 0, 1);
    rest = g_utf8_strup (first, -1);
    return g_strconcat (rest, g_utf8_next_char (valid), NULL);
}

char *
ol_sentence_channel (const char *connector)
{
    const Channel *channel = find_channel (connector);

    return channel != NULL ? g_strdup (_ (channel->name))
                           : make_readable (connector != NULL ? connector : "");
}

const char *
ol_channel_emblem (const char *connector)
{
    const Channel *channel = find_channel (connector);

    return channel != NULL ? channel->emblem : "other";
}
