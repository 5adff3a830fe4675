/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-protocol — names other programs rely on (design §1). Never change one.
 */

#define OL_PROTOCOL_ID "prpl-bitrix24-openlines"
#define OL_LIST_ICON   "openlines"

/* The modules for one UI, and what they and the plugin are to each other: the plugin's IPC command,
 * see ol_complete(), and its signal (PurpleConversation *, const char *text) → gboolean: whether
 * the text was put into the line the operator types in. */
#define OL_COMPANION_PIDGIN   "gtk-openlines"
#define OL_COMPANION_FINCH    "gnt-openlines"
#define OL_IPC_COMPLETE       "complete"
#define OL_SIGNAL_INSERT_TEXT "openlines-insert-text"

#define OL_OPTION_ANSWER_ON_REPLY "answer-on-reply"
#define OL_OPTION_OPEN_WAITING    "open-waiting"
#define OL_OPTION_HISTORY         "history"
#define OL_OPTION_REMIND_AFTER    "remind-after"
#define OL_OPTION_BOT_CLIENT_ID   "bot-client-id"

#define OL_STATUS_WAITING   "waiting"
#define OL_STATUS_REPLY     "reply"
#define OL_STATUS_ANSWERED  "answered"
#define OL_STATUS_COLLEAGUE "colleague"
#define OL_STATUS_CLOSED    "closed"
