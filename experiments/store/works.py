"""A thing to be cited: what is known of it, and where that is read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from experiments.config.credit import Person, licence_of
from experiments.store.software import citation_file
from simulation import SettingsError

UNNAMED = Person("Anonymous")


class Author(NamedTuple):
    """Who made something: a group, or a person whose family and given names may stand apart.

    Attributes:
        name: in one piece; else empty.
        family: family name; empty if the name is in one piece.
        given: given names.
        identifier: a web address, such as an ORCID iD.
        is_person: whether it is surely not a group.
    """

    name: str = ""
    family: str = ""
    given: str = ""
    identifier: str = ""
    is_person: bool = False

    @property
    def full(self) -> str:
        """The name as it is printed."""
        return self.name or f"{self.given} {self.family}".strip()


class Work(NamedTuple):
    """What is known of a thing to be cited; what is not known is empty.

    Attributes:
        kind: `dataset`, `software` or `article`.
        key: by which BibTeX refers to it.
        title: what it is called.
        authors: who made it.
        date: when it was published, as YYYY-MM-DD or the year alone.
        version: of the software.
        commit: the state of the software's sources in git.
        changed: whether these sources had uncommitted changes.
        identifier: a data set's hash, or an article's DOI.
        licence: an SPDX identifier or a web address.
        journal: that an article is in.
    """

    kind: str
    key: str
    title: str
    authors: tuple[Author, ...]
    date: str = ""
    version: str = ""
    commit: str = ""
    changed: bool = False
    identifier: str = ""
    licence: str = ""
    journal: str = ""

    @property
    def year(self) -> str:
        """When it was published."""
        return self.date[:4]

    @property
    def licence_is_address(self) -> bool:
        """Whether the licence has no SPDX identifier."""
        try:
            return licence_of(self.licence).key == licence_of(self.licence).url
        except SettingsError:  # one that software has, not data
            return False


def program(version: str, commit: str, changed: bool) -> Work:
    """The software in some version, as CITATION.cff has it.

    Args:
        version: that is cited.
        commit: its sources; empty where that is not known.
        changed: whether these sources had uncommitted changes.
    """
    cited = citation_file()
    # The file dates the version that it speaks of and no other.
    date = cited["date-released"] if cited["version"] == version else ""
    return Work(
        "software", "brokering", cited["title"], _authors(cited["authors"]), date, version, commit,
        changed, licence=cited["license"],
    )  # fmt: skip


def papers() -> list[Work]:
    """The papers that CITATION.cff asks to cite as well."""
    return [
        Work(
            "article", _key_of(paper), paper["title"], _authors(paper["authors"]), paper["year"],
            identifier=paper["doi"], journal=paper["journal"],
        )
        for paper in citation_file()["references"]
    ]  # fmt: skip


def _authors(listed: Iterable[Mapping[str, Any]]) -> tuple[Author, ...]:
    return tuple(
        Author(one["name"])
        if "name" in one
        else Author("", one["family-names"], one["given-names"], one.get("orcid", ""), True)
        for one in listed
    )


def _key_of(paper: Mapping[str, Any]) -> str:
    return f"{paper['authors'][0]['family-names']}{paper['year']}".lower()
