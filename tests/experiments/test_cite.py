"""How results are cited: the data set, the program and the paper, in three forms; or one sentence why not."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from typing import ClassVar

import pytest
import yaml

from experiments.cli import cite
from experiments.store import software
from experiments.store.citation import FORMS, Author, Work, bibtex, cff, text
from experiments.store.crate import METADATA
from simulation import __version__
from tests.experiments.conftest import COMMITTED, VALIDATORS
from tests.experiments.test_provenance import entities

DATA = Work(
    "dataset", "key", "100 % of {A_B} & ~C^\\ $#", (Author("Ada Lovelace", is_person=True),),
    "2026-11-25", "0.2.0", "f" * 40, True, "small/0123456789ab", "CC-BY-4.0",
)  # fmt: skip
PARTS = (
    "Ada Lovelace", "Do teams do better? Results of the study small", COMMITTED.commit, "CC-BY-4.0",
    __version__, "The knowledge-brokering authors", "Wye", "10.1332/174426419X15468577044957",
)  # fmt: skip


@pytest.fixture
def ask(capsys):
    """What the command says to some arguments: exit status, output, errors."""

    def asked(*arguments):
        try:
            status = cite.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        return (status, *capsys.readouterr())

    return asked


# ------------------------------------------------------------------- the forms


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_data_program_and_paper_and_is_the_same_each_time(finished, ask, form):
    status, out, err = ask(finished, "--format", form)
    assert (status, err) == (0, "")
    words = re.sub(r"\s+", " ", out.replace("\\", ""))
    for part in (*PARTS, finished.name, entities(finished)["./"]["datePublished"][:4]):
        assert part in words, part
    assert ask(finished, "--format", form) == (0, out, "")


def test_text_is_the_default_with_a_paragraph_each(finished, ask):
    assert ask(finished) == ask(finished, "--format", "text")
    assert len(ask(finished)[1].split("\n\n")) == 3


def test_a_commit_that_is_unknown_or_changed_is_said(ask, study):
    unknown, changed = study(COMMITTED._replace(commit="")), study(COMMITTED._replace(changes=b"x"))
    assert "commit unknown" in ask(unknown)[1] and "uncommitted" not in ask(unknown)[1]
    for form in FORMS:
        assert "with uncommitted changes" in ask(changed, "--format", form)[1].lower()
    assert "commit" not in yaml.safe_load(ask(unknown, "--format", "cff")[1])


def test_no_author_and_no_licence_are_invented_and_how_to_name_them_is_said_beside_the_citation(
    ask, study
):
    folder = study()
    _, out, err = ask(folder)
    data = out.partition("\n\n")[0]
    assert data.startswith("Do teams do better?") and not re.search("Anonymous|Licence [A-Z]", data)
    assert err.count("\n") == 1 and "author=" in err and "licence=" in err
    entry = ask(folder, "--format", "bibtex")[1].partition("\n}\n")[0]
    assert "author" not in entry and "Licence " not in entry
    found = yaml.safe_load(ask(folder, "--format", "cff")[1])
    assert found["authors"] == [{"name": "anonymous"}]  # which the format requires
    assert not {"license", "license-url"} & found.keys()
    only = ask(study(author="B"))[2]
    assert "author=" not in only and "licence=" in only


def test_bibtex_keeps_signs_and_braces_apart():
    entry = bibtex([DATA])
    title = re.search(r"title = \{\{(.*)\}\},\n", entry)[1]
    assert title == (
        r"100 \% of \{A\_B\} \& \textasciitilde{}C\textasciicircum{}\textbackslash{} \$\#"
    )
    unescaped = re.sub(r"\\[{}]", "", entry)
    assert unescaped.count("{") == unescaped.count("}")


def test_in_bibtex_the_same_program_in_two_versions_has_two_keys():
    entries = bibtex([DATA, DATA, DATA._replace(key="other"), DATA])
    keys = re.findall(r"^@misc\{(.*),$", entries, flags=re.MULTILINE)
    assert keys == [DATA.key, f"{DATA.key}_2", "other", f"{DATA.key}_3"]


def test_in_bibtex_people_are_people_and_groups_stay_whole():
    authors = (
        Author("Ada Lovelace", is_person=True), Author("Hill and Sons", is_person=True),
        Author("The Group"), Author("", "le May", "Andrée", is_person=True),
    )  # fmt: skip
    entry = bibtex([DATA._replace(authors=authors)])
    assert "author = {Ada Lovelace and {Hill and Sons} and {The Group} and le May, Andrée}" in entry


def test_what_is_not_known_is_left_out_or_said():
    assert text([DATA._replace(date="")]).startswith("Ada Lovelace (n.d.). ")
    assert "year" not in bibtex([DATA._replace(date="")])
    found = yaml.safe_load(cff([DATA._replace(licence="https://example.org/terms")]))
    assert found["license-url"] == "https://example.org/terms" and "license" not in found


def test_another_version_than_that_of_the_citation_file_has_not_its_date(ask, tmp_path, finished):
    folder = altered(
        finished, tmp_path, lambda found: found["#brokering"].update(softwareVersion="0.0.9")
    )
    reference = yaml.safe_load(ask(folder, "--format", "cff")[1])["references"][0]
    assert reference["version"] == "0.0.9" and "date-released" not in reference
    assert "authors (n.d.)" in ask(folder)[1]


@pytest.mark.parametrize("commit", ["12345e6789", "0123456789", "1e9"])
def test_in_a_citation_file_a_commit_of_digits_stays_a_text(commit):
    assert f"commit: '{commit}'" in cff([DATA._replace(commit=commit)])


# ------------------------------------------------------------------- what cannot be cited


@functools.cache
def record_of(finished):
    """The record of a study as a text, without the columns of tables, which are many and are not cited."""
    found = {key: one for key, one in entities(finished).items() if not re.match("#.*/", key)}
    return json.dumps(found)


def altered(finished, place, change):
    """A folder with the record of a finished study in which a change was made to the entities."""
    folder = place / "copy"
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").touch()
    found = json.loads(record_of(finished))
    change(found)
    (folder / METADATA).write_text(json.dumps({"@graph": list(found.values())}), "utf-8")
    return folder


def refused(answer, *parts):
    status, out, err = answer
    assert (status, out) == (2, "")
    assert err.count("\n") == 1 and "Traceback" not in err
    for part in parts:
        assert part in err


def test_what_is_no_folder_of_a_study_is_refused_in_one_sentence(ask, tmp_path):
    refused(ask(tmp_path / "nowhere"), "nowhere")
    refused(ask(tmp_path), "config.yaml")
    (tmp_path / "file").write_text("")
    refused(ask(tmp_path / "file"), "file")
    refused(ask(tmp_path / ("x" * 5000)))
    refused(ask(), "FOLDER")
    refused(ask(tmp_path, "--format", "ris"), "ris", "bibtex")
    refused(ask(tmp_path, "more"), "more")
    (tmp_path / METADATA).mkdir()
    (tmp_path / "config.yaml").touch()
    refused(ask(tmp_path), METADATA)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'{"@graph": 1}', b'{"@graph": [1]}',
     b'{"@graph": ["@id"]}', b'{"@graph": [{"a": 1}]}', b"[" * 100_000],
)  # fmt: skip
def test_metadata_that_cannot_be_read_are_refused(ask, tmp_path, content):
    (tmp_path / "config.yaml").touch()
    (tmp_path / METADATA).write_bytes(content)
    refused(ask(tmp_path), METADATA)


@pytest.mark.parametrize("wrong", [None, 5, [], {}, "", [None], {"@id": 3}, "gone"])
def test_metadata_that_lack_something_are_cited_without_it_or_refused(
    finished, ask, tmp_path, wrong
):
    """Whatever is broken, there is an answer, and never a traceback."""
    for key in (
        "./",
        "#run",
        "#brokering",
        "#commit",
        "#state",
        "https://orcid.org/0000-0002-1825-0097",
    ):
        for name in [*json.loads(record_of(finished))[key], "author", "url"]:
            if name == "@id":
                continue
            folder = altered(
                finished, tmp_path, lambda found, k=key, n=name: found[k].update({n: wrong})
            )
            status, out, err = ask(folder)
            if status:  # the record is read before any form is made of it
                refused((status, out, err))
                continue
            for form in set(FORMS) - {"text"}:
                assert ask(folder, "--format", form)[0] == 0


@pytest.mark.parametrize("gone", ["./", "#run", "#brokering", "#commit", "#state"])
def test_what_is_missing_is_named(finished, ask, tmp_path, gone):
    refused(ask(altered(finished, tmp_path, lambda found: found.pop(gone))), gone)


# ------------------------------------------------------------------- the program itself


def test_the_command_is_installed_under_its_name(finished):
    project = tomllib.loads((software.ROOT / "pyproject.toml").read_text("utf-8"))
    module, _, name = project["project"]["scripts"]["brokering-cite"].partition(":")
    assert getattr(import_module(module), name) is cite.main
    command = [sys.executable, "-m", module, str(finished)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=software.ROOT)
    assert (done.returncode, done.stderr) == (0, "") and "Ada Lovelace" in done.stdout


def test_the_citation_file_has_what_the_format_requires():
    """Citation File Format 1.2.0, by hand; the schema is checked where its validator is installed."""
    found = software.citation_file()
    assert found["cff-version"] == "1.2.0" and found["type"] == "software"
    assert found["message"] and found["title"] and found["license"] == "MIT"
    assert found["version"] == __version__
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date-released"])
    for work in (found, *found["references"]):
        assert work["authors"] and work["title"]
        assert all("name" in one or "family-names" in one for one in work["authors"])
    for paper in found["references"]:
        assert (
            paper["type"] == "article" and paper["journal"] and re.match(r"10\.\d+/", paper["doi"])
        )


@pytest.mark.skipif(not VALIDATORS.is_dir(), reason="the validators' environment is not there")
def test_our_citation_file_and_those_we_write_are_of_the_formats_schema(finished, ask, study):
    import jsonschema

    (path,) = VALIDATORS.glob("lib/*/site-packages/cffconvert/schemas/1.2.0/schema.json")
    schema = json.loads(path.read_text("utf-8"))
    folders = [
        finished,
        study(COMMITTED._replace(changes=b"x")),
        study(COMMITTED._replace(commit="")),
    ]
    folders.append(
        study(author="A <https://example.org/a>; B", licence="https://example.org/terms")
    )
    written = [ask(folder, "--format", "cff")[1] for folder in folders]
    for content in (*written, (software.ROOT / software.CITATION).read_text("utf-8")):
        jsonschema.validate(yaml.load(content, Loader=DatesAreTexts), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"cff-version": "1.2.0"}, schema)


class DatesAreTexts(yaml.SafeLoader):
    """Reads YAML as JSON would have it, where a date is a text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, form) for tag, form in forms if not tag.endswith("timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
