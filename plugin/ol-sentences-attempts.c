/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ol-sentences-attempts.h"

#include <glib/gi18n-lib.h>

const OlAttemptTexts ol_attempt_texts[OL_N_ATTEMPTS] = {
    [OL_ATTEMPT_SIGN_IN] = {
        N_ ("signing in with a webhook"),
        "",
        N_ ("Signing in is tried again by itself."),
        N_ ("Signing in is tried again by itself."),
    },
    [OL_ATTEMPT_ANSWER] = {
        N_ ("taking dialogs"),
        N_ ("The dialog was not taken."),
        N_ ("Try /answer again in a moment."),
        N_ ("Whether the dialog is yours shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_SKIP] = {
        N_ ("skipping dialogs"),
        N_ ("The dialog was not passed on."),
        N_ ("Try /skip again in a moment."),
        N_ ("Whether the dialog was passed on shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_TRANSFER] = {
        N_ ("transferring dialogs"),
        N_ ("The dialog was not transferred."),
        N_ ("Try /transfer again in a moment."),
        N_ ("Whether the dialog was transferred shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_FINISH] = {
        N_ ("finishing dialogs"),
        N_ ("The dialog was not finished."),
        N_ ("Try /finish again in a moment."),
        N_ ("Whether the dialog is finished shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_SPAM] = {
        N_ ("marking dialogs as spam"),
        N_ ("The dialog was not marked as spam."),
        N_ ("Try /spam again in a moment."),
        N_ ("Whether the dialog was marked as spam shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_START] = {
        N_ ("starting sessions"),
        N_ ("No new session was started."),
        N_ ("Try /start again in a moment."),
        N_ ("Whether a session was started shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_SEND] = {
        N_ ("sending messages"),
        N_ ("Your text was not sent."),
        N_ ("Send it again in a moment."),
        N_ ("Whether the customer has your text shows as soon as the portal answers again; look "
            "before you send it once more."),
    },
    [OL_ATTEMPT_HISTORY] = {
        N_ ("reading earlier messages"),
        N_ ("Earlier messages were not loaded."),
        N_ ("Try /history again in a moment."),
        N_ ("Try /history again in a moment."),
    },
    [OL_ATTEMPT_PICK] = {
        N_ ("listing operators and lines"),
        N_ ("Operators and lines were not loaded."),
        N_ ("Try it again in a moment."),
        N_ ("Try it again in a moment."),
    },
    [OL_ATTEMPT_PAUSE] = {
        N_ ("pausing"),
        N_ ("You still get new dialogs."),
        N_ ("Try /pause again in a moment."),
        N_ ("Whether you still get new dialogs is not known; try /pause again in a moment."),
    },
    [OL_ATTEMPT_RESUME] = {
        N_ ("pausing"),
        N_ ("You still get no new dialogs."),
        N_ ("Try /resume again in a moment."),
        N_ ("Whether you get new dialogs again is not known; try /resume again in a moment."),
    },
    [OL_ATTEMPT_JOIN] = {
        N_ ("joining dialogs"),
        N_ ("You did not join the dialog."),
        N_ ("Try /join again in a moment."),
        N_ ("Whether you are a member of the dialog shows as soon as the portal answers "
            "again."),
    },
    [OL_ATTEMPT_LEAVE] = {
        N_ ("leaving dialogs"),
        N_ ("You did not leave the dialog."),
        N_ ("Try /leave again in a moment."),
        N_ ("Whether you are still a member of the dialog shows as soon as the portal "
            "answers again."),
    },
    [OL_ATTEMPT_TAKE] = {
        N_ ("taking over dialogs"),
        N_ ("The dialog was not taken over."),
        N_ ("Try /take again in a moment."),
        N_ ("Whether the dialog is yours shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_INVITE] = {
        N_ ("inviting colleagues"),
        N_ ("Nobody was invited."),
        N_ ("Try /invite again in a moment."),
        N_ ("Whether your colleague was invited shows as soon as the portal answers "
            "again; /who lists the members."),
    },
    [OL_ATTEMPT_OPEN] = {
        N_ ("opening dialogs"),
        N_ ("No dialog was opened."),
        N_ ("Try /open again in a moment."),
        N_ ("Try /open again in a moment."),
    },
    [OL_ATTEMPT_FIND] = {
        N_ ("searching"),
        N_ ("No search was made."),
        N_ ("Search again in a moment."),
        N_ ("Search again in a moment."),
    },
    [OL_ATTEMPT_NOTE] = {
        N_ ("internal notes"),
        N_ ("Your note was not written."),
        N_ ("Write it again in a moment."),
        N_ ("Whether your colleagues have your note shows as soon as the portal answers "
            "again; look before you write it once more."),
    },
    [OL_ATTEMPT_SILENT] = {
        N_ ("silent mode"),
        N_ ("Silent mode was not changed."),
        N_ ("Try /silent again in a moment."),
        N_ ("Whether silent mode is on shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_PIN] = {
        N_ ("pinning dialogs"),
        N_ ("Nothing was pinned."),
        N_ ("Try /pin again in a moment."),
        N_ ("Whether the dialog is pinned shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_UNPIN] = {
        N_ ("unpinning dialogs"),
        N_ ("Nothing was unpinned."),
        N_ ("Try /unpin again in a moment."),
        N_ ("Whether the dialog is pinned shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_EDIT] = {
        N_ ("editing messages"),
        N_ ("Your message was not changed."),
        N_ ("Try /edit again in a moment."),
        N_ ("Whether your message was changed shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_DELETE] = {
        N_ ("deleting messages"),
        N_ ("Your message was not deleted."),
        N_ ("Try /delete again in a moment."),
        N_ ("Whether your message was deleted shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_LIKE] = {
        N_ ("liking messages"),
        N_ ("The message was not liked."),
        N_ ("Try /like again in a moment."),
        N_ ("Whether the message was liked shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_SAVE] = {
        N_ ("saving ready answers"),
        N_ ("The answer was not saved."),
        N_ ("Try /save again in a moment."),
        N_ ("Whether the answer was saved is not known; look at the ready answers before "
            "you save it once more."),
    },
    [OL_ATTEMPT_QUICK] = {
        N_ ("listing ready answers"),
        N_ ("The portal's ready answers were not loaded."),
        N_ ("Try /quick again in a moment."),
        N_ ("Try /quick again in a moment."),
    },
    [OL_ATTEMPT_RATE] = {
        N_ ("rating operators"),
        N_ ("The dialog was not rated."),
        N_ ("Try /rate again in a moment."),
        N_ ("Whether the dialog was rated is not known; rating it again does no harm."),
    },
    [OL_ATTEMPT_LEAD] = {
        N_ ("creating leads"),
        N_ ("No lead was created."),
        N_ ("Try /lead again in a moment."),
        N_ ("Whether a lead was created shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_SHOW] = {
        N_ ("lists of members and dialogs"),
        N_ ("The list was not loaded."),
        N_ ("Try it again in a moment."),
        N_ ("Try it again in a moment."),
    },
    [OL_ATTEMPT_BOT] = {
        N_ ("acting for a bot"),
        N_ ("The bot did nothing."),
        N_ ("Try /bot again in a moment."),
        N_ ("Whether the bot did it shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_PRESS] = {
        N_ ("pressing buttons of a bot"),
        N_ ("The button was not pressed."),
        N_ ("Try /press again in a moment."),
        N_ ("Whether the button was pressed shows when the bot answers; look before you "
            "press it once more."),
    },
    [OL_ATTEMPT_PIN_ALL] = {
        N_ ("pinning all dialogs"),
        N_ ("Nothing was pinned."),
        N_ ("Try /pinall again in a moment."),
        N_ ("Which dialogs are pinned shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_UNPIN_ALL] = {
        N_ ("unpinning all dialogs"),
        N_ ("Nothing was unpinned."),
        N_ ("Try /unpinall again in a moment."),
        N_ ("Which dialogs are pinned shows as soon as the portal answers again."),
    },
    [OL_ATTEMPT_DESK] = {
        N_ ("lists of operators and lines"),
        N_ ("The list was not loaded."),
        N_ ("Try it again in a moment."),
        N_ ("Try it again in a moment."),
    },
    [OL_ATTEMPT_INFO] = {
        N_ ("showing customers"),
        N_ ("What else is known follows."),
        "",
        N_ ("What else is known follows."),
    },
};
