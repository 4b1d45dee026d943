"""docs/ODD.md names every rule, setting, field and outcome, and its generated parts are current."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re

import pytest

import simulation.rules
from docs.generated import document, model
from docs.generated.symbols import CONSTANTS, SYMBOLS
from simulation.params import names
from simulation.tables import (
    BROKER,
    CONTACTS,
    ORGANISATION,
    PERSON,
    PERSONALITY,
    PROGRAMME,
    PROJECT,
    TIES,
)

ODD = document.ROOT / "docs" / "ODD.md"
TEXT = ODD.read_text(encoding="utf-8")
BY_HAND = document.by_hand(TEXT)
RULES = BY_HAND.split("## 2. ")[1]


@pytest.mark.parametrize("path", document.DOCUMENTS, ids=lambda path: path.name)
def test_the_generated_parts_are_current(path):
    text = path.read_text(encoding="utf-8")
    current = document.renewed(text, document.DOCUMENTS[path])
    assert current == text, "run: python -m docs.generated"


def test_a_missing_part_is_an_error():
    with pytest.raises(ValueError, match="settings"):
        document.renewed("", document.DOCUMENTS[ODD])


def _rules():
    """The compiled functions of the rules."""
    found = []
    for module in pkgutil.iter_modules(simulation.rules.__path__):
        loaded = importlib.import_module(f"simulation.rules.{module.name}")
        members = [_plain(member) for member in vars(loaded).values()]
        found += [f for f in members if getattr(f, "__module__", "") == loaded.__name__]
    return found


def _plain(rule):
    """A rule as a Python function."""
    return getattr(rule, "py_func", rule)


def test_every_rule_has_its_number_in_the_document_and_the_other_way_round():
    numbered, mentioned = {}, set()
    for rule in _rules():
        words = rule.__doc__ or ""
        mentioned |= set(re.findall(r"\b[TCPJBE]\d[a-z]?\b", words))
        if head := re.match(r"([TCPJBE]\d[a-z]?)\. ", words):
            numbered[head[1]] = rule.__name__
    described = dict(re.findall(r"^\*\*([TCPJBE]\d[a-z]?)\. [^*]+\*\* \(`(\w+)`\)", BY_HAND, re.M))
    assert set(described) == mentioned
    assert numbered.items() <= described.items()


def test_every_function_of_the_rules_is_named_in_the_document():
    assert [f.__name__ for f in _rules() if f"`{f.__name__}`" not in BY_HAND] == []


def test_every_setting_is_tied_to_a_rule_by_its_symbol_or_its_name():
    symbols = {name: r"\$[^$]*" + _alone(symbol) for name, symbol in SYMBOLS.items()}
    wanted = {name: symbols.get(name, f"`{re.escape(name)}`") for name in names()}
    assert [name for name, word in wanted.items() if not re.search(word, RULES)] == []


def test_every_symbol_has_one_meaning_and_every_constant_a_place():
    of_constants = {name: symbol for name, (symbol, *_) in CONSTANTS.items() if symbol}
    symbols = [*SYMBOLS.values(), *of_constants.values()]
    assert [symbol for symbol in symbols if symbols.count(symbol) > 1] == []
    assert [
        name for name, symbol in of_constants.items() if not re.search(_alone(symbol), RULES)
    ] == []
    assert SYMBOLS.keys() <= set(names())


def test_every_constant_of_the_rules_is_in_the_table():
    found = set()
    for module in pkgutil.iter_modules(simulation.rules.__path__):
        name = f"simulation.rules.{module.name}"
        tree = ast.parse(inspect.getsource(importlib.import_module(name)))
        lines = [line for line in tree.body if isinstance(line, ast.Assign)]
        targets = [one for line in lines for one in ast.walk(line.targets[0])]
        found |= {f"{name}.{one.id}" for one in targets if isinstance(one, ast.Name)}
    assert found == {name for name in CONSTANTS if name.startswith("simulation.rules.")}


def _alone(symbol):
    """A pattern for a symbol that is not the beginning of another."""
    return rf"(?<![A-Za-z\\])(?<!_{{){re.escape(symbol)}(?![A-Za-z_])"


def test_no_setting_is_named_that_does_not_exist():
    groups = {name.partition(".")[0] for name in names() if "." in name}
    named = re.findall(r"`(\w+\.\w+)`", BY_HAND)
    assert [name for name in named if name.split(".")[0] in groups and name not in names()] == []


@pytest.mark.parametrize(
    "kind", [ORGANISATION, PERSON, PERSONALITY, TIES, PROJECT, BROKER, CONTACTS, PROGRAMME]
)
def test_every_field_of_the_state_is_described(kind):
    entities = BY_HAND.split("## 2. ")[1].split("## 3. ")[0]
    assert [field for field in kind.names if f"`{field}`" not in entities] == []


def test_every_outcome_is_explained():
    outcomes = BY_HAND.split("## 9. ")[1].split("## 10. ")[0]
    columns = {column for both in model.outcome_columns() for column in both}
    known = re.findall(r"`(\w+)`", outcomes)
    stems = tuple(name for name in known if name.endswith("_"))
    unknown = {name for name in columns if name not in known and not name.startswith(stems)}
    assert unknown <= {"arm", "seed", "week"}
