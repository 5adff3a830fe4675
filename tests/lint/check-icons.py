#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every picture that the plugin names is there, drawn from an SVG, in the size its folder says.

Usage: check-icons.py ICONS CHANNEL...
"""

import os
import struct
import sys
import xml.etree.ElementTree as ElementTree


def png_size(path):
    """Width and height of a PNG file; a ValueError when it is none."""
    with open(path, "rb") as file:
        head = file.read(24)
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        raise ValueError("is no PNG file")
    return struct.unpack(">II", head[16:24])


def check_picture(icons, size, name):
    """Complaints about one picture in one size, and about the drawing it comes from."""
    path = os.path.join(icons, str(size), name + ".png")
    try:
        if png_size(path) != (size, size):
            yield f"{path} is not {size} pixels wide and high"
        if ElementTree.parse(os.path.join(icons, name + ".svg")).getroot().tag.split("}")[-1] != "svg":
            yield f"{name}.svg is no drawing"
    except (OSError, ValueError, ElementTree.ParseError) as error:
        yield f"{path}: {error}"


def main(icons, channels):
    wanted = [(size, "openlines") for size in (16, 22, 48)]
    wanted += [(16, "openlines-" + channel) for channel in channels]
    complaints = [complaint for size, name in wanted
                  for complaint in check_picture(icons, size, name)]

    known = {f"{size}/{name}.png" for size, name in wanted} | {f"{name}.svg" for _, name in wanted}
    for folder, _, names in os.walk(icons):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), icons)
            if path.endswith((".png", ".svg")) and path not in known:
                complaints.append(f"{path} is not installed: icons/meson.build does not know it")
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
