/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * push-watch — the push stream of operator 27 at a desk, and what it tells.
 *
 * Notes are events of module im that carry a number; the watch knows which numbers came, and that
 * none came twice. Log lines are looked through for what must not stand in them.
 */

#include "b24-push.h"
#include "desk.h"

#define WATCH_OPERATOR 27

typedef struct {
    Desk *desk;
    B24Push *push;
    GArray *notes;     /* guint: numbers in the order they came */
    GPtrArray *others; /* utf8: "module command" of everything else */
    GString *way;      /* names of states in the order they came, each with a space behind it */
    GString *log;
    B24PushState last;
    gint64 entered[B24_PUSH_REFUSED + 1]; /* monotonic, of the last time in each state */
    guint entries[B24_PUSH_REFUSED + 1];
    gboolean explained; /* there was an error when news last stopped coming */
    guint opened;
    guint signals;
    guint stop_at; /* the signal that stops the push; 0 none */
    gboolean over; /* stopped: nothing may come any more */
} Watch;

Watch *watch_new (void);
/* Stops the push and asserts that nothing holds on to it. */
void watch_free (Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

/* The portal publishes the note @number. */
void watch_publish (Watch *watch, guint number);
void watch_publish_some (Watch *watch, guint first, guint last);
/* The portal publishes "pull" @command with @params (JSON). */
void watch_publish_pull (Watch *watch, const char *command, const char *params);
void watch_stop (Watch *watch);

/* Wait by turning the main loop, the clock going on a little in each turn. */
void watch_wait_state (Watch *watch, B24PushState state);
/* Waits for notes 1 to @last, and asserts their order. */
void watch_wait_notes (Watch *watch, guint last);
void watch_wait_opened (Watch *watch, guint times);
/* Starts and waits for news by WebSocket. */
void watch_open (Watch *watch);
/* The clock goes on by @seconds in leaps, for pauses in which nothing is to happen. */
void watch_leap (Watch *watch, guint seconds);
/* Waits until the push is, or has been meanwhile, in @state for the @times-th time. */
void watch_wait_entry (Watch *watch, B24PushState state, guint times);
/* Milliseconds of the clock from the last entry to one state to that of another. */
gint64 watch_time_between (Watch *watch, B24PushState from, B24PushState to);

/* A figure of the portal's push server: "opens", "configs", "sockets" … */
gint64 watch_count (Watch *watch, const char *figure);
/* Waits until the portal's figure is @value. */
void watch_wait_count (Watch *watch, const char *figure, gint64 value);
