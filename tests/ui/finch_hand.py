# SPDX-License-Identifier: GPL-2.0-or-later
"""An operator's movements in Finch, with keys alone."""

import re

from common import PATIENCE
from finch import Finch, conversation_title
from scenes import Hand


class FinchHand(Hand):
    MENUS = ("contact", "bar", "entry")

    def __init__(self, folder, username, password, **options):
        self.finch = Finch(folder, username, password, **options)

    def close(self):
        self.finch.close()

    def _contacts(self):
        """{name: line} as the contact list shows it."""
        found = {}
        line = None
        for row in self.finch.screen():
            text = row[:self.finch.list_width].strip("│▒ ")
            if text.startswith("- "):
                line = text[2:]
            elif line and text:
                found[" ".join(text.split()[1:])] = line
        return found

    def wait_for_contact(self, name, line, seconds=PATIENCE):
        self.finch.wait(lambda: self._contacts().get(name) == line, f"{name} in {line}",
                        seconds)

    def wait_no_contact(self, name):
        self.finch.focus("Buddy List")
        self.finch.wait(lambda: name not in self._contacts(), f"{name} to leave the list")

    def open(self, name):
        self.finch.open(name)

    def say(self, name, text):
        self.finch.say(name, text)

    def wait_for_line(self, name, text):
        self.finch.focus_conversation(name)
        self.finch.wait_for(text)

    def sees(self, name, text):
        self.finch.focus_conversation(name)
        return self.finch.shows(text)

    def wait_for_own_line(self, name, text):
        self.wait_for_line(name, f"Kim Oh: {text}")

    def type(self, name, text):
        self.finch.focus_conversation(name)
        self.finch.type(text)

    def wait_for_typing(self, name):
        self.wait_for_line(name, f"{name} is typing...")

    def account_action(self, label):
        self.finch.account_menu(label)

    def close_window(self, title, *sentences):
        # Behind the other windows, as Finch has it, when the portal had to be asked first.
        self.finch.focus(title)
        for sentence in sentences:
            self.finch.wait_for(sentence)
        self.finch.press("OK")
        self.finch.wait(lambda: title not in self.finch.windows(), f"“{title}” to close")

    def close_report(self, *sentences):
        self.close_window("Connection", *sentences)

    def close_notice(self, sentence):
        self.close_window("Bitrix24 Open Lines", sentence)

    def wait_for_browser(self, address):
        # Finch has none and shows the address.
        self.close_window("URI", address)

    def choose_status(self, label):
        self.finch.choose_status(label)

    def count_lines(self, name, text):
        self.finch.focus_conversation(name)
        return self.finch.text().count(text)

    def pick(self, row, title="Transfer"):
        # On top when it is known already who there is; else, as Finch has it, behind the other
        # windows, and a line in the conversation says so.
        self.finch.focus(title)
        self.finch.pick(row, "OK")

    def cancel(self, title):
        self.finch.focus(title)
        self.finch.press("Cancel")
        self.finch.wait(lambda: title not in self.finch.windows(), f"“{title}” to close")

    def search(self, text):
        self.finch.focus("Transfer")
        self.finch.type(text)
        self.finch.press("OK")
        self.finch.wait(lambda: self.finch.active() != "Transfer", "the picker to close")

    def answer(self, question, button, default=False):
        # A dialog that opens at once takes the keyboard.
        self.finch.wait_for(question)
        self.finch.press(button)
        self.finch.wait_gone(question)

    def enter(self, name, text):
        self.finch.wait(lambda: self.finch.active() == name, "the window that asks")
        self.finch.keys("C-u")
        self.finch.type(text)
        self.finch.press("OK")
        self.finch.wait(lambda: name not in self.finch.windows(), "the window that asks to close")

    def open_menu(self, name, place):
        {"contact": self.finch.open_contact_menu, "bar": self.finch.open_dialog_menu,
         "entry": self.finch.open_entry_menu}[place](name)

    def read_menu(self, first):
        labels = self.finch.read_menu(first)
        # Finch's own follow in a contact's menu.
        return labels[:labels.index("Alias")] if "Alias" in labels else labels

    def choose(self, *labels):
        self.finch.choose_row(*labels)

    def complete(self, name, typed):
        self.type(name, typed)
        self.finch.keys("Tab")

    def clear(self, name):
        self.finch.focus_conversation(name)
        self.finch.keys("C-u")

    def wait_for_entry(self, name, text):
        self.finch.focus_conversation(name)
        entry = re.compile(f"│{re.escape(text)}_+│")
        self.finch.wait(lambda: any(entry.search(line) for line in self.finch.screen()),
                        f"“{text}” in the line of text")

    def send(self, name):
        self.finch.focus_conversation(name)
        self.finch.keys("Enter")

    def close_conversation(self, name):
        self.finch.focus_conversation(name)
        self.finch.keys("M-c")
        title = conversation_title(name)
        self.finch.wait(lambda: not any(one.startswith(title) for one in self.finch.windows()),
                        f"the conversation with {name} to close")

    def wait_signed_off(self):
        self.finch.wait(lambda: not self._contacts(), "the contacts to go")

    def quit(self):
        return self.finch.quit()

    def contact_menu(self, name, label):
        self.finch.menu(name, label)

    def wait_for_sign_in_failure(self, sentence):
        # Finch gives its own message no title.
        self.finch.focus("<gnt>")
        self.finch.wait_for(sentence)
