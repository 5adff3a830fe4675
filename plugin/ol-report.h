/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-report — “Connection…” in the account's menu: which way news arrives and since when, how
 * fast, at what cost, and what keeps it from coming faster.
 */

#include "ol-context.h"

G_BEGIN_DECLS

/* Opens the window; nothing of it is secret. */
void ol_report_show (OlContext *context);

G_END_DECLS
