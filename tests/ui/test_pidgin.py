#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The operator's work in real Pidgin, with keyboard and mouse."""

import unittest

from common import PATIENCE
from icons import LentIcons
from pidgin import Pidgin
from scenes import ANSWER, KIM, MARIA, SKIPPED, Hand, Scenes

STATUSES = ["Available", "Away", "Do not disturb", "On a break", "Offline"]


def setUpModule():
    unittest.addModuleCleanup(LentIcons().close)


class PidginHand(Hand):
    def __init__(self, folder, username, password):
        self.pidgin = Pidgin(folder, username, password)
        self.display = self.pidgin.display

    def close(self):
        self.pidgin.close()

    def wait_for_contact(self, name, line, seconds=PATIENCE):
        self.pidgin.wait(lambda: self.pidgin.buddies().get(name, ("", ""))[0] == line,
                         f"{name} in {line}", seconds)

    def wait_no_contact(self, name):
        def is_gone():
            return self.pidgin.buddies().get(name, ("", "closed"))[1] == "closed"

        self.pidgin.wait(is_gone, f"{name} to leave the list")

    def open(self, name):
        self.pidgin.open(name)

    def say(self, name, text):
        self.pidgin.say(name, text)

    def _lines(self, name):
        """As they stand in the window."""
        return [f"{author}: {text}" for author, text in self.pidgin.lines(name)]

    def wait_for_line(self, name, text):
        self.pidgin.wait(lambda: any(text in line for line in self._lines(name)),
                         f"“{text}” in the conversation with {name}")

    def wait_for_own_line(self, name, text):
        self.pidgin.wait(lambda: self.pidgin.was_sent(name, "Kim Oh", text),
                         f"“{text}” as the operator's own")

    def count_lines(self, name, text):
        return sum(text in line for line in self._lines(name))

    def type(self, name, text):
        self.display.focus(self.display.wait_window("conversation", name))
        self.display.type(text)

    def wait_for_typing(self, name):
        self.pidgin.wait(lambda: self.pidgin.is_typing(name), f"{name} to be seen typing")

    def account_action(self, label):
        self.pidgin.account_menu(label)

    def _close_window(self, title):
        window = self.display.wait_window(None, title)
        self.display.focus(window)
        self.display.keys("Return")
        self._wait_closed(window)

    def close_report(self, *sentences):
        # What is in it nobody tells but its picture, and Finch.
        self._close_window("Connection")

    def close_notice(self, sentence):
        self._close_window("Bitrix24 Open Lines")

    def choose_status(self, label):
        self.pidgin.choose_status(STATUSES.index(label) + 1)

    def _wait_for_dialog(self):
        window = self.pidgin.wait(self.pidgin.dialog, "a dialog")
        self.display.focus(window)
        return window

    def _wait_closed(self, window):
        self.pidgin.wait(lambda: window not in self.display.windows(), "the dialog to close")

    def pick(self, row):
        window = self._wait_for_dialog()
        # From the search field to the list, where typing finds a row as in the contact list.
        self.display.keys("Tab", "ctrl+f")
        self.pidgin.wait(lambda: self.display.popups("UTILITY"), "the search field")
        self.display.type(row)
        self.display.keys("Escape")
        self.pidgin.wait(lambda: not self.display.popups("UTILITY"), "the end of the search")
        self.display.keys("Tab", "Tab", "Return")
        self._wait_closed(window)

    def search(self, text):
        window = self._wait_for_dialog()
        self.display.type(text)
        self.display.keys("Return")
        self._wait_closed(window)

    def answer(self, question, yes):
        window = self._wait_for_dialog()
        # The harmless button is the default one; the other stands next to it.
        self.display.keys(*["Tab"] * yes, "Return")
        self._wait_closed(window)

    def contact_menu(self, name, label):
        self.pidgin.open_contact_menu(name)
        self.pidgin.choose(label)

    def wait_for_sign_in_failure(self, sentence):
        def is_written():
            accounts = self.pidgin.config / "accounts.xml"
            return sentence in accounts.read_text(encoding="utf-8")

        self.pidgin.wait(is_written, f"“{sentence}” as the account's error")


class PidginTest(Scenes, unittest.TestCase):
    def make_hand(self, folder, username, password):
        return PidginHand(folder, username, password)

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
