/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * soak — a day's work of an operator in virtual time while everything goes wrong all the time: many
 * dialogs, messages of everybody both ways, faults of the portal and of the push server at random
 * from a seed, and the ways news can arrive one after the other. In the end each conversation has
 * to be what the portal knows: the same messages in the same order, each as sent or as received,
 * none doubled, none missing.
 *
 * Three parts: people who write (soak-people.c), faults (soak-faults.c), and the truth
 * (soak-truth.c).
 */

#include "client-virtual.h"

G_BEGIN_DECLS

/* How news arrives. */
typedef enum { SOAK_WEBSOCKET, SOAK_LONG_POLLING, SOAK_EVENT_LOG, SOAK_POLLING, SOAK_WAYS } SoakWay;

typedef struct {
    gint64 message;
    guint number;
    double changed; /* virtual seconds */
    gboolean deleted;
} SoakText;

typedef struct {
    Scene *scene;
    Drive *drive;
    B24Clock *clock;
    GRand *rand;
    GPtrArray *dialogs; /* (element-type utf8) */
    GArray *recent;     /* (element-type SoakText): what may still be changed */
    guint serial;       /* of the last text anybody wrote */
    GArray *changed;    /* (element-type SoakText) */
    /* Numbers of those changed while the client lost its connection → whether they were deleted:
     * they have to be there, with whichever of their texts, the deleted ones may be. */
    GHashTable *excused;
    guint goal;   /* people stop when it is reached */
    guint people; /* timers */
    guint faults;
    guint up;
    guint struck; /* faults of the push server so far, and times the portal was away */
    guint lost;   /* connections that libpurple was told are lost */
} Soak;

/* Everybody writes until @goal texts have been written. */
void soak_people_start (Soak *self, guint goal);
void soak_people_stop (Soak *self);
/* Where libpurple has given the connection up, signs in again, as UIs do after a passing error. */
void soak_people_reconnect (Soak *self);
/* Somebody writes by other means than this client. */
void soak_people_write_elsewhere (Soak *self);

void soak_faults_start (Soak *self);
void soak_faults_stop (Soak *self); /* and clears all there are */
void soak_faults_use_way (Soak *self, SoakWay way);
const char *soak_faults_name_way (SoakWay way);
/* How many struck so far. */
guint soak_faults_count (Soak *self);

/* Each conversation is what the portal knows. */
gboolean soak_truth_is_reached (Soak *self);
/* Fails the test where one is not. */
void soak_truth_check (Soak *self);

G_END_DECLS
