"""A sweep through Hydra's joblib launcher, a study in each process, gives what one after the other gives."""

from __future__ import annotations

import pytest

from experiments.studies import style
from tests.experiments.conftest import SAVE
from tests.experiments.small import SMALL, contents
from tests.experiments.test_command import folders

pytest.importorskip("hydra_plugins.hydra_joblib_launcher")


@pytest.mark.slow
def test_a_sweep_by_joblib_writes_the_same_bytes(ask, installed, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "_save", SAVE)  # as the installed command
    kept = {}
    for launcher, how in (("basic", ask), ("joblib", installed)):
        answer = how(
            "--multirun", *SMALL[:-2], "contract.weeks=26,39", "replicates=2", "executor=serial",
            "arms=[team,solos]", f"hydra/launcher={launcher}", f"results={launcher}",
        )  # fmt: skip
        assert (answer.status, answer.err) == (0, "")
        kept[launcher] = {
            f"{folder.name}/{name}": content
            for folder in folders(tmp_path / launcher)
            for name, content in contents(folder).items()
        }
    assert len({name.partition("/")[0] for name in kept["basic"]}) == 2
    assert kept["basic"] == kept["joblib"]
