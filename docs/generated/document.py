"""The documents with generated parts, and how these are written; `python -m docs.generated` does it.

Each part is between two HTML comments, `<!-- generated: name -->` and `<!-- end: name -->`, and comes from
the code or from the reference results. Everything else is written by hand and is not changed.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.generated import ROOT, checklists, model, reference, results
from experiments.page import texts
from experiments.reporting import limits

Parts = Mapping[str, Callable[[], str]]


def story() -> str:
    """The steps of the page's tour as a numbered list, each with its sentence and the end of its address."""
    return "\n".join(
        f"{number}. **{step.title}.** {step.sentence} (`?tour={number}`)"
        for number, step in enumerate(texts.tour(), 1)
    )


DOCUMENTS: Mapping[Path, Parts] = {
    ROOT / "docs" / "ODD.md": {
        "settings": model.parameters_table,
        "constants": model.constants_table,
        "sure": model.sure_table,
    },
    ROOT / "docs" / "TRACE.md": reference.TRACE,
    ROOT / "docs" / "how-to" / "rule.md": {"verbs": model.verbs_table},
    ROOT / "docs" / "STRESS.md": {
        "studies": checklists.studies,
        "counts": checklists.counts,
        "horizon": checklists.horizon,
        "software": checklists.software,
    },
    ROOT / "docs" / "explanation" / "limits.md": {"limits": limits.markdown},
    ROOT / "docs" / "index.md": {"found": reference.found, "story": story},
    ROOT / "README.md": reference.README,
}


def current() -> dict[Path, str]:
    """The text that every document with generated parts, and every generated page, should have."""
    texts = {path: renewed(path.read_text("utf-8"), parts) for path, parts in DOCUMENTS.items()}
    return texts | results.pages()


def renewed(text: str, parts: Parts) -> str:
    """A document with its generated parts written anew.

    Raises:
        ValueError: a part is missing or occurs twice.
    """
    for name, write in parts.items():
        begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        if len(re.findall(pattern, text, re.DOTALL)) != 1:
            raise ValueError(f"The document needs one {begin} ... {end}.")
        before, rest = text.split(begin)
        text = f"{before}{begin}\n\n{write()}\n\n{end}{rest.partition(end)[2]}"
    return text


def by_hand(text: str) -> str:
    """The document without its generated parts."""
    return re.sub(r"<!-- generated: (\w+) -->.*?<!-- end: \1 -->", "", text, flags=re.DOTALL)
