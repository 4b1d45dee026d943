"""The command `brokering-report`: what it writes, and that it is the same each time."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
import time
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from docs.generated import reference
from experiments.config.commands import typed
from experiments.reporting import limits
from experiments.reporting.assembly import report_of
from experiments.reporting.rendering import html, latex
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Code, Figure, Points, Report, Table, Text, numbered
from simulation import MODEL_VERSION
from tests.experiments.reported import AHEAD, carries, planted, sentences
from tests.experiments.small import composed
from tests.experiments.test_reporting_words import headline

STUDIES = sorted(path.stem for path in (Path(str(files("configs"))) / "study").glob("*.yaml"))
KEPT = sorted(path.parent for path in reference.FOLDER.glob("*/config.yaml"))


@pytest.fixture
def ask(ask_report):
    return ask_report


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ------------------------------------------------------------------- what it writes


def test_it_leaves_a_page_a_paper_and_every_table_in_two_forms(finished, ask, tmp_path):
    status, out, err = ask(finished, "--into", tmp_path / "out")
    assert (status, err) == (0, "") and str(tmp_path / "out") in out
    there = contents(tmp_path / "out")
    assert there["report.pdf"].startswith(b"%PDF")
    assert b"@misc" in there["references.bib"]
    page = there["report.html"].decode()
    many = page.count("<caption>")
    stems = {Path(name).stem for name in there if name.startswith("tables/")}
    assert many and len(stems) == many and len(there) == 3 + 2 * many
    for stem in stems:
        assert "\\toprule" in there[f"tables/{stem}.tex"].decode()
        assert not pd.read_csv(tmp_path / "out" / "tables" / f"{stem}.csv").empty


def test_the_same_results_give_the_same_bytes_elsewhere_and_later(
    finished, ask, tmp_path, monkeypatch
):
    (tmp_path / "elsewhere").mkdir()
    assert ask(finished, "--into", tmp_path / "one")[0] == 0
    time.sleep(1.1)  # a date in a PDF counts seconds
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    moved = tmp_path / "moved" / "small" / finished.name
    shutil.copytree(finished, moved)
    assert ask(os.path.relpath(moved), "--into", "two")[0] == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "elsewhere" / "two")


def test_it_goes_beside_the_results_if_not_told_and_old_tables_go(finished, ask, tmp_path):
    folder = tmp_path / finished.name
    shutil.copytree(finished, folder)
    (folder / "report" / "tables").mkdir(parents=True)
    old, others = (folder / "report" / "tables" / name for name in ("table-99-x.csv", "mine.csv"))
    old.touch(), others.touch()
    status, out, _ = ask(folder)
    said = [Path(word.rstrip(",;.")) for word in out.split() if word.startswith("/")]
    assert status == 0 and len(said) == 3 and all(path.exists() for path in said)
    assert said[0] == folder / "report" / "report.html"
    assert not old.exists() and others.exists()


def test_a_folder_that_holds_one_study_stands_for_it(finished, ask, tmp_path):
    shutil.copytree(finished, tmp_path / "small" / finished.name)
    assert StudyFolder.find(tmp_path / "small").folder == tmp_path / "small" / finished.name


def test_results_without_a_record_of_their_run_are_reported_and_said_to_be(tmp_path, ask):
    folder = headline(tmp_path / "study", AHEAD)
    assert ask(folder, "--into", tmp_path)[::2] == (0, "")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "not recorded" in page


@pytest.mark.parametrize("folder", KEPT, ids=lambda path: path.name)
def test_reference_results_are_reported_with_program_commit_and_date(folder):
    (made,) = (one for one in report_of([StudyFolder(folder)]).tables if one.name == "made-with")
    if (folder / "ro-crate-metadata.json").is_file():
        known = made.cells[["program", "commit", "date"]].to_numpy().ravel()
        assert not {"not recorded", "unknown"} & set(known)
        assert StudyFolder(folder).altered() == []


def test_several_studies_make_one_report(ask, tmp_path):
    assert ask(*KEPT, "--into", tmp_path)[0] == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    for folder in KEPT:
        assert f"{StudyFolder(folder).study}/{StudyFolder(folder).name}" in page


class Page(HTMLParser):
    """The elements of a page in order, with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, *tags):
        return [one for one in self.elements if one[0] in tags]


def test_the_page_fetches_nothing_and_can_be_read_by_who_does_not_see_it(finished, ask, tmp_path):
    ask(finished, "--into", tmp_path)
    text = (tmp_path / "report.html").read_text("utf-8")
    page = Page(text)
    assert not page.all("script", "link", "iframe")
    assert "url(" not in text and "@import" not in text
    for _, attributes in page.all("img"):
        assert attributes["src"].startswith("data:image/svg+xml;base64,") and attributes["alt"]
    assert page.all("html")[0][1]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in page.all("h1", "h2", "h3")]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attributes.get("scope") in ("col", "row") for _, attributes in page.all("th"))
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    assert {a["href"].lstrip("#") for _, a in page.all("a")} <= set(anchors)


def test_what_a_study_says_is_text_on_the_page_and_on_paper(ask, tmp_path):
    odd = "<script>alert(1)</script> #panic() $x$ [a] *b* \\ & % 100 `"
    assert ask(headline(tmp_path / "study", AHEAD, question=odd), "--into", tmp_path)[0] == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_under_each_table_and_figure_stands_the_command_that_makes_it_again(
    finished, ask, tmp_path
):
    ask(finished, "--into", tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    shown = page.count("<caption>") + page.count('class="picture"')
    summary = report_of([StudyFolder(finished)]).summary
    told = sum(bool(one.command) for one in summary if isinstance(one, Points))
    assert told and len(re.findall(r'class="source">[^<]*<code>', page)) == shown + told


def test_signs_that_tex_would_take_for_others_are_escaped():
    cells = pd.DataFrame({"a_b": ["5 % & $x$", "{y} #1"]})
    text = latex(Table("t", "100 % of `a_b`", cells, "brokering", 1))
    for wanted in ("a\\_b", "5 \\% \\& \\$x\\$", "\\{y\\} \\#1", "100 \\% of 'a\\_b'"):
        assert wanted in text


def test_tables_in_latex_fit_the_page_break_over_pages_and_have_labels_of_their_own():
    cells = pd.DataFrame(
        {"a": ["x"] * 30, "b": ["many words " * 20] * 30, "c": ["some_long_name"] * 30}
    )
    first, second = (latex(Table("t", "", cells, "", number)) for number in (1, 2))
    assert "\\begin{longtable}" in first and "\\begin{table}" not in first
    widths = re.findall(r"p\{\\dimexpr ([\d.]+)\\linewidth-2\\tabcolsep\\relax\}", first)
    one, two, three = map(float, widths)
    assert one < three < two and one + two + three <= 1.001
    assert "\\label{tab:table-01-t}" in first and "\\label{tab:table-02-t}" in second


def test_words_in_tables_are_not_broken_but_very_long_names_after_a_sign():
    cells = pd.DataFrame({"arm": ["single_matched <b>", "decisions_informed_managers_followup"]})
    page = html(Report("t", "", "", [], [Table("t", "", cells, "brokering", 1)]))
    assert "single_matched &lt;b&gt;" in page
    assert "decisions_<wbr>informed_<wbr>managers_<wbr>followup" in page
    assert "anywhere" not in page.partition("th, td {")[2].partition("}")[0]


def test_a_figure_that_was_shown_is_referred_to():
    one = Figure(Path("a.svg"), "a", "a", "brokering")
    summary, body = numbered([one], [one, Figure(Path("b.svg"), "b", "b", "brokering")])
    assert summary[0].number == 1 and body[0] == Text("See figure 1.") and body[1].number == 2


def test_it_says_what_the_record_knows_of_the_run(finished, ask, tmp_path):
    ask(finished, "--into", tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    for words in ("012345678901", "Ada Lovelace", "10.1332/"):
        assert words in page


def test_another_version_of_the_model_is_said(tmp_path):
    folder = headline(tmp_path, AHEAD, model_version=MODEL_VERSION + 1)
    assert [one for one in sentences(folder) if carries(one, MODEL_VERSION, MODEL_VERSION + 1)]


def test_settings_that_differ_are_listed(tmp_path, ask):
    folder = headline(tmp_path / "study", AHEAD, contract={"weeks": 52})
    ask(folder, "--into", tmp_path)
    (listed,) = (tmp_path / "tables").glob("*settings.csv")
    assert pd.read_csv(listed)["Name"].tolist() == ["contract.weeks"]


def test_unlike_settings_are_not_called_the_default(tmp_path):
    folder = headline(tmp_path, AHEAD, contract={"weeks": 52})
    assert not [one for one in sentences(folder) if "with the default settings" in one]


# ------------------------------------------------------------------- the command that makes it again

SAID = {
    "team_vs_solo": ["replicates=5", "seed=3", "team.pair=0", "brokers.embedding=none"],
    "headline": ["contract.weeks=52", "ensemble=''"],
    "embedding": ["arms=[none,team]", "compare=[team,none]", "model=plausible", "most_sets=3"],
    "stability": ["vary={context.reorganisation:[0.1,0.4],brokers.fte:{low:0.4,high:0.6}}", "size=3"],
    "futures": ["replicates=3", "futures={late:{arm:team,contract:{start:60}}}", "outcomes=[exits]"],
    "part_time": ['question="Is 50 % \\"enough\\", or not?"'],
    "decision": ["size=20", "most_sets=5"], "value": ["most_sets=20"], "sensitivity": ["most_sets=20"],
    **{name: ["most_sets=5"] for name in ("patterns", "tipping", "break_even", "mechanisms")},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("study", "words"), [*SAID.items(), *((study, []) for study in STUDIES if study not in SAID)]
)
def test_the_printed_command_makes_the_same_study(study, words, tmp_path):
    first = composed([f"study={study}", *words])
    (tmp_path / "config.yaml").write_text(first.description(), encoding="utf-8")
    left = StudyFolder(tmp_path)
    assert left.name == first.name
    again = composed(shlex.split(left.command)[1:])
    assert again.name == first.name, left.command


def test_a_study_of_ones_own_asks_for_its_folder(tmp_path):
    folder = planted(tmp_path, "headline", {}, study="mine")
    study = StudyFolder(folder)
    assert study.command.startswith(typed("brokering --config-dir FOLDER study=mine "))
    assert study.command_explained.count("FOLDER") == 2 and "PATH" not in study.command_explained


def test_another_source_of_the_model_is_said_instead_of_promising_the_same(tmp_path):
    folders = [
        headline(tmp_path / "same", AHEAD),
        headline(tmp_path / "other", AHEAD, model_source="0123456789abcdef"),
    ]
    same, other = (
        {one.replace(StudyFolder(folder).name, "") for one in sentences(folder)}
        for folder in folders
    )
    assert same - other and other - same
    report = report_of([StudyFolder(folders[1])])
    (made,) = (one for one in report.tables if one.name == "made-with")
    assert made.cells["model source"].tolist() == ["0123456789abcdef"]


def test_the_command_of_a_report_names_each_of_several_folders_of_a_study(tmp_path):
    place = tmp_path / "results" / "headline"
    studies = [
        StudyFolder(headline(place / name, AHEAD, contract={"weeks": weeks}))
        for name, weeks in (("aaa", 104), ("bbb", 52))
    ]
    assert (
        f"\n{typed('brokering-report results/headline')}\n" in f"{codes(report_of(studies[:1]))}\n"
    )
    both = " ".join(f"results/headline/{study.name}" for study in studies)
    assert f"\n{typed('brokering-report', both)}\n" in f"{codes(report_of(studies))}\n"
    assert studies[0].name != studies[1].name


def test_the_limits_are_in_the_report_as_in_the_readme(tmp_path):
    said = " ".join(sentences(headline(tmp_path, AHEAD)))
    for lead, rest in limits.LIMITS:
        assert said.count(f"{lead} {rest}") == 1


def codes(report):
    return "\n".join(one.text for one in report.body if isinstance(one, Code))
