"""What is cited: data sets, the program and papers; as text in APA style, as BibTeX and as a CFF file."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.config.credit import EXAMPLE, ORCID, is_address
from experiments.store.software import citation_file

if TYPE_CHECKING:
    from jinja2 import Environment

ANONYMOUS = {"name": "anonymous"}  # the Citation File Format requires an author
UNCREDITED = (
    "No {lacks} is named for {studies}: run the study's command again with {words}. Runs that are "
    "saved are not done again, and no number changes."
)
AS_IT_IS = "No author is named for {studies}: cite it as it is, by its title and its identifier."
MESSAGE = "If you use these data, please cite them, and the software and the paper behind them."
# Characters with a meaning in BibTeX or TeX.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


class Author(NamedTuple):
    """An author: a group, or a person whose family and given names may be known."""

    name: str = ""  # undivided; empty if family and given names are known
    family: str = ""
    given: str = ""
    identifier: str = ""  # a web address, such as an ORCID iD
    is_person: bool = False  # whether it is certainly not a group

    @property
    def full(self) -> str:
        """The name as it is printed."""
        return self.name or f"{self.given} {self.family}".strip()


class Work(NamedTuple):
    """A work to be cited; what is not known is empty."""

    kind: str  # `dataset`, `software` or `article`
    key: str  # in BibTeX
    title: str
    authors: tuple[Author, ...]
    date: str = ""  # of publication, as YYYY-MM-DD or the year alone
    version: str = ""  # of the software
    commit: str = ""  # of the software's sources in git
    changed: bool = False  # whether these sources had uncommitted changes
    identifier: str = ""  # a data set's hash, or an article's DOI
    licence: str = ""  # an SPDX identifier or a web address
    journal: str = ""  # of an article
    is_kept: bool = False  # whether it is a data set without its runs, as in results/reference

    @property
    def year(self) -> str:
        """Of publication."""
        return self.date[:4]

    @property
    def sort(self) -> str:
        """The kind in words."""
        return "Data set" if self.kind == "dataset" else "Computer software"

    @property
    def state(self) -> str:
        """The version of the software, its commit, and whether that was changed."""
        commit = f"commit {self.commit}" if self.commit else "commit unknown"
        changed = ", with uncommitted changes" if self.changed else ""
        made = "Made with version" if self.kind == "dataset" else "Version"
        return f"{made} {self.version}, {commit}{changed}"


Works = Sequence[Work]  # the data set first, then what it was made with


def program(version: str, commit: str, changed: bool) -> Work:
    """The software in some version, as CITATION.cff describes it; an empty commit is not known."""
    cited = citation_file()
    # The file gives the date of its own version only.
    date = cited["date-released"] if cited["version"] == version else ""
    return Work(
        "software", "brokering", cited["title"], _authors(cited["authors"]), date, version, commit,
        changed, licence=cited["license"],
    )  # fmt: skip


def papers() -> list[Work]:
    """The papers that CITATION.cff asks to cite as well."""
    return [
        Work(
            "article", f"{paper['authors'][0]['family-names']}{paper['year']}".lower(),
            paper["title"], _authors(paper["authors"]), paper["year"],
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


def text(works: Works) -> str:
    """A paragraph for each work, in APA style."""
    return _templates().get_template("citation.txt.jinja").render(works=works)


def bibtex(works: Works) -> str:
    """An entry for each work, of types that every BibTeX knows."""
    seen: Counter[str] = Counter()
    keyed = []
    for work in works:  # the same program in another version needs a key of its own
        seen[work.key] += 1
        again = f"_{seen[work.key]}" if seen[work.key] > 1 else ""
        keyed.append((work.key + again, work))
    return _templates().get_template("citation.bib.jinja").render(keyed=keyed)


@functools.cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader

    found = Environment(loader=PackageLoader("experiments.store"))
    found.filters |= {"tex": _tex, "bibtex_name": _bibtex_name}
    return found


def _tex(words: str) -> str:
    return words.translate(_TEX)


def _bibtex_name(author: Author) -> str:
    """A name in BibTeX; braces keep together what is not a person's name, or would be read as two."""
    if author.family:
        return f"{_tex(author.family)}, {_tex(author.given)}"
    one = author.is_person and " and " not in author.name
    return _tex(author.name) if one else f"{{{_tex(author.name)}}}"


def cff(works: Works) -> str:
    """A Citation File Format file for the first work, with the others as its references."""
    import yaml

    first, *others = works
    tree: dict[str, Any] = {"cff-version": "1.2.0", "message": MESSAGE, **_cff(first)}
    tree["identifiers"] = [
        {"type": "other", "value": first.identifier,
         "description": "The study, and the hash of all that its numbers depend on"}
    ]  # fmt: skip
    tree["references"] = [_cff(work) for work in others]

    class Dumper(yaml.SafeDumper):
        """Quotes what begins with a digit: some readers take 1.0 or the commit 12e4… for numbers."""

        def represent_str(self, words: str) -> Any:
            style = "'" if words[:1].isdigit() else None
            return self.represent_scalar("tag:yaml.org,2002:str", words, style=style)

    Dumper.add_representer(str, Dumper.represent_str)
    return str(yaml.dump(tree, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100))


def _cff(work: Work) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "type": work.kind, "title": work.title,
        "authors": [_cff_author(one) for one in work.authors] or [ANONYMOUS],
        "version": work.version, "commit": work.commit,
        "date-released": work.date if len(work.date) > len(work.year) else "",
        "license-url" if is_address(work.licence) else "license": work.licence,
    }  # fmt: skip
    if work.kind == "article":
        tree |= {"journal": work.journal, "year": int(work.year), "doi": work.identifier}
    if work.kind == "software" and work.changed:
        tree["notes"] = "With uncommitted changes"
    return {key: value for key, value in tree.items() if value}


def _cff_author(author: Author) -> dict[str, str]:
    """An author; an undivided name counts as an entity's, as only its bearer knows where to divide it."""
    if author.family:
        return {"family-names": author.family, "given-names": author.given}
    tree = {"name": author.name}
    if author.identifier:
        key = "orcid" if author.identifier.startswith(ORCID) else "website"
        tree[key] = author.identifier
    return tree


def uncredited(works: Works) -> str:
    """How to name the authors and the licence of one's own data sets, in sentences; empty: all name both."""
    own = [one for one in works if not one.is_kept]
    of_others = ", ".join(one.identifier for one in works if one.is_kept and not one.authors)
    said = AS_IT_IS.format(studies=of_others) if of_others else ""
    lacking = {
        "author": (f"'author=\"{EXAMPLE}\"'", [one for one in own if not one.authors]),
        "licence": ("licence=CC-BY-4.0", [one for one in own if not one.licence]),
    }
    lacking = {name: way for name, way in lacking.items() if way[1]}
    if not lacking:
        return said
    named = dict.fromkeys(one.identifier for _, without in lacking.values() for one in without)
    words = " ".join(way for way, _ in lacking.values())
    how = UNCREDITED.format(lacks=" or ".join(lacking), studies=", ".join(named), words=words)
    return f"{how} {said}".rstrip()


FORMS: dict[str, Callable[[Works], str]] = {"text": text, "bibtex": bibtex, "cff": cff}
