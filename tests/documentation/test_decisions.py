"""Decision records are short, numbered without gaps, listed, and linked both ways if one replaces another."""

from __future__ import annotations

import re

import pytest

from docs.generated.document import ROOT

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("0*.md"))
PARTS = ("Context", "Choice", "What would reverse it")
LINK = r"\[\d{4}\]\((\d{4}-[\w-]+\.md)\)"


def linked(path, word):
    """The records that a line of a record beginning with a word links to."""
    lines = re.findall(rf"^\*\*{word}\b.*$", path.read_text("utf-8"), re.MULTILINE)
    return {name for line in lines for name in re.findall(LINK, line)}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_is_short_and_complete(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 25
    assert text.startswith(f"# {path.stem[:4]}. ")
    assert [part for part in PARTS if f"**{part}.**" not in text] == []


def test_records_are_numbered_without_gaps_and_listed():
    names = [path.name for path in RECORDS]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    index = (FOLDER / "index.md").read_text("utf-8")
    assert re.findall(rf"^\| {LINK} \|", index, re.MULTILINE) == names


def test_a_superseded_record_and_its_successor_name_each_other():
    after = {(path.name, new) for path in RECORDS for new in linked(path, "Superseded")}
    before = {(old, path.name) for path in RECORDS for old in linked(path, "Supersedes")}
    assert after and after == before
