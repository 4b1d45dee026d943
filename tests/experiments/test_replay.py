"""`brokering-replay`: a stored run as a file that plays it, or one sentence why not."""

from __future__ import annotations

import base64
import json
import re
import shutil
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import load
from experiments.cli import REFUSED
from experiments.cli.replay import main
from tests.refusals import check_sentence


@pytest.fixture(scope="module")
def study(run_study, tmp_path_factory):
    """The folder of a sweep; tests only read it."""
    vary = {"contract.weeks": [13, 26]}
    return run_study(results=tmp_path_factory.mktemp("swept"), kind="sweep", vary=vary)


def data(path):
    text = path.read_text("utf-8")
    return text, json.loads(re.search(r'id="data">(.*?)</script>', text)[1])


def arrays(packed):
    """What was packed, by name."""
    content, found = zlib.decompress(base64.b64decode(packed)), {}
    at = 4 + int.from_bytes(content[:4], "little")
    for name, kind, size in json.loads(content[4:at]):
        found[name] = np.frombuffer(content, f"<{kind}", size, at)
        at += size * np.dtype(kind).itemsize
    return found


def practising(part, side):
    """The hosts' share in the last week of a part."""
    return arrays(part)[f"{side}.courses"].reshape(-1, 12)[-1, 0]


def test_a_stored_run_is_written_as_a_file_that_plays_it(study, tmp_path, capsys):
    out = tmp_path / "run.html"
    more = ["--where", "contract.weeks=26", "--replicate", "1", "--output", str(out)]
    assert main([str(study), *more]) == 0 and str(out) in capsys.readouterr().out
    text, found = data(out)
    runs = load(study)
    for side, arm in enumerate(("team", "solos")):
        own = runs[(runs["arm"] == arm) & (runs["contract.weeks"] == 26) & (runs["replicate"] == 1)]
        stored = own["practising_host_followup"].iloc[0]
        assert practising(found["parts"][-1], side) == np.float32(stored)
    assert found["fixed"]["contract"] == [0, 26] and study.name in text
    assert "Data set" in text and len(text) < 3_000_000


def test_a_comparison_of_arms_gives_bands_and_a_sweep_says_why_it_has_none(
    finished, study, tmp_path, capsys
):
    folder = Path(shutil.copytree(finished, tmp_path / "small" / finished.name))
    out, words = tmp_path / "run.html", ["--output", str(tmp_path / "run.html")]
    assert main([str(folder), *words]) == 0 and "bands" not in capsys.readouterr().out
    weekly = pd.read_parquet(folder / "weekly.parquet").query("outcome == 'practising_host'")
    for arm in ("team", "solos"):
        for part, column in {"low": "q05", "mean": "mean", "high": "q95"}.items():
            own = weekly[weekly["arm"] == arm].sort_values("week")[column].to_numpy(np.float32)
            found = arrays(data(out)[1]["bands"])[f"{arm}.{part}"][: len(own)]
            assert np.array_equal(found, own)
    whole = pd.read_parquet(folder / "weekly.parquet")
    whole.assign(mean="high").to_parquet(folder / "weekly.parquet")
    assert main([str(folder), *words]) != 0 and "'mean'" in capsys.readouterr().err
    assert main([str(study), "--where", "contract.weeks=13", *words]) == 0
    assert "no bands" in capsys.readouterr().out and not data(out)[1]["bands"]


def test_a_replay_tells_what_moved_people_up_to_several_weeks(study, tmp_path):
    out = tmp_path / "run.html"
    assert main([str(study), "--where", "contract.weeks=13", "--output", str(out)]) == 0
    fixed, told = (data(out)[1][name] for name in ("fixed", "stories"))
    kept = [json.loads(zlib.decompress(base64.b64decode(text))) for text in told]
    weeks = [one["week"] for one in kept]
    assert weeks[-1] == fixed["weeks"] and len(weeks) > 1 and weeks == sorted(set(weeks))
    moved = [sum(len(p["trail"]) for p in one["sides"][0]["person"]) for one in kept]
    assert moved[0] < moved[-1]
    assert all(
        part[3] <= one["week"]
        for one in kept
        for p in one["sides"][0]["person"]
        for part in p["trail"]
    )


def test_one_world_alone(study, tmp_path):
    out = tmp_path / "run.html"
    more = [
        "--where",
        "contract.weeks=13",
        "--against",
        "alone",
        "--arm",
        "solos",
        "--output",
        str(out),
    ]
    assert main([str(study), *more]) == 0
    assert [side["arm"] for side in data(out)[1]["fixed"]["sides"]] == ["solos"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "contract.weeks 13 26"),
        (["--where", "contract.weeks=14"], "no contract.weeks 13 26"),
        (["--where", "contract.weeks"], "--where contract.weeks"),
        (["--where", "contract.wekes=13"], "contract.wekes"),
        (["--where", "contract.weeks=13", "--arm", "single"], "single solos team"),
        (["--where", "contract.weeks=13", "--against", "single"], "single solos team alone"),
        (["--where", "contract.weeks=13", "--replicate", "3"], "--replicate 0 2 3"),
        (["--where", "contract.weeks=13", "--output", "nowhere/run.html"], "nowhere"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(study, capsys, asked, said):
    assert main([str(study), *asked]) == REFUSED
    check_sentence(capsys.readouterr().err, said)
    assert not list(study.parent.rglob("*.html"))


def test_a_run_that_was_stored_otherwise_is_refused(study, capsys, monkeypatch):
    from experiments.cli import replay

    stored = replay._stored
    monkeypatch.setattr(replay, "_stored", lambda *run: stored(*run) + 0.1)
    assert main([str(study), "--where", "contract.weeks=13"]) == REFUSED
    check_sentence(capsys.readouterr().err, "brokering-verify")
