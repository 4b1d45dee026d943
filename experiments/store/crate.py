"""Writes the metadata of a study's folder: RO-Crate 1.1 with the profile Process Run Crate 0.5.

One action, the run, applies an instrument (the program) to objects (the configuration with its seeds, and
the files it names) and gives results (the tables and figures).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from experiments.config.credit import ORCID, Person
from experiments.config.labels import setting_label
from experiments.config.named_files import digest, file_name
from experiments.config.plan import Plan
from experiments.store import software
from experiments.store.contents import Contents, columns_of
from experiments.store.opening import CONFIGURATION
from experiments.store.parts import PARTS
from experiments.store.software import Source

METADATA, ENVIRONMENT = "ro-crate-metadata.json", "environment.txt"
CHANGES = "uncommitted.diff"

LABEL = "alternateName"  # of the folder: the name that the study was given
VERSION, PROFILE = "1.1", "https://w3id.org/ro/wfrun/process/0.5"
PROGRAM, RUN, COMMIT, STATE = "#brokering", "#run", "#commit", "#state"
UNLICENSED = "#no-licence"  # the format requires something
CLEAN, CHANGED, UNKNOWN = "as committed", "with uncommitted changes", "unknown"
COMPLETED = "http://schema.org/CompletedActionStatus"
MOST_NAMED = 3  # settings in a title
SHA256 = {"sha256": "http://schema.org/sha256"}  # not yet in the context of RO-Crate 1.1
FORMATS = {
    ".csv": "text/csv", ".diff": "text/x-diff", ".graphml": "application/graphml+xml",
    ".json": "application/ld+json", ".md": "text/markdown", ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain", ".yaml": "application/yaml",
}  # fmt: skip


Content = Mapping[str, str]  # properties of a file, as the record has them


def content(path: Path) -> Content:
    """What identifies a file's content: checksum, size in bytes and media type."""
    kind = FORMATS.get(path.suffix.lower(), "application/octet-stream")
    return {
        "sha256": digest(path), "contentSize": str(path.stat().st_size), "encodingFormat": kind,
    }  # fmt: skip


class Run(NamedTuple):
    """A run of a study: what is known when it starts and, later, when it has ended."""

    plan: Plan
    folder: Path
    started: datetime
    source: Source
    inputs: Mapping[str, Content]  # files that the settings name, by public name, at the start
    before: Mapping[str, tuple[int, int]]  # what was in the folder, as `record.files_in` gives it
    paths: Mapping[str, Path]  # of the inputs, by public name as well
    label: str = ""  # the name that was given to its results; empty: none
    ended: datetime = datetime.max
    workers: int = 0  # processes at once; 0: not known
    results: Sequence[str] = ()  # names of the files it has written
    contents: Contents = Contents({})  # what its tables and figures hold


def metadata(run: Run) -> str:
    """The content of `ro-crate-metadata.json`."""
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms.update(SHA256)
    authors = [_person(crate, one) for one in run.plan.authors]
    program, configuration = _program(crate, run), _file(crate, run, CONFIGURATION)
    results = [_file(crate, run, name) for name in run.results]
    for name in (ENVIRONMENT, *([CHANGES] if run.source.changes else [])):
        _file(crate, run, name)["about"] = program
    about = {
        "name": f"Run of the study {run.plan.study}",
        "description": f"brokering study={run.plan.study}, with the settings in {CONFIGURATION}",
        "startTime": run.started.isoformat(timespec="seconds"),
        "endTime": run.ended.isoformat(timespec="seconds"),
        "actionStatus": COMPLETED,
    }
    action = _entity(crate, RUN, "CreateAction", about)
    action["instrument"] = program
    copies = [_file(crate, run, name) for name in run.inputs if (run.folder / name).is_file()]
    inputs = [*_inputs(crate, run.inputs), *copies]
    action["object"] = [configuration, *_numbers(crate, run.plan), *inputs]
    action["result"] = _plain(results)
    facts = software.machine() | {"worker processes": str(run.workers or UNKNOWN)}
    action["additionalProperty"] = [
        _value(crate, f"#machine/{quote(name)}", name, value, "What the study ran on")
        for name, value in facts.items()
    ]
    if authors:
        action["agent"] = _plain(authors)
    _root(crate, run, action, authors)
    return json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False) + "\n"


def _root(crate: Any, run: Run, action: Any, authors: list[Any]) -> None:
    """The folder itself: title, authors and licence."""
    plan, root = run.plan, crate.root_dataset
    profile = {"name": "Process Run Crate", "version": PROFILE.rpartition("/")[2]}
    licence = {"name": plan.licence.name}
    if plan.licence.key:
        licence |= {"identifier": plan.licence.key, "url": plan.licence.url}
    root["name"] = title(plan)
    root["description"] = (
        f"Tables and figures of the study {plan.study} ({plan.kind}) of the simulation "
        f"'{software.citation_file()['title']}', model version {run.source.model_version}. The "
        "identifier is the hash of all that the numbers depend on."
    )
    root["identifier"] = f"{plan.study}/{plan.name}"
    if run.label:
        root[LABEL] = run.label
    root["datePublished"] = run.ended.date().isoformat()
    root["conformsTo"] = _entity(crate, PROFILE, "CreativeWork", profile)
    root["license"] = _entity(crate, plan.licence.url or UNLICENSED, "CreativeWork", licence)
    root["mentions"] = action
    if authors:
        root["author"] = _plain(authors)


def title(plan: Plan) -> str:
    """The title under which the results of a study are cited; it names what varies, unless that is much."""
    labels = [setting_label(name) for name in plan.vary]
    varied = ", ".join(f"{label[:1].lower()}{label[1:]}" for label in labels)
    by = f", by {varied}" if 0 < len(labels) <= MOST_NAMED else ""
    return f"{plan.question.strip()} Results of the study {plan.study}{by}"


def _program(crate: Any, run: Run) -> Any:
    """The program, its commit, its requirements, and the paper whose case it models."""
    source, cited = run.source, software.citation_file()
    program = _entity(
        crate, PROGRAM, "SoftwareApplication",
        {"name": cited["title"], "softwareVersion": source.version, "license": f"https://spdx.org/licenses/{cited['license']}"}
        | {"description": " ".join(cited["abstract"].split())},
    )  # fmt: skip
    if url := cited.get("repository-code") or cited.get("url"):
        program["url"] = url
    state = UNKNOWN if not source.commit else CHANGED if source.changes else CLEAN
    program["additionalProperty"] = [
        _value(crate, COMMIT, "commit", source.commit or UNKNOWN, "Of the program in git"),
        _value(crate, STATE, "state of the sources", state, f"The changes, if any: {CHANGES}"),
        _value(crate, "#model-version", "model version", str(source.model_version),
               "Rises when the same settings and seed give other numbers"),
    ]  # fmt: skip
    python = {"name": "Python", "url": "https://www.python.org"}
    python["softwareVersion"] = software.machine()["Python"].partition(" ")[0]
    program["softwareRequirements"] = _entity(crate, python["url"], "SoftwareApplication", python)
    program["citation"] = _plain([
        _entity(
            crate, f"https://doi.org/{quote(one['doi'])}", "ScholarlyArticle",
            {"name": one["title"], "datePublished": one["year"]},
        )
        for one in cited["references"]
    ])  # fmt: skip
    return program


def _numbers(crate: Any, plan: Plan) -> list[Any]:
    """Seed and replicates as the configuration has them."""
    meanings = {
        "seed": "Selects the worlds; another seed gives different ones",
        "replicates": "Runs of each arm with the study's own settings",
        "set_replicates": "Runs of each arm in each parameter set of an ensemble",
    }
    return [
        _value(crate, f"#{name}", name, str(getattr(plan, name)), meaning)
        for name, meaning in meanings.items()
    ]


def _inputs(crate: Any, inputs: Mapping[str, Content]) -> list[Any]:
    """The files that the settings name. Only rosters are copied, as staff may be real people."""
    kept = "Read from outside this folder; the checksum tells whether another file is the same"
    return [
        _entity(
            crate, f"#input/{quote(file_name(name))}-{one['sha256'][:12]}", "CreativeWork",
            {"name": file_name(name), "description": kept, **one},
        )
        for name, one in inputs.items()
    ]  # fmt: skip


def _file(crate: Any, run: Run, name: str) -> Any:
    """A file of the folder, with the meaning of its columns if it is a table."""
    path = run.folder / name
    facts = {"name": name, **content(path)}
    if meaning := run.contents.meaning(name):
        facts["description"] = meaning
    file = crate.add_file(path, name, properties=facts)
    if columns := columns_of(path):
        file["variableMeasured"] = [_column(crate, run.contents, name, one) for one in columns]
    return file


def _column(crate: Any, contents: Contents, file: str, name: str) -> Any:
    """The meaning of a column; all parts share their columns and the explanations."""
    table = contents.table(file)
    meaning, unit = (table.explain(name) if table else None) or ("", "")
    of = PARTS if file.startswith(f"{PARTS}/") else file
    return _value(crate, f"#{of}/{quote(name, safe='')}", name, "", meaning, unit)


def _person(crate: Any, one: Person) -> Any:
    """A person; with their identifier as key if that is an ORCID iD, which only people have."""
    if one.identifier.startswith(ORCID):
        return _entity(crate, one.identifier, "Person", {"name": one.name})
    facts = {"name": one.name} | ({"url": one.identifier} if one.identifier else {})
    return _entity(crate, f"#person/{quote(one.name)}", "Person", facts)


def _value(crate: Any, key: str, name: str, value: str, meaning: str = "", unit: str = "") -> Any:
    facts = {"name": name, "value": value, "description": meaning, "unitText": unit}
    return _entity(crate, key, "PropertyValue", {k: text for k, text in facts.items() if text})


def _plain(values: list[Any]) -> Any:
    """A single value is not written as a list."""
    return values[0] if len(values) == 1 else values


def _entity(crate: Any, key: str, kind: str, facts: Mapping[str, Any]) -> Any:
    from rocrate.model import ContextEntity

    return crate.add(ContextEntity(crate, key, properties={"@type": kind, **facts}))
