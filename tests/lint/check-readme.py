#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The README's list of commands comes from the table of actions: checks it, or writes it.

Usage: check-readme.py [--write] TREE
"""

import re
import sys
from pathlib import Path

BEGIN, END = "<!-- commands: from plugin/ol-actions-table.c -->\n", "<!-- end of commands -->\n"


def read_actions(source):
    """Name, arguments and help of each row, in the table's order."""
    table = source[source.index("static const OlAction actions[]"):]
    table = table[:table.index("\n};\n")]
    for row in re.split(r"^    \{$", table, flags=re.MULTILINE)[1:]:
        fields = dict(re.findall(r"\.(name|arguments|help) =\s+(.*?)(?=,\n        \.)", row, re.DOTALL))
        yield [as_text(fields[key]) for key in ("name", "arguments", "help")]


def as_text(literal):
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literal))
    return text.replace('\\"', '"')


def as_markdown(actions):
    lines = ["| command | what it does |", "|---|---|"]
    for name, arguments, sentence in actions:
        cells = [f"`{f'/{name} {arguments}'.rstrip()}`", sentence]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main(arguments):
    write = "--write" in arguments
    top = Path([one for one in arguments if not one.startswith("--")][0])
    readme = (top / "README.md").read_text(encoding="utf-8")
    wanted = as_markdown(read_actions((top / "plugin/ol-actions-table.c").read_text(encoding="utf-8")))
    before, rest = readme.split(BEGIN)
    found, after = rest.split(END)
    if found == wanted:
        return 0
    if not write:
        print("README.md lists other commands than plugin/ol-actions-table.c has; "
              "tests/lint/check-readme.py --write . puts it right", file=sys.stderr)
        return 1
    (top / "README.md").write_text(before + BEGIN + wanted + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
