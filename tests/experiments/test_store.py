"""Files appear whole or not at all, and only where something can be written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.store import atomic as store


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "table.csv"
    store.save_text(path, "old")

    def half(aside: Path) -> None:
        aside.write_text("ne")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.save(path, half)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "table.csv"
    seen = []
    store.save(path, lambda aside: (aside.write_text("new"), seen.append(path.exists())))
    assert seen == [False] and path.read_text() == "new"


def test_tables_come_back_as_they_were_saved(tmp_path):
    frame = pd.DataFrame({"arm": ["none", "team"], "x": [0.1 + 0.2, float("nan")], "n": [1, 2]})
    store.save_csv(tmp_path / "x.csv", [frame])
    store.save_parquet(tmp_path / "x.parquet", frame)
    read = pd.read_csv(tmp_path / "x.csv", keep_default_na=False, na_values=[""])
    for found in (read, pd.read_parquet(tmp_path / "x.parquet")):
        pd.testing.assert_frame_equal(found, frame, check_dtype=False, check_exact=True)


def test_a_results_folder_is_made_unless_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        store.folder_for(str(tmp_path / "file"), "study", "name")
    folder = store.folder_for(str(tmp_path / "new"), "study", "name")
    assert folder == tmp_path / "new" / "study" / "name" and not list(folder.iterdir())


@pytest.mark.parametrize("nothing", ["", "  "])
def test_results_need_a_folder_with_a_name(nothing):
    with pytest.raises(OSError, match="must name a folder"):
        store.folder_for(nothing, "study", "name")
