#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The operator's work in real Pidgin, with keyboard and mouse."""

import unittest

from icons import LentIcons
from menus import Menus
from pidgin_hand import PidginHand
from scenes import ANSWER, KIM, MARIA, SKIPPED, Scenes


def setUpModule():
    unittest.addModuleCleanup(LentIcons().close)


class PidginTest(Menus, Scenes, unittest.TestCase):
    def make_hand(self, folder, username, password, **options):
        return PidginHand(folder, username, password, **options)

    def tearDown(self):
        pidgin = self.hand.pidgin
        self.assertEqual(pidgin.complaints(), [])
        log = pidgin.program.read_log()
        self.assertIn("openlines: ", log)
        secrets = [one["webhook"].split("/")[1] for one in self.portal.description["operators"]]
        for secret in (*secrets, "My parcel has not arrived", "Good morning", "number 471"):
            self.assertNotIn(secret, log)

    def test_statuses(self):
        chat = self.sign_in_with_anna()
        pidgin = self.hand.pidgin
        pidgin.wait_for_contact("Anna Petrova", "Support", "waiting")
        self.hand.say("Anna Petrova", "Good morning")
        pidgin.wait_for_contact("Anna Petrova", "Support", "answered")
        self.portal.write(chat, "Good morning")
        pidgin.wait_for_contact("Anna Petrova", "Support", "reply")

    def test_conversation_menu(self):
        chat = self.sign_in_with_anna()
        self.hand.pidgin.open_more("Anna Petrova")
        self.hand.pidgin.choose("Answer")
        self.hand.wait_for_line("Anna Petrova", "The dialog is yours.")
        self.wait_for_dialog(chat, owner=KIM, status=ANSWER)

    def test_header_menu(self):
        chat = self.sign_in_with_anna()
        pidgin = self.hand.pidgin
        pidgin.open_header_menu("Anna Petrova")
        pidgin.choose("Skip")
        self.hand.wait_for_line("Anna Petrova", "Passed on to the next operator in Support.")
        self.wait_for_dialog(chat, owner=0, status=SKIPPED, offered=[MARIA])


if __name__ == "__main__":
    unittest.main(verbosity=2)
