"""Puts a report together: two pages for who decides, then all the rest for who reviews."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.citation.forms import bibtex, text
from experiments.citation.work import papers, program
from experiments.limits import LIMITS
from experiments.reporting import phrases, setup
from experiments.reporting.content import (
    Block,
    Code,
    Heading,
    Points,
    Report,
    Text,
    numbered,
    table,
)
from experiments.reporting.folder import Study
from experiments.reporting.kinds import KINDS
from experiments.reporting.kinds.part import Part
from experiments.software import citation_file
from simulation import SettingsError, __version__

MOST_SENTENCES = 5  # under each heading of the summary, so that it stays on two pages
MOST_SHOWN = 2  # figures and tables there
MOST_QUESTIONS = 2
UNANSWERED = (
    "The studies of this report do not say. `study=headline` tells how often the team is ahead "
    "over the plausible "
    "parameter sets."
)
SINGLE_SET = (
    "No study of this report was run over the plausible parameter sets: what holds for one set of "
    "settings may not "
    "hold for others."
)
MEANING = (
    "Practising is the model's culture: the share of the people in the organisations where brokers "
    "sit for whom "
    "collaborating across the two communities has become routine. Every difference is between the "
    "same worlds under "
    "the same dice, with its 95% interval; where that includes zero it is called no clear difference."
)


def report_of(studies: Sequence[Study]) -> Report:
    """The report of some studies.

    Raises:
        SettingsError: one of them cannot be reported; the sentence says why.
    """
    order = list(KINDS)
    for study in studies:
        if study.kind not in KINDS:
            raise SettingsError(
                f"{study.folder}: there is no report of a study of kind {study.kind!r}; kinds are "
                f"{', '.join(order)}."
            )
    ordered = sorted(studies, key=lambda one: order.index(one.kind))
    parts = [(study, _part(study)) for study in ordered]
    summary, body = numbered(_summary(parts), _body(parts))
    about = ", ".join(f"{study.study}/{study.name}" for study, _ in parts)
    return Report(
        citation_file()["title"], f"Made from the stored results of {about}.", summary, body
    )


def _part(study: Study) -> Part:
    try:
        return KINDS[study.kind](study)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SettingsError(
            f"The tables in {study.folder} are damaged, or of another version of the program: {error}."
        ) from None


def _summary(parts: Sequence[tuple[Study, Part]]) -> list[Block]:
    """Question, answer, when it is worth it, why, how sure, and the limits."""
    said = [part for _, part in parts]
    answering = next((part for part in said if part.answer), said[0])
    sure = _first([part.sure for part in said])
    if not any(study.over_sets for study, _ in parts):
        sure = [SINGLE_SET, *sure]
    questions = dict.fromkeys(str(study.said["question"]) for study, _ in parts[:MOST_QUESTIONS])
    return [
        Heading("Summary", 1),
        Heading("The question"),
        Text(" ".join(questions)),
        Text(MEANING),
        *_plainly("The answer", answering.answer),
        *answering.shown[:MOST_SHOWN],
        *_plainly("When a team is worth it", _first([part.worth for part in said]) or [UNANSWERED]),
        *_plainly("What makes the difference", _first([part.why for part in said])),
        *_plainly("How sure this is", sure),
        *_under("What it cannot say", LIMITS),
    ]


def _first(lists: Sequence[Sequence[str]]) -> list[str]:
    """The first sentences of each study, as many as there is room for: one of each, then another."""
    places = [(turn, study) for study, said in enumerate(lists) for turn in range(len(said))]
    chosen = sorted(places)[:MOST_SENTENCES]
    return [lists[study][turn] for turn, study in sorted(chosen, key=lambda place: place[::-1])]


def _under(heading: str, sentences: Sequence[str | tuple[str, str]]) -> list[Block]:
    return [Heading(heading), Points(sentences)] if sentences else []


def _plainly(heading: str, sentences: Sequence[str]) -> list[Block]:
    return _under(heading, [phrases.plainly(one) for one in sentences])


def _body(parts: Sequence[tuple[Study, Part]]) -> list[Block]:
    blocks: list[Block] = [Heading("For reviewers", 1)]
    blocks += [Heading("Arms: what each does and costs"), *setup.arms([one for one, _ in parts])]
    for study, part in parts:
        blocks += [Heading(part.title), *setup.setup(study), *part.blocks]
    blocks += [Heading("Limits"), Points(LIMITS)]
    blocks += [Heading("How to reproduce it"), *_reproduction([study for study, _ in parts])]
    return [*blocks, Heading("How to cite it"), *_citation([study for study, _ in parts])]


def _reproduction(studies: Sequence[Study]) -> list[Block]:
    """The commands, and what each study was made with."""
    commands = [study.command for study in studies]
    commands.append(
        "brokering-report " + " ".join(f"results/{one.study}/{one.name}" for one in studies)
    )
    rows = [_made_with(study) for study in studies]
    note = (
        "The same command gives the same numbers, to the last bit, on any machine; "
        "`brokering-verify` runs a sample "
        "again and compares."
    )
    caption = "What the studies were made with."
    return [Text(note), Code("\n".join(commands)), *table("made-with", caption, rows, commands[-1])]


def _made_with(study: Study) -> dict[str, str]:
    record, ran_on = study.record, study.ran_on
    unknown = "not recorded"
    changed = ", with uncommitted changes" if record and record.changed else ""
    return {
        "study": f"{study.study}/{study.name}", "model version": str(study.said["model_version"]),
        "seed": str(study.said["seed"]),
        "program": record.version if record else unknown,
        "commit": f"{record.commit[:12] or 'unknown'}{changed}" if record else unknown,
        "date": record.date if record else unknown,
        "ran on": "; ".join(f"{name}: {value}" for name, value in ran_on.items()) or unknown,
    }  # fmt: skip


def _citation(studies: Sequence[Study]) -> list[Block]:
    """The data sets, the program in the versions that made them, and the papers."""
    records = [study.record for study in studies if study.record]
    programs = {(one.version, one.commit, one.changed) for one in records} or {
        (__version__, "", False)
    }
    works = [*records, *(program(*one) for one in sorted(programs)), *papers()]
    blocks: list[Block] = []
    if unrecorded := [study for study in studies if not study.record]:
        names = ", ".join(f"{one.study}/{one.name}" for one in unrecorded)
        blocks.append(
            Text(f"No record of the run is kept with {names}: author and commit are not known.")
        )
    paragraphs = text(works).strip().split("\n\n")
    return [*blocks, Points(paragraphs), Code(bibtex(works).strip())]
