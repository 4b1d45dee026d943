"""Every rule has a number or is a declared helper, and a test of its own calls it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from simulation import rules

LETTERS = {
    "ties": "T",
    "context": "C",
    "people": "P",
    "posts": "B",
    "holders": "B",
    "visits": "E",
    "encounters": "E",
    "projects": "J",
}
HELPERS = {
    "ties": {
        "row_of", "spare", "pick", "find_tie", "weakest_tie", "strongest_tie", "some_tie",
        "find_contact", "trust_in", "presence",
    },
    "context": {"settle_in"},
    "people": set(),
    "posts": {"any_trace", "draw_count", "mates", "is_vacant", "has_buddy"},
    "holders": set(),
    "visits": set(),
    "encounters": {"fluency", "trust_won"},
    "projects": set(),
}  # fmt: skip
SOURCES = Path(rules.__file__).parent


def _compiled(module):
    tree = ast.parse((SOURCES / f"{module}.py").read_text(encoding="utf-8"))
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(getattr(name, "id", "") == "compiled" for name in node.decorator_list)
    ]


def _called(module):
    """The functions of a module that the tests beside this one call."""
    return {
        node.func.attr
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == module
    }


def test_every_module_of_rules_is_known_here():
    there = {path.stem for path in SOURCES.glob("*.py")} - {"__init__"}
    assert there == set(LETTERS) == set(HELPERS)


@pytest.mark.parametrize("module", LETTERS)
def test_every_function_among_the_rules_is_compiled(module):
    tree = ast.parse((SOURCES / f"{module}.py").read_text(encoding="utf-8"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions == [node.name for node in _compiled(module)]


def test_every_rule_is_numbered_once_or_a_helper():
    numbers = []
    for module, letter in LETTERS.items():
        for rule in _compiled(module):
            start = re.match(rf"{letter}\d+[a-z]?\. ", ast.get_docstring(rule))
            numbers += [start.group()] if start else []
            assert (start is None) == (rule.name in HELPERS[module]), rule.name
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("module", LETTERS)
def test_every_rule_is_called_by_a_test(module):
    untested = {rule.name for rule in _compiled(module)} - _called(module)
    assert untested == set()
