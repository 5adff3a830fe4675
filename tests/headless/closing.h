/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * closing — closed at every step.
 *
 * Each scenario runs again and again; after 0, 1, 2 … callbacks of the main loop the account is
 * disconnected, disabled or deleted, the plugin unloaded or the window closed, until the scenario
 * ends before its turn comes. Nothing may crash, complain or leak, and one can sign in afterwards.
 */

#include "scene.h"

G_BEGIN_DECLS

typedef struct {
    const char *family; /* programs run side by side take one family each */
    const char *name;
    /* Returns: (transfer full): the dialog it is about */
    char *(*prepare) (Scene *scene);
    void (*begin) (Scene *scene, const char *dialog);
    /* Called after each callback: goes on with what the user does, TRUE when all is done */
    gboolean (*proceed) (Scene *scene, const char *dialog);
} ClosingScenario;

/* Where it happens, when not in real time with the plugin as a file. */
typedef struct {
    gpointer (*open) (Scene *scene); /* before anything else, and before the scene ends: */
    void (*close) (gpointer stage);
    /* runs the next callback of the main loop */
    void (*step) (Scene *scene, gpointer stage, const char *name);
    void (*unload) (void);
    void (*load) (void); /* does nothing when it is loaded */
} ClosingStage;

/* @scenarios: static. @stage: (nullable): static. "/closing/<family>/<name>/<interruption>" */
void
closing_add_tests (const ClosingScenario *scenarios, guint n_scenarios, const ClosingStage *stage);

G_END_DECLS
