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
