/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * ol-sign-in — the steps from a password to a connection that knows who we are.
 *
 *   Checking the webhook ▶ Reading permissions ▶ Loading lines ▶ (Loading dialogs ▶ Listening)
 *
 * The last two are announced here and done by ol-connection. Every failure is told to libpurple
 * here, as one sentence and a reason that keeps the account enabled unless it is hopeless.
 */

#include "ol-context.h"

G_BEGIN_DECLS

typedef enum {
    OL_STEP_WEBHOOK,
    OL_STEP_PERMISSIONS,
    OL_STEP_LINES,
    OL_STEP_DIALOGS,
    OL_STEP_LISTENING,
    OL_N_STEPS,
} OlStep;

typedef void (*OlSignedIn) (gpointer owner);

/**
 * ol_sign_in_start:
 * @ready: called once everything in @context is made and the feed can be started; not called
 *   after a failure or once the context is closed, so that @owner need only outlive the context
 *
 * Asks for the webhook when the account has no password.
 */
void ol_sign_in_start (OlContext *context, OlSignedIn ready, gpointer owner);
void ol_sign_in_announce (OlContext *context, OlStep step);
/* Ends the connection: libpurple tells the operator and, unless it is fatal, tries again. */
void ol_sign_in_fail (OlContext *context, const GError *error);

/* (transfer full): permissions that are not needed to work, but would make it better, and that the
 * webhook was not given; empty when it has all */
GStrv ol_sign_in_dup_missing (OlContext *context);

/* Removes what is kept on disk for @account: cursors and given names. */
void ol_sign_in_forget_files (PurpleAccount *account);

G_END_DECLS
