/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * feed-watch — a feed at an operator's desk, and everything it says written down and checked:
 * no message twice, none out of order, nothing after a stop.
 */

#include "b24-feed.h"
#include "desk.h"

#define KIM   27
#define MARIA 28
#define LINE  7

/* A feed and everything it said, one line per signal. */
typedef struct {
    Desk *desk;
    B24Feed *feed;
    GPtrArray *log;
    B24Push *push;     /* (nullable) */
    GHashTable *seen;  /* message ids, to find doubles */
    GHashTable *shown; /* gint64 → B24Message: as it is now, by what the feed told */
    gint64 last_id;
    guint slice; /* events told at the same moment */
    gint64 slice_time;
    guint longest_slice;
    guint stop_at; /* the n-th signal stops the feed; 0 never */
    guint signals;
} Watch;

Watch *watch_new (Desk *desk);
/* Asserts that nothing holds on to the feed any more. */
void watch_free (Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

/* The first line that begins like @prefix, which may hold "*"; -1 for none. */
int watch_find (Watch *watch, const char *prefix);
guint watch_count (Watch *watch, const char *prefix);
/* Waits for a line that begins like this. */
void watch_expect (Watch *watch, guint step, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Gives the feed a push stream; before it is started. */
void watch_give_push (Watch *watch);
/* Waits until push has proved itself; the feed is started, and @chat one of the operator's. */
void watch_verify_push (Watch *watch, gint64 chat);
/* Push tells the feed of @command, as if it came from a client (1) or the portal (2). */
void watch_inject (Watch *watch, const char *module, const char *command, const char *json,
                   guint sender);
/* Waits until all messages of @chat behind @after_id were told, once, and are as the portal has
 * them. */
void watch_expect_truth (Watch *watch, guint step, gint64 chat, gint64 after_id);

gboolean watch_start (Watch *watch, GError **error);
void watch_start_well (Watch *watch);
