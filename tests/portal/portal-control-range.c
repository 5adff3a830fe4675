/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control-range — control verbs for what a portal can do at all: which methods it has.
 */

#include "portal-control.h"

static void
verb_event_log (PpControl *control)
{
    control->portal->no_event_log = !pp_params_bool (control->args, "available", TRUE);
}

static void
verb_pausing (PpControl *control)
{
    control->portal->no_pausing = !pp_params_bool (control->args, "available", TRUE);
}

static void
verb_notes (PpControl *control)
{
    control->portal->no_notes = !pp_params_bool (control->args, "available", TRUE);
}

static void
verb_v2_sessions (PpControl *control)
{
    control->portal->v2_sessions = pp_params_bool (control->args, "available", TRUE);
}

/* Those named and no others are missing. A name that never was is a mistake of whoever names it. */
static void
verb_methods (PpControl *control)
{
    PracticePortal *self = control->portal;
    JsonNode *node = json_object_get_member (control->args, "missing");
    JsonArray *names =
        node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

    if (names == NULL) {
        pp_control_refuse (control, "“missing” must be a list");
        return;
    }
    g_hash_table_remove_all (self->missing);
    for (guint i = 0; i < json_array_get_length (names); i++) {
        g_autofree char *name = pp_params_node_string (json_array_get_element (names, i));

        if (name == NULL || !pp_method_is_known (name)) {
            pp_control_refuse (control, "no method “%s”", name != NULL ? name : "");
            return;
        }
        g_hash_table_add (self->missing, g_ascii_strdown (name, -1));
    }
    if (json_array_get_length (names) == 0) {
        self->no_event_log = FALSE;
        self->no_pausing = FALSE;
    }
}

const PpVerb pp_verbs_range[] = {
    { "methods", verb_methods,
      "{\"missing\":[...]}  these methods do not exist, all others do; [] = none is missing, those "
      "of event-log and pausing included" },
    { "event-log", verb_event_log, "{\"available\":true}  im.v2.Event.* is there or not" },
    { "pausing", verb_pausing, "{\"available\":true}  operator.pause.* is there or not" },
    { "notes", verb_notes,
      "{\"available\":true}  what is written with SKIP_CONNECTOR is kept from the customer or "
      "not" },
    { "v2-sessions", verb_v2_sessions,
      "{\"available\":true}  imopenlines.v2.Session.* is there; it is not until told" },
    { NULL, NULL, NULL },
};
