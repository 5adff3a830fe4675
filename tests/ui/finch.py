# SPDX-License-Identifier: GPL-2.0-or-later
"""Real Finch in a terminal of its own, driven by keys alone and read from its screen."""

import collections
import os
import re
import subprocess

import common
from common import PATIENCE, until

WIDTH, HEIGHT = 160, 45


def make_preferences(width, height, list_width):
    """The contact list on the left, conversations right of it."""
    return {
        **common.CALM,
        # Finch keeps its user's typing to itself otherwise.
        "/finch/conversations/notify_typing": True,
        "/finch/sound/profiles/default/method": "nosound",
        "/finch/sound/profiles/default/mute": True,
        "/finch/blist/size/width": list_width,
        "/finch/blist/size/height": height - 6,
        "/finch/blist/position/x": 0,
        "/finch/blist/position/y": 0,
        "/finch/conversations/size/width": width - list_width - 6,
        "/finch/conversations/size/height": height - 8,
        "/finch/conversations/position/x": list_width + 3,
        "/finch/conversations/position/y": 0,
    }


# Finch reads these from a terminal in application mode; tmux would send the other kind.
RAW = {"Up": "1b 4f 41", "Down": "1b 4f 42", "Right": "1b 4f 43", "Left": "1b 4f 44"}


PLAIN = {"back": 49, "bold": False, "reversed": False}


def conversation_title(name):
    """How the title of a conversation begins: the account stands after the name."""
    return f"{name} ("


def _is_marked(look):
    """Whether a look is that of a chosen row: white on blue, reversed, or, in a list that has
    not the keyboard, bold on black."""
    return look["back"] == 44 or look["reversed"] or (look["back"] == 40 and look["bold"])


# A row of a menu: its label, the letter that chooses it, and whether it opens a submenu.
ROW = re.compile(r"│([^\s│┃▒┌┐└┘─_][^│┃▒┌┐└┘]*?) +\((\w)\) ?(>?)")
Row = collections.namedtuple("Row", "column label letter opens")


def _parse(line, look):
    """One captured line as [(letter, marked)]; look, which goes on into the next, is changed."""
    cells = []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b["):
            cells += [(letter, _is_marked(look)) for letter in part]
            continue
        for number in (int(one or 0) for one in part[2:-1].split(";")):
            if number == 0:
                look.update(PLAIN)
            elif number in (1, 22):
                look["bold"] = number == 1
            elif number in (7, 27):
                look["reversed"] = number == 7
            elif 40 <= number <= 49:
                look["back"] = number
    return cells


class Finch:
    def __init__(self, folder, username, password, width=WIDTH, height=HEIGHT, **options):
        self.folder = folder
        self.config = folder / "purple"
        self.height = height
        self.list_width = width // 5
        common.install_plugin(self.config)
        common.write_preferences(self.config, make_preferences(width, height, self.list_width))
        common.write_account(self.config, "gnt-purple", username, password, **options)
        self.socket = folder / "tmux"
        self.log = folder / "finch.log"
        self.exit = folder / "finch.exit"
        settings = folder / "tmux.conf"
        # A Finch that crashed is to be seen, with its last words.
        settings.write_text("set -g remain-on-exit on\nset -g default-shell /bin/sh\n"
                            "set -g status off\nset -s escape-time 0\n", encoding="utf-8")
        self._tmux("-f", str(settings), "new-session", "-d", "-x", str(width), "-y", str(height),
                   # The shell stays until Finch has ended, also when the terminal is closed.
                   f"trap : HUP; finch -c '{self.config}' 2>>'{self.log}'; echo $? >'{self.exit}'",
                   env=common.environment(folder, TERM="screen-256color"))

    def _tmux(self, *arguments, check=True, env=None):
        return subprocess.run(["tmux", "-S", str(self.socket), *arguments], check=check, env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout

    def close(self):
        """Ends Finch as a closed terminal does, and waits until it is gone."""
        process = self._tmux("display-message", "-p", "#{pane_pid}", check=False).strip()
        self._tmux("kill-server", check=False)
        if process:
            until(lambda: not os.path.exists(f"/proc/{process}"), "Finch to end")

    def quit(self):
        """Ends Finch as its own Quit does; its exit code."""
        def has_ended():
            return self.exit.exists() and self.exit.read_text(encoding="utf-8").strip()

        question = "Are you sure you want to quit?"
        self.keys("M-q")
        # Who is signed on is asked.
        self.wait(lambda: has_ended() or self.shows(question), "an answer to M-q")
        if self.shows(question):
            self.press("Quit")
        return int(self.wait(has_ended, "the end of Finch"))

    # What is on the screen

    def screen(self):
        """The screen as lines of text."""
        return self._tmux("capture-pane", "-p").split("\n")[:self.height]

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen())

    def flat(self):
        """The screen as one line of words, so that a sentence wrapped inside a window is found:
        the columns right of the contact list are read by themselves."""
        lines = self.screen()
        frames = re.compile(r"[│┃▒█┌┐└┘─┤├]+")
        left = " ".join(frames.sub(" ", line[:self.list_width]) for line in lines)
        right = " ".join(frames.sub(" ", line[self.list_width:]) for line in lines)
        whole = " ".join(frames.sub(" ", line) for line in lines)
        return "\n".join(" ".join(part.split()) for part in (left, right, whole))

    def shows(self, text):
        return text in self.flat()

    def _failure(self, what):
        return lambda: f"{what}; the screen:\n{self.text()}\n{self._read_log()}"

    def _read_log(self):
        if not self.log.exists():
            return ""
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def wait_for(self, text):
        until(lambda: self.shows(text), self._failure(f"“{text}”"))

    def wait_gone(self, text):
        until(lambda: not self.shows(text), self._failure(f"“{text}” to vanish"))

    def wait(self, condition, what, seconds=PATIENCE):
        return until(condition, self._failure(what), seconds)

    def _cells(self):
        look = dict(PLAIN)
        lines = self._tmux("capture-pane", "-p", "-e").split("\n")[:self.height]
        return [_parse(line, look) for line in lines]

    @staticmethod
    def _marked(cells):
        """Runs of marked cells as text; the titles in the frames are none."""
        runs = []
        cells = [(None, False), *cells, (None, False)]
        for (before, was_marked), (letter, marked) in zip(cells, cells[1:]):
            if marked and not was_marked:
                runs.append([before, "", None])
            if marked:
                runs[-1][1] += letter
            elif was_marked:
                runs[-1][2] = letter
        return [text.strip() for left, text, right in runs
                if text.strip() and (left, right) != ("┤", "├")]

    def windows(self):
        """Titles of the open windows as the bar at the bottom lists them (shortened there)."""
        titles = self.screen()[self.height - 1].split("│")
        return [title.strip() for title in titles if title.strip()]

    def active(self):
        """Title of the window that has the keyboard."""
        return " ".join(self._marked(self._cells()[self.height - 1])).strip("│ ")

    def chosen(self):
        """Texts of the rows that are highlighted, in lists and menus."""
        return [text for cells in self._cells()[:self.height - 1] for text in self._marked(cells)]

    # Keys

    def keys(self, *names):
        """Named keys as tmux knows them: Enter, M-n, F10, C-x; arrows go raw."""
        for name in names:
            if name in RAW:
                self._tmux("send-keys", "-H", *RAW[name].split())
            else:
                self._tmux("send-keys", name)

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def focus(self, title):
        """Goes from window to window until one whose title begins so has the keyboard."""
        self.wait(lambda: any(one.startswith(title) for one in self.windows()),
                  f"a window “{title}”")
        for _ in range(40):
            before = self.active()
            if before.startswith(title):
                return
            self.keys("M-n")
            self.wait(lambda old=before: self.active() != old, "the next window")
        raise AssertionError(f"no way to the window “{title}”\n{self.text()}")

    def focus_conversation(self, name):
        self.focus(conversation_title(name))

    def choose(self, text, limit=60):
        """Moves down until a highlighted row has this text; the list must have the keyboard."""
        def here():
            return any(text in row for row in self.chosen())

        self.wait(self.chosen, "a highlighted row")
        for _ in range(limit):
            if here():
                return
            before = self.chosen()
            self.keys("Down")
            until(lambda old=before: self.chosen() != old or here(),
                  self._failure(f"the row after {before}"))
        raise AssertionError(f"“{text}” is in no row\n{self.text()}")

    def choose_contact(self, name):
        self.focus("Buddy List")
        self.keys("Home")
        self.choose(name)

    def open(self, name):
        """Opens a contact's conversation with Enter."""
        self.choose_contact(name)
        self.keys("Enter")
        title = conversation_title(name)
        self.wait(lambda: self.active().startswith(title), f"the conversation with {name}")

    def say(self, name, text):
        """Types into the conversation with name, and Enter."""
        self.focus_conversation(name)
        self.type(text)
        self.keys("Enter")

    # Menus

    def rows(self):
        """[Row]: what the menus that are open show, as far as they do not cover each other."""
        return [Row(row.start(), row.group(1), row.group(2), bool(row.group(3)))
                for line in self.screen() for row in ROW.finditer(line)]

    def _wait_for_row(self, label):
        return self.wait(lambda: next((one for one in self.rows() if one.label == label), None),
                         f"“{label}” in a menu")

    def choose_row(self, *labels):
        """Chooses a row of the open menu by its label; before it those of submenus."""
        for label in labels:
            self.type(self._wait_for_row(label).letter)
        self.wait(lambda: not any(one.label == labels[-1] for one in self.rows()),
                  "the menus to close")

    def read_menu(self, first):
        """[label] of what the open menu has from the row first on; those of submenus as
        “Submenu/Item”. Closes it."""
        self._wait_for_row(first)
        menu = self.rows()
        menu = menu[[one.label for one in menu].index(first):]
        found = []
        for one in menu:
            if not one.opens:
                found.append(one.label)
                continue
            self.choose(one.label)
            self.keys("Right")
            below = self.wait(lambda: [row for row in self.rows() if row.column > one.column],
                              f"the submenu {one.label}")
            found += [f"{one.label}/{row.label}" for row in below]
            self.keys("Left")
            self.wait(lambda: all(row.column <= one.column for row in self.rows()),
                      f"the end of the submenu {one.label}")
        self.close_menus()
        return found

    def close_menus(self):
        while self.rows():
            before = self.rows()
            self.keys("Escape")
            self.wait(lambda old=before: self.rows() != old, "the menu to close")

    def open_contact_menu(self, name):
        self.choose_contact(name)
        self.keys("F11")
        self.wait(self.rows, "the contact's menu")

    def open_entry_menu(self, name):
        """The menu in the line of text."""
        self.focus_conversation(name)
        self.keys("F11")
        self.wait(self.rows, "the menu in the line of text")

    def open_dialog_menu(self, name):
        """Dialog in the menu bar of a conversation."""
        self.focus_conversation(name)
        self.keys("F10")
        self.wait(self.rows, "the menu bar")
        # The menu that was open last time is open again.
        while any(one.label.startswith(("Clear Scrollback", "chat")) for one in self.rows()):
            before = self.rows()
            self.keys("Right")
            self.wait(lambda old=before: self.rows() != old, "the next menu")

    def menu(self, name, *labels):
        """An item of a contact's context menu."""
        self.open_contact_menu(name)
        self.choose_row(*labels)

    def account_menu(self, label):
        """An item of the menu of the only account, under F10."""
        self.focus("Buddy List")
        self.keys("F10")
        self.wait_for("Options Accounts Plugins")
        # The menu that was open last time is open again.
        while not any("127.0.0.1" in row for row in self.chosen()):
            before = self.chosen()
            self.keys("Right")
            until(lambda old=before: self.chosen() != old, self._failure("the next menu"))
        self.keys("Right")
        self.choose_row(label)

    def tab_to(self, *labels):
        """Tab until one of the fields with these labels has the keyboard."""
        for _ in range(12):
            if any(row in labels for row in self.chosen()):
                return
            before = self.chosen()
            self.keys("Tab")
            until(lambda old=before: self.chosen() != old, self._failure("the next field"))
        raise AssertionError(f"no field of {labels}\n{self.text()}")

    def choose_status(self, label):
        """A status of the drop-down list below the contacts."""
        self.focus("Buddy List")
        self.tab_to("Available", "Away")
        self.keys("Down", "Home")
        self.choose(label)
        # The second ends the entry of a message for it.
        self.keys("Enter", "Enter")

    def press(self, label):
        """A button of a dialog."""
        self.tab_to(label)
        self.keys("Enter")

    def pick(self, text, button, search=""):
        """In the picker that has the keyboard: a search text if any, the row with this text out
        of the drop-down list, and the button."""
        if search:
            self.type(search)
        self.keys("Tab", "Down")
        self.choose(text)
        self.keys("Enter")
        self.press(button)
