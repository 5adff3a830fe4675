# SPDX-License-Identifier: GPL-2.0-or-later
"""Real Pidgin on a display of its own, driven with keyboard and mouse as an operator does.

What it shows is read from its windows' titles and from libpurple's D-Bus interface, which tells
what was written into a conversation; pictures of the screen are for people and for finding rows.
"""

import ast
import html
import os
import re
import subprocess

import common
from common import PATIENCE, Program, until
from eyes import Eyes

SCREEN = (1200, 800)
SHOTS = common.BUILD / "tests" / "ui" / "shots"

# Before the title of a conversation from which the customer gets nothing.
SILENT = "[silent] "
# PURPLE_TYPING, PURPLE_MESSAGE_SEND
TYPING, SENT = 1, 1

PREFERENCES = {
    **common.CALM,
    "/pidgin/sound/method": "none",
    "/pidgin/sound/mute": True,
    "/pidgin/docklet/show": "never",
    "/pidgin/smileys/theme": "none",
    "/pidgin/conversations/spellcheck": False,
    "/pidgin/conversations/use_smooth_scrolling": False,
    "/pidgin/blist/list_visible": True,
    "/pidgin/blist/x": 10,
    "/pidgin/blist/y": 30,
    "/pidgin/blist/width": 330,
    "/pidgin/blist/height": 560,
    "/pidgin/conversations/im/x": 380,
    "/pidgin/conversations/im/y": 30,
    "/pidgin/conversations/im/width": 700,
    "/pidgin/conversations/im/height": 560,
}

# A look of its own: the colour of the chosen row is how it is found on the screen.
CHOSEN = (0x35, 0x84, 0xe4)
GTKRC = """
gtk-font-name = "DejaVu Sans 9"
gtk-cursor-blink = 0
gtk-enable-animations = 0
gtk-icon-theme-name = "hicolor"
style "chosen" {
  base[SELECTED] = "#3584e4"
  base[ACTIVE] = "#3584e4"
  text[SELECTED] = "#ffffff"
  text[ACTIVE] = "#ffffff"
  bg[SELECTED] = "#3584e4"
}
style "chosen-item" {
  bg[PRELIGHT] = "#3584e4"
  fg[PRELIGHT] = "#ffffff"
}
widget_class "*" style "chosen"
widget_class "*MenuItem*" style "chosen-item"
"""

# No keys of its own that would take them from Pidgin.
OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><raiseOnFocus>yes</raiseOnFocus></focus>
  <placement><policy>Smart</policy></placement>
  <desktops><number>1</number></desktops>
  <keyboard/>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
  </mouse>
</openbox_config>
"""


class Display:
    """Xvfb, a window manager and a session bus, each on a free address."""

    def __init__(self, folder):
        self.folder = folder
        self.programs = []
        self.environment = common.environment(folder)
        (folder / ".gtkrc-2.0").write_text(GTKRC, encoding="utf-8")
        (folder / "openbox.xml").write_text(OPENBOX, encoding="utf-8")
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        reader, writer = os.pipe()
        with os.fdopen(reader) as number:
            self.start("Xvfb", "-displayfd", writer, "-screen", "0",
                       "{}x{}x24".format(*SCREEN), "-nolisten", "tcp", "-noreset",
                       pass_fds=(writer,))
            os.close(writer)
            display = number.readline().strip()
        if not display:
            raise AssertionError("Xvfb does not start: " + self.programs[0].read_log())
        self.environment["DISPLAY"] = f":{display}"
        self.environment["GTK2_RC_FILES"] = str(self.folder / ".gtkrc-2.0")

        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address",
                         stdout=subprocess.PIPE, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.process.stdout.readline().strip()

        self.start("openbox", "--sm-disable", "--config-file", self.folder / "openbox.xml")
        until(lambda: "_NET_SUPPORTING_WM_CHECK(WINDOW)" in self.run(
            "xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "the window manager")

    def start(self, name, *arguments, **options):
        program = Program(self.folder / f"{name}.log", name, *arguments, env=self.environment,
                          **options)
        self.programs.append(program)
        return program

    def run(self, *command, check=False, text=True):
        return subprocess.run([str(word) for word in command], env=self.environment, check=check,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=text, timeout=PATIENCE).stdout

    def close(self):
        for program in reversed(self.programs):
            program.close()

    # Windows

    def windows(self):
        """{id: (title, role)} of the visible windows of programs, the topmost last."""
        listing = self.run("xprop", "-root", "_NET_CLIENT_LIST_STACKING")
        found = {}
        for number in re.findall(r"0x[0-9a-f]+", listing):
            shown = self.run("xprop", "-id", number, "_NET_WM_NAME", "WM_WINDOW_ROLE", "WM_STATE")
            if "window state: Normal" not in shown:
                continue
            texts = dict(re.findall(r'^(\w+)\(\w+\) = "(.*)"$', shown, re.MULTILINE))
            found[int(number, 16)] = (texts.get("_NET_WM_NAME", "").replace('\\"', '"'),
                                      texts.get("WM_WINDOW_ROLE", ""))
        return found

    def find(self, role, title=None):
        """The topmost window of this role and with this title, as far as they are given; silent
        or not."""
        numbers = [number for number, (its_title, its_role) in self.windows().items()
                   if role in (None, its_role) and title in (None, its_title.removeprefix(SILENT))]
        return numbers[-1] if numbers else None

    def wait_window(self, role, title=None):
        return until(lambda: self.find(role, title),
                     lambda: f"a window of the role {role}, {title}; there are {self.windows()}")

    def focus(self, window):
        def has_focus():
            return self.run("xdotool", "getactivewindow").strip() == str(window)

        if not has_focus():
            self.run("xdotool", "windowactivate", window)
            until(has_focus, lambda: f"window {window} to get the keyboard; {self.windows()}")

    # Hands

    def keys(self, *names):
        self.run("xdotool", "key", "--clearmodifiers", "--delay", "20", *names, check=True)

    def type(self, text):
        self.run("xdotool", "type", "--clearmodifiers", "--delay", "8", text, check=True)

    def click(self, x, y, button=1):
        self.run("xdotool", "mousemove", x, y, "click", button, check=True)

    def geometry(self, window):
        """Where a window's inside is on the screen: (x, y, width, height)."""
        shown = dict(re.findall(r"(Absolute upper-left [XY]|Width|Height): +(-?\d+)", self.run(
            "xwininfo", "-id", window)))
        return tuple(int(shown[name]) for name in (
            "Absolute upper-left X", "Absolute upper-left Y", "Width", "Height"))

    def frame(self, window):
        """Where a window is on the screen with what the window manager puts round it."""
        x, y, width, height = self.geometry(window)
        shown = self.run("xprop", "-id", window, "_NET_FRAME_EXTENTS")
        left, right, top, bottom = (int(one) for one in re.findall(r"\d+", shown))
        return x - left, y - top, width + left + right, height + top + bottom

    # Eyes

    def shot(self, path, window="root"):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("import", "-silent", "-window", window, path, check=True)
        return path

    def popups(self, *kinds):
        """Open menus and tooltips, or such of other kinds: [(x, y, width, height)], topmost
        last."""
        found = []
        pattern = re.compile(r" +(0x[0-9a-f]+) .*?(\d+)x(\d+)\+-?\d+\+-?\d+ +\+(-?\d+)\+(-?\d+)$")
        for line in self.run("xwininfo", "-root", "-children").split("\n"):
            match = pattern.match(line)
            if not match or "idgin" not in line:
                continue
            kind = self.run("xprop", "-id", match.group(1), "_NET_WM_WINDOW_TYPE")
            if (any(one in kind for one in kinds or ("MENU", "TOOLTIP"))
                    and "IsViewable" in self.run("xwininfo", "-id", match.group(1))):
                width, height, x, y = (int(one) for one in match.groups()[1:])
                found.append((x, y, width, height))
        return found[::-1]

    def chosen_rows(self, area):
        """Where the colour of the chosen row is in an area of the screen: [(top, bottom)]."""
        x, y, width, height = area
        pixels = self.run("import", "-silent", "-window", "root", "-crop",
                          f"{width}x{height}+{x}+{y}", "-depth", "8", "rgb:-", text=False)
        rows = []
        for line in range(height):
            data = pixels[line * width * 3:(line + 1) * width * 3]
            if data.count(bytes(CHOSEN)) < width // 3:
                continue
            if rows and rows[-1][1] == y + line - 1:
                rows[-1] = (rows[-1][0], y + line)
            else:
                rows.append((y + line, y + line))
        return rows


class Pidgin:
    def __init__(self, folder, username, password, preferences=None, **options):
        self.folder = folder
        self.config = folder / "purple"
        self.address = folder / "address"
        common.install_plugin(self.config)
        common.write_preferences(self.config, {
            **PREFERENCES,
            # A browser that only notes what it is called with.
            "/pidgin/browsers/browser": "custom",
            "/pidgin/browsers/manual_command": f"sh -c 'echo \"$0\" >{self.address}' %s",
            **(preferences or {}),
        })
        common.write_account(self.config, "gtk-gaim", username, password, **options)
        self._messages = {}
        self.display = Display(folder)
        self.eyes = Eyes(folder)
        self.display.environment.update(self.eyes.environment())
        self.program = self.display.start("pidgin", "-d", "-c", self.config)

    def close(self):
        self.display.close()

    def quit(self):
        """Ends Pidgin as its own Quit does; its exit code."""
        self.call("CoreQuit")
        return self.program.process.wait(PATIENCE)

    # What libpurple knows

    def call(self, method, *arguments):
        """One call of libpurple's D-Bus interface; None while Pidgin is not there yet."""
        answer = self.display.run(
            "gdbus", "call", "--session", "--dest", "im.pidgin.purple.PurpleService",
            "--object-path", "/im/pidgin/purple/PurpleObject",
            "--method", f"im.pidgin.purple.PurpleInterface.Purple{method}", *arguments)
        if not answer:
            return None
        values = ast.literal_eval(re.sub(r"(?<=[(\[, ])(@\w+|u?int\d+|byte) (?=[\[\d-])", "",
                                         answer.strip()))
        return values[0] if values else None

    def account(self):
        return (self.call("AccountsGetAll") or [None])[0]

    def is_signed_in(self):
        account = self.account()
        return bool(account and self.call("AccountIsConnected", account))

    def buddies(self):
        """{alias: (group, id of the status)} of the contacts that are online."""
        found = {}
        for buddy in self.call("FindBuddies", self.account(), "") or []:
            presence = self.call("BuddyGetPresence", buddy)
            status = self.call("StatusGetId", self.call("PresenceGetActiveStatus", presence))
            group = self.call("GroupGetName", self.call("BuddyGetGroup", buddy))
            found[self.call("BuddyGetAlias", buddy)] = (group, status)
        return found

    def conversation(self, title):
        for one in self.call("GetConversations") or []:
            if (self.call("ConversationGetTitle", one) or "").removeprefix(SILENT) == title:
                return one
        return None

    def lines(self, title):
        """[(author, text)] of a conversation, oldest first, as plain text."""
        conversation = self.conversation(title)
        if not conversation:
            return []
        name = self.call("ConversationGetName", conversation)
        found = []
        for one in self.call("ConversationGetMessageHistory", conversation) or []:
            if one not in self._messages:
                author = self.call("ConversationMessageGetSender", one) or ""
                text = self.call("ConversationMessageGetMessage", one) or ""
                self._messages[one] = (title if author == name else author,
                                       html.unescape(re.sub(r"<[^>]*>", "", text)))
            found.append(self._messages[one])
        return found[::-1]

    def complaints(self):
        """Warnings of GLib in the debug log."""
        return [line for line in self.program.read_log().split("\n") if "g_log: " in line]

    def _failure(self, what):
        def tell():
            path = self.shot("failure")
            return (f"{what}; seen in {path}; windows {list(self.display.windows().values())}\n"
                    + self.program.read_log()[-3000:])
        return tell

    def wait(self, condition, what, seconds=PATIENCE):
        return until(condition, self._failure(what), seconds)

    def wait_for_line(self, title, text):
        def seen():
            return any(text in line for _, line in self.lines(title))

        self.wait(seen, f"“{text}” in the conversation with {title}")

    def wait_for_contact(self, name, group, status):
        self.wait(lambda: self.buddies().get(name) == (group, status),
                  f"{name} in {group} as {status}")

    def shot(self, name, window="root"):
        return self.display.shot(SHOTS / f"{name}.png", window)

    def picture(self, path, window, *areas):
        """A picture for people: a window with its frame, and areas that stand out of it."""
        areas = [self.display.frame(window), *areas]
        left, top = min(one[0] for one in areas), min(one[1] for one in areas)
        right = max(one[0] + one[2] for one in areas)
        bottom = max(one[1] + one[3] for one in areas)
        self.display.run("import", "-silent", "-window", "root", "-crop",
                         f"{right - left}x{bottom - top}+{left}+{top}", "+repage", "-strip", path,
                         check=True)

    def wait_until_calm(self):
        """Waits until the contact list shows the statuses; at first Pidgin draws a door instead
        of them, for everybody who has just signed on."""
        x, y, width, height = self.display.geometry(self.list_window())
        door = bytes((0x8f, 0x59, 0x02))

        def is_calm():
            pixels = self.display.run("import", "-silent", "-window", "root", "-crop",
                                      f"{width}x{height}+{x}+{y}", "-depth", "8", "rgb:-",
                                      text=False)
            return door not in pixels

        self.wait(is_calm, "the doors in the contact list to go")

    # What an operator does

    def list_window(self):
        return self.display.wait_window("buddy_list")

    def choose_contact(self, name):
        """Chooses a contact by typing its name, as GTK lets one; returns where it is."""
        window = self.list_window()
        self.display.focus(window)
        x, y, width, height = self.display.geometry(window)
        self.display.click(x + width // 2, y + height - 120)
        self.display.keys("ctrl+f")
        self.wait(lambda: self.display.popups("UTILITY"), "the search field")
        self.display.type(name)
        self.display.keys("Escape")
        self.wait(lambda: not self.display.popups("UTILITY"), "the end of the search")
        # An answer over the bus means that its main loop has been round: the row is drawn.
        self.account()
        top, bottom = self.wait(lambda: self.display.chosen_rows((x, y, width - 20, height)),
                                f"the row of {name}")[0]
        return x + 60, (top + bottom) // 2

    def open(self, name):
        x, y = self.choose_contact(name)
        self.display.run("xdotool", "mousemove", x, y, "click", "--repeat", "2", "--delay", "60",
                         "1", check=True)
        self.display.wait_window("conversation", name)

    def say(self, name, text):
        """Types into the conversation with name, and Enter."""
        self.display.focus(self.display.wait_window("conversation", name))
        self.display.type(text)
        self.display.keys("Return")

    # Menus

    def _items(self):
        """[Seen]: the items of the menus that are open, from the first opened to the last."""
        return [one for one in self.eyes.look()
                if one.kind.endswith("MenuItem") and not one.window and one.text]

    def _wait_for_item(self, label):
        def seen():
            return next((one for one in self._items() if one.text == label), None)

        def what():
            return f"“{label}” in a menu; there are {[one.text for one in self._items()]}"

        return self.wait(seen, what)

    def _click(self, seen):
        self.display.click(seen.x + min(seen.width, 60) // 2, seen.y + seen.height // 2)

    def choose(self, *labels):
        """Chooses an item of the open menu by its label; before it those of submenus."""
        for label in labels:
            self._click(self._wait_for_item(label))
        self.wait(lambda: not self.display.popups("MENU"), "the menus to close")

    def read_menu(self, first):
        """[label] of what the menu that is open has from the item first on; those of submenus as
        “Submenu/Item”. Closes it."""
        self._wait_for_item(first)
        menu = self._items()
        found, below = [], []
        for one in menu[[one.text for one in menu].index(first):]:
            # Pidgin's own again, in a contact's menu.
            if one.text == "Move to":
                break
            if "m" not in one.marks:
                found.append(one.text)
                continue
            self._click(one)
            below = self.wait(lambda old=below: self._new_items(menu, old), f"below {one.text}")
            found += [f"{one.text}/{item.text}" for item in below]
        self.close_menus()
        return found

    def _new_items(self, menu, old):
        """The items beside those of a menu, when they are no longer the old ones."""
        items = [one for one in self._items() if one not in menu]
        return items if items != old else []

    def close_menus(self):
        def are_closed():
            if self.display.popups("MENU"):
                self.display.keys("Escape")
            return not self.display.popups("MENU")

        self.wait(are_closed, "the menus to close")

    def open_contact_menu(self, name):
        x, y = self.choose_contact(name)
        self.display.click(x, y, button=3)

    def open_more(self, name):
        """Conversation → More."""
        self._open_bar(name, "Conversation")
        self._click(self._wait_for_item("More"))

    def open_header_menu(self, name):
        """The menu that a right click on a conversation's header opens; the header is the first
        thing below the menu bar while there is one conversation alone."""
        window = self.display.wait_window("conversation", name)
        self.display.focus(window)
        x, y = self.display.geometry(window)[:2]
        self.display.click(x + 60, y + 45, button=3)

    def _open_bar(self, name, label):
        self.display.focus(self.display.wait_window("conversation", name))
        self._click(self.wait(lambda: self.eyes.find(label, "GtkMenuItem", window=name),
                              f"the menu {label}"))

    def open_dialog_menu(self, name):
        """Dialog in the menu bar."""
        self._open_bar(name, "Dialog")

    def open_toolbar_menu(self, name):
        """The button Dialog in the toolbar."""
        self.display.focus(self.display.wait_window("conversation", name))
        self._click(self.wait(lambda: self.eyes.find("Dialog", "GtkLabel", window=name),
                              "the button Dialog"))

    def account_menu(self, *labels):
        """An item of the menu of the only account, which is the last of Accounts."""
        self.display.focus(self.list_window())
        self.display.keys("alt+a")
        self.wait(lambda: len(self.display.popups()) == 1, "the Accounts menu")
        self.display.keys("Up", "Right")
        self.wait(lambda: len(self.display.popups()) == 2, "the account's menu")
        self.choose(*labels)

    def click_row(self, text):
        """The first row of a list that has this text, in whichever dialog it is."""
        def seen():
            return next((one for one in self.eyes.look()
                         if one.kind == "row" and text in one.text
                         and one.window != "Buddy List"), None)

        self._click(self.wait(seen, f"the row “{text}”"))

    def opened_address(self):
        """What the browser was called with last."""
        return self.address.read_text(encoding="utf-8").strip() if self.address.exists() else ""

    def click_button(self, label):
        """A button, in whichever window it is."""
        self._click(self.wait(lambda: self.eyes.find(label, "GtkLabel", "GtkAccelLabel"),
                              f"the button “{label}”"))

    def choose_status(self, position):
        """Item number position of the list that the button below the contacts opens."""
        window = self.list_window()
        self.display.focus(window)
        x, y, width, height = self.display.geometry(window)
        self.display.click(x + width // 3, y + height - 25)
        self.wait(self.display.popups, "the statuses")
        self.display.keys("Home", *["Down"] * (position - 1), "Return")
        self.wait(lambda: not self.display.popups(), "the statuses to close")
        # Ends the entry of a message for it.
        self.display.keys("Return")

    def is_typing(self, title):
        """Whether Pidgin says that the other side of a conversation is typing."""
        conversation = self.conversation(title)
        im = self.call("ConversationGetImData", conversation)
        return self.call("ConvImGetTypingState", im) == TYPING

    def was_sent(self, title, author, text):
        """Whether a line stands there as written by author, and by the client's own user."""
        conversation = self.conversation(title)
        for one in self.call("ConversationGetMessageHistory", conversation) or []:
            flags = self.call("ConversationMessageGetFlags", one) or 0
            if (flags & SENT and self.call("ConversationMessageGetSender", one) == author
                    and self.call("ConversationMessageGetMessage", one) == text):
                return True
        return False

    def dialog(self):
        """The topmost window that is neither the contact list nor a conversation, or None."""
        windows = [number for number, (_, role) in self.display.windows().items()
                   if role not in ("buddy_list", "conversation")]
        return windows[-1] if windows else None
