"""Authors and licence of the data of a study."""

import re
from typing import NamedTuple

from simulation import SettingsError
from simulation.errors import nearest

EXAMPLE = "Ada Lovelace <https://orcid.org/0000-0002-1825-0097>"
ORCID = "https://orcid.org/"
# SPDX identifiers of licences that data are published under.
LICENCES = {
    "CC0-1.0": "Creative Commons Zero v1.0 Universal",
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International",
    "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0 International",
    "CC-BY-NC-4.0": "Creative Commons Attribution Non Commercial 4.0 International",
    "CC-BY-NC-SA-4.0": "Creative Commons Attribution Non Commercial Share Alike 4.0 International",
    "ODC-By-1.0": "Open Data Commons Attribution License v1.0",
    "ODbL-1.0": "Open Data Commons Open Database License v1.0",
    "PDDL-1.0": "Open Data Commons Public Domain Dedication & License 1.0",
    "MIT": "MIT License",
}


class Person(NamedTuple):
    """An author."""

    name: str  # as it is printed
    identifier: str = ""  # a web address of this person, such as an ORCID iD; may be empty


class Licence(NamedTuple):
    """A licence."""

    key: str  # its SPDX identifier or its address
    name: str
    url: str  # where it can be read


def people(author: str) -> tuple[Person, ...]:
    """The people that a text names, as `Name <address>`, several with semicolons between them.

    Raises:
        SettingsError: the text cannot be read, or an ORCID iD is mistyped.
    """
    return tuple(dict.fromkeys(_person(part.strip()) for part in author.split(";") if part.strip()))


def _person(text: str) -> Person:
    found = re.fullmatch(r"(?P<name>[^<>]*[^<>\s])\s*(?:<(?P<identifier>[^<>]*)>)?", text)
    if found is None or not text.isprintable():
        raise SettingsError(f"author must be a name such as '{EXAMPLE}', not {text!r}.")
    identifier = found["identifier"] or ""
    if identifier.startswith(ORCID) and not _is_orcid(identifier.removeprefix(ORCID)):
        raise SettingsError(f"author: {identifier} is not an ORCID iD; check its digits.")
    if found["identifier"] is not None and not is_address(identifier):
        raise SettingsError(
            f"author: angle brackets must contain a web address, as in '{EXAMPLE}', not {identifier!r}."
        )
    return Person(found["name"], identifier)


def _is_orcid(number: str) -> bool:
    """Whether the check digit of an ORCID iD is right (ISO/IEC 7064, MOD 11-2)."""
    if not re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", number, flags=re.ASCII):
        return False
    total = 0
    for digit in number.replace("-", "")[:-1]:
        total = 2 * (total + int(digit))
    return number[-1] == "0123456789X"[(12 - total % 11) % 11]


def is_address(text: str) -> bool:
    """Whether a text is a web address."""
    return re.fullmatch(r"https?://[^\s/<>\"]+\.[^\s<>\"]+", text) is not None


NO_LICENCE = Licence("", "No licence is given", "")


def licence_of(text: str) -> Licence:
    """The licence with an SPDX identifier, or at a web address; none is given by an empty text.

    Raises:
        SettingsError: it is neither.
    """
    if not text:
        return NO_LICENCE
    if text in LICENCES:
        return Licence(text, LICENCES[text], f"https://spdx.org/licenses/{text}")
    if is_address(text):
        return Licence(text, text, text)
    raise SettingsError(
        f"licence {text!r} is none of the SPDX identifiers that are known here; {nearest(text, LICENCES)} "
        "Of any other licence, give the web address."
    )
