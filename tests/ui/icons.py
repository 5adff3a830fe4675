# SPDX-License-Identifier: GPL-2.0-or-later
"""Pidgin reads protocol icons and emblems from its own data folder alone, so they are lent to it."""

import pathlib
import shutil
import subprocess

from common import TOP


class LentIcons:
    """Puts our icons where Pidgin looks, if we may; close() takes back what was not there before."""

    def __init__(self):
        self._lent = []
        datadir = subprocess.run(["pkg-config", "--variable=datadir", "purple"], check=True,
                                 capture_output=True, text=True).stdout.strip()
        pixmaps = pathlib.Path(datadir) / "pixmaps" / "pidgin"
        for icon in sorted((TOP / "icons").glob("*/*.png")):
            kind = "protocols" if icon.name == "openlines.png" else "emblems"
            self._lend(icon, pixmaps / kind / icon.parent.name / icon.name)

    def _lend(self, icon, target):
        if target.exists():
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(icon, target)
        except PermissionError:
            return
        self._lent.append(target)

    def close(self):
        for target in self._lent:
            target.unlink(missing_ok=True)
