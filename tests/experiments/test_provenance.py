"""The record of a run: true, complete, of the profile it names, and beside the results, not in them.

That the tables of every kind of study are described is checked where each kind is run (`results_in`).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from datetime import datetime
from importlib import metadata
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from experiments.store import software
from experiments.store.contents import columns_of
from experiments.store.crate import CHANGES, ENVIRONMENT, FORMATS, METADATA, content
from experiments.store.record import OF_THE_RUN, files_in
from experiments.studies.arms import run as arms
from experiments.studies.calibration.targets import HELD_OUT, TARGETS
from experiments.studies.registry import kinds
from simulation import MODEL_VERSION, Settings, __version__
from simulation.passport import leaves
from tests.experiments.conftest import ADA, COMMITTED, VALIDATORS
from tests.experiments.small import results_in

ORCID = "https://orcid.org/0000-0002-1825-0097"


def explain(table, column):
    """What a column of a table means, whatever kind of study writes it."""
    for kind in kinds().values():
        for name in (table, f"{table}.csv", f"{table}.parquet"):
            if found := kind.contents.tables.get(name):
                return found.explain(column)
    raise AssertionError(f"No kind of study writes {table}.")


def entities(folder):
    graph = json.loads((folder / METADATA).read_text("utf-8"))["@graph"]
    return {entity["@id"]: entity for entity in graph}


def targets(value):
    """The identifiers that a property refers to."""
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


# ------------------------------------------------------------------- what is recorded


def test_every_file_is_listed_with_what_identifies_its_content(finished):
    found = entities(finished)
    results_in(finished)
    names = set(files_in(finished)) - {METADATA}
    assert set(targets(found["./"]["hasPart"])) == names
    for name in names:
        data, entity = (finished / name).read_bytes(), found[name]
        assert entity["@type"] == "File" and entity["description"]
        assert entity["sha256"] == hashlib.sha256(data).hexdigest()
        assert entity["contentSize"] == str(len(data))
        assert entity["encodingFormat"] == FORMATS[Path(name).suffix]


def test_the_run_used_the_program_on_the_configuration_and_gave_the_results(finished):
    found, said = entities(finished), OmegaConf.load(finished / "config.yaml")
    run = found["#run"]
    start, end = (datetime.fromisoformat(run[name]) for name in ("startTime", "endTime"))
    assert start <= end and found["./"]["datePublished"] == end.date().isoformat()
    assert set(targets(run["result"])) == set(files_in(finished)) - {"config.yaml", *OF_THE_RUN}
    numbers = {"#seed", "#replicates", "#set_replicates"}
    assert set(targets(run["object"])) == {"config.yaml", *numbers}
    for key in numbers:
        assert found[key]["value"] == str(said[key.removeprefix("#")])
    program = found[run["instrument"]["@id"]]
    assert program["softwareVersion"] == __version__ == COMMITTED.version
    assert found["#commit"]["value"] == COMMITTED.commit
    assert found["#state"]["value"] == "as committed"
    assert found["#model-version"]["value"] == str(MODEL_VERSION)
    assert found["./"]["identifier"] == f"small/{finished.name}"


def test_the_machine_and_all_that_was_installed_are_recorded(finished):
    found = entities(finished)
    facts = {
        found[key]["name"]: found[key]["value"]
        for key in targets(found["#run"]["additionalProperty"])
    }
    assert facts["cores"] == str(os.cpu_count()) and facts["worker processes"] == "1"
    assert platform.python_version() in facts["Python"] and facts["platform"]
    listed = (finished / ENVIRONMENT).read_text().splitlines()
    for name in ("numpy", "numba", "pandas", "rocrate"):
        assert f"{name}=={metadata.version(name)}" in listed
    names = [line.partition("==")[0] for line in listed if not line.startswith("#")]
    assert names == sorted(set(names)) and names == list(software.distributions())


def test_who_is_credited_and_the_licence_are_those_that_were_said(finished, study):
    found = entities(finished)
    assert targets(found["./"]["author"]) == targets(found["#run"]["agent"]) == [ORCID]
    assert found[ORCID] == {"@id": ORCID, "@type": "Person", "name": "Ada Lovelace"}
    assert found[found["./"]["license"]["@id"]]["identifier"] == "CC-BY-4.0"
    other = study(author="Žoë Ω <https://example.org/z>; B", licence="https://example.org/terms")
    assert other.name == finished.name  # neither changes a number
    found = entities(other)
    names = [(found[key]["name"], found[key].get("url")) for key in targets(found["./"]["author"])]
    assert names == [("Žoë Ω", "https://example.org/z"), ("B", None)]
    assert found["./"]["license"]["@id"] == "https://example.org/terms"


def test_nobody_is_credited_unasked(study):
    folder = study()
    assert "author" not in entities(folder)["./"] and "agent" not in entities(folder)["#run"]


@pytest.mark.usefixtures("undrawn")
def test_a_changed_program_leaves_its_diff_and_a_clean_one_takes_it_away(study, tmp_path):
    changed = COMMITTED._replace(changes="−pull = 2\n".encode("latin-1", "replace"))
    folder = study(changed, results=tmp_path)
    found = entities(folder)
    assert (folder / CHANGES).read_bytes() == changed.changes
    assert found["#state"]["value"] == "with uncommitted changes"
    assert found[CHANGES]["sha256"] == hashlib.sha256(changed.changes).hexdigest()
    assert study(results=tmp_path) == folder
    assert not (folder / CHANGES).exists() and CHANGES not in entities(folder)


def test_without_a_commit_the_record_says_so(study):
    found = entities(study(COMMITTED._replace(commit="")))
    assert (found["#commit"]["value"], found["#state"]["value"]) == ("unknown", "unknown")


def test_staff_are_named_by_checksum_and_stay_where_they_are(study, staff_files):
    staff, ties = staff_files
    folder = study(population__staff_file=staff, population__ties_file=ties,
                   brokers__managers=1, brokers__academics=1)  # fmt: skip
    found = entities(folder)
    inputs = [found[key] for key in targets(found["#run"]["object"]) if key.startswith("#input/")]
    assert {one["sha256"] for one in inputs} == {
        content(Path(file))["sha256"] for file in staff_files
    }
    assert {one["name"] for one in inputs} == {Path(file).name for file in staff_files}
    assert not {Path(staff).name, Path(ties).name} & {path.name for path in folder.iterdir()}
    assert str(Path(staff).parent) not in (folder / METADATA).read_text()


# ------------------------------------------------------------------- beside the results, not in them


def test_results_are_the_same_bytes_whoever_ran_them_when_and_with_which_commit(finished, study):
    other = study(COMMITTED._replace(commit="", changes=b"x"), author="B", licence="MIT")
    names = results_in(finished)
    assert names == results_in(other) and finished.name == other.name
    for name in names:
        assert (finished / name).read_bytes() == (other / name).read_bytes(), name


@pytest.mark.usefixtures("undrawn")
def test_what_others_put_into_the_folder_is_no_result(study, tmp_path):
    folder = study(results=tmp_path)
    (folder / "notes.txt").write_text("mine")
    study(results=tmp_path)
    found = entities(folder)
    assert "notes.txt" not in found and "table.csv" in targets(found["#run"]["result"])


@pytest.mark.usefixtures("undrawn")
def test_a_study_that_breaks_off_leaves_no_record_of_an_earlier_one(study, tmp_path, monkeypatch):
    folder = study(results=tmp_path)

    def break_off(job):
        raise OSError("disk full")

    monkeypatch.setattr(arms, "conduct", break_off)
    with pytest.raises(OSError, match="disk full"):
        study(results=tmp_path)
    assert not set(OF_THE_RUN) & {path.name for path in folder.iterdir()}


# ------------------------------------------------------------------- columns


def test_every_column_has_its_meaning_and_unit_in_the_record(finished):
    found = entities(finished)
    tables = [name for name in results_in(finished) if Path(name).suffix in (".csv", ".parquet")]
    assert len(tables) == 4
    for table in tables:
        described = [found[key] for key in targets(found[table]["variableMeasured"])]
        assert [one["name"] for one in described] == columns_of(finished / table)
        assert all(one["description"] and one["unitText"] for one in described)


def test_columns_are_explained_by_their_table_the_outcomes_and_the_settings():
    assert explain("parameters", "p").unit == "probability"
    assert explain("replicates", "practising_host_end").unit == "share"
    assert (
        explain("savings", "needed_0.02").meaning
        == "Runs until the interval is ± 2 percentage points"
    )
    # Of an interval the ends of which are explained with its column.
    assert explain("threshold", "at_low") == ("Lower end of its 95% interval", "share")
    assert explain("threshold", "at_high") == ("Upper end of it", "share")
    assert explain("value", "high") == ("Upper end of it", "pounds")
    for target in (*TARGETS, *HELD_OUT):
        for column in (f"target: {target.key}", f"again: {target.key}"):
            assert target.says in explain("tried", column).meaning
    assert explain("tried", "target: nonsense") is None
    for leaf in leaves(Settings()):
        if leaf.passport:
            assert explain("plausible", leaf.name) == (leaf.passport.meaning, leaf.passport.unit)
    for table, column in (("table", "nonsense"), ("table", "needed_x"), ("savings", "needed_x")):
        assert explain(table, column) is None
    assert not any(kind.contents.table("nonsense.csv") for kind in kinds().values())


# ------------------------------------------------------------------- the profile


def test_what_the_profile_requires_is_there(finished):
    """RO-Crate 1.1 and Process Run Crate 0.5, property by property."""
    found = entities(finished)
    described = found[METADATA]
    assert described["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert described["about"] == {"@id": "./"}
    root, run = found["./"], found["#run"]
    assert all(root[name] for name in ("name", "description", "datePublished", "license"))
    profile = found[root["conformsTo"]["@id"]]
    assert profile["@id"] == "https://w3id.org/ro/wfrun/process/0.5"
    assert (profile["@type"], profile["version"]) == ("CreativeWork", "0.5")
    assert run["@type"] == "CreateAction" and run["name"] and run["description"]
    assert found[run["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    assert root["mentions"] == {"@id": "#run"}
    assert run["actionStatus"] == "http://schema.org/CompletedActionStatus"
    assert all(
        part.startswith("20") and part.endswith("+00:00")
        for part in (run["startTime"], run["endTime"])
    )
    assert found[run["agent"]["@id"]]["@type"] == "Person"


def test_whatever_is_referred_to_is_described(finished):
    found = entities(finished)
    web = ("https://w3id.org/ro/crate/1.1",)
    for entity in found.values():
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    assert one["@id"] in found or one["@id"] in web


@pytest.mark.skipif(not VALIDATORS.is_dir(), reason="the validators' environment is not there")
def test_a_validator_finds_nothing_that_must_be_otherwise(study, tmp_path):
    """Only what we cannot know is missing: an address of the program, a publisher, affiliations.

    Of a sweep that keeps one outcome, as every column is an entity to be checked, one like the other.
    """
    import rocrate

    script = Path(__file__).with_name("validate_crate.py")
    # rocrate ships the context of RO-Crate 1.3, which has all terms of 1.1.
    context = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"
    unknowable = ("url", "absolute URI", "publisher", "affiliation")
    folder = study(
        COMMITTED._replace(changes=b"x"), results=tmp_path, author=f"{ADA}; B",
        kind="sweep", vary={"team.pair": [0.0, 0.1]}, outcomes=["bridges"],
    )  # fmt: skip
    command = [VALIDATORS / "bin" / "python", script, folder, context]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["executed"] > 90 and said["skipped"] == 0
    for severity, message in said["issues"]:
        assert severity == "RECOMMENDED", message
        assert any(part in message for part in unknowable), message
