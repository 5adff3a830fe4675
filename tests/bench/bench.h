/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * bench — what the benchmarks share: a practice portal in a process of its own, and figures.
 *
 * The portal is a separate program so that its work is not counted as the client's. Its control
 * interface is spoken over a bare socket: what the client loads at its first sign-in must not be
 * there before because of us.
 */

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
    GSubprocess *process;
    guint port;
    char *username; /* of the account */
    char *webhook;  /* Kim Oh's, operator 27, in the form `27/secret` */
} BenchPortal;

/* Starts a portal without request limits; ends the program when it cannot. */
BenchPortal *bench_portal_new (void);
void bench_portal_free (BenchPortal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchPortal, bench_portal_free)

/**
 * bench_portal_control:
 * @verb: see `practice-portal --help`
 *
 * Blocks until it is done; ends the program when it is refused.
 *
 * Returns: (transfer full): the answer
 */
JsonObject *bench_portal_control (BenchPortal *self, const char *verb, const char *json_format, ...)
    G_GNUC_PRINTF (3, 4);

/* The value below which @share (0 to 1) of the doubles in @values lie; sorts them. */
double bench_quantile (GArray *values, double share);

G_END_DECLS
