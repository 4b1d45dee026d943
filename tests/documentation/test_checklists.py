"""The checklists that reviewers ask for answer every item, in order, with the program's own numbers."""

from __future__ import annotations

import re
import tomllib

import pytest
from omegaconf import OmegaConf

from docs.generated import checklists, document
from simulation import MODEL_VERSION, Settings, __version__
from simulation.params import contract_end, names

TRACE = (document.ROOT / "docs" / "TRACE.md").read_text(encoding="utf-8")
STRESS = (document.ROOT / "docs" / "STRESS.md").read_text(encoding="utf-8")
ODD = (document.ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
ITEMS = (
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "3.1", "3.2", "3.3",
    "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
)  # fmt: skip
# What ODD+D asks of human decisions: the letters of each group of questions.
QUESTIONS = {
    "II.i": "abcde", "II.ii": "abcdefgh", "II.iii": "ab", "II.iv": "abcde", "II.v": "abc",
    "II.vi": "abcd", "II.vii": "ab", "II.viii": "ab", "II.ix": "a", "II.x": "ab",
}  # fmt: skip


def test_every_item_of_stress_is_answered_in_order():
    assert tuple(re.findall(r"^\*\*(\d[\d.]*\d)\s", STRESS, re.MULTILINE)) == ITEMS


def test_every_question_of_odd_d_on_decisions_is_answered_in_order():
    rows = re.findall(r"^\| (II\.[ivx]+)\.([a-h])(?:–([a-h]))? \|", ODD, re.MULTILINE)
    answered: dict[str, str] = {}
    for group, first, last in rows:
        letters = map(chr, range(ord(first), ord(last or first) + 1))
        answered[group] = answered.get(group, "") + "".join(letters)
    assert answered == QUESTIONS


def test_sections_that_the_questions_point_to_exist():
    table = ODD.split("## Appendix A. ")[1].split("## Appendix B. ")[0]
    cells = [line.rsplit("|", 2)[1] for line in table.splitlines() if re.match(r"\| I", line)]
    pointed = {place for cell in cells for place in re.findall(r"\d+(?:\.\d+)?", cell)}
    there = set(re.findall(r"^#+ (\d+(?:\.\d+)?)", ODD, re.MULTILINE))
    assert pointed and pointed <= there


@pytest.mark.parametrize("text", [STRESS, ODD, TRACE], ids=["STRESS", "ODD", "TRACE"])
def test_what_a_person_must_add_is_marked(text):
    assert text.count("**To be added by the author") > ("is marked" in text)  # said, and done
    assert re.search(r"^\*\*To be added by the author", text, re.MULTILINE)


def test_what_trace_says_was_looked_at_names_studies_that_there_are():
    weighed = TRACE.split("## 8. ")[1].split("## 9. ")[0]
    studies = {one.stem for one in (document.ROOT / "configs" / "study").glob("*.yaml")}
    named = set(re.findall(r"study=(\w+)", weighed))
    assert {"sensitivity", "decision"} <= named <= studies
    assert "not been made" not in weighed and "not been\nmade" not in weighed


def test_stress_names_every_search_that_a_study_makes():
    aims = STRESS.split("**1.3 ")[1].split("<!--")[0]
    for words in ("PRIM", "gradient boosting"):
        assert words in aims


def test_the_checklist_has_every_library_that_a_study_of_validity_needs():
    project = tomllib.loads((document.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = project["optional-dependencies"]["validity"]
    names = {re.split(r"[<>=]", one)[0].replace("_", "-") for one in extra}
    assert {"ema-workbench", "scikit-learn"} <= names <= set(checklists.LIBRARIES)


def test_the_checklist_names_every_kind_of_interval():
    outputs = STRESS.split("**1.2 ")[1].split("**1.3 ")[0]
    for words in ("Student's", "Fieller's", "Wilson's", "jackknife", "bootstrap"):
        assert words in outputs


def test_the_readme_lists_every_kind_of_study_that_is_shipped():
    table = (document.ROOT / "README.md").read_text(encoding="utf-8").split("| study | question")[1]
    listed = set(re.findall(r"study=(\w+)", table.split("\n\n")[0]))
    kinds = {one.stem: OmegaConf.load(one).get("kind", "arms")
             for one in (document.ROOT / "configs" / "study").glob("*.yaml")}  # fmt: skip
    assert {name for name, kind in kinds.items() if kind not in ("arms", "sweep")} <= listed


def test_numbers_in_the_checklists_are_the_programs():
    assert f"There are {len(names())} settings" in checklists.counts()
    assert f"| {MODEL_VERSION} |" in checklists.software() and __version__ in checklists.software()
    assert f"week {contract_end(Settings())}," in checklists.horizon()
    for study in (document.ROOT / "configs" / "study").glob("*.yaml"):
        assert f"| `{study.stem}` |" in checklists.studies()
