# SPDX-License-Identifier: GPL-2.0-or-later
"""A wire to the practice portal that can be cut and mended, while the test still reaches it."""

import selectors
import socket
import threading


class Relay:
    def __init__(self, target):
        self.target = target
        self.port = 0
        self._stop = None
        self._thread = None
        self.mend()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def mend(self):
        """Listens, on the same port as before, and passes everything on."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._stop, stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._run, args=(listener, stopped))
        self._thread.start()

    def cut(self):
        """Ends every connection; nobody listens any more."""
        if self._thread:
            self._stop.close()
            self._thread.join()
            self._thread = None

    def _run(self, listener, stopped):
        peers = {}
        with selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            selector.register(stopped, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is stopped:
                        for one in (listener, stopped, *peers):
                            one.close()
                        return
                    if key.fileobj is listener:
                        self._accept(listener, selector, peers)
                    else:
                        self._pass_on(key.fileobj, selector, peers)

    def _accept(self, listener, selector, peers):
        client = listener.accept()[0]
        portal = socket.create_connection(("127.0.0.1", self.target))
        for one, other in ((client, portal), (portal, client)):
            peers[one] = other
            selector.register(one, selectors.EVENT_READ)

    @staticmethod
    def _pass_on(one, selector, peers):
        if one not in peers:
            return
        other = peers[one]
        try:
            data = one.recv(65536)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        for end in (one, other):
            selector.unregister(end)
            del peers[end]
            end.close()
