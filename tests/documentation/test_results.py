"""The results pages and README.md tell what the reference results hold, answer first."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from docs.generated import ROOT, document, reference, results
from experiments.config.arms import NAMES
from experiments.reporting import wording
from tests.experiments.reported import carries

README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_LINES = 150
MOST_WORDS = 50  # in a cell of the questions


@pytest.fixture(scope="module")
def pages():
    return results.pages()


def test_the_pages_are_current_and_there_is_no_other(pages):
    there = {path: path.read_text("utf-8") for path in results.PAGES.glob("*.md")}
    assert there == pages, "run: python -m docs.generated"


def test_every_kept_study_has_a_page_and_a_line_in_the_index(pages):
    names = {path.name for path in results.FOLDER.iterdir()}
    assert {path.stem for path in pages} == {"index", "briefing", "gallery", *names}
    index = pages[results.PAGES / "index.md"]
    assert set(re.findall(r"^\| \[[^|]*\]\((\w+)\.md\) \|", index, re.MULTILINE)) == names


@pytest.mark.parametrize("name", [path.name for path in results.FOLDER.iterdir()])
def test_a_page_gives_question_and_answer_first_then_a_figure_and_the_command_at_the_end(
    name, pages
):
    study, part = results.studies()[name]
    text = pages[results.PAGES / f"{name}.md"]
    order = [
        f"# {part.title}\n", f"*{study.configuration['question']}*", f"**{results.answer(part)[0]}**", "![",
        "## How the study ran", study.command,
    ]  # fmt: skip
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    repeated = {results.answer(part)[0], f"- {results.answer(part)[0]}"}
    assert repeated.isdisjoint(text.splitlines())
    assert text.count(f"\n{study.command}\n") == 1


def test_the_gallery_shows_every_figure_with_its_caption_and_command(pages):
    text = pages[results.PAGES / "gallery.md"]
    kept = {path.with_suffix("") for path in results.FOLDER.glob("*/*.png")}
    shown = re.findall(r"^!\[.*\]\((.*?)\)$", text, re.MULTILINE)
    assert {(results.PAGES / one).resolve().with_suffix("") for one in shown} == kept
    for study, _ in results.studies().values():
        assert f"`{study.command}`" in text


def test_no_figure_is_shown_twice_and_every_one_is_there(pages):
    for path, text in pages.items():
        figures = re.findall(r"^!\[.*\]\((.*?)\)$", text, re.MULTILINE)
        assert len(figures) == len(set(figures))
        assert [one for one in figures if not (path.parent / one).is_file()] == []


def test_every_table_of_a_study_is_on_its_page(pages):
    for name, (_, part) in results.studies().items():
        text = pages[results.PAGES / f"{name}.md"]
        tables = [one for one in part.blocks if isinstance(one, reference.Table)]
        assert all(one.caption in text for one in tables)


def test_a_table_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match=r"headline has no table 'none'; it has headline, "):
        reference.table_of("headline", "none")


def test_claims_are_counted_by_what_holds_over_the_sets_too(pages):
    claims = pd.read_csv(results.FOLDER / "patterns" / "ledger.csv").drop_duplicates("pattern")
    hold = claims["strength"].isin(["robust", "mostly"])
    trace = (ROOT / "docs" / "TRACE.md").read_text(encoding="utf-8")
    for text in (pages[results.PAGES / "patterns.md"], trace, README):
        for origin, word in {"emergent": "emergent", "built in": "built into"}.items():
            of = claims["origin"] == origin
            some, every = (hold & of).sum(), of.sum()
            which = rf"Of the (?:other )?{every} (?:reported )?claims[^;:.]*?{word}[^;:.]*?, "
            assert re.search(rf"{which}{some or 'none'} hold", text)


def test_what_is_said_of_the_evidence_is_what_the_calibration_found():
    """The headline and README.md say by hand what it narrows and misses."""
    parameters = pd.read_csv(results.FOLDER / "calibration" / "parameters.csv")
    assert not parameters.loc[parameters["group"] == "collective", "informed"].any()
    (missed,) = re.findall(r"(\d+ of the \d+) held-out", reference.answers("calibration"))
    assert re.search(rf"{missed} \[targets that were held out", README)


def test_the_arm_that_the_targets_may_favour_is_the_best_in_nearly_all_sets():
    sets = pd.read_csv(results.FOLDER / "headline" / "sets.csv")
    leads = sets.pivot(index="set", columns="other", values="end")
    best = (leads["single_matched"] < 0) & (leads["single_matched"] < leads["solos"])
    assert best.mean() > 0.9


def test_the_verdict_is_the_briefings_wherever_it_stands(pages, monkeypatch):
    sentence = wording.said("short", "no_case")
    for name in ("README.md", "docs/index.md"):
        assert reference.found() in (ROOT / name).read_text("utf-8")
    assert sentence in pages[results.PAGES / "briefing.md"] and reference.NO_CASE in README
    monkeypatch.setattr(reference, "briefing", lambda studies: [])
    assert reference.NO_CASE not in reference.found()


def test_the_briefing_as_a_page_speaks_of_no_colour_that_it_lacks(pages):
    text = pages[results.PAGES / "briefing.md"]
    assert "colour" not in text and text.count("\n# ") == 1


def test_the_answer_has_the_means_of_the_tables_and_what_a_person_costs():
    told = reference.found()
    rows = pd.read_csv(results.FOLDER / "headline" / "headline.csv").query("moment == 'end'")
    for name, row in rows.set_index("other").drop(index="single").iterrows():
        (line,) = (one for one in told.splitlines() if f"than with {NAMES[name]} (" in one)
        assert carries(line, *(abs(100 * row[f"sets_{one}"]) for one in ("mean", "low", "high")))
        shares = [f"{row[f'sets_clearly_{side}']:.0%}" for side in ("ahead", "behind")]
        assert name == "none" or all(share in line for share in shares)
    arms = pd.read_csv(results.FOLDER / "value" / "arms.csv").set_index("arm")["each"]
    assert carries(told, *arms[["team", "solos", "single_matched"]])


def test_what_the_limits_say_of_hours_bids_and_decisions_is_what_the_tables_have():
    doubled = pd.read_csv(results.FOLDER / "break_even" / "doublings.csv")
    (row,) = doubled.query("doubled == 'hours' and fte == 0.5 and measure == 'practising'").to_dict(
        "records"
    )
    median, low, high = (f"{row[f'sets_{name}']:.2g}" for name in ("q50", "q05", "q95"))
    limits = README.split("## Limits")[1].split("\n## ")[0]
    assert f"{median} times" in limits and f"{low} to {high}" in limits
    targets = pd.read_csv(results.FOLDER / "calibration" / "targets.csv").set_index("target")
    parts = targets["q50"] / targets["low"]
    for name, words, part in (("H8 bids", "a quarter", 1 / 4), ("N7", "a hundredth", 1 / 100)):
        assert f"about {words}" in limits and 0.75 * part < parts[name] < 1.25 * part


def test_the_readme_is_short():
    assert len(README.splitlines()) <= MOST_LINES


def test_every_number_in_the_answer_of_the_readme_is_generated():
    answer = README.split("## The answer")[1].split("\n## ")[0]
    assert set(re.findall(r"\d+", document.by_hand(answer))) <= {"95"}


def test_a_referee_is_answered_in_a_line_or_two_with_an_interval():
    briefs = {
        question: found
        for _, part in results.studies().values()
        for question, found in part.brief.items()
    }
    assert len(briefs) >= 7
    for question, found in briefs.items():
        assert len(found.split()) <= MOST_WORDS, question
        assert re.search(r"\(.*\d.* to .*\d.*\)", found), question


def test_every_link_and_figure_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)(.*?)\)", README)
    assert len(links) > 20
    assert [one for one in links if not (ROOT / one.partition("#")[0]).is_file()] == []


def test_the_readme_lists_every_folder_of_the_program():
    rooms = [path.parent for path in (ROOT / "experiments").glob("*/__init__.py")]
    assert len(rooms) > 5
    assert [room.name for room in rooms if f"{room.name}/`" not in README] == []
