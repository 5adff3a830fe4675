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
SKIPPED, ANSWER, CUSTOMER_WROTE, CUSTOMER_AGAIN = 5, 10, 20, 25
ANSWERED, CLOSED, SPAM = 40, 60, 65


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

    def sees(self, name, text):
        """Whether this stands in the conversation now."""
        raise NotImplementedError

    def wait_for_own_line(self, name, text):
        """A line that stands there as written by the operator."""
        raise NotImplementedError

    def count_lines(self, name, text):
        """How many lines of the conversation with name have this text."""
        raise NotImplementedError

    def type(self, name, text):
        """Text in the entry of a conversation, not sent yet."""
        raise NotImplementedError

    def wait_for_typing(self, name):
        """The customer is seen typing, in the program's own way."""
        raise NotImplementedError

    def account_action(self, label):
        """An item of the account's menu."""
        raise NotImplementedError

    def close_report(self, *sentences):
        """The window of “Connection…” says all this; it is closed again."""
        raise NotImplementedError

    def close_notice(self, sentence):
        """A small window that says this, and OK."""
        raise NotImplementedError

    def close_window(self, title, *sentences):
        """The window of this title says all this; it is closed again."""
        raise NotImplementedError

    def wait_for_browser(self, address):
        """A page whose address ends so is shown as the program shows one."""
        raise NotImplementedError

    def choose_status(self, label):
        raise NotImplementedError

    def pick(self, row, title="Transfer"):
        """In the list of this title that asks to choose: this row, and OK."""
        raise NotImplementedError

    def cancel(self, title):
        """The same list is closed again."""
        raise NotImplementedError

    def search(self, text):
        """In the picker: this text in the search field, no row, and OK."""
        raise NotImplementedError

    def answer(self, question, button, default=False):
        """This button of a question; default: the harmless one."""
        raise NotImplementedError

    def enter(self, name, text):
        """In the window in which a menu asks for a text: this one, and OK."""
        raise NotImplementedError

    # Where a dialog's menu is.
    MENUS = ()

    def open_menu(self, name, place):
        raise NotImplementedError

    def read_menu(self, first):
        """Labels of the open menu from this one on, with those of its submenus; closes it."""
        raise NotImplementedError

    def choose(self, *labels):
        """An item of the open menu, after the submenus it is in."""
        raise NotImplementedError

    def complete(self, name, typed):
        """Types this into the line of text, and Tab."""
        raise NotImplementedError

    def clear(self, name):
        """Empties the line of text."""
        raise NotImplementedError

    def wait_for_entry(self, name, text):
        """Exactly this stands in the line of text."""
        raise NotImplementedError

    def send(self, name):
        """Sends what stands in the line of text."""
        raise NotImplementedError

    def close_conversation(self, name):
        raise NotImplementedError

    def wait_signed_off(self):
        raise NotImplementedError

    def quit(self):
        """Ends the program as its user does; its exit code."""
        raise NotImplementedError

    def contact_menu(self, name, label):
        raise NotImplementedError

    def wait_for_sign_in_failure(self, sentence):
        raise NotImplementedError


class Workplace:
    """A portal, a wire to it and an operator's UI, which make_hand() starts."""

    def make_hand(self, folder, username, password, **options):
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

    def sign_in(self, operator=KIM, password=None, **options):
        """options: of the account"""
        self.hand = self.make_hand(self.folder, self.relay.address,
                                   password or self.portal.webhook(operator), **options)
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

    def wait_for_push(self, sockets=1):
        until(lambda: self.portal.control("push-state")["sockets"] >= sockets,
              lambda: f"push; there is {self.portal.control('push-state')}")

    def sign_in_with_my_anna(self):
        """The dialog is Kim's, and news comes by push."""
        chat = self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "Good morning")
        self.hand.wait_for_line("Anna Petrova", "Good morning")
        self.wait_for_push()
        return chat

    def ids(self, chat, text):
        return [one["id"] for one in self.portal.chat(chat)["messages"] if one["text"] == text]

    def read_mark(self, chat, operator=KIM):
        return next(one["last_id"] for one in self.portal.chat(chat)["read"]
                    if one["user"] == operator)

    def wait_for_user(self, operator, **wanted):
        """Waits until the portal itself knows these facts of an operator."""
        def fits():
            user = next(one for one in self.portal.state()["users"] if one["id"] == operator)
            return all(user[name] == value for name, value in wanted.items())

        until(fits, lambda: f"the operator to have {wanted}; {self.portal.state()['users']}")


class Scenes(Workplace):
    """Mixed into a unittest.TestCase."""

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
        self.hand.answer(question, "Keep it", default=True)
        self.wait_for_dialog(chat, owner=KIM, status=ANSWER)

        self.hand.say("Anna Petrova", "/spam")
        self.hand.answer(question, "Mark as spam")
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

    def test_news_is_pushed(self):
        chat = self.sign_in_with_my_anna()
        # What appears while no request is answered was pushed.
        self.portal.control("hold")
        self.portal.control("typing", chat=chat)
        self.hand.wait_for_typing("Anna Petrova")
        wrong = self.portal.write(chat, "It was numbr 4711")
        self.hand.wait_for_line("Anna Petrova", "Anna Petrova: It was numbr 4711")
        self.portal.control("edit", message=wrong, text="It was number 4712")
        self.hand.wait_for_line(
            "Anna Petrova", "Anna Petrova changed “It was numbr 4711” to: It was number 4712")
        slip = self.portal.write(chat, "mum, I am late")
        self.hand.wait_for_line("Anna Petrova", "mum, I am late")
        self.portal.control("delete", message=slip)
        self.hand.wait_for_line("Anna Petrova", "Anna Petrova deleted: “mum, I am late”")
        mine = self.ids(chat, "Good morning")[0]
        self.portal.control("delivery-failed", chat=chat, message=mine, reason="bot blocked")
        self.hand.wait_for_line("Anna Petrova", "Not delivered: “Good morning”")
        self.hand.wait_for_line("Anna Petrova", "The message was not delivered: bot blocked")
        self.portal.operator("write", KIM, chat, text="From my phone")
        self.hand.wait_for_own_line("Anna Petrova", "From my phone")
        self.portal.control("release")
        self.hand.say("Anna Petrova", "And from here")
        self.hand.wait_for_own_line("Anna Petrova", "And from here")
        for text in ("numbr 4711", "mum, I am late"):
            # Once as written, once in the line about its change.
            self.assertEqual(self.hand.count_lines("Anna Petrova", text), 2, text)
        for text in ("Kim Oh: From my phone", "Kim Oh: And from here"):
            self.assertEqual(self.hand.count_lines("Anna Petrova", text), 1, text)

    def test_typing_and_reading_reach_the_portal(self):
        anna = self.sign_in_with_my_anna()
        ben = self.portal.customer("Ben Okafor", "Where is my parcel?", SALES, "livechat")
        self.portal.operator("transfer", MARIA, ben, to=KIM)
        self.hand.type("Anna Petrova", "Let me ")
        until(lambda: self.portal.chat(anna)["typing"] == 1, "the operator's typing")
        self.hand.say("Anna Petrova", "look.")
        self.wait_for_text(anna, KIM, "Let me look.")

        self.hand.wait_for_contact("Ben Okafor", "Sales")
        self.hand.open("Ben Okafor")
        unseen = self.portal.write(anna, "Are you there?")
        seen = self.portal.write(ben, "It was number 4711")
        self.hand.wait_for_line("Ben Okafor", "It was number 4711")
        until(lambda: self.read_mark(ben) == seen, "what is looked at to be marked")
        # It came earlier and would have been marked earlier.
        self.assertLess(self.read_mark(anna), unseen)
        self.hand.open("Anna Petrova")
        until(lambda: self.read_mark(anna) == unseen, "what is looked at now to be marked")

    def test_colleague_takes_a_waiting_dialog(self):
        chat = self.sign_in_with_anna()
        self.portal.operator("answer", MARIA, chat)
        self.hand.wait_for_line("Anna Petrova",
                                "Maria Lopez started responding to the conversation")
        self.hand.say("Anna Petrova", "Good morning")
        self.hand.wait_for_line("Anna Petrova", "Not sent: this dialog is Maria Lopez's")
        self.assertEqual(self.portal.texts(chat, KIM), [])

    def test_push_breaks_off(self):
        chat = self.sign_in_with_my_anna()
        opened = self.portal.control("push-state")["opens"]
        self.portal.control("push-drop")
        self.portal.write(chat, "It was number 4711")
        self.hand.wait_for_line("Anna Petrova", "It was number 4711")
        until(lambda: self.portal.control("push-state")["opens"] > opened, "push to come back")
        # The wire itself: nothing gets through either way.
        self.relay.cut()
        self.portal.write(chat, "Are you there?")
        self.portal.control("edit", message=self.ids(chat, "It was number 4711")[0],
                            text="It was number 4712")
        self.portal.operator("write", KIM, chat, text="From my phone")
        self.relay.mend()
        self.hand.wait_for_line("Anna Petrova", "Are you there?")
        self.hand.wait_for_own_line("Anna Petrova", "From my phone")
        self.hand.wait_for_line("Anna Petrova", "to: It was number 4712")
        self.portal.write(chat, "Thank you")
        self.hand.wait_for_line("Anna Petrova", "Anna Petrova: Thank you")
        for text in ("Good morning", "Anna Petrova: It was number 4711", "Are you there?",
                     "Kim Oh: From my phone", "Anna Petrova: Thank you"):
            self.assertEqual(self.hand.count_lines("Anna Petrova", text), 1, text)

    def test_connection_report(self):
        chat = self.sign_in_with_my_anna()
        self.portal.write(chat, "Thank you")
        self.hand.wait_for_line("Anna Petrova", "Thank you")
        self.hand.account_action("Connection…")
        self.hand.close_report("Signed in as: Kim Oh", "News arrives: at once, by push (WebSocket)",
                               "Asked to slow down: not lately")

    def test_pause_and_resume(self):
        self.sign_in_with_anna()
        self.hand.say("Anna Petrova", "/pause")
        self.hand.wait_for_line("Anna Petrova", "You get no new dialogs until /resume.")
        self.wait_for_user(KIM, paused=True)
        self.hand.account_action("Take new dialogs again")
        self.hand.close_notice("You get new dialogs again.")
        self.wait_for_user(KIM, paused=False)
        self.hand.account_action("Pause new dialogs")
        self.hand.close_notice("You get no new dialogs until /resume.")
        self.wait_for_user(KIM, paused=True)
        self.hand.say("Anna Petrova", "/resume")
        self.hand.wait_for_line("Anna Petrova", "You get new dialogs again.")
        self.wait_for_user(KIM, paused=False)

    def test_status_reaches_the_portal(self):
        self.sign_in()
        self.wait_for_push()
        self.hand.choose_status("Away")
        self.wait_for_user(KIM, status="away", paused=False)
        self.hand.choose_status("Available")
        self.wait_for_user(KIM, status="online")

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
