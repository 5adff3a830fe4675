#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The operator's work in real Finch, with keys alone."""

import unittest

from finch_hand import FinchHand
from menus import Menus
from scenes import Scenes


class FinchTest(Menus, Scenes, unittest.TestCase):
    def make_hand(self, folder, username, password, **options):
        return FinchHand(folder, username, password, **options)

    def test_tooltip_tells_the_state(self):
        self.portal.customer("Anna Petrova", "My parcel has not arrived")
        self.sign_in()
        self.hand.wait_for_contact("Anna Petrova", "Support")
        self.hand.finch.choose_contact("Anna Petrova")
        self.hand.finch.wait_for("Telegram")
        self.hand.finch.wait_for("waiting for an operator")


if __name__ == "__main__":
    unittest.main(verbosity=2)
