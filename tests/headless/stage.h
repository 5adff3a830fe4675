/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * stage — a scene in virtual time: what plays there takes no longer than it has to.
 */

#include "client-virtual.h"

G_BEGIN_DECLS

typedef struct {
    Scene *scene;
    Drive *drive;
} Stage;

/* Virtual milliseconds to a real one: pushed news needs real time on its way. */
#define STAGE_PACE 20

/* As scene_new(). */
Stage *stage_new (void);
/* The account is signed off first. */
void stage_free (Stage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

/* Long enough for everything the client could want to do by itself after what happened. */
void stage_pass (Stage *self);

G_END_DECLS
