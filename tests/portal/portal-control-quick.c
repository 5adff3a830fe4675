/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-control-quick — control verbs about ready answers.
 */

#include "portal-control.h"
#include "portal-quick.h"

static void
verb_quick (PpControl *control)
{
    PpLine *line = pp_control_get_line (control);
    g_autofree char *name = pp_params_string (control->args, "name");
    g_autofree char *text = pp_params_string (control->args, "text");

    if (name == NULL || text == NULL)
        pp_control_refuse (control, "“name” or “text” is missing");
    if (control->error != NULL)
        return;
    pp_out_int (&control->out, "element",
                pp_quick_add (control->portal, line, name, text, 1, 0)->id);
}

static void
verb_quick_answers (PpControl *control)
{
    PpLine *line = pp_control_get_line (control);
    g_autoptr (GPtrArray) list = NULL;

    if (control->error != NULL)
        return;
    list = pp_quick_list (control->portal, line->quick_list);
    pp_out_array (&control->out, "answers");
    for (guint i = 0; i < list->len; i++) {
        PpQuick *quick = g_ptr_array_index (list, i);

        pp_out_object (&control->out, NULL);
        pp_out_string (&control->out, "name", quick->name);
        pp_out_string (&control->out, "text", quick->text);
        pp_out_end (&control->out);
    }
    pp_out_end (&control->out);
}

const PpVerb pp_verbs_quick[] = {
    { "quick", verb_quick,
      "{\"line\",\"name\",\"text\"} -> {\"element\"}  a ready answer in the line's list, which is "
      "90 + line if it had none" },
    { "quick-answers", verb_quick_answers,
      "{\"line\"} -> {\"answers\":[{\"name\",\"text\"}]}  those of the line's list" },
    { NULL, NULL, NULL },
};
