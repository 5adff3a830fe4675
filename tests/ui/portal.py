# SPDX-License-Identifier: GPL-2.0-or-later
"""The practice portal as a program, its control interface and what it knows."""

import json
import selectors
import subprocess
import urllib.request

from common import BUILD, PATIENCE, Program, until

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Portal:
    def __init__(self, folder, port=0):
        self.program = Program(
            folder / "portal.log", BUILD / "tests" / "portal" / "practice-portal", "--port", port,
            "--quiet", "--exit-with-stdin", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with selectors.DefaultSelector() as selector:
            selector.register(self.program.process.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                self.program.close()
                raise AssertionError("the practice portal says nothing")
        line = self.program.process.stdout.readline()
        if not line:
            self.program.close()
            raise AssertionError(f"the practice portal ended: {self.program.read_log()}")
        self.description = json.loads(line)
        self.port = self.description["port"]
        self.address = f"127.0.0.1:{self.port}"

    def close(self):
        self.program.close()

    def webhook(self, operator):
        return next(one["webhook"] for one in self.description["operators"]
                    if one["id"] == operator)

    def _ask(self, path, data=None):
        request = urllib.request.Request(
            f"http://{self.address}/practice/{path}", data,
            {"Content-Type": "application/json"})
        with _direct.open(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def control(self, verb, **arguments):
        return self._ask(verb, json.dumps(arguments).encode())

    def state(self):
        return self._ask("state")

    def chat(self, chat):
        """What the model knows of one dialog: owner, status, line, offered, messages, …"""
        return next(one for one in self.state()["chats"] if one["id"] == chat)

    def customer(self, name, text, line=7, connector="telegrambot"):
        """A customer who comes and writes; returns the chat's id."""
        return self.control("customer", name=name, line=line, connector=connector,
                            text=text)["chat"]

    def write(self, chat, text):
        return self.control("write", chat=chat, text=text)["message"]

    def operator(self, verb, operator, chat, **arguments):
        """An operator does something himself: answer, skip, transfer, finish, spam, join, …"""
        return self.control(f"operator-{verb}", operator=operator, chat=chat, **arguments)

    def texts(self, chat, author):
        """What one person has written in a dialog, oldest first."""
        return [one["text"] for one in self.chat(chat)["messages"] if one["author"] == author]
