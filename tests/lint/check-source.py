#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The project's own linter: the rules of the house that no compiler knows.

Usage: check-source.py [TREE]. Prints one line for each finding, ends with 1 when there is any.
A line that must break a rule says so and why: lint:allow(rule) reason.
"""

import os
import re
import sys
from collections import namedtuple

Finding = namedtuple("Finding", "path line rule text")

LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 60
MAX_NESTING = 4

# A file includes what stands on a lower floor, or on its own without a circle.
FLOORS = {
    "protocol/base": 1,
    "protocol/model": 3,
    "protocol/transport": 3,
    "protocol/methods": 4,
    "protocol/live": 5,
    "plugin": 6,
    "tests": 7,
}

TOP_LEVEL = {
    "meson.build", "meson_options.txt", "README.md", "LICENSE", "NEWS", "CONTRIBUTING.md",
    "plugin", "protocol", "icons", "po", "tests", "debian",
}

ALLOW = re.compile(r"lint:allow\(([a-z-]+)\)\s+\S")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
LEFTOVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
JSON_GETTER = re.compile(
    r"\bjson_(?:object_(?:get|dup)_\w+|array_(?:get|dup)_\w+_element\w*"
    r"|node_(?:get|dup)_(?:object|array|string|int|double|boolean|value)\w*"
    r"|reader_\w+|path_\w+)\s*\("
)
PURPLE_NAME = re.compile(r"\b(?:purple_|Purple[A-Z]|PURPLE_)\w*")
PURPLE_DEBUG = re.compile(r"\bpurple_debug(?:_(?:misc|info|warning|error|fatal))?\s*\(")
PRINT = re.compile(r"\b(?:g_print|g_printerr|printf|puts|fprintf)\s*\(")
# The macro differs between machines, so that the text is never found in a catalogue.
TRANSLATED_MACRO = re.compile(r"\b(?:N?C?_|n?gettext)\s*\([^();]*?\bG_G\w+_(?:FORMAT|MODIFIER)\b")
GOTO = re.compile(r"\bgoto\b")
URL = re.compile(r"\bhttps?://|/rest/", re.IGNORECASE)
REST_METHOD = re.compile(
    r'^"(?:im|imopenlines|imbot|imconnector|user|disk|pull|crm|app|event|events|server|feature)'
    r'(?:\.[a-zA-Z]+)+"$'
)
SOURCE_MADE = re.compile(r"\bg_(?:timeout|idle)_(?:add\w*|source_new\w*)\s*\(")
SOURCE_NAMED = re.compile(r"\bg_source_set_(?:static_)?name(?:_by_id)?\s*\(")
SKIP = re.compile(r"\bg_test_(?:skip|incomplete)\w*\s*\(|\bskipTest\(|@(?:unittest\.)?skip")
SLEEPS = {
    ".c": re.compile(r"\b(?:g_usleep|usleep|sleep|nanosleep|clock_nanosleep)\s*\("),
    ".py": re.compile(r"\btime\.sleep\s*\("),
    ".sh": re.compile(r"(?:^|[;&|(]|\bdo\b|\bthen\b)\s*sleep\s"),
}
SLEEPS[".h"] = SLEEPS[".c"]

# Comments, string and character literals of C; a preprocessor include is not a string.
C_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL
)


class Source:
    """One text file: its path in the tree, its text, and for C its code without the rest."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.kind = self._kind()
        self.code = text
        self.strings = []
        if self.kind in (".c", ".h"):
            self.code = C_TOKEN.sub(self._blank, text)

    def _kind(self):
        kind = os.path.splitext(self.path)[1]
        if kind == "" and self.lines[0].startswith("#!"):
            return ".py" if "python" in self.lines[0] else ".sh"
        return kind

    def _blank(self, match):
        token = match.group()
        if token[0] == '"':
            self.strings.append((self.line_of(match.start()), token))
        return re.sub(r"[^\n]", " ", token)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def is_in(self, *folders):
        return any(self.path.startswith(folder + "/") for folder in folders)

    def allows(self, line, rule):
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return any(found.group(1) == rule for found in ALLOW.finditer(text))

    def matches(self, pattern):
        return [(self.line_of(found.start()), found.group().rstrip("( "))
                for found in pattern.finditer(self.code)]


def check_licence(source):
    if source.kind not in (".c", ".h", ".py", ".sh", ".build", ".svg", ".xml"):
        return
    if source.kind in (".c", ".h"):
        if source.lines[0] != f"/* {LICENCE} */":
            yield 1, "licence", f"the first line is not /* {LICENCE} */"
    elif not any("SPDX-License-Identifier: " in line for line in source.lines[:3]):
        yield 1, "licence", "no SPDX-License-Identifier in the first three lines"


def check_text(source):
    if source.text and (not source.text.endswith("\n") or source.text.endswith("\n\n")):
        yield len(source.lines), "white-space", "the file does not end with one newline"
    for number, line in enumerate(source.lines, 1):
        if "\t" in line and source.kind != ".po":
            yield number, "white-space", "a tab"
        if line != line.rstrip():
            yield number, "white-space", "white space at the end of the line"
        if LEFTOVER.search(line):
            yield number, "leftover", "unfinished work is not committed"


def check_length(source):
    if source.kind in (".c", ".h", ".py", ".sh"):
        length = source.text.count("\n")
        if length > MAX_FILE_LINES:
            yield 1, "length", f"{length} lines, more than {MAX_FILE_LINES}: it is two things"


def check_functions(source):
    """Length and nesting of functions, whose braces stand in column 0."""
    if source.kind not in (".c", ".h"):
        return
    start = None
    depth = deepest = 0
    for number, line in enumerate(source.code.split("\n"), 1):
        if start is None:
            if line.rstrip() == "{":
                start, depth, deepest = number, 0, 0
        elif line.startswith("}"):
            length = number - start - 1
            if length > MAX_FUNCTION_LINES:
                yield start, "length", f"a function of {length} lines, over {MAX_FUNCTION_LINES}"
            if deepest > MAX_NESTING:
                yield start, "nesting", f"blocks nested {deepest} deep, over {MAX_NESTING}"
            start = None
        else:
            for brace in re.findall(r"[{}]", line):
                depth += 1 if brace == "{" else -1
                deepest = max(deepest, depth)


def check_header(source):
    if source.kind == ".h" and not re.search(r"^#pragma once$", source.code, re.MULTILINE):
        yield 1, "header", "no #pragma once"


def check_layers(source):
    """What may be called where."""
    if source.kind not in (".c", ".h"):
        return
    for line, _ in source.matches(GOTO):
        yield line, "goto", "goto"
    for line, _ in source.matches(TRANSLATED_MACRO):
        yield line, "translation", "a macro inside a text to translate; make the number a %s"
    if source.is_in("protocol"):
        for found in INCLUDE.finditer(source.text):
            if "purple" in found.group(2):
                yield source.line_of(found.start()), "libpurple", "libpurple below the plugin"
        for line, name in source.matches(PURPLE_NAME):
            yield line, "libpurple", f"{name} below the plugin"
    if not source.is_in("tests/portal") and source.path != "protocol/base/b24-json.c":
        for line, name in source.matches(JSON_GETTER):
            yield line, "json", f"{name}() trusts its input; b24-json has accessors that do not"
    if source.path != "plugin/ol-debug.c":
        for line, name in source.matches(PURPLE_DEBUG):
            yield line, "debug", f"{name}() does not redact; ol-debug does"
    if source.is_in("protocol", "plugin"):
        for line, name in source.matches(PRINT):
            yield line, "print", f"{name}() in a library"


def check_plugin_strings(source):
    # The redacting log must know what a secret looks like.
    if not source.is_in("plugin") or source.path == "plugin/ol-debug.c":
        return
    for line, literal in source.strings:
        if URL.search(literal):
            yield line, "portal-words", f"an address in the plugin: {literal}"
        if REST_METHOD.match(literal):
            yield line, "portal-words", f"a REST method in the plugin: {literal}"


def check_sources_named(source):
    if source.kind != ".c" or source.path == "protocol/base/b24-clock.c":
        return
    lines = source.code.split("\n")
    for line, name in source.matches(SOURCE_MADE):
        if not SOURCE_NAMED.search("\n".join(lines[line - 1 : line + 6])):
            yield line, "source-name", f"{name}() without g_source_set_name right after it"


def check_tests(source):
    if source.kind not in SLEEPS or not source.is_in("tests", ".ci", "protocol", "plugin"):
        return
    if source.path == "tests/lint/test-check-source.py":
        return
    for number, line in enumerate(source.code.split("\n"), 1):
        if source.kind == ".sh":
            line = line.split("#", 1)[0]
        if SLEEPS[source.kind].search(line):
            yield number, "sleep", "waits for time to pass instead of for what is to happen"
        if SKIP.search(line) and source.path != "tests/lint/check-source.py":
            yield number, "skip", "a test that is skipped proves nothing"


FILE_CHECKS = (
    check_licence, check_text, check_length, check_functions, check_header, check_layers,
    check_plugin_strings, check_sources_named, check_tests,
)


def floor_of(path):
    for folder, floor in FLOORS.items():
        if path.startswith(folder + "/"):
            return floor
    return None


def room_of(path):
    """A .c file, its header and its private header are one room."""
    room = os.path.splitext(path)[0]
    return room[: -len("-private")] if room.endswith("-private") else room


def included_files(source, by_name):
    """Files of the tree that a C file includes, as (line, path)."""
    for found in INCLUDE.finditer(source.text):
        if found.group(1) != '"':
            continue
        name = os.path.basename(found.group(2))
        beside = os.path.join(os.path.dirname(source.path), name)
        candidates = by_name.get(name, [])
        if candidates:
            path = beside if beside in candidates else candidates[0]
            yield source.line_of(found.start()), path


def find_circles(graph):
    """Circles of a graph {room: {room: …}}, each once, as lists of rooms (Tarjan)."""
    index, low, stack, circles = {}, {}, [], []

    def visit(room):
        index[room] = low[room] = len(index)
        stack.append(room)
        for other in graph.get(room, ()):
            if other not in index:
                visit(other)
                low[room] = min(low[room], low[other])
            elif other in stack:
                low[room] = min(low[room], index[other])
        if low[room] == index[room]:
            circle = []
            while True:
                circle.append(stack.pop())
                if circle[-1] == room:
                    break
            if len(circle) > 1:
                circles.append(sorted(circle))

    for room in sorted(graph):
        if room not in index:
            visit(room)
    return circles


def check_house(sources):
    """Floors and circles."""
    files = [source for source in sources if source.kind in (".c", ".h")]
    by_name = {}
    for source in files:
        by_name.setdefault(os.path.basename(source.path), []).append(source.path)

    graph = {}
    first_line = {}
    for source in files:
        floor = floor_of(source.path)
        room = room_of(source.path)
        for line, path in included_files(source, by_name):
            other = room_of(path)
            other_floor = floor_of(path)
            if floor and other_floor and other_floor > floor:
                yield Finding(source.path, line, "floor", f"includes {path}, a floor above it")
            if other != room:
                graph.setdefault(room, {})[other] = line
                first_line.setdefault((room, other), (source.path, line))
    for circle in find_circles(graph):
        path, line = next(first_line[(circle[0], other)]
                          for other in circle if (circle[0], other) in first_line)
        yield Finding(path, line, "circle", "include each other: " + ", ".join(circle))


def check_top_level(tree):
    for entry in sorted(os.listdir(tree)):
        is_build = os.path.isdir(os.path.join(tree, entry, "meson-private"))
        if entry not in TOP_LEVEL and not entry.startswith((".", "build")) and not is_build:
            yield Finding(entry, 1, "top-level", "has no place at the top of the tree")


def read_sources(tree):
    """Every text file of the tree; findings for those that are not UTF-8 come with them."""
    sources, findings = [], []
    for folder, folders, names in os.walk(tree):
        relative = os.path.relpath(folder, tree)
        folders[:] = sorted(
            name for name in folders
            if name not in (".git", "__pycache__")
            and not (relative == "." and name.startswith("build"))
            and not os.path.exists(os.path.join(folder, name, "meson-private"))
        )
        for name in sorted(names):
            path = os.path.normpath(os.path.join(relative, name))
            if name.endswith((".png", ".pyc", ".mo")) or path == "LICENSE":
                continue
            with open(os.path.join(tree, path), "rb") as file:
                data = file.read()
            try:
                sources.append(Source(path, data.decode("utf-8")))
            except UnicodeDecodeError:
                if b"\0" not in data:
                    findings.append(Finding(path, 1, "utf-8", "is not UTF-8"))
    return sources, findings


def check_tree(tree):
    """All findings of a tree, in the order of its files."""
    sources, findings = read_sources(tree)
    by_path = {source.path: source for source in sources}
    for source in sources:
        for check in FILE_CHECKS:
            for line, rule, text in check(source):
                findings.append(Finding(source.path, line, rule, text))
    findings.extend(check_house(sources))
    findings.extend(check_top_level(tree))
    return sorted(
        finding for finding in findings
        if finding.path not in by_path
        or not by_path[finding.path].allows(finding.line, finding.rule)
    )


def main(arguments):
    tree = arguments[0] if arguments else os.path.join(os.path.dirname(__file__), "..", "..")
    findings = check_tree(tree)
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.text} [{finding.rule}]")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
