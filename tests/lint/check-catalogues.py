#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogues of po/ are sound and complete.

Usage: check-catalogues.py TREE files      po/POTFILES names every file with texts to translate
       check-catalogues.py TREE LANGUAGE   the catalogue is sound and translates every text
"""

import os
import re
import subprocess
import sys
import tempfile

KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "g_dngettext:2,3")
MARKED = re.compile(r"\b(?:N?C_|N?_|d?n?gettext|g_dn?gettext)\s*\(\s*\"")

FOREIGN = re.compile(r"\bn?gettext\s*\(")


def read_list(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.split("#", 1)[0].strip() for line in file]
    return [line for line in lines if line]


def check_files(tree):
    """Complaints about po/POTFILES."""
    listed = read_list(os.path.join(tree, "po", "POTFILES"))
    if listed != sorted(set(listed)):
        yield "po/POTFILES is not sorted, or names a file twice"
    marked = []
    for top in ("plugin", "protocol"):
        for folder, _, names in os.walk(os.path.join(tree, top)):
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith((".c", ".h")):
                    with open(path, encoding="utf-8") as file:
                        text = file.read()
                    if MARKED.search(text):
                        marked.append(os.path.relpath(path, tree))
                    if FOREIGN.search(text):
                        yield (f"{os.path.relpath(path, tree)} looks a text up in the catalogue of "
                               "the program that loaded the plugin; g_dngettext() names our own")
    for path in sorted(set(marked) - set(listed)):
        yield f"po/POTFILES lacks {path}"
    for path in sorted(set(listed) - set(marked)):
        yield f"po/POTFILES names {path}, which has no text to translate"


def run(*command, tree):
    """What a gettext tool complains of; nothing when it is content."""
    answer = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return [answer.stderr.strip() or command[0]] if answer.returncode else []


def check_language(tree, language):
    """Complaints about one catalogue."""
    catalogue = os.path.join("po", language + ".po")
    if language not in read_list(os.path.join(tree, "po", "LINGUAS")):
        yield f"po/LINGUAS lacks {language}"
    yield from run("msgfmt", "--check", "--output-file=/dev/null", catalogue, tree=tree)
    with open(os.path.join(tree, catalogue), encoding="utf-8") as file:
        text = file.read()
    if re.search(r"^#, .*fuzzy", text, re.MULTILINE):
        yield f"{catalogue} has guesses marked fuzzy"
    if re.search(r"^#~", text, re.MULTILINE):
        yield f"{catalogue} keeps texts that are gone"
    if not read_list(os.path.join(tree, "po", "POTFILES")):
        return
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "template.pot")
        complaints = run("xgettext", "--from-code=UTF-8", "--files-from=po/POTFILES", "--force-po",
                         "--output=" + template, *("--keyword=" + word for word in KEYWORDS),
                         tree=tree)
        yield from complaints or run("msgcmp", catalogue, template, tree=tree)


def main(tree, what):
    complaints = list(check_files(tree) if what == "files" else check_language(tree, what))
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
