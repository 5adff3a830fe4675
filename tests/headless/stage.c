/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage.h"

Stage *
stage_new (void)
{
    Stage *self = g_new0 (Stage, 1);

    self->scene = scene_new ();
    self->drive = client_virtual_begin (self->scene);
    drive_set_pace (self->drive, STAGE_PACE);
    return self;
}

void
stage_free (Stage *self)
{
    client_blur ();
    if (self->scene->client->account != NULL)
        client_sign_off (self->scene->client);
    client_virtual_end (self->drive);
    scene_free (self->scene);
    g_free (self);
}

void
stage_pass (Stage *self)
{
    drive_pass (self->drive, 10);
}
