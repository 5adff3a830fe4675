/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * portal-methods-v2 — imopenlines.v2.Session.*: what operators and sessions do, in the newer form.
 */

#include "portal-private.h"

const PpMethod pp_methods_v2[] = {
    { NULL, NULL, PP_KEYS_EXACT, NULL },
};
