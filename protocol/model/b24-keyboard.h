/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-keyboard — the buttons below a bot's message (rest §6.9).
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A button that can be pressed: links and disabled ones are left out. */
typedef struct {
    char *label;
    gint64 bot_id;
    char *command;
    char *params; /* "" for none */
} B24Button;

/**
 * b24_keyboard_read:
 * @keyboard: (nullable): the message's parameter KEYBOARD; "N" for none
 *
 * Returns: (transfer full) (nullable) (element-type B24Button): in order; %NULL without any
 */
GPtrArray *b24_keyboard_read (JsonNode *keyboard);

G_END_DECLS
