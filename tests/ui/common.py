# SPDX-License-Identifier: GPL-2.0-or-later
"""What the drivers of Finch and Pidgin share: waiting, child programs, the client's settings."""

import os
import pathlib
import subprocess
import time
import xml.etree.ElementTree as ET

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("OPENLINES_BUILD", TOP / "build")).resolve()
PROTOCOL = "prpl-bitrix24-openlines"
# Long, because nothing here measures speed: it ends a test that hangs, on the slowest machine.
PATIENCE = 60


def until(condition, what, seconds=PATIENCE):
    """Polls until condition() is true and returns what it gave; what (text or a function making
    one) tells in the failure what was waited for."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what() if callable(what) else what}")
        time.sleep(0.05)  # lint:allow(sleep) the one place that polls


class Program:
    """A child program that writes to a log file and is ended with the test."""

    def __init__(self, log, *command, **options):
        self.log = pathlib.Path(log)
        with open(self.log, "ab") as out:
            options.setdefault("stdout", out)
            options.setdefault("stdin", subprocess.DEVNULL)
            self.process = subprocess.Popen([str(word) for word in command], stderr=out, **options)

    def is_running(self):
        return self.process.poll() is None

    def close(self):
        if self.is_running():
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def read_log(self):
        return self.log.read_text(encoding="utf-8", errors="replace")


def environment(home, **more):
    """The environment of a client: nothing of the user's own folders, session and language."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": f"{home}/.config",
        "XDG_CACHE_HOME": f"{home}/.cache",
        "XDG_DATA_HOME": f"{home}/.local/share",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        "GSETTINGS_BACKEND": "memory",
        "GIO_USE_VFS": "local",
        "NO_AT_BRIDGE": "1",
        "no_proxy": "127.0.0.1,localhost,::1",
        **more,
    }


def _write_xml(root, path):
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)
    path.chmod(0o600)


def write_account(config, ui, username, password, **options):
    """accounts.xml with one account that signs in by itself; libpurple's name of the UI, because
    each keeps that setting for itself."""
    root = ET.Element("account", version="1.0")
    account = ET.SubElement(root, "account")
    for tag, text in (("protocol", PROTOCOL), ("name", username), ("password", password)):
        ET.SubElement(account, tag).text = text
    settings = ET.SubElement(account, "settings")
    for name, value in options.items():
        kind = {bool: "bool", int: "int", str: "string"}[type(value)]
        setting = ET.SubElement(settings, "setting", name=name.replace("_", "-"), type=kind)
        setting.text = str(int(value)) if kind != "string" else value
    settings = ET.SubElement(account, "settings", ui=ui)
    ET.SubElement(settings, "setting", name="auto-login", type="bool").text = "1"
    _write_xml(root, config / "accounts.xml")


def write_preferences(config, preferences):
    """prefs.xml of {"/finch/sound/mute": True, ...}"""
    root = ET.Element("pref", version="1", name="/")
    nodes = {"": root}
    for path, value in preferences.items():
        parts = path.strip("/").split("/")
        for depth in range(1, len(parts) + 1):
            key = "/".join(parts[:depth])
            if key not in nodes:
                parent = nodes["/".join(parts[:depth - 1])]
                nodes[key] = ET.SubElement(parent, "pref", name=parts[depth - 1])
        node = nodes["/".join(parts)]
        node.set("type", {bool: "bool", int: "int", str: "string"}[type(value)])
        node.set("value", str(int(value)) if isinstance(value, bool) else str(value))
    _write_xml(root, config / "prefs.xml")


def install_plugin(config):
    """As an unprivileged user installs it: the plugin in the client's own plugin folder."""
    plugins = config / "plugins"
    if plugins.exists():
        return
    plugins.mkdir(parents=True)
    for name in ("libopenlines.so", "openlines-finch.so", "openlines-pidgin.so"):
        if (BUILD / "plugin" / name).exists():
            (plugins / name).symlink_to(BUILD / "plugin" / name)
    (plugins / "locale").symlink_to(BUILD / "po")


# Nothing that depends on whether somebody sits at the keyboard.
CALM = {
    "/purple/away/away_when_idle": False,
    "/purple/away/mins_before_away": 0,
    "/purple/away/idle_reporting": "none",
    "/purple/away/auto_reply": "never",
}
