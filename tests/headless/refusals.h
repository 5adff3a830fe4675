/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * refusals — what the operator reads when a command is refused: one row per command, and of each
 * row the same tests.
 *
 * Every documented code has a sentence of its own, other than that of a code nobody knows; what the
 * front server, the system and the network answer is survived; and after `true` for nothing, or an
 * answer that got lost, the line tells what really happened. For programs that use
 * client_virtual_main_scenes().
 */

#include "scene.h"

G_BEGIN_DECLS

/**
 * RefusalFlags:
 * @REFUSAL_OWN_CHECK: the method does not begin with the access check of rest §8.1
 * @REFUSAL_READS: it changes nothing: no `true` for nothing, no lost answer
 * @REFUSAL_BLIND: nothing shows afterwards whether it was done: the same two are left out
 * @REFUSAL_NOT_ALONE: the method is one of two, or many things need it: whether the portal lacks it
 *   is not looked at here
 */
typedef enum {
    REFUSAL_OWN_CHECK = 1 << 0,
    REFUSAL_READS = 1 << 1,
    REFUSAL_BLIND = 1 << 2,
    REFUSAL_NOT_ALONE = 1 << 3,
} RefusalFlags;

typedef struct {
    const char *code;
    const char *says; /* (nullable): a part of its sentence */
} RefusalCode;

/**
 * Refusal:
 * @name: of its tests
 * @method: what is refused
 * @command: what is typed
 * @button: (nullable): answers the question it asks
 * @label: (nullable): where it is in the contact's menu
 * @owner: who has the dialog before; 0: it waits
 * @closed: its operator has finished it; @owner is Kim then
 * @prepare: (nullable): instead of both. Returns: (transfer full): the dialog with its window open
 * @success: a part of the line that says it was done, and of no other line
 * @nothing: (nullable): a part of the line after `true` for nothing
 * @measure: (nullable): a number that has to stay what it is when nothing was done; else the owner
 * @codes: those of its own, besides the access check's
 */
typedef struct {
    const char *name;
    const char *method;
    const char *command;
    const char *button;
    const char *label;
    gint64 owner;
    gboolean closed;
    char *(*prepare) (Scene *scene);
    const char *success;
    const char *nothing;
    gint64 (*measure) (Scene *scene, const char *dialog);
    RefusalFlags flags;
    RefusalCode codes[12];
} Refusal;

/* @refusals: static. "/<family>/<name>/<what is answered>" */
void refusals_add_tests (const char *family, const Refusal *refusals, guint n_refusals);

/* Anna's dialog in the state that @refusal begins from, with its window open (transfer full). */
char *refusals_prepare (const Refusal *refusal, Scene *scene);
/* Does it and returns the line it ends in. */
const ClientLine *refusals_run (const Refusal *refusal, Scene *scene, const char *dialog);

G_END_DECLS
