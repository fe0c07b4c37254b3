"""Every code that a program may meet stands in docs/api.md."""

import ast
import re

from moodflix_site.common.errors import MoodFlixError
from tests.test_architecture import MODULES, ROOT

NAMED = set(re.findall(r"`([a-z0-9_]+)`", (ROOT / "docs" / "api.md").read_text()))


def _codes():
    for module in MODULES:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                yield from (_code(line) for line in node.body if _code(line))


def _code(line):
    """Of a class body's `code = "..."`."""
    if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
        return line.value.value if any(getattr(target, "id", "") == "code" for target in line.targets) else None
    return None


def test_every_error_code_is_documented():
    missing = set(_codes()) - {MoodFlixError.code} - NAMED
    assert missing == set()
