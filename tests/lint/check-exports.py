#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin shows the world one symbol. Usage: check-exports.py NM PLUGIN"""

import subprocess
import sys

nm, plugin = sys.argv[1:]
answer = subprocess.run([nm, "--dynamic", "--defined-only", "--format=posix", plugin],
                        check=True, capture_output=True, text=True)
symbols = [line.split()[0] for line in answer.stdout.splitlines()]
print("\n".join(symbols))
sys.exit(symbols != ["purple_init_plugin"])
