# SPDX-License-Identifier: GPL-2.0-or-later
"""What the modules for the UIs add to conversations, told once for both."""

from common import until
from scenes import ANSWER, CLOSED, KIM, MARIA, Workplace

ANNA = "Anna Petrova"

# What every menu of a dialog offers, by how it stands.
WAITING = [
    "Answer", "Skip", "Transfer…", "Messages/Reply to the last message…",
    "Messages/Ready answers…", "Messages/Find…", "Messages/Earlier messages", "People/Members",
    "People/Customer and dialog", "Finish", "Mark as spam…",
]
MINE = [
    "Skip", "Transfer…", "Messages/Internal note…", "Messages/Reply to the last message…",
    "Messages/Edit my last message…", "Messages/Delete my last message…",
    "Messages/Like the last message", "Messages/Ready answers…",
    "Messages/Save as a ready answer", "Messages/Find…", "Messages/Earlier messages",
    "People/Invite…", "People/Members", "People/Customer and dialog", "Session/Pin",
    "Session/Silent mode on or off", "Session/Rate…", "Session/Create a lead", "Finish",
    "Mark as spam…",
]
COLLEAGUES = [
    "Transfer…", "Take over", "Leave", "Messages/Internal note…",
    "Messages/Reply to the last message…", "Messages/Edit my last message…",
    "Messages/Delete my last message…", "Messages/Like the last message",
    "Messages/Ready answers…", "Messages/Save as a ready answer", "Messages/Find…",
    "Messages/Earlier messages", "People/Invite…", "People/Members",
    "People/Customer and dialog", "Session/Silent mode on or off", "Session/Rate…", "Finish",
    "Mark as spam…",
]
ENDED = [
    "Start a new session", "Messages/Find…", "Messages/Earlier messages", "People/Members",
    "People/Customer and dialog", "Session/Rate…",
]


class Menus(Workplace):
    """Mixed into a unittest.TestCase beside the other scenes."""

    def _check_menus(self, wanted, but=()):
        for place in self.hand.MENUS:
            if place not in but:
                self.hand.open_menu(ANNA, place)
                self.assertEqual(self.hand.read_menu(wanted[0]), wanted, place)

    def test_menus_show_the_same_in_every_state(self):
        chat = self.sign_in_with_anna()
        self._check_menus(WAITING)

        self.hand.say(ANNA, "Good morning")
        self.hand.wait_for_own_line(ANNA, "Good morning")
        self._check_menus(MINE)

        self.portal.operator("transfer", KIM, chat, to=MARIA)
        self.portal.operator("join", KIM, chat)
        self.hand.say(ANNA, "/who")
        self.hand.wait_for_line(ANNA, "Maria Lopez — responsible operator")
        self._check_menus(COLLEAGUES)

        self.portal.operator("finish", MARIA, chat)
        self.wait_for_dialog(chat, status=CLOSED)
        self.hand.wait_no_contact(ANNA)
        # Who is offline is not in the list.
        self._check_menus(ENDED, but=["contact"])

    def test_each_menu_acts(self):
        chat = self.sign_in_with_anna()
        self.hand.open_menu(ANNA, self.hand.MENUS[0])
        self.hand.choose("Answer")
        self.wait_for_dialog(chat, owner=KIM, status=ANSWER)
        self.hand.wait_for_line(ANNA, "The dialog is yours.")
        for number, place in enumerate(self.hand.MENUS):
            pin = number % 2 == 0
            self.hand.open_menu(ANNA, place)
            self.hand.choose("Session", "Pin" if pin else "Unpin")
            self.wait_for_dialog(chat, pinned=pin)
            said = "The dialog is pinned: " if pin else "The dialog is not pinned any more."
            until(lambda text=said, times=number // 2 + 1:
                  self.hand.count_lines(ANNA, text) == times, f"“{said}” once more")

    def test_menu_asks_for_text(self):
        chat = self.sign_in_with_my_anna()
        self.hand.open_menu(ANNA, "bar")
        self.hand.choose("Messages", "Internal note…")
        self.hand.enter(ANNA, "She is a VIP")
        self.hand.wait_for_line(ANNA, "She is a VIP")
        self.wait_for_text(chat, KIM, "She is a VIP")
        note = next(one for one in self.portal.chat(chat)["messages"]
                    if one["text"] == "She is a VIP")
        self.assertTrue(note["hidden"])

    def _check_completion(self, typed, wanted):
        self.hand.clear(ANNA)
        self.hand.complete(ANNA, typed)
        self.hand.wait_for_entry(ANNA, wanted)

    def test_completes_operators_and_lines(self):
        chat = self.sign_in_with_anna()
        # From then on it is known who there is.
        self.hand.say(ANNA, "/transfer")
        self.hand.cancel("Transfer")
        self._check_completion("/silent of", "/silent off")
        self._check_completion("/transfer line Sal", "/transfer line Sales")
        self._check_completion("/invite iv", "/invite Ivan Petrov")
        self._check_completion("/transfer Maria L", "/transfer Maria Lopez")
        self.hand.send(ANNA)
        self.hand.wait_for_line(ANNA, "You passed the dialog to Maria Lopez.")
        self.wait_for_dialog(chat, owner=MARIA, status=ANSWER)

    def test_ready_answer_goes_into_the_line_of_text(self):
        answers = self.folder / "purple" / "openlines" / "quick-answers.txt"
        answers.parent.mkdir(parents=True)
        answers.write_text("= greeting\nGood day {customer}, I am {operator}.\n"
                           "= goodbye\nGoodbye.\n", encoding="utf-8")
        chat = self.sign_in_with_my_anna()
        self.hand.open_menu(ANNA, "bar")
        self.hand.choose("Messages", "Ready answers…")
        self.hand.pick("goodbye", "Ready answers")
        self.hand.wait_for_entry(ANNA, "Goodbye.")
        self.assertEqual(self.portal.texts(chat, KIM), ["Good morning"])
        self.hand.send(ANNA)
        self.wait_for_text(chat, KIM, "Goodbye.")

        self._check_completion("/quick gree", "/quick greeting")
        self.hand.send(ANNA)
        self.hand.wait_for_entry(ANNA, "Good day Anna Petrova, I am Kim Oh.")
        self.hand.send(ANNA)
        self.wait_for_text(chat, KIM, "Good day Anna Petrova, I am Kim Oh.")

    def test_old_menu_does_what_is_possible_still(self):
        chat = self.sign_in_with_anna()
        self.wait_for_push()
        self.hand.open_menu(ANNA, "bar")
        self.portal.operator("answer", MARIA, chat)
        self.hand.choose("Answer")
        self.hand.wait_for_line(ANNA, "Maria Lopez started responding to the conversation")
        self.wait_for_dialog(chat, owner=MARIA)

    def test_account_goes_while_a_menu_is_open(self):
        chat = self.sign_in_with_anna()
        self.hand.open_menu(ANNA, "bar")
        self.portal.control("revoke", operator=KIM)
        self.hand.wait_signed_off()
        self.hand.choose("Answer")
        self.wait_for_dialog(chat, owner=0)
        self.assertEqual(self.hand.quit(), 0)

    def test_quits_after_menus_were_open(self):
        self.sign_in_with_anna()
        for place in self.hand.MENUS:
            self.hand.open_menu(ANNA, place)
            self.hand.read_menu("Answer")
        self.assertEqual(self.hand.quit(), 0)
