# SPDX-License-Identifier: GPL-2.0-or-later
"""An operator's movements in Pidgin, with keyboard and mouse."""

from common import PATIENCE
from pidgin import Pidgin
from scenes import Hand

STATUSES = ["Available", "Away", "Do not disturb", "On a break", "Offline"]


class PidginHand(Hand):
    MENUS = ("contact", "bar", "toolbar", "more", "header")

    def __init__(self, folder, username, password, **options):
        self.pidgin = Pidgin(folder, username, password, **options)
        self.display = self.pidgin.display

    def close(self):
        self.pidgin.close()

    def wait_for_contact(self, name, line, seconds=PATIENCE):
        self.pidgin.wait(lambda: self.pidgin.buddies().get(name, ("", ""))[0] == line,
                         f"{name} in {line}", seconds)

    def wait_no_contact(self, name):
        def is_gone():
            return self.pidgin.buddies().get(name, ("", "closed"))[1] == "closed"

        self.pidgin.wait(is_gone, f"{name} to leave the list")

    def open(self, name):
        self.pidgin.open(name)

    def say(self, name, text):
        self.pidgin.say(name, text)

    def _lines(self, name):
        """As they stand in the window."""
        return [f"{author}: {text}" for author, text in self.pidgin.lines(name)]

    def wait_for_line(self, name, text):
        self.pidgin.wait(lambda: self.sees(name, text),
                         f"“{text}” in the conversation with {name}")

    def sees(self, name, text):
        return any(text in line for line in self._lines(name))

    def wait_for_own_line(self, name, text):
        self.pidgin.wait(lambda: self.pidgin.was_sent(name, "Kim Oh", text),
                         f"“{text}” as the operator's own")

    def count_lines(self, name, text):
        return sum(text in line for line in self._lines(name))

    def type(self, name, text):
        self.display.focus(self.display.wait_window("conversation", name))
        self.display.type(text)

    def wait_for_typing(self, name):
        self.pidgin.wait(lambda: self.pidgin.is_typing(name), f"{name} to be seen typing")

    def account_action(self, label):
        self.pidgin.account_menu(label)

    def close_window(self, title, *sentences):
        window = self.display.wait_window(None, title)
        for sentence in sentences:
            self.pidgin.wait(lambda text=sentence: any(
                text in one.text for one in self.pidgin.eyes.look() if one.window == title),
                f"“{sentence}” in “{title}”")
        self.display.focus(window)
        self.display.keys("Return")
        self._wait_closed(window)

    def close_report(self, *sentences):
        # What is in it nobody tells but its picture, and Finch.
        self.close_window("Connection")

    def close_notice(self, sentence):
        self.close_window("Bitrix24 Open Lines")

    def wait_for_browser(self, address):
        self.pidgin.wait(lambda: self.pidgin.opened_address().endswith(address),
                         f"{address} in the browser")

    def choose_status(self, label):
        self.pidgin.choose_status(STATUSES.index(label) + 1)

    def _wait_for_dialog(self):
        window = self.pidgin.wait(self.pidgin.dialog, "a dialog")
        self.display.focus(window)
        return window

    def _wait_closed(self, window):
        self.pidgin.wait(lambda: window not in self.display.windows(), "the dialog to close")

    def pick(self, row, title="Transfer"):
        window = self._wait_for_dialog()
        # From the search field to the list, where typing finds a row as in the contact list.
        self.display.keys("Tab", "ctrl+f")
        self.pidgin.wait(lambda: self.display.popups("UTILITY"), "the search field")
        self.display.type(row)
        self.display.keys("Escape")
        self.pidgin.wait(lambda: not self.display.popups("UTILITY"), "the end of the search")
        self.pidgin.click_button("OK")
        self._wait_closed(window)

    def cancel(self, title):
        window = self._wait_for_dialog()
        self.pidgin.click_button("Cancel")
        self._wait_closed(window)

    def search(self, text):
        window = self._wait_for_dialog()
        self.display.type(text)
        self.display.keys("Return")
        self._wait_closed(window)

    def answer(self, question, button, default=False):
        window = self._wait_for_dialog()
        self.pidgin.wait(lambda: self.pidgin.eyes.find(question), f"“{question}”")
        # The harmless button is the default one; the other stands next to it.
        self.display.keys(*["Tab"] * (not default), "Return")
        self._wait_closed(window)

    def enter(self, name, text):
        window = self._wait_for_dialog()
        self.display.keys("ctrl+a")
        self.display.type(text)
        self.pidgin.click_button("OK")
        self._wait_closed(window)

    def open_menu(self, name, place):
        {"contact": self.pidgin.open_contact_menu, "bar": self.pidgin.open_dialog_menu,
         "toolbar": self.pidgin.open_toolbar_menu, "more": self.pidgin.open_more,
         "header": self.pidgin.open_header_menu}[place](name)

    def read_menu(self, first):
        return self.pidgin.read_menu(first)

    def choose(self, *labels):
        self.pidgin.choose(*labels)

    def complete(self, name, typed):
        self.type(name, typed)
        self.display.keys("Tab")

    def clear(self, name):
        self.display.focus(self.display.wait_window("conversation", name))
        self.display.keys("ctrl+a", "Delete")

    def wait_for_entry(self, name, text):
        self.pidgin.wait(lambda: self.pidgin.eyes.find(text, "GtkIMHtml", window=name),
                         f"“{text}” in the line of text")

    def send(self, name):
        self.display.focus(self.display.wait_window("conversation", name))
        self.display.keys("Return")

    def close_conversation(self, name):
        self.display.focus(self.display.wait_window("conversation", name))
        self.display.keys("ctrl+w")
        # The window stays while it has others.
        self.pidgin.wait(lambda: not self.pidgin.conversation(name),
                         f"the conversation with {name} to close")

    def wait_signed_off(self):
        self.pidgin.wait(lambda: not self.pidgin.is_signed_in(), "the end of the connection")

    def quit(self):
        return self.pidgin.quit()

    def contact_menu(self, name, label):
        self.pidgin.open_contact_menu(name)
        self.pidgin.choose(label)

    def wait_for_sign_in_failure(self, sentence):
        def is_written():
            accounts = self.pidgin.config / "accounts.xml"
            return sentence in accounts.read_text(encoding="utf-8")

        self.pidgin.wait(is_written, f"“{sentence}” as the account's error")
