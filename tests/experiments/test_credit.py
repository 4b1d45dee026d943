"""Who is credited and under which licence: what can be said, and what is refused in one sentence."""

from __future__ import annotations

import pytest

from experiments.config.credit import LICENCES, NO_LICENCE, Person, licence_of, people
from tests.refusals import refusal

ORCID = "https://orcid.org/0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("author", "found"),
    [
        ("", ()),
        (" ; ", ()),
        ("Ada Lovelace", (Person("Ada Lovelace"),)),
        (f"Ada Lovelace <{ORCID}>", (Person("Ada Lovelace", ORCID),)),
        (f" Ada Lovelace<{ORCID}> ", (Person("Ada Lovelace", ORCID),)),
        ("Žoë <https://example.org/zoe>", (Person("Žoë", "https://example.org/zoe"),)),
        ("X <https://orcid.org/0000-0002-1694-233X>", (Person("X", "https://orcid.org/0000-0002-1694-233X"),)),
        (f"B; Ada <{ORCID}>; B", (Person("B"), Person("Ada", ORCID))),
    ],
)  # fmt: skip
def test_people_are_named_with_or_without_an_address(author, found):
    assert people(author) == found


@pytest.mark.parametrize(
    ("author", "part"),
    [
        (f"<{ORCID}>", "author"),
        (f"Ada <{ORCID}", "author"),
        ("Ada\nLovelace", "author"),
        (f"Ada <{ORCID}> Lovelace", "author"),
        ("Ada <>", "author"),
        ("Ada <ada>", "author"),
        ("Ada <https://orcid.org/0000-0002-1825-0098>", "ORCID"),
        ("Ada <https://orcid.org/0000-0002-1825-009>", "ORCID"),
    ],
)
def test_what_names_nobody_is_refused_in_one_sentence(author, part):
    with refusal(part):
        people(author)


def test_a_licence_is_one_of_a_short_list_or_an_address():
    assert licence_of("") == NO_LICENCE
    assert all(licence_of(key).url == f"https://spdx.org/licenses/{key}" for key in LICENCES)
    assert licence_of("https://example.org/terms").key == "https://example.org/terms"
    for wrong in ("CC-BY-40", "mine", "ftp://example.org/terms", "https://"):
        with refusal():
            licence_of(wrong)
