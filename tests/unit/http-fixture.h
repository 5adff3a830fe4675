/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * http-fixture — a server that answers from a script, faults included.
 *
 * It runs in the test's own main context on a free port of 127.0.0.1. Answers are taken in the
 * order they were pushed; when the script is empty, `{"result":true}` is the answer.
 */

#include <libsoup/soup.h>

typedef struct _HttpFixture HttpFixture;

typedef struct {
    char *verb;
    char *path;
    char *host;
    char *body;
    char *content_type;
    char *user_agent;
    guint client_port; /* tells connections apart */
} HttpRequest;

HttpFixture *http_fixture_new (void);
void http_fixture_free (HttpFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpFixture, http_fixture_free)

guint http_fixture_get_port (HttpFixture *self);
const char *http_fixture_get_authority (HttpFixture *self);

void
http_fixture_push (HttpFixture *self, guint status, const char *content_type, const char *body);
void http_fixture_push_json (HttpFixture *self, guint status, const char *body);
void http_fixture_push_redirect (HttpFixture *self, guint status, const char *location);
void http_fixture_push_header (HttpFixture *self, guint status, const char *name, const char *value,
                               const char *body);
/* Bytes on the bare connection, which is closed after them; "" is a reset. */
void http_fixture_push_raw (HttpFixture *self, const char *bytes);
/* An answer that never ends: a byte of a header now and then. */
void http_fixture_push_drip (HttpFixture *self);
/* No answer at all. */
void http_fixture_push_silence (HttpFixture *self);

guint http_fixture_count (HttpFixture *self);
const HttpRequest *http_fixture_get (HttpFixture *self, guint index);

/* What an asynchronous call came back with. */
typedef struct {
    GAsyncResult *result;
} HttpWait;

void http_wait_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/* (transfer full): turns the main loop until the call is back */
GAsyncResult *http_wait_take (HttpWait *wait);
/* Turns the main loop until the server has got @count requests. */
void http_fixture_wait_requests (HttpFixture *self, guint count);
