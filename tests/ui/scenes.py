# SPDX-License-Identifier: GPL-2.0-or-later
"""What an operator does, told once for both UIs; the portal's own state proves each.

A test of a UI derives from Scenes and gives it a Hand: the same few movements in Finch's keys and
in Pidgin's keys and mouse.
"""

import pathlib
import shutil
import tempfile

from common import PATIENCE, until
from portal import Portal
from relay import Relay

KIM, MARIA, IVAN, AISHA = 27, 28, 29, 30
SUPPORT, SALES = 7, 9
# Status numbers of sessions.
SKIPPED, ANSWER, CUSTOMER_AGAIN, ANSWERED, CLOSED, SPAM = 5, 10, 25, 40, 60, 65


class Hand:
    """The movements; name is the customer's name, and so the title of the conversation."""

    def close(self):
        raise NotImplementedError

    def wait_for_contact(self, name, line, seconds=PATIENCE):
        raise NotImplementedError

    def wait_no_contact(self, name):
        raise NotImplementedError

    def open(self, name):
        raise NotImplementedError

    def say(self, name, text):
        raise NotImplementedError

    def wait_for_line(self, name, text):
        raise NotImplementedError

    def count_lines(self, name, text):
        """How many lines of the conversation with name have this text."""
        raise NotImplementedError

    def pick(self, row):
        """In the picker: this row, and OK."""
        raise NotImplementedError

    def search(self, text):
        """In the picker: this text in the search field, no row, and OK."""
        raise NotImplementedError

    def answer(self, question, yes):
        raise NotImplementedError

    def contact_menu(self, name, label):
        raise NotImplementedError

    def wait_for_sign_in_failure(self, sentence):
        raise NotImplementedError


class Scenes:
    """Mixed into a unittest.TestCase; make_hand() starts the UI."""

    def make_hand(self, folder, username, password):
        raise NotImplementedError

    def setUp(self):
        # Short, because the path of a socket may have 107 characters.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ol-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.portal = Portal(self.folder)
        self.addCleanup(self.portal.close)
        self.relay = Relay(self.portal.port)
        self.addCleanup(self.relay.cut)
        self.hand = None

    def sign_in(self, operator=KIM, password=None):
        self.hand = self.make_hand(self.folder, self.relay.address,
                                   password or self.portal.webhook(operator))
        self.addCleanup(self.hand.close)

    def sign_in_with_anna(self):
        chat = self.portal.customer("Anna Petrova", "My parcel has not arrived")
        self.sign_in()
        self.hand.wait_for_contact("Anna Petrova", "Support")
        self.hand.open("Anna Petrova")
        self.hand.wait_for_line("Anna Petrova", "My parcel has not arrived")
        return chat

    def wait_for_dialog(self, chat, **wanted):
        """Waits until the portal itself knows these facts of a dialog."""
        def fits():
            facts = self.portal.chat(chat)
            return all(facts[name] == value for name, value in wanted.items())

        until(fits, lambda: f"the dialog to have {wanted}; it has {self.portal.chat(chat)}")

    def wait_for_text(self, chat, author, text):
        until(lambda: text in self.portal.texts(chat, author),
              lambda: f"“{text}” at the portal; it has {self.portal.chat(chat)['messages']}")

    # The scenes

    def test_sees_who_waits(self):
        self.portal.customer("Anna Petrova", "My parcel has not arrived")
        ben = self.portal.customer("Ben Okafor", "Where is my parcel?", SALES, "livechat")
        self.portal.operator("transfer", MARIA, ben, to=KIM)
        self.sign_in()
        self.hand.wait_for_contact("Anna Petrova", "Support")
        self.hand.wait_for_contact("Ben Okafor", "Sales")

    def test_reply_takes_a_waiting_dialog(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "Good morning Anna, let me look.")
        self.hand.wait_for_line("Anna Petrova", "The dialog is yours.")
        self.hand.wait_for_line("Anna Petrova", "Good morning Anna, let me look.")
        self.wait_for_dialog(chat, owner=KIM, status=ANSWERED)
        self.wait_for_text(chat, KIM, "Good morning Anna, let me look.")

        self.portal.write(chat, "It was number 4711 <b>")
        self.hand.wait_for_line("Anna Petrova", "It was number 4711 <b>")
        self.wait_for_dialog(chat, owner=KIM, status=CUSTOMER_AGAIN)

    def test_skip(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/skip")
        self.hand.wait_for_line("Anna Petrova", "Passed on to the next operator in Support.")
        self.wait_for_dialog(chat, owner=0, status=SKIPPED, offered=[MARIA])

    def test_transfer_with_the_picker_to_an_operator(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/transfer")
        self.hand.pick("Maria Lopez")
        self.hand.wait_for_line("Anna Petrova", "You passed the dialog to Maria Lopez.")
        self.wait_for_dialog(chat, owner=MARIA, status=ANSWER, line=SUPPORT)

    def test_transfer_with_the_picker_to_a_line(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/transfer")
        self.hand.pick("Line: Sales")
        self.hand.wait_for_line("Anna Petrova", "You passed the dialog to the Sales line.")
        self.wait_for_dialog(chat, owner=0, status=SKIPPED, line=SALES)

    def test_picker_searches(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/transfer")
        self.hand.search("lopez")
        self.hand.pick("Maria Lopez")
        self.hand.wait_for_line("Anna Petrova", "You passed the dialog to Maria Lopez.")
        self.wait_for_dialog(chat, owner=MARIA, status=ANSWER, line=SUPPORT)

    def test_transfer_by_name(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/transfer maria")
        self.hand.wait_for_line("Anna Petrova", "You passed the dialog to Maria Lopez.")
        self.wait_for_dialog(chat, owner=MARIA, line=SUPPORT)

    def test_finish(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/answer")
        self.hand.wait_for_line("Anna Petrova", "The dialog is yours.")
        self.hand.say("Anna Petrova", "/finish")
        self.hand.wait_for_line("Anna Petrova", "The dialog is finished.")
        self.wait_for_dialog(chat, status=CLOSED)
        self.hand.wait_no_contact("Anna Petrova")

    def test_spam_asks_first(self):
        chat = self.sign_in_with_anna()
        question = "Mark Anna Petrova's dialog as spam and close it?"
        self.hand.say("Anna Petrova", "/answer")
        self.hand.wait_for_line("Anna Petrova", "The dialog is yours.")
        self.hand.say("Anna Petrova", "/spam")
        self.hand.answer(question, yes=False)
        self.wait_for_dialog(chat, owner=KIM, status=ANSWER)

        self.hand.say("Anna Petrova", "/spam")
        self.hand.answer(question, yes=True)
        self.hand.wait_for_line("Anna Petrova", "Marked as spam and closed.")
        self.wait_for_dialog(chat, status=SPAM)

    def test_mistyped_command_stays_here(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/skpi")
        self.hand.say("Anna Petrova", "Good morning")
        self.wait_for_text(chat, KIM, "Good morning")
        self.assertEqual(self.portal.texts(chat, KIM), ["Good morning"])

    def test_contact_menu(self):
        chat = self.portal.customer("Anna Petrova", "My parcel has not arrived")
        self.sign_in()
        self.hand.wait_for_contact("Anna Petrova", "Support")
        self.hand.contact_menu("Anna Petrova", "Answer")
        self.hand.wait_for_line("Anna Petrova", "The dialog is yours.")
        self.wait_for_dialog(chat, owner=KIM, status=ANSWER)

    def test_wrong_webhook(self):
        self.sign_in(password=f"{KIM}/wrong")
        self.hand.wait_for_sign_in_failure("does not accept this webhook. Create a new one under")

    def test_portal_goes_down_and_comes_back(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "Good morning")
        self.wait_for_text(chat, KIM, "Good morning")
        self.relay.cut()
        self.hand.say("Anna Petrova", "Are you there?")
        self.hand.wait_for_line("Anna Petrova",
                                "No connection; your text goes out when it is back.")
        self.relay.mend()
        self.wait_for_text(chat, KIM, "Are you there?")
        self.portal.write(chat, "Yes I am")
        self.hand.wait_for_line("Anna Petrova", "Yes I am")
        self.assertEqual(self.portal.texts(chat, KIM), ["Good morning", "Are you there?"])

    def test_portal_is_down_at_sign_in(self):
        self.portal.customer("Anna Petrova", "My parcel has not arrived")
        # More often than the plugin itself tries before it leaves that to the client.
        self.portal.control("fault", kind="reset-before", times=5)
        self.sign_in()
        # The client waits up to a minute before it tries again.
        self.hand.wait_for_contact("Anna Petrova", "Support", seconds=4 * PATIENCE)
        self.assertEqual(self.portal.state()["knobs"]["faults"][0]["hits"], 5)

    def test_signs_in_again(self):
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "Good morning")
        self.hand.wait_for_line("Anna Petrova", "Good morning")
        self.wait_for_dialog(chat, owner=KIM, status=ANSWERED)
        self.hand.close()
        self.portal.write(chat, "It was number 4711")
        self.portal.write(chat, "Are you there?")
        # What was written meanwhile opens by itself.
        self.sign_in()
        self.hand.wait_for_line("Anna Petrova", "Are you there?")
        for text in ("My parcel has not arrived", "Good morning", "It was number 4711",
                     "Are you there?"):
            self.assertEqual(self.hand.count_lines("Anna Petrova", text), 1, text)

    def test_whole_session(self):
        self.sign_in()
        chat = self.portal.customer("Anna Petrova", "My parcel has not arrived")
        self.hand.wait_for_contact("Anna Petrova", "Support")
        self.hand.open("Anna Petrova")
        self.hand.wait_for_line("Anna Petrova", "My parcel has not arrived")
        self.hand.say("Anna Petrova", "Good morning Anna, let me look.")
        self.hand.wait_for_line("Anna Petrova", "The dialog is yours.")
        self.wait_for_dialog(chat, owner=KIM, status=ANSWERED)
        self.portal.write(chat, "Thank you, I wait")
        self.hand.wait_for_line("Anna Petrova", "Thank you, I wait")
        self.hand.say("Anna Petrova", "/transfer")
        self.hand.pick("Maria Lopez")
        self.hand.wait_for_line("Anna Petrova", "You passed the dialog to Maria Lopez.")
        self.wait_for_dialog(chat, owner=MARIA, status=ANSWER, line=SUPPORT)
        self.assertEqual(self.portal.texts(chat, KIM), ["Good morning Anna, let me look."])
