#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of check-source.py: each rule finds what it is for and leaves good code alone."""

import importlib.util
import os
import tempfile
import unittest

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check-source.py")
SPEC = importlib.util.spec_from_file_location("check_source", PATH)
check_source = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(check_source)

LICENCE = "/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
HEADER = LICENCE + "#pragma once\n"


class TreeTest(unittest.TestCase):
    def tree_rules(self, files):
        """The rules that a tree of these files breaks, as a sorted list of "path:line rule"."""
        with tempfile.TemporaryDirectory() as tree:
            for path, text in files.items():
                full = os.path.join(tree, path)
                os.makedirs(os.path.dirname(full) or tree, exist_ok=True)
                mode = "wb" if isinstance(text, bytes) else "w"
                with open(full, mode, **({} if mode == "wb" else {"encoding": "utf-8"})) as file:
                    file.write(text)
            return [f"{finding.path}:{finding.line} {finding.rule}"
                    for finding in check_source.check_tree(tree)]

    def assert_breaks(self, path, text, *expected):
        self.assertEqual(self.tree_rules({path: text}), [f"{path}:{rule}" for rule in expected])

    def assert_good(self, path, text):
        self.assertEqual(self.tree_rules({path: text}), [])


class LicenceTest(TreeTest):
    def test_c_needs_it_in_the_first_line(self):
        self.assert_breaks("protocol/base/b24-a.c", "int a;\n", "1 licence")
        self.assert_breaks("protocol/base/b24-a.c", "\n" + LICENCE, "1 licence")
        self.assert_good("protocol/base/b24-a.c", LICENCE + "int a;\n")

    def test_scripts_need_it_after_the_interpreter(self):
        self.assert_breaks("tests/run", "#!/bin/bash\ntrue\n", "1 licence")
        self.assert_good("tests/run",
                         "#!/bin/bash\n# SPDX-License-Identifier: GPL-2.0-or-later\n")

    def test_build_files_too(self):
        self.assert_breaks("meson.build", "project('a')\n", "1 licence")


class TextTest(TreeTest):
    def test_white_space(self):
        self.assert_breaks("NEWS", "a \n", "1 white-space")
        self.assert_breaks("NEWS", "a\tb\n", "1 white-space")
        self.assert_breaks("NEWS", "a", "1 white-space")
        self.assert_breaks("NEWS", "a\n\n", "3 white-space")
        self.assert_breaks("NEWS", "a\r\n", "1 white-space")
        self.assert_good("NEWS", "a\nb\n")

    def test_leftovers(self):
        for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X"):
            self.assert_breaks("NEWS", f"a\n{word} later\n", "2 leftover")
        self.assert_good("NEWS", "mktemp a.XXXXXX\n")

    def test_not_utf8(self):
        self.assert_breaks("NEWS", b"caf\xe9\n", "1 utf-8")
        self.assert_good("tests/fuzz/corpus/picture", b"\x89PNG\0\xff")

    def test_long_file(self):
        self.assert_breaks("plugin/ol-a.c", LICENCE + "int a;\n" * 600, "1 length")
        self.assert_good("plugin/ol-a.c", LICENCE + "int a;\n" * 599)


class FunctionTest(TreeTest):
    def function(self, body):
        return LICENCE + "static void\na (void)\n{\n" + body + "}\n"

    def test_length(self):
        self.assert_breaks("plugin/ol-a.c", self.function("    b ();\n" * 61), "4 length")
        self.assert_good("plugin/ol-a.c", self.function("    b ();\n" * 60))

    def test_second_function_is_measured_alone(self):
        self.assert_good("plugin/ol-a.c",
                         self.function("    b ();\n" * 40) + "void\nc (void)\n{\n"
                         + "    b ();\n" * 40 + "}\n")

    def test_nesting(self):
        def nested(depth):
            return "while (1) {\n" * depth + "}\n" * depth
        inner = "".join("  " + line + "\n" for line in nested(5).splitlines())
        self.assert_breaks("plugin/ol-a.c", self.function(inner), "4 nesting")
        inner = "".join("  " + line + "\n" for line in nested(4).splitlines())
        self.assert_good("plugin/ol-a.c", self.function(inner))

    def test_braces_in_strings_do_not_count(self):
        self.assert_good("plugin/ol-a.c", self.function('    a ("{{{{{{{{");\n'))


class LayerTest(TreeTest):
    def test_header_guard(self):
        self.assert_breaks("plugin/ol-a.h", LICENCE + "int a;\n", "1 header")

    def test_goto(self):
        self.assert_breaks("plugin/ol-a.c", LICENCE + "goto out;\n", "2 goto")
        self.assert_good("plugin/ol-a.c", LICENCE + "/* goto the shop */\n")

    def test_libpurple_stays_above(self):
        self.assert_breaks("protocol/base/b24-a.c", LICENCE + "#include <purple.h>\n",
                           "2 libpurple")
        self.assert_breaks("protocol/base/b24-a.c",
                           LICENCE + "#include <libpurple/util.h>\n", "2 libpurple")
        self.assert_breaks("protocol/base/b24-a.c", LICENCE + "PurpleAccount *a;\n",
                           "2 libpurple")
        self.assert_good("plugin/ol-a.c", LICENCE + "#include <purple.h>\nPurpleAccount *a;\n")
        self.assert_good("protocol/base/b24-a.c", LICENCE + "/* not purple_foo */\n")

    def test_json_getters(self):
        call = LICENCE + "a = json_object_get_string_member (o, k);\n"
        self.assert_breaks("protocol/model/b24-a.c", call, "2 json")
        self.assert_breaks("tests/unit/test-a.c", call, "2 json")
        self.assert_good("protocol/base/b24-json.c", call)
        self.assert_good("tests/portal/a.c", call)
        self.assert_good("protocol/model/b24-a.c",
                         LICENCE + "json_object_set_int_member (o, k, 1);\n")
        self.assert_breaks("plugin/ol-a.c", LICENCE + "json_node_get_string (n);\n", "2 json")
        self.assert_breaks("plugin/ol-a.c",
                           LICENCE + "json_array_get_int_element (n, 0);\n", "2 json")

    def test_debug_goes_through_the_redacting_log(self):
        call = LICENCE + 'purple_debug_info ("a", "b");\n'
        self.assert_breaks("plugin/ol-a.c", call, "2 debug")
        self.assert_good("plugin/ol-debug.c", call)
        self.assert_good("tests/headless/client.c",
                         LICENCE + "purple_debug_set_enabled (TRUE);\n")

    def test_libraries_do_not_print(self):
        self.assert_breaks("plugin/ol-a.c", LICENCE + 'g_print ("a");\n', "2 print")
        self.assert_good("plugin/ol-a.c", LICENCE + 'g_strdup_printf ("a");\n')
        self.assert_good("tests/portal/main.c", LICENCE + 'g_print ("a");\n')

    def test_plugin_knows_no_portal_words(self):
        self.assert_breaks("plugin/ol-a.c", LICENCE + 'a ("imopenlines.operator.skip");\n',
                           "2 portal-words")
        self.assert_breaks("plugin/ol-a.c", LICENCE + 'a ("https://a.example/");\n',
                           "2 portal-words")
        self.assert_breaks("plugin/ol-a.c", LICENCE + 'a ("/rest/27/x");\n', "2 portal-words")
        self.assert_good("plugin/ol-a.c", LICENCE + 'a (_("tick imopenlines, im."));\n')
        self.assert_good("protocol/methods/b24-a.c", LICENCE + 'a ("im.user.get");\n')

    def test_sources_have_names(self):
        made = LICENCE + "void\na (void)\n{\n    id = g_timeout_add (5, f, NULL);\n"
        self.assert_breaks("plugin/ol-a.c", made + "}\n", "5 source-name")
        self.assert_good("plugin/ol-a.c",
                         made + '    g_source_set_name_by_id (id, "ol: a");\n}\n')
        self.assert_good("protocol/base/b24-clock.c", made + "}\n")

    def test_translated_texts_have_no_macros(self):
        self.assert_breaks("plugin/ol-a.c",
                           LICENCE + 'a (_ ("line %" G_GINT64_FORMAT), id);\n', "2 translation")
        self.assert_good("plugin/ol-a.c",
                         LICENCE + 'a (_ ("line %s"), b ("%" G_GINT64_FORMAT, id));\n')

    def test_permission_needs_rule_and_reason(self):
        self.assert_good("plugin/ol-a.c",
                         LICENCE + 'a ("/rest/1"); /* lint:allow(portal-words) a hint */\n')
        self.assert_breaks("plugin/ol-a.c", LICENCE + 'a ("/rest/1"); // lint:allow(goto) no\n',
                           "2 portal-words")
        self.assert_breaks("plugin/ol-a.c", LICENCE + 'a ("/rest/1"); // lint:allow(portal-words)\n',
                           "2 portal-words")


class HouseTest(TreeTest):
    def test_lower_floors_may_be_included(self):
        self.assertEqual(self.tree_rules({
            "protocol/base/b24-a.h": HEADER,
            "protocol/live/b24-b.c": LICENCE + '#include "b24-a.h"\n',
        }), [])

    def test_upper_floors_may_not(self):
        self.assertEqual(self.tree_rules({
            "protocol/live/b24-b.h": HEADER,
            "protocol/base/b24-a.c": LICENCE + '\n#include "b24-b.h"\n',
        }), ["protocol/base/b24-a.c:3 floor"])

    def test_own_floor_without_a_circle(self):
        self.assertEqual(self.tree_rules({
            "protocol/base/b24-a.h": HEADER,
            "protocol/base/b24-a.c": LICENCE + '#include "b24-a.h"\n',
            "protocol/base/b24-b.c": LICENCE + '#include "b24-a.h"\n',
        }), [])

    def test_circle_through_implementation_and_header(self):
        self.assertEqual(self.tree_rules({
            "plugin/ol-a.h": HEADER,
            "plugin/ol-a.c": LICENCE + '#include "ol-a.h"\n#include "ol-c.h"\n',
            "plugin/ol-b.h": HEADER + '#include "ol-a.h"\n',
            "plugin/ol-c.h": HEADER,
            "plugin/ol-c.c": LICENCE + '#include "ol-b.h"\n',
        }), ["plugin/ol-a.c:3 circle"])

    def test_private_header_belongs_to_the_room(self):
        self.assertEqual(self.tree_rules({
            "tests/a/client.h": HEADER,
            "tests/a/client-private.h": HEADER + '#include "client.h"\n',
            "tests/a/client.c": LICENCE + '#include "client-private.h"\n',
        }), [])

    def test_top_level(self):
        self.assertEqual(self.tree_rules({"docs/a": "a\n", "build/a": "a \n", ".x/a": "a\n"}),
                         ["docs:1 top-level"])


class TestsTest(TreeTest):
    def test_sleep(self):
        self.assert_breaks("tests/unit/test-a.c", LICENCE + "g_usleep (5);\n", "2 sleep")
        shell = "#!/bin/bash\n# SPDX-License-Identifier: GPL-2.0-or-later\n"
        self.assert_breaks("tests/try", shell + "sleep 1\n", "3 sleep")
        self.assert_breaks("tests/try", shell + "while true; do sleep 1; done\n", "3 sleep")
        self.assert_good("tests/try", shell + "# we do not sleep here\n")
        python = "# SPDX-License-Identifier: GPL-2.0-or-later\n"
        self.assert_breaks("tests/ui/a.py", python + "time.sleep(1)\n", "2 sleep")

    def test_skip(self):
        self.assert_breaks("tests/unit/test-a.c", LICENCE + 'g_test_skip ("a");\n', "2 skip")


if __name__ == "__main__":
    unittest.main()
