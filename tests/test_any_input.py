"""Whatever a file of staff holds, it is read or refused in a sentence."""

from __future__ import annotations

import random
import time

import pytest

from simulation import Settings, SettingsError, change
from simulation.inputs.columns import truth
from simulation.staff import staff_of
from tests.refusals import check_sentence, refusal
from tests.test_graphs import INSIDE, WEIGHT, graph
from tests.test_inputs import HEADER, PEOPLE, STAFF_FILE, TIES, TIES_FILE, TIES_HEADER, table_of

# ------------------------------------------------------------------- anything at all

JUNK = ["", " ", "nan", "inf", "1e999", "-1", "0", "1,5", '"', '""', "\n", "a\nb", "\u200b", "\xa0",
        "é", "\x00", "\x1a", "😀", "x" * 200_000, "m0", "manager", "Unit", "<", "&", ";", "|", "\t",
        "true", "NA"]  # fmt: skip
TURNED = (
    lambda raw: b"\xef\xbb\xbf" + raw,
    lambda raw: raw.replace(b",", b";"),
    lambda raw: raw.decode("latin-1").encode("utf-16"),
    lambda raw: raw.decode("latin-1").encode("utf-16-le"),
    lambda raw: raw.replace(b"\n", b"\r"),
)


def spoilt(raw: bytes, dice: random.Random) -> bytes:
    """A file with something cut out, put in, doubled or saved in another way."""
    for _ in range(dice.choice((1, 1, 2))):
        at, cut = dice.randrange(len(raw) + 1), dice.choice((0, 0, 1, 30, 10**6))
        put = dice.choice((dice.choice(JUNK).encode(), dice.randbytes(2), raw[at : at + 40]))
        raw = raw[:at] + put + raw[at + cut :]
    return dice.choice((*TURNED, *([bytes] * 10)))(raw)


@pytest.mark.parametrize("seed", range(60))
def test_no_file_gives_anything_but_people_or_one_sentence(tmp_path, seed):
    dice = random.Random(seed)
    staff = "\n".join([HEADER, *PEOPLE]).encode()
    ties = "\n".join([TIES_HEADER, *TIES]).encode()
    graph(tmp_path / "g.graphml", INSIDE, WEIGHT.format(""))
    whole = (tmp_path / "g.graphml").read_bytes()
    for name, raw in (("s.csv", staff), ("t.csv", ties), ("g.graphml", whole)):
        (tmp_path / name).write_bytes(spoilt(raw, dice))
    (tmp_path / "sound.csv").write_bytes(staff)
    for names in (("s.csv",), ("sound.csv", "t.csv"), ("g.graphml",)):
        files = dict(
            zip((STAFF_FILE, TIES_FILE), (str(tmp_path / one) for one in names), strict=False)
        )
        try:
            found = staff_of(change(Settings(), files))
        except SettingsError as refused:
            check_sentence(str(refused))
            assert len(str(refused)) < 6_000
        else:
            check_sentence(found.told)
            assert {place.name for place in found.places} and len(found.ids) >= 4


def test_a_hundred_thousand_rows_and_many_organisations_are_read_at_once(tmp_path):
    """The time is of this process; a reader that looks at every pair would need hours."""
    rows = (f"p{k},{('manager', 'academic')[k // 2 % 2]},org {k // 2},g,no" for k in range(40_000))
    file = tmp_path / "many.csv"
    file.write_text("\n".join([HEADER, *rows]), "utf-8")
    ties = tmp_path / "ties.csv"
    pairs = (f"p{k},p{k + 1},1" for k in range(0, 40_000, 2))
    ties.write_text("\n".join([TIES_HEADER, *pairs]), "utf-8")
    begun = time.process_time()
    found = staff_of(change(Settings(), {STAFF_FILE: str(file), TIES_FILE: str(ties)}))
    assert len(found.places) == 20_000
    assert time.process_time() - begun < 10
    more = "\nq0,manager,more,g,no\nq1,manager,more,g,no"
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    with refusal("many.csv 10001 manager 10000"):
        staff_of(change(Settings(), {STAFF_FILE: str(file)}))


def test_truth_is_written_in_six_ways(tmp_path):
    words = {"true": 1, "YES": 1, "1": 1, "False": 0, "no": 0, "0": 0}
    found = table_of(tmp_path / "x.csv", "\n".join(["on", *words]), (truth("on"),))
    assert found["on"].tolist() == list(words.values())


@pytest.mark.parametrize(
    ("cell", "names"),
    [('"a', "quotation"), ('"a"b', "quotation"), ("x" * 200_000, "131072 characters")],
)
def test_a_row_that_cannot_be_divided_into_cells_is_named_by_its_line(tmp_path, cell, names):
    with refusal(f"x.csv CSV line 3 {names}"):
        table_of(tmp_path / "x.csv", f"on\ntrue\n{cell}\n", (truth("on"),))
