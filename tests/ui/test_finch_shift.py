#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole shift in real Finch."""

import unittest

from finch_hand import FinchHand
from shift import Shift


class FinchShiftTest(Shift, unittest.TestCase):
    def make_hand(self, folder, username, password, **options):
        return FinchHand(folder, username, password, **options)


if __name__ == "__main__":
    unittest.main(verbosity=2)
