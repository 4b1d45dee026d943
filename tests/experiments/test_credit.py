"""Who is credited and under which licence: what can be said, and what is refused in one sentence."""

from __future__ import annotations

import pytest

from experiments.config.credit import LICENCES, USUAL_LICENCE, Person, licence_of, people
from simulation import SettingsError

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
        (f"<{ORCID}>", "author must be a name such as"),
        (f"Ada <{ORCID}", "author must be a name such as"),
        ("Ada\nLovelace", "author must be a name such as"),
        (f"Ada <{ORCID}> Lovelace", "author must be a name such as"),
        ("Ada <>", "angle brackets must contain a web address"),
        ("Ada <ada>", "angle brackets must contain a web address"),
        ("Ada <https://orcid.org/0000-0002-1825-0098>", "is not an ORCID iD"),
        ("Ada <https://orcid.org/0000-0002-1825-009>", "is not an ORCID iD"),
    ],
)
def test_what_names_nobody_is_refused_in_one_sentence(author, part):
    with pytest.raises(SettingsError, match=part) as refused:
        people(author)
    assert "\n" not in str(refused.value)


def test_a_licence_is_one_of_a_short_list_or_an_address():
    assert licence_of("CC-BY-4.0") == USUAL_LICENCE
    assert all(licence_of(key).url == f"https://spdx.org/licenses/{key}" for key in LICENCES)
    assert licence_of("https://example.org/terms").key == "https://example.org/terms"
    for wrong in ("", "CC-BY-40", "mine", "ftp://example.org/terms", "https://"):
        with pytest.raises(SettingsError, match="There is no licence"):
            licence_of(wrong)
