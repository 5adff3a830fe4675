#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The operator's work in real Finch, with keys alone."""

import unittest

from common import PATIENCE
from finch import Finch
from scenes import Hand, Scenes


class FinchHand(Hand):
    def __init__(self, folder, username, password):
        self.finch = Finch(folder, username, password)

    def close(self):
        self.finch.close()

    def _contacts(self):
        """{name: line} as the contact list shows it."""
        found = {}
        line = None
        for row in self.finch.screen():
            text = row[:self.finch.list_width].strip("│▒ ")
            if text.startswith("- "):
                line = text[2:]
            elif line and text:
                found[" ".join(text.split()[1:])] = line
        return found

    def wait_for_contact(self, name, line, seconds=PATIENCE):
        self.finch.wait(lambda: self._contacts().get(name) == line, f"{name} in {line}",
                        seconds)

    def wait_no_contact(self, name):
        self.finch.focus("Buddy List")
        self.finch.wait(lambda: name not in self._contacts(), f"{name} to leave the list")

    def open(self, name):
        self.finch.open(name)

    def say(self, name, text):
        self.finch.say(name, text)

    def wait_for_line(self, name, text):
        self.finch.focus_conversation(name)
        self.finch.wait_for(text)

    def wait_for_own_line(self, name, text):
        self.wait_for_line(name, f"Kim Oh: {text}")

    def type(self, name, text):
        self.finch.focus_conversation(name)
        self.finch.type(text)

    def wait_for_typing(self, name):
        self.wait_for_line(name, f"{name} is typing...")

    def account_action(self, label):
        self.finch.account_menu(label)

    def _close_window(self, title, *sentences):
        # Behind the other windows, as Finch has it, when the portal had to be asked first.
        self.finch.focus(title)
        for sentence in sentences:
            self.finch.wait_for(sentence)
        self.finch.press("OK")
        self.finch.wait(lambda: title not in self.finch.windows(), f"“{title}” to close")

    def close_report(self, *sentences):
        self._close_window("Connection", *sentences)

    def close_notice(self, sentence):
        self._close_window("Bitrix24 Open Lines", sentence)

    def choose_status(self, label):
        self.finch.choose_status(label)

    def count_lines(self, name, text):
        self.finch.focus_conversation(name)
        return self.finch.text().count(text)

    def pick(self, row):
        # On top when it is known already who there is; else, as Finch has it, behind the other
        # windows, and a line in the conversation says so.
        self.finch.focus("Transfer")
        self.finch.pick(row, "OK")

    def search(self, text):
        self.finch.focus("Transfer")
        self.finch.type(text)
        self.finch.press("OK")
        self.finch.wait(lambda: self.finch.active() != "Transfer", "the picker to close")

    def answer(self, question, yes):
        # A dialog that opens at once takes the keyboard.
        self.finch.wait_for(question)
        self.finch.press("Mark as spam" if yes else "Keep it")
        self.finch.wait_gone(question)

    def contact_menu(self, name, label):
        self.finch.menu(name, label)

    def wait_for_sign_in_failure(self, sentence):
        # Finch gives its own message no title.
        self.finch.focus("<gnt>")
        self.finch.wait_for(sentence)


class FinchTest(Scenes, unittest.TestCase):
    def make_hand(self, folder, username, password):
        return FinchHand(folder, username, password)

    def test_tooltip_tells_the_state(self):
        self.portal.customer("Anna Petrova", "My parcel has not arrived")
        self.sign_in()
        self.hand.wait_for_contact("Anna Petrova", "Support")
        self.hand.finch.choose_contact("Anna Petrova")
        self.hand.finch.wait_for("Telegram")
        self.hand.finch.wait_for("waiting for an operator")


if __name__ == "__main__":
    unittest.main(verbosity=2)
