# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole shift, told once for both UIs: twenty customers, and all that can be done for them.

Colleagues act in between; at the end the portal's own state is compared in one place.
"""

from common import until
from scenes import (
    ANSWER, ANSWERED, CLOSED, CUSTOMER_WROTE, IVAN, KIM, MARIA, SALES, SKIPPED, SPAM, SUPPORT,
    Workplace)

BOT = 35
BUSY = "One moment: what you asked for before"
QUESTION = "My parcel has not arrived"


class Shift(Workplace):
    """Mixed into a unittest.TestCase."""

    def _come(self, name, line=SUPPORT, connector="telegrambot"):
        """A customer comes and is offered to everybody; the window opens by itself."""
        self.chats[name] = self.portal.customer(name, QUESTION, line, connector)
        self.hand.wait_for_contact(name, "Support" if line == SUPPORT else "Sales")
        self.hand.wait_for_line(name, QUESTION)
        return self.chats[name]

    def _come_and_answer(self, name, *where):
        chat = self._come(name, *where)
        self._do(name, "/answer", "The dialog is yours.")
        return chat

    def _do(self, name, command, *lines):
        """Types a command and waits for what it says; again when the one before is not over."""
        refused = self.hand.count_lines(name, BUSY)
        self.hand.say(name, command)
        for line in lines:
            while True:
                until(lambda text=line: self.hand.sees(name, text)
                      or self.hand.count_lines(name, BUSY) > refused, f"“{line}” after {command}")
                if self.hand.count_lines(name, BUSY) == refused:
                    break
                refused = self.hand.count_lines(name, BUSY)
                self.hand.say(name, command)

    def _choose(self, name, place, *labels):
        self.hand.open_menu(name, place)
        self.hand.choose(*labels)

    def test_shift(self):
        self.chats = {}
        for line in (SUPPORT, SALES):
            self.portal.control("line", id=line, queue=[KIM, MARIA, IVAN], queue_type="all")
        self.portal.control("operator-supervise", operator=KIM)
        kim = next(one for one in self.portal.state()["users"] if one["id"] == KIM)
        self.portal.control("scopes", operator=KIM, scopes=[*kim["scopes"], "lists"])
        self.portal.control("quick", line=SUPPORT, name="Hours", text="We are open until six.")
        answers = self.folder / "purple" / "openlines" / "quick-answers.txt"
        answers.parent.mkdir(parents=True)
        answers.write_text("= greeting\nGood day {customer}.\n", encoding="utf-8")
        self.sign_in(bot_client_id=self.portal.description["bot"]["client_id"])
        self.wait_for_push()
        self._texts()
        self._passing_on()
        self._colleagues()
        self._modes()
        self._endings()
        self._desk()
        self._account_menu()
        saved = self.portal.control("quick-answers", line=SUPPORT)["answers"]
        self.assertEqual([one["text"] for one in saved],
                         ["We are open until six.", "Which number has your parcel?"])
        self.maxDiff = None
        self.assertEqual({name: self._facts(chat) for name, chat in self.chats.items()}, WANTED)

    def _texts(self):
        chat = self._come("Anna Petrova")
        self._do("Anna Petrova", "Good morning", "The dialog is yours.", "Kim Oh: Good morning")
        self._do("Anna Petrova", "/note She is a VIP", "[internal]")
        self.wait_for_text(chat, KIM, "She is a VIP")
        self._do("Anna Petrova", "/reply Which number has it?", "Which number has it?")
        self.wait_for_text(chat, KIM, "Which number has it?")
        self._do("Anna Petrova", "/edit Which number has your parcel?", "to: Which number has your parcel?")
        self._do("Anna Petrova", "/like", "You liked: “My parcel has not arrived”")
        self._do("Anna Petrova", "/save", "Saved “", "Which number has your parcel?")
        self.hand.close_conversation("Anna Petrova")

        chat = self._come_and_answer("Ben Okafor", SALES, "livechat")
        self._do("Ben Okafor", "Good evening", "Kim Oh: Good evening")
        self.wait_for_text(chat, KIM, "Good evening")
        self._choose("Ben Okafor", "bar", "Messages", "Delete my last message…")
        self.hand.answer("Delete your message “Good evening”?", "Delete it")
        self.hand.wait_for_line("Ben Okafor", "You deleted: “Good evening”")
        self._do("Ben Okafor", "/quick greeting")
        self.hand.wait_for_entry("Ben Okafor", "Good day Ben Okafor.")
        self.hand.send("Ben Okafor")
        self.wait_for_text(chat, KIM, "Good day Ben Okafor.")
        self.hand.close_conversation("Ben Okafor")

        chat = self._come_and_answer("Chen Li", SUPPORT, "whatsappbyedna")
        self.portal.control("keyboard", chat=chat, text="Choose a day", bot=BOT,
                            buttons=[{"text": "Monday", "command": "day", "params": "1"}])
        self.hand.wait_for_line("Chen Li", "Choose a day")
        self._do("Chen Li", "/press 1", "You pressed “Monday”")
        self._do("Chen Li", "/find parcel", "with “parcel”:")
        self._do("Chen Li", "/history", "earlier messages")
        self._do("Chen Li", "/history session", "the whole session")
        self.hand.close_conversation("Chen Li")

    def _passing_on(self):
        self._come("Dora Weiss", SUPPORT, "viber")
        self._do("Dora Weiss", "/skip", "Passed on to the next operator in Support.")
        self.hand.close_conversation("Dora Weiss")

        self._come_and_answer("Emil Novak", SALES, "facebook")
        self._do("Emil Novak", "/transfer maria", "You passed the dialog to Maria Lopez.")
        self.hand.close_conversation("Emil Novak")

        self._come("Fatima Noor", SALES, "vkgroup")
        self._choose("Fatima Noor", "contact", "Transfer…")
        self.hand.pick("Line: Support")
        self.hand.wait_for_line("Fatima Noor", "You passed the dialog to the Support line.")
        self.hand.close_conversation("Fatima Noor")

    def _colleagues(self):
        chat = self._come("Gita Rao")
        self.portal.operator("answer", MARIA, chat)
        self.hand.wait_for_line("Gita Rao", "Maria Lopez started responding")
        self._do("Gita Rao", "/take", "You took the dialog over from Maria Lopez.")
        self.hand.close_conversation("Gita Rao")

        chat = self._come("Hugo Diaz")
        self.portal.operator("answer", IVAN, chat)
        self.hand.wait_for_line("Hugo Diaz", "Ivan Petrov started responding")
        self._do("Hugo Diaz", "/join", "You joined the dialog")
        self._do("Hugo Diaz", "I may help", "Kim Oh: I may help")
        self.wait_for_text(chat, KIM, "I may help")
        self._do("Hugo Diaz", "/leave", "You left the dialog.")
        self.hand.close_conversation("Hugo Diaz")

        chat = self._come_and_answer("Ines Costa", SUPPORT, "livechat")
        self._do("Ines Costa", "/invite ivan", "Ivan Petrov was invited.")
        self._do("Ines Costa", "/who", "Members of this dialog:")
        self._do("Ines Costa", "/info", "Ivan Petrov")
        self.portal.operator("write", IVAN, chat, text="I look after it")
        self.hand.wait_for_line("Ines Costa", "I look after it")
        self.hand.close_conversation("Ines Costa")

    def _modes(self):
        chat = self._come_and_answer("Jan Kowalski")
        self._choose("Jan Kowalski", "bar", "Session", "Silent mode on or off")
        self.hand.wait_for_line("Jan Kowalski", "Silent mode is on")
        self.wait_for_dialog(chat, silent=True)
        self._do("Jan Kowalski", "Not for him", "Not for him")
        self.wait_for_text(chat, KIM, "Not for him")
        self._do("Jan Kowalski", "/silent off")
        self.wait_for_dialog(chat, silent=False)
        self._do("Jan Kowalski", "/pinall")
        self.wait_for_dialog(chat, pinned=True)
        self._do("Jan Kowalski", "/unpinall")
        self.wait_for_dialog(chat, pinned=False)
        self.hand.close_conversation("Jan Kowalski")

        self._come_and_answer("Kaya Demir", SALES, "livechat")
        self._do("Kaya Demir", "/pin", "The dialog is pinned:")
        self._do("Kaya Demir", "/unpin", "The dialog is not pinned any more.")
        self._choose("Kaya Demir", "bar", "Session", "Pin")
        self.wait_for_dialog(self.chats["Kaya Demir"], pinned=True)
        self._do("Kaya Demir", "/rate 5 well done", "You rated this dialog 5 of 5.")
        self.hand.close_conversation("Kaya Demir")

        self._come_and_answer("Liam Byrne")
        self._do("Liam Byrne", "/lead", "CRM: lead")
        self._do("Liam Byrne", "/crm", "Opening lead")
        self.hand.wait_for_browser(f"/crm/lead/details/{self._lead('Liam Byrne')}/")
        self.hand.close_conversation("Liam Byrne")

        chat = self._come("Mona Haddad")
        self.portal.control("bot-take", chat=chat)
        self._do("Mona Haddad", "/bot say Hello from the bot", "The bot's text stands in the dialog.")
        self._do("Mona Haddad", "/bot operator", "The bot has let the dialog go")
        self.portal.control("bot-take", chat=chat)
        self._do("Mona Haddad", "/bot transfer ivan", "The bot passed the dialog to Ivan Petrov.")
        self.hand.close_conversation("Mona Haddad")

    def _endings(self):
        self._come_and_answer("Nils Berg")
        self._do("Nils Berg", "/finish", "The dialog is finished.")
        self._do("Nils Berg", "/start", "A new session is open, and the dialog is yours.")
        self.hand.close_conversation("Nils Berg")

        chat = self._come_and_answer("Olga Ivanova")
        self._choose("Olga Ivanova", "bar", "Finish")
        self.hand.wait_for_line("Olga Ivanova", "The dialog is finished.")
        self._do("Olga Ivanova", "/start from")
        self.hand.pick("1.", "New session")
        self.hand.wait_for_line("Olga Ivanova", f"A new session begins with “{QUESTION}”")
        self.hand.close_conversation("Olga Ivanova")

        self._come("Pavel Dvorak", SALES, "viber")
        self._do("Pavel Dvorak", "/spam")
        self.hand.answer("Mark Pavel Dvorak's dialog as spam and close it?", "Mark as spam")
        self.hand.wait_for_line("Pavel Dvorak", "Marked as spam and closed.")
        self.hand.close_conversation("Pavel Dvorak")

        chat = self._come("Rosa Marino")
        self.portal.operator("answer", MARIA, chat)
        self.hand.wait_for_line("Rosa Marino", "Maria Lopez started responding")
        self._do("Rosa Marino", "/join", "You joined the dialog")
        self._do("Rosa Marino", "/finish")
        self.hand.answer("Finish Maria Lopez's dialog with Rosa Marino?", "Finish it")
        self.hand.wait_for_line("Rosa Marino", "The dialog is finished.")
        self.hand.close_conversation("Rosa Marino")

        chat = self._come_and_answer("Sami Niemi", SALES, "facebook")
        self.portal.operator("finish", MARIA, chat)
        self.hand.wait_no_contact("Sami Niemi")
        self.hand.close_conversation("Sami Niemi")

    def _desk(self):
        self._come_and_answer("Tara Singh")
        self._do("Tara Singh", "/lines", "Sales")
        self._do("Tara Singh", "/operators", "Maria Lopez")
        self._do("Tara Singh", "/pause", "You get no new dialogs until /resume.")
        self.wait_for_user(KIM, paused=True)
        self._do("Tara Singh", "/resume", "You get new dialogs again.")
        self.wait_for_user(KIM, paused=False)
        self._do("Tara Singh", "/open {}".format(self.chats["Nils Berg"]))
        self.hand.wait_for_line("Nils Berg", "Kim Oh started responding")
        self.portal.control("bot-take", chat=self.chats["Tara Singh"])
        self._do("Tara Singh", "/bot finish")
        self.hand.answer("Let the bot finish the dialog with Tara Singh?", "Finish it")
        self.hand.wait_for_line("Tara Singh", "The bot finished the dialog.")
        self.hand.close_conversation("Tara Singh")

        chat = self._come("Uma Nair", SALES, "livechat")
        self._choose("Uma Nair", "contact", "Answer")
        self.hand.wait_for_line("Uma Nair", "The dialog is yours.")
        self.portal.write(chat, "It came, thank you")
        self.hand.wait_for_line("Uma Nair", "It came, thank you")
        until(lambda: len(self.portal.state()["chats"]) == 20, "twenty dialogs")

    def _account_menu(self):
        self.hand.account_action("Lines and operators…")
        self.hand.close_window("Lines and operators", "Maria Lopez")

    def _lead(self, name):
        """Number of the lead that a dialog is bound to."""
        return self.portal.chat(self.chats[name])["entity_data_1"].split("|")[2]

    def _facts(self, chat):
        """What is compared: the portal's words for it, as short as they can be."""
        facts = self.portal.chat(chat)
        found = {name: facts[name] for name in ("line", "owner", "status")}
        for name in ("pinned", "silent", "vote_head", "comment_head"):
            if facts[name]:
                found[name] = facts[name]
        if facts["pressed"]:
            found["pressed"] = [one["button"] for one in facts["pressed"]]
        bound = facts["entity_data_1"].split("|")[1]
        if bound not in ("", "NONE"):
            found["crm"] = bound
        liked = [one["text"] for one in facts["messages"] if KIM in one["likes"]]
        if liked:
            found["liked"] = liked
        found["texts"] = [self._describe(one) for one in facts["messages"]
                          if one["author"] in (KIM, BOT, IVAN)]
        found["colleagues"] = sorted(set(facts["members"]) & {KIM, MARIA, IVAN})
        return found

    @staticmethod
    def _describe(message):
        marks = [name for name in ("hidden", "edited", "deleted") if message[name]]
        if message["reply_to"]:
            marks.append("reply")
        return " ".join([*marks, message["text"]])


def _fact(line, owner, status, *texts, colleagues=(KIM,), **more):
    return {"line": line, "owner": owner, "status": status, "texts": list(texts),
            "colleagues": sorted(colleagues), **more}


WANTED = {
    "Anna Petrova": _fact(SUPPORT, KIM, ANSWERED, "Good morning", "hidden She is a VIP",
                          "edited reply Which number has your parcel?", liked=[QUESTION]),
    "Ben Okafor": _fact(SALES, KIM, ANSWERED, "deleted This message was deleted.",
                        "Good day Ben Okafor."),
    "Chen Li": _fact(SUPPORT, KIM, ANSWER, "Choose a day", "You chose Monday",
                     pressed=["Monday"]),
    "Dora Weiss": _fact(SUPPORT, 0, SKIPPED, colleagues=()),
    "Emil Novak": _fact(SALES, MARIA, ANSWER, colleagues=(MARIA,)),
    "Fatima Noor": _fact(SUPPORT, 0, SKIPPED, colleagues=()),
    "Gita Rao": _fact(SUPPORT, KIM, ANSWER),
    "Hugo Diaz": _fact(SUPPORT, IVAN, ANSWERED, "I may help", colleagues=(IVAN,)),
    "Ines Costa": _fact(SUPPORT, KIM, ANSWERED, "I look after it", colleagues=(KIM, IVAN)),
    "Jan Kowalski": _fact(SUPPORT, KIM, ANSWER, "hidden Not for him"),
    "Kaya Demir": _fact(SALES, KIM, ANSWER, pinned=True, vote_head=5, comment_head="well done"),
    "Liam Byrne": _fact(SUPPORT, KIM, ANSWER, crm="LEAD"),
    "Mona Haddad": _fact(SUPPORT, IVAN, ANSWER, colleagues=(IVAN,)),
    "Nils Berg": _fact(SUPPORT, KIM, ANSWER),
    "Olga Ivanova": _fact(SUPPORT, KIM, ANSWER),
    "Pavel Dvorak": _fact(SALES, 0, SPAM, colleagues=()),
    "Rosa Marino": _fact(SUPPORT, 0, CLOSED, colleagues=()),
    "Sami Niemi": _fact(SALES, 0, CLOSED, colleagues=()),
    "Tara Singh": _fact(SUPPORT, 0, CLOSED, colleagues=()),
    "Uma Nair": _fact(SALES, KIM, CUSTOMER_WROTE),
}
