"""The notebook runs from its first cell to its last, and leaves the figure that it promises."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import matplotlib
import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


def cells() -> list[str]:
    """The code of the notebook, cell by cell."""
    found = json.loads(NOTEBOOK.read_text("utf-8"))
    assert found["nbformat"] == 4
    return ["".join(one["source"]) for one in found["cells"] if one["cell_type"] == "code"]


def shown(code: str, names: dict[str, object]) -> object:
    """Run a cell as a notebook does; gives the value of its last line, if that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(NOTEBOOK), "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)


def test_the_cells_run_in_order_and_draw_a_figure(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    matplotlib.use("agg")
    names: dict[str, object] = {}
    values = [value for code in cells() if (value := shown(code, names)) is not None]
    assert (tmp_path / "lead.png").stat().st_size > 5_000
    assert "week 8 of 8" in repr(values[-2]) and "<table>" in values[-2]._repr_html_()
    table = next(one for one in values if set(getattr(one, "columns", ())) >= {"low", "high"})
    assert (table["low"] <= table["points"]).all() and (table["points"] <= table["high"]).all()


def test_the_notebook_is_kept_without_outputs():
    found = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert all(not one.get("outputs") and not one.get("execution_count") for one in found)


@pytest.mark.parametrize("code", cells())
def test_no_cell_names_a_place_on_somebodys_machine(code):
    assert "/home/" not in code and "/tmp" not in code
