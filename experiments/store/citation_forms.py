"""Citations as text, as BibTeX and as a Citation File (CFF)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from experiments.config.credit import ORCID
from experiments.store.works import UNNAMED, Author, Work

Works = Sequence[Work]  # the data set first, then what it was made with
DOI = "https://doi.org/"
MESSAGE = "If you use these data, please cite them, and the software and the paper behind them."
# Signs that BibTeX or TeX would take for something else.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def text(works: Works) -> str:
    """A paragraph for each, in the order of APA style: who, when, what, which, where."""
    return "\n\n".join(_paragraph(work) for work in works) + "\n"


def _paragraph(work: Work) -> str:
    who = "; ".join(author.full for author in work.authors)
    title = f"{who} ({work.year or 'n.d.'}). {work.title}"
    if work.kind == "article":
        return f"{title}. {work.journal}. {DOI}{work.identifier}"
    kind = "Data set" if work.kind == "dataset" else "Computer software"
    parts = [f"{title} [{kind}]", _state(work)]
    if work.identifier:
        parts.append(f"Identifier {work.identifier}")
    return ". ".join([*parts, f"Licence {work.licence}"]) + "."


def _state(work: Work) -> str:
    """The version of the software, its commit, and whether that was changed."""
    commit = f"commit {work.commit}" if work.commit else "commit unknown"
    changed = ", with uncommitted changes" if work.changed else ""
    made = "Made with version" if work.kind == "dataset" else "Version"
    return f"{made} {work.version}, {commit}{changed}"


def bibtex(works: Works) -> str:
    """An entry for each, of types that every BibTeX knows."""
    plain = [work.key for work in works]
    before = [plain[:place].count(key) for place, key in enumerate(plain)]
    # The same program in another version needs a key of its own.
    keys = [
        f"{key}_{count + 1}" if count else key for key, count in zip(plain, before, strict=True)
    ]
    return "\n".join(_entry(work, key) for work, key in zip(works, keys, strict=True))


def _entry(work: Work, key: str) -> str:
    fields = {"author": " and ".join(map(_bib_name, work.authors))}
    fields |= {"title": f"{{{_tex(work.title)}}}", "year": work.year}
    if work.kind == "article":
        fields |= {"journal": _tex(work.journal), "doi": work.identifier}
    else:
        fields["howpublished"] = "Data set" if work.kind == "dataset" else "Computer software"
        note = [_state(work), *([f"Identifier {work.identifier}"] if work.identifier else [])]
        fields["note"] = _tex(". ".join([*note, f"Licence {work.licence}"]))
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = "article" if work.kind == "article" else "misc"
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _bib_name(author: Author) -> str:
    """Braces keep together what is no name of a person, or would be taken for two."""
    if author.family:
        return f"{_tex(author.family)}, {_tex(author.given)}"
    one = author.is_person and " and " not in author.name
    return _tex(author.name) if one else f"{{{_tex(author.name)}}}"


def _tex(words: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in words)


def cff(works: Works) -> str:
    """A Citation File for the first, with the others as its references."""
    import yaml

    first, *others = works
    tree: dict[str, Any] = {"cff-version": "1.2.0", "message": MESSAGE, **_cff(first)}
    tree["identifiers"] = [
        {"type": "other", "value": first.identifier,
         "description": "The study, and the hash of all that its numbers depend on"}
    ]  # fmt: skip
    tree["references"] = [_cff_reference(work) for work in others]

    class Dumper(yaml.SafeDumper):
        """Quotes what begins with a digit: to some readers 1.0 or the commit 12e4… are numbers."""

        def represent_str(self, words: str) -> Any:
            style = "'" if words[:1].isdigit() else None
            return self.represent_scalar("tag:yaml.org,2002:str", words, style=style)

    Dumper.add_representer(str, Dumper.represent_str)
    return str(yaml.dump(tree, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100))


def _cff(work: Work) -> dict[str, Any]:
    tree: dict[str, Any] = {"type": work.kind, "title": work.title}
    tree["authors"] = [_cff_author(author) for author in work.authors]
    if work.version:
        tree["version"] = work.version
    if work.commit:
        tree["commit"] = work.commit
    if len(work.date) > len(work.year):
        tree["date-released"] = work.date
    if work.licence:
        tree["license-url" if work.licence_is_address else "license"] = work.licence
    return tree


def _cff_reference(work: Work) -> dict[str, Any]:
    tree = _cff(work)
    if work.kind == "article":
        tree |= {"journal": work.journal, "year": int(work.year), "doi": work.identifier}
    if work.changed:
        tree["notes"] = "With uncommitted changes"
    return tree


def _cff_author(author: Author) -> dict[str, str]:
    """A name in one piece counts as an entity's: where to cut it, only its bearer knows."""
    if author.family:
        return {"family-names": author.family, "given-names": author.given}
    if author.name == UNNAMED.name:
        return {"name": author.name.lower()}
    tree = {"name": author.name}
    if author.identifier:
        key = "orcid" if author.identifier.startswith(ORCID) else "website"
        tree[key] = author.identifier
    return tree


FORMS: dict[str, Callable[[Works], str]] = {"text": text, "bibtex": bibtex, "cff": cff}
