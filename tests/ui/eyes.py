# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands in the windows of a GTK program, as its own widgets tell; see eyes.c."""

import collections
import socket

from common import BUILD, PATIENCE

MODULE = BUILD / "tests" / "ui" / "libopenlines-eyes.so"

# Place and size are those on the screen; marks: "s" sensitive, "m" has a submenu.
Seen = collections.namedtuple("Seen", "window kind x y width height marks text")


class Eyes:
    def __init__(self, folder):
        self.path = folder / "eyes"

    def environment(self):
        """With this a program lets itself be looked at."""
        return {"GTK_MODULES": str(MODULE), "OPENLINES_EYES": str(self.path)}

    def look(self):
        """[Seen] of all that is visible; nothing while the program is not there."""
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(PATIENCE)
            try:
                wire.connect(str(self.path))
            except OSError:
                return []
            told = b"".join(iter(lambda: wire.recv(65536), b""))
        found = []
        for line in told.decode().split("\n")[:-1]:
            window, kind, *place, marks, text = line.split("\t", 7)
            found.append(Seen(window, kind, *(int(one) for one in place), marks, text))
        return found

    def find(self, text, *kinds, window=None):
        """The first that is seen with exactly this text; of these kinds, in this window."""
        for one in self.look():
            if (one.text == text and (not kinds or one.kind in kinds)
                    and window in (None, one.window)):
                return one
        return None
