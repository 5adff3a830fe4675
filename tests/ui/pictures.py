#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the pictures of the README from the real programs: Pidgin's as PNG, Finch's as text.

Usage: pictures.py [FOLDER]; without a folder, pictures/ beside this file. OPENLINES_BUILD names the
build folder. Pidgin's emblems need the rights to lend it our icons for that time.
"""

import contextlib
import pathlib
import shutil
import sys
import tempfile

import finch
import pidgin
from icons import LentIcons
from portal import Portal
from scenes import KIM, MARIA, SALES

NAMES = ["Anna Petrova", "Ben Okafor", "Chen Li", "Dora Weiss", "Emil Novak"]


class World:
    """One customer in every state a dialog can have for Kim Oh, and one on a second line."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        # What the customers wrote lies some minutes back; the portal's clock is right at the end.
        self.portal.control("fault", kind="clock-skew", seconds=-150)
        self.anna = self.portal.customer("Anna Petrova", "Hello, my parcel has not arrived")
        self.ben = self._taken("Ben Okafor", "Where is my parcel?", "livechat",
                               "Good morning Ben, which number has it?",
                               "Where is my parcel? I ordered it on Tuesday")
        self.chen = self._taken("Chen Li", "Can I pay by card?", "whatsappbyedna",
                                "Yes, by any card", None)
        self.dora = self.portal.customer("Dora Weiss", "The door does not close", 7, "viber")
        self.portal.operator("answer", MARIA, self.dora)
        self.portal.operator("join", KIM, self.dora)
        self.emil = self._taken("Emil Novak", "Thank you, it works", "facebook",
                                "You are welcome", None)
        self.sold = self.portal.customer("Fatima Noor", "Do you ship to Lagos?", SALES, "vkgroup")
        self.portal.operator("transfer", MARIA, self.sold, to=KIM)
        self.portal.control("advance", seconds=150)

    def _taken(self, name, text, connector, reply, answer):
        chat = self.portal.customer(name, text, 7, connector)
        self.portal.operator("answer", KIM, chat)
        self.portal.operator("write", KIM, chat, text=reply)
        if answer:
            self.portal.write(chat, answer)
        return chat


def talk(hand_say, wait_for_line, wait_for_typing, world):
    """The conversation with Anna, as far as the picture shows it."""
    name = "Anna Petrova"
    wait_for_line(name, "Hello, my parcel has not arrived")
    hand_say(name, "Good morning Anna, let me look.")
    wait_for_line(name, "The dialog is yours.")
    wait_for_line(name, "Good morning Anna, let me look.")
    world.portal.control("crm", chat=world.anna, type="LEAD", id=312)
    world.portal.operator("write", MARIA, world.anna, text="she is a VIP", hidden=True)
    wrong = world.portal.write(world.anna, "It was due [b]on Tuesday[/b], number 48231")
    wait_for_line(name, "number 48231")
    world.portal.control("edit", message=wrong, text="It was due on Tuesday, number 48213")
    wait_for_line(name, "number 48213")
    world.portal.control("typing", chat=world.anna)
    wait_for_typing(name)


def draw_pidgin(world, folder, pictures):
    client = pidgin.Pidgin(folder, world.portal.address, world.portal.webhook(KIM),
                           preferences={"/pidgin/blist/show_offline_buddies": True})
    display = client.display

    def wait_for_typing(name):
        client.wait(lambda: client.is_typing(name), f"{name} to be seen typing")

    try:
        for name in NAMES:
            client.wait(lambda one=name: one in client.buddies(), name)
        client.open("Emil Novak")
        world.portal.operator("finish", KIM, world.emil)
        client.wait(lambda: client.buddies()["Emil Novak"][1] == "closed", "the closed dialog")
        display.keys("Escape")
        client.wait_until_calm()
        client.picture(pictures / "contact-list.png", client.list_window())

        client.open("Anna Petrova")
        talk(client.say, client.wait_for_line, wait_for_typing, world)
        window = display.wait_window("conversation", "Anna Petrova")
        client.picture(pictures / "conversation.png", window)

        client.say("Anna Petrova", "/transfer")
        dialog = client.wait(client.dialog, "the picker")
        client.picture(pictures / "picker.png", dialog)
        display.focus(dialog)
        display.keys("Escape")

        display.click(*client.choose_contact("Ben Okafor"), button=3)
        client.wait(display.popups, "the menu")
        client.picture(pictures / "menu.png", client.list_window(), *display.popups())
    finally:
        client.close()


def draw_finch(world, folder, pictures):
    client = finch.Finch(folder, world.portal.address, world.portal.webhook(KIM),
                         width=120, height=32)

    def write(name):
        text = "\n".join(line.rstrip() for line in client.screen())
        (pictures / f"{name}.txt").write_text(text.rstrip() + "\n", encoding="utf-8")

    def wait_for_line(name, text):
        client.focus_conversation(name)
        client.wait_for(text)

    try:
        for name in NAMES[:4]:
            client.wait_for(name)
        client.choose_contact("Anna Petrova")
        client.wait_for("Telegram")
        write("finch-contact-list")

        client.open("Anna Petrova")
        talk(client.say, wait_for_line,
             lambda name: wait_for_line(name, f"{name} is typing"), world)
        write("finch-conversation")

        client.say("Anna Petrova", "/transfer")
        client.focus("Transfer")
        client.wait_for("Pass it to")
        client.keys("Tab", "Down")
        client.wait_for("Ivan Petrov")
        write("finch-picker")
        client.keys("Enter")
        client.press("Cancel")

        client.choose_contact("Ben Okafor")
        client.keys("F11")
        client.wait_for("Mark as spam")
        write("finch-menu")
    finally:
        client.close()


def main():
    default = pathlib.Path(__file__).resolve().parent / "pictures"
    pictures = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    pictures.mkdir(parents=True, exist_ok=True)
    for draw in (draw_finch, draw_pidgin):
        with contextlib.ExitStack() as stack:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="ol-"))
            stack.callback(shutil.rmtree, folder)
            stack.callback(LentIcons().close)
            world = World(folder)
            stack.callback(world.portal.close)
            draw(world, folder, pictures)


if __name__ == "__main__":
    main()
