"""The pages in `docs/results`: an index, and a page for each study with results in `results/reference`."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docs.generated import ROOT
from experiments.config import ensembles, shipped
from experiments.config.arms import IN_WORDS, NAMES
from experiments.config.commands import typed
from experiments.methods.estimates import CULTURE
from experiments.reporting import markdown, setup
from experiments.reporting.assembly import part_of
from experiments.reporting.briefing import briefing
from experiments.reporting.markdown import markdown_table
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import (
    Bars,
    Block,
    Code,
    Figure,
    Heading,
    Part,
    Points,
    Table,
    Text,
)
from experiments.studies.mechanisms.run import TOTAL
from experiments.studies.registry import kinds

FOLDER = ROOT / "results" / "reference"
PAGES = ROOT / "docs" / "results"
MOST_SHOWN = 2  # figures, then tables, directly below the answer
LONG = 40  # rows; longer tables are folded
MANY = 12  # items; longer lists are folded
NOTE = "<!-- Written by `python -m docs.generated`; do not edit. -->\n\n"
# Where studies keep the team's lead over solos at the end of the contracts, with the default settings.
LEADS = {
    "team_vs_solo": {
        "table": "differences",
        "row": f"arm == 'team' and reference == 'solos' and outcome == '{CULTURE}'",
    },
    "headline": {"table": "headline", "row": "other == 'solos' and moment == 'end'"},
    "convergence": {
        "table": "savings", "row": "arm == 'team' and reference == 'solos' and moment == 'end'",
    },
}  # fmt: skip
# Where they keep the mean of this lead over the parameter sets, and the beginning of its columns there.
LEADS_OVER_SETS = {
    "headline": {"table": "headline", "row": LEADS["headline"]["row"], "columns": "sets_"},
    "mechanisms": {
        "table": "mechanisms", "row": f"mechanism == '{TOTAL}' and outcome == 'culture'",
        "columns": "sets_",
    },
    "patterns": {
        "table": "readers", "columns": "",
        "row": "reader == 'agnostic' and quantity == 'lead' and arm == 'solos'",
    },
}  # fmt: skip
GALLERY = """# All figures

Every figure of the results, for a slide or a paper, with its caption, the command that reproduces it, and its
files. A colour stands for the same arm everywhere: {colours}.
"""
INDEX = """# Results

Each page gives the answer first, then figures and tables, then the command that reproduces them. Results are
given for the {sets:,} plausible parameter sets and for the default settings; rely on the sets, as the default
settings are not typical of them. A range in brackets is a 95% interval, unless the text says otherwise. The
[glossary](../glossary.md) explains the terms; see also the [limits](../explanation/limits.md).

The same quantity differs a little between pages, by chance, as they use 200, 400 or 1,000 runs with the
default settings, and 200 or 1,000 sets. The team's lead over solos with the default settings, for example, is
{leads}.
Its mean is {over_sets}.
The browser page has 200 runs with seeds of its own, so its lead differs slightly, too. The intervals
overlap; the number with the most runs is the most certain. Numbers differ more on
[when to choose a team](decision.md) and [which groups of settings matter](sensitivity.md), where
circumstances and the programme's design vary as well. Salaries are *planned* (all posts held, no money lost)
or *paid* (in runs, where posts fall vacant and money is lost).

{table}

## Questions of a critical reader

{questions}

[The briefing](briefing.md) is for people who decide. [All figures](gallery.md) are on one page. Tables and
figures are kept in `results/reference/`. To put several studies into one report, with a briefing of two pages
at the front, see [make a report](../how-to/report.md).

```{{toctree}}
:hidden:

{names}
```
"""


@functools.cache
def studies() -> dict[str, tuple[StudyFolder, Part]]:
    """The studies whose results are kept and what each found, by name, in the order of a report."""
    order = list(kinds())
    found = [StudyFolder(path.parent) for path in sorted(FOLDER.glob("*/config.yaml"))]
    found.sort(key=lambda study: order.index(study.kind))
    return {study.study: (study, part_of(study)) for study in found}


def pages() -> dict[Path, str]:
    """The text of every page, by its path."""
    texts = {PAGES / f"{name}.md": page(*found) for name, found in studies().items()}
    others = {"index": index, "briefing": for_deciders, "gallery": gallery}
    return {PAGES / f"{name}.md": write() for name, write in others.items()} | texts


def index() -> str:
    """The questions of the studies, and those of a critical reader, with answers and links to their pages."""
    rows = [
        (f"[{part.title}]({name}.md)", str(study.configuration["question"]), answer(part)[0])
        for name, (study, part) in studies().items()
    ]
    table = markdown_table(("Page", "Question", "Answer in brief"), rows)
    sets = len(ensembles.read(shipped.files_of("ensembles")["plausible"]))
    names = "\n".join(["briefing", *studies(), "gallery"])
    asked = [
        (question, found, f"[{study.study}]({study.study}.md)")
        for study, part in studies().values()
        for question, found in part.brief.items()
    ]
    questions = markdown_table(("Question", "Answer", "Study"), asked)
    words = {"table": table, "questions": questions, "names": names, "sets": sets}
    return NOTE + INDEX.format(**words, **_leads(sets))


def _leads(sets: int) -> dict[str, str]:
    """The team's lead over solos with the default settings, and over the sets, from each study with it."""
    found: dict[str, list[str]] = {"leads": [], "over_sets": []}
    for key, places in (("leads", LEADS), ("over_sets", LEADS_OVER_SETS)):
        for name, wanted in places.items():
            study, part = studies()[name]
            row = study.table(wanted["table"]).query(wanted["row"]).iloc[0].to_dict()
            lead = phrases.interval(phrases.estimate(row, wanted.get("columns", ""), scale=100))
            which = "all" if study.sets == sets else "the first"
            where = f"{row['n']:,} runs" if key == "leads" else f"{which} {study.sets:,} sets"
            found[key].append(f"{lead} in {where} ([{part.title.lower()}]({name}.md))")
    return {key: phrases.listed(one) for key, one in found.items()}


def for_deciders() -> str:
    """The briefing that the kept studies allow, without the title of its second page."""
    first, *blocks = briefing([study for study, _ in studies().values()])
    below = [one for one in blocks if not (isinstance(one, Heading) and one.level == 1)]
    return NOTE + markdown.rendered([first, *below], PAGES)


def gallery() -> str:
    """Every figure of the kept studies, with its caption, its files and the command that makes it."""
    colours = phrases.listed([f"{colour} for {NAMES[arm]}" for arm, colour in IN_WORDS.items()])
    parts = [NOTE + GALLERY.format(colours=colours)]
    for name, (study, part) in studies().items():
        blocks = (*part.shown, *part.blocks)
        figures = {block.path: block for block in blocks if isinstance(block, Figure)}
        parts.append(f"## [{part.title}]({name}.md)")
        for figure in figures.values():
            files = sorted(figure.path.parent.glob(f"{figure.path.stem}.[ps][nv]g"))
            paths = phrases.listed([f"`{study.place}/{path.name}`" for path in files])
            parts.append(markdown.rendered([figure], PAGES))
            parts.append(f"Files: {paths}.")
    return "\n\n".join(parts) + "\n"


def answer(part: Part) -> Sequence[str]:
    """The sentences that answer the question of a study."""
    return part.answer or part.worth or part.why or part.sure


def page(study: StudyFolder, part: Part) -> str:
    """What a study found: answer, figures, tables, how it ran, and how to reproduce it."""
    question, (first, *others) = str(study.configuration["question"]), answer(part)
    sections: dict[str, Sequence[Block]] = {
        "When is a team worth it?": [Points(part.worth)],
        "What makes the difference?": [Points(part.why)],
        "How certain is this?": [Points(part.sure)],
        "Details": [*part.shown, *part.blocks],
        "How the study ran": setup.setup(study),
    }
    blocks: list[Block] = [Heading(part.title, 1), Text(f"*{question}*"), Text(f"**{first}**")]
    seen: set[object] = {question, first}
    shown = sorted(part.shown[:MOST_SHOWN], key=lambda block: not isinstance(block, Figure))
    blocks += _new([Points(others), *shown], seen)
    for heading, found in sections.items():
        if new := list(_new(found, seen)):
            blocks += [Heading(heading), *new]
    return NOTE + "\n".join(_rendered(block) for block in [*blocks, *_reproduction(study)])


def _new(blocks: Iterable[Block], seen: set[object]) -> Iterator[Block]:
    """Figures, tables and sentences that the page does not have yet; they are added to `seen`."""
    for block in blocks:
        new = [key for key in _keys(block) if key not in seen]
        seen.update(new)
        if isinstance(block, Points) and new:
            yield dataclasses.replace(block, items=new)
        elif new:
            yield block


def _keys(block: Block) -> Sequence[Any]:
    """What identifies a block: of a list each sentence."""
    match block:
        case Points():
            return block.items
        case Figure():
            return [block.path]
        case Table():
            return [(block.caption, block.cells.to_csv())]
        case Bars():
            return [block.caption]
        case Code() | Heading() | Text():
            return [block.text]


def _reproduction(study: StudyFolder) -> list[Block]:
    """The commands for the study and for its report."""
    work = study.work
    by = f" with version {work.version} of the program" if work else ""
    when = f" on {work.date}" if work else ""
    return [
        Heading("How to reproduce it"),
        Text(f"These results were made{when}{by}. Reproduce with:"),
        _command(study.command),
        Text(f"The tables and figures are in `{study.place}`. This command makes a report of them:"),
        _command(typed("brokering-report", study.place, "--into", "report")),
    ]  # fmt: skip


def _command(text: str) -> Text:
    """A command in a block without a language, which the tests of samples do not run."""
    return Text(f"```\n{text}\n```")


def _rendered(block: Block) -> str:
    """A block as Markdown. Long tables and lists are folded; commands are only at the end of the page."""
    if isinstance(block, Table) and len(block.cells) > LONG:
        return _folded(block.caption, markdown.table_of(block.cells))
    if isinstance(block, Points | Figure | Table):
        block = dataclasses.replace(block, command="")
    text = markdown.rendered([block], PAGES)
    if isinstance(block, Points) and len(block.items) > MANY:
        return _folded(f"{len(block.items)} items", text)
    return text


def _folded(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text.strip()}\n\n</details>\n"
