#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole shift in real Pidgin."""

import unittest

from pidgin_hand import PidginHand
from shift import Shift


class PidginShiftTest(Shift, unittest.TestCase):
    def make_hand(self, folder, username, password, **options):
        return PidginHand(folder, username, password, **options)

    def tearDown(self):
        self.assertEqual(self.hand.pidgin.complaints(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
