/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-connector — what the way to a customer can do.
 */

#include "b24-dialog.h"

G_BEGIN_DECLS

/* Whether the customer can see that an operator is typing: some connectors pass it on, and those
 * whose own chat ids are positive numbers. (rest §9.2) */
gboolean b24_connector_takes_writing (B24Dialog *dialog);

G_END_DECLS
