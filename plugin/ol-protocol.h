/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-protocol — names other programs rely on (design §1). Never change one.
 */

#define OL_PROTOCOL_ID "prpl-bitrix24-openlines"
#define OL_LIST_ICON   "openlines"

#define OL_OPTION_ANSWER_ON_REPLY "answer-on-reply"
#define OL_OPTION_OPEN_WAITING    "open-waiting"
#define OL_OPTION_HISTORY         "history"

#define OL_STATUS_WAITING   "waiting"
#define OL_STATUS_REPLY     "reply"
#define OL_STATUS_ANSWERED  "answered"
#define OL_STATUS_COLLEAGUE "colleague"
#define OL_STATUS_CLOSED    "closed"
