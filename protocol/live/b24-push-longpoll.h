/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * b24-push-longpoll — news by requests that the server answers when there is some (realtime §3.5).
 * Internal to live/.
 *
 * One request is under way at a time. Its successor begins behind the last message of its answer,
 * so the owner says when that has been read. The link counts as open with the first answer, or
 * when the server has kept a request for five seconds.
 */

#include <libsoup/soup.h>

#include "b24-clock.h"
#include "b24-push-link.h"

G_BEGIN_DECLS

typedef struct _B24PushLongpoll B24PushLongpoll;

/**
 * B24PushLongpollEvents:
 * @link: of @data the owner has to say that it has been read, by b24_push_longpoll_next()
 * @make_uri: (transfer full): the address to ask for what comes now; secret
 * @place: the server's word about the place in its stream; %NULL forgets it
 */
typedef struct {
    B24PushLinkEvents link;
    char *(*make_uri) (gpointer user_data);
    void (*place) (const char *mid, gpointer user_data);
} B24PushLongpollEvents;

/**
 * b24_push_longpoll_new:
 * @session: its time-out has to be longer than the 40 s the server waits
 * @events: static
 *
 * Returns: (transfer full): nothing is told before the next turn of the main loop
 */
B24PushLongpoll *b24_push_longpoll_new (B24Clock *clock, SoupSession *session,
                                        const B24PushLongpollEvents *events, gpointer user_data);
void b24_push_longpoll_free (B24PushLongpoll *self); /* nothing is told any more */

/* @news: there was something new in it; a server that repeats itself is asked again after a
 * pause. Ignored unless an answer waits for it. */
void b24_push_longpoll_next (B24PushLongpoll *self, gboolean news);
/* The request under way may hang on a dead line: it is given up and made anew. */
void b24_push_longpoll_probe (B24PushLongpoll *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (B24PushLongpoll, b24_push_longpoll_free)

G_END_DECLS
