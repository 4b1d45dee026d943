"""Puts a report together: a briefing for people who decide, a technical summary, and the details."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from experiments.config.commands import typed
from experiments.config.named_files import DIGITS, PUBLIC, file_name
from experiments.reporting import setup
from experiments.reporting.briefing import briefing
from experiments.reporting.limits import LIMITS
from experiments.store.citation import Work, bibtex, papers, program, text, uncredited
from experiments.store.opening import mended
from experiments.store.software import citation_file
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import (
    Block,
    Code,
    Heading,
    Part,
    Points,
    Report,
    Text,
    numbered,
    table,
    texts,
)
from experiments.studies.phrases import listed
from experiments.studies.registry import kinds
from simulation import Settings, SettingsError, __version__
from simulation.compiling import source_hash

Parts = Sequence[tuple[StudyFolder, Part]]
Said = tuple[str, str]  # a command, and what it says
MOST_SENTENCES = 8  # under each heading of the summary, so that it stays on two pages
MOST_SHOWN = 1  # of the figures and tables there
MOST_QUESTIONS = 2
MOST_NAMED = 3  # studies at the foot of a page
UNKNOWN = "not recorded"
ANSWER, WORTH = "The answer", "When a team is worth it"
SAID = texts(__package__)


def report_of(studies: Sequence[StudyFolder]) -> Report:
    """The report of some studies.

    Raises:
        SettingsError: one of them cannot be reported; the sentence says why.
    """
    order = list(kinds())
    for study in studies:
        if study.kind not in order:
            raise SettingsError(
                f"{study.folder}: there is no report for studies of kind {study.kind!r}; the kinds are "
                f"{', '.join(order)}."
            )
    ordered = sorted(studies, key=lambda one: order.index(one.kind))
    parts = [(study, part_of(study)) for study in ordered]
    summary, body = numbered(_summary(parts), _body(parts))
    names = ", ".join(f"{study.study}/{study.name}" for study in ordered)
    title, about = citation_file()["title"], f"Made from the results of {names}."
    references = bibtex(_works(ordered)).strip() + "\n"
    return Report(title, about, references, summary, body, briefing(ordered), _record(ordered))


def _record(studies: Sequence[StudyFolder]) -> str:
    """Which studies a report is made from, when they ran, by whom if it is known, and with which version."""
    names = [study.study.replace("_", " ") for study in studies]
    shown = listed(names) if len(names) <= MOST_NAMED else f"{len(names)} studies"
    works = [study.work for study in studies if study.work]
    if not works:
        return str(SAID["record_missing"].format(studies=shown))
    dates, versions = (sorted({getattr(one, key) for one in works}) for key in ("date", "version"))
    named = [*dict.fromkeys(author.full for one in works for author in one.authors)]
    words = {"dates": " to ".join(dict.fromkeys((dates[0], dates[-1])))}
    words |= {"authors": f" by {listed(named)}" if named else "", "versions": listed(versions)}
    return str(SAID["record"].format(studies=shown, **words))


def part_of(study: StudyFolder) -> Part:
    """What came out of one study.

    Raises:
        SettingsError: its tables are damaged, or of another version of the program.
    """
    try:
        return kinds()[study.kind].report(study)
    except SettingsError:  # a ValueError, yet it says itself what is wrong
        raise
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SettingsError(
            f"The tables in {study.folder} are damaged, or of another version of the program "
            f"({type(error).__name__}). {mended(study.folder, 'recreate them')}"
        ) from None


def _summary(parts: Parts) -> list[Block]:
    """Question, answer, when a team is worth it, why, how sure, and the limits."""
    answering = next((number for number, (_, part) in enumerate(parts) if part.answer), 0)
    study, part = parts[answering]
    sections = {
        ANSWER: [(study.command, one) for one in part.answer],
        WORTH: _first(parts, [part.worth for _, part in parts]),
        "What makes the difference": _first(parts, [part.why for _, part in parts]),
        "How sure this is": _sure(parts),
    }
    for heading in sections.keys() - {ANSWER}:  # what the answer says is not repeated
        sections[heading] = [said for said in sections[heading] if said[1] not in part.answer]
    if not part.answer:  # then the first section answers the question
        first = next((heading for heading, found in sections.items() if found), ANSWER)
        sections[ANSWER] = sections.pop(first)
    elif not sections[WORTH]:
        sections[WORTH] = [("", SAID["unanswered"])]
    questions = dict.fromkeys(setup.question(one) for one, _ in parts[:MOST_QUESTIONS])
    meaning = SAID["meaning"].format(critical=Settings().money.critical_mass)
    blocks: list[Block] = [Heading("Technical summary", 1), Heading("The question")]
    blocks += [Text(" ".join(questions)), Text(meaning)]
    for heading, found in sections.items():
        blocks += _told(heading, found)
        blocks += part.shown[:MOST_SHOWN] if heading == ANSWER else []
    return [*blocks, Heading("Limits"), Points(LIMITS)]


def _sure(parts: Parts) -> list[Said]:
    """How sure it is, after what every reader must know: runs that failed, and a single parameter set."""
    sure = [(study.command, one) for study, _ in parts for one in setup.failed(study)]
    if not any(study.over_sets for study, _ in parts):
        sure.append(("", SAID["single_set"]))
    return sure + _first(parts, [part.sure for _, part in parts])


def _first(parts: Parts, lists: Sequence[Sequence[str]]) -> list[Said]:
    """The first sentences of each study, as many as there is room for: one of each, then another."""
    places = [(turn, study) for study, said in enumerate(lists) for turn in range(len(said))]
    chosen = sorted(sorted(places)[:MOST_SENTENCES], key=lambda place: place[::-1])
    return [(parts[study][0].command, lists[study][turn]) for turn, study in chosen]


def _told(heading: str, said: Sequence[Said]) -> list[Block]:
    """Sentences of the summary, and the commands that reproduce them."""
    commands = dict.fromkeys(command for command, _ in said if command)
    return [Heading(heading), Points([one for _, one in said], "; ".join(commands))] if said else []


def _body(parts: Parts) -> list[Block]:
    studies = [study for study, _ in parts]
    places = [study.place for study in studies]
    named = [  # by its hash where other results may lie beside it
        f"{place}/{study.name}"
        if places.count(place) > 1 or study.folder.name == study.name
        else place
        for place, study in zip(places, studies, strict=True)
    ]
    again = typed("brokering-report", *named)
    blocks: list[Block] = [Heading("Full report", 1)]
    blocks += [Heading("What each arm does and costs"), *setup.arms(studies, again)]
    for study, part in parts:
        blocks += [Heading(part.title), *setup.setup(study), *part.blocks]
    blocks += [Heading("How to reproduce the results"), *_reproduction(studies, again)]
    return [*blocks, Heading("How to cite the results"), *_citation(studies)]


def _reproduction(studies: Sequence[StudyFolder], again: str) -> list[Block]:
    """The commands, and what each study was made with."""
    commands = [*(study.command for study in studies), again]
    made, machines = [_made_with(study) for study in studies], [study.ran_on for study in studies]
    alike, place = _alike(made), _alike(machines)
    rows = [
        {name: row[name] for name in row if name not in alike}
        | {"ran on": _in_words(machine, place) or UNKNOWN}
        for row, machine in zip(made, machines, strict=True)
    ]
    same = _in_words(alike | place)
    caption = "Versions, seeds and machines." + (f" The same for all: {same}." if same else "")
    return [
        Text(_same_again(studies)), Code("\n".join(commands)), Text(SAID["typed"]),
        *_files(studies),
        *table("made-with", caption, rows, again), Text(SAID["checklists"]),
    ]  # fmt: skip


def _files(studies: Sequence[StudyFolder]) -> list[Block]:
    """Which files the commands name, and how they are known: their places are not published."""
    found = {
        public: checksum
        for study in studies
        for public, checksum in (study.configuration.get("files") or {}).items()
        if PUBLIC.fullmatch(public) and file_name(public) in study.command
    }
    names = [
        SAID["file"].format(name=file_name(public), checksum=checksum[:DIGITS])
        for public, checksum in found.items()
    ]
    return [Text(SAID["files"].format(names=listed(names)))] if names else []


def _same_again(studies: Sequence[StudyFolder]) -> str:
    """Whether this program reproduces the numbers of the studies."""
    others = [one for one in studies if one.configuration.get("model_source") != source_hash()]
    names = listed([f"{one.study}/{one.name}" for one in others])
    return str(SAID["other_source"].format(names=names) if others else SAID["same"])


def _alike(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What all of several rows have in common; nothing of a single one."""
    first, *others = rows
    return {
        name: value
        for name, value in first.items()
        if others and all(row.get(name) == value for row in others)
    }


def _in_words(row: Mapping[str, str], without: Collection[str] = ()) -> str:
    return "; ".join(f"{name}: {value}" for name, value in row.items() if name not in without)


def _made_with(study: StudyFolder) -> dict[str, str]:
    work, configured = study.work, study.configuration
    changed = ", with uncommitted changes" if work and work.changed else ""
    return {
        "study": f"{study.study}/{study.name}", "model version": str(configured["model_version"]),
        "model source": str(configured.get("model_source", UNKNOWN)), "seed": str(configured["seed"]),
        "program": work.version if work else UNKNOWN,
        "commit": f"{work.commit[:12] or 'unknown'}{changed}" if work else UNKNOWN,
        "date": work.date if work else UNKNOWN,
    }  # fmt: skip


def _works(studies: Sequence[StudyFolder]) -> list[Work]:
    """The data sets, the program in each version that made them, and the papers."""
    records = [study.work for study in studies if study.work]
    versions = sorted({one.version for one in records}) or [__version__]
    return [*records, *(_program(version, records) for version in versions), *papers()]


def _program(version: str, records: Sequence[Work]) -> Work:
    """The program in a version, with all commits that made data sets."""
    here = [one for one in records if one.version == version]
    commits = sorted({one.commit for one in here if one.commit})
    shown = commits if len(commits) == 1 else [commit[:12] for commit in commits]
    return program(version, ", ".join(shown), any(one.changed for one in here))


def _citation(studies: Sequence[StudyFolder]) -> list[Block]:
    blocks: list[Block] = []
    if unrecorded := [study for study in studies if not study.work]:
        names = ", ".join(f"{one.study}/{one.name}" for one in unrecorded)
        blocks.append(Text(SAID["no_record"].format(names=names)))
    paragraphs = text(_works(studies)).strip().split("\n\n")
    if lacking := uncredited([one.work for one in studies if one.work]):
        paragraphs.append(lacking)
    return [*blocks, Points(paragraphs), Text(SAID["references"])]
