"""A report as a page, as a paper, and its tables as files; the same report gives the same bytes."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import json
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from experiments.reporting.columns import widths
from experiments.store import atomic as store
from experiments.studies.content import CODE, Bars, Block, Figure, Report, Table
from experiments.studies.phrases import capital
from simulation import SettingsError

TEMPLATES = Path(str(files("experiments.reporting"))) / "templates"
FORMATS = {".svg": "image/svg+xml", ".png": "image/png"}
MOST_ROWS = 20  # longer tables are folded on the page
MOST_ON_PAPER = 12  # of longer tables there are only the first rows on paper; their files have all
FIRST_ROWS = 6  # these
NOT_BROKEN = 32  # letters: longer names of the code may be broken after a sign


def write(report: Report, folder: Path) -> None:
    """Write `report.html`, `report.pdf`, `tables/` and `references.bib`, each whole or not at all.

    Raises:
        SettingsError: a figure is damaged.
        OSError: something cannot be written.
    """
    page, paper = html(report), pdf(report)  # before anything is written: it may be refused
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for old in (folder / "tables").glob("table-[0-9][0-9]-*.*"):
        old.unlink()
    for table in report.tables:
        store.save_csv(folder / "tables" / f"{table.file}.csv", [table.cells])
        store.save_text(folder / "tables" / f"{table.file}.tex", latex(table))
    store.save_text(folder / "references.bib", report.references)
    store.save_text(folder / "report.html", page)
    store.save(folder / "report.pdf", lambda aside: aside.write_bytes(paper))


def latex(table: Table) -> str:
    """A table as LaTeX, for the packages booktabs and longtable."""
    columns = [
        f"p{{\\dimexpr {width:.3f}\\linewidth-2\\tabcolsep\\relax}}"
        for width in widths(table.cells)
    ]
    styled = table.cells.style.hide(axis="index").format(escape="latex")
    styled = styled.format_index(escape="latex", axis="columns")
    text: str = styled.to_latex(
        hrules=True, caption=_escaped(table.caption), label=f"tab:{table.file}",
        environment="longtable", column_format="".join(columns),
    )  # fmt: skip
    return f"% {table.command}\n{text}"


def _escaped(text: str) -> str:
    """A caption without what TeX would take for something else."""
    for sign in "&%$#_{}":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("`", "'")


def html(report: Report) -> str:
    """The page: one file, which fetches nothing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["breakable"] = _breakable
    environment.filters["percent"] = lambda share: f"{share:.1%}"
    environment.tests["even"] = lambda number: number % 2 == 0
    parts = _parts(report, _inlined)
    style = (TEMPLATES / "report.css").read_text("utf-8")
    page = environment.get_template("report.html.jinja")
    return page.render(report=report, parts=parts, style=style) + "\n"


def _breakable(cell: str) -> str:
    """A cell for the page, in which very long names may be broken after a sign and no other word is."""
    from markupsafe import Markup, escape

    long = re.compile(rf"\S{{{NOT_BROKEN + 1},}}")
    marked = long.sub(lambda name: re.sub(r"([_./=])", r"\1\0", name[0]), cell)
    return Markup("<wbr>").join(escape(part) for part in marked.split("\0"))


def _inlined(figure: Figure) -> str:
    """A figure inside the page. As an image, so that names and styles of several drawings do not meet."""
    content = base64.b64encode(figure.path.read_bytes()).decode()
    return f"data:{FORMATS[figure.path.suffix]};base64,{content}"


def pdf(report: Report) -> bytes:
    """The paper, tagged for screen readers (PDF/UA-1).

    Raises:
        SettingsError: a figure is damaged.
    """
    import typst

    try:
        return _set(report)
    except typst.TypstError:
        for figure in report.figures:
            try:
                _set(Report(report.title, "", "", [figure], []))
            except typst.TypstError:
                raise SettingsError(
                    f"{figure.path} is damaged: it cannot be shown as a picture."
                ) from None
        raise


def _set(report: Report) -> bytes:
    """A report, set by Typst with the fonts that matplotlib brings."""
    import matplotlib
    import typst

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "report.typ").write_bytes((TEMPLATES / "report.typ").read_bytes())
        parts = _parts(report, lambda figure: _beside(figure, root))
        content = {"title": report.title, "about": report.about, "record": report.record, **parts}
        (root / "report.json").write_text(json.dumps(content), encoding="utf-8")
        paper: bytes = typst.compile(
            root / "report.typ", root=root, ignore_system_fonts=True,
            font_paths=[Path(matplotlib.get_data_path()) / "fonts" / "ttf"], pdf_standards=["ua-1"],
        )  # fmt: skip
    return paper


def _beside(figure: Figure, root: Path) -> str:
    """A copy of a figure where Typst may read it."""
    name = f"figure-{figure.number}{figure.path.suffix}"
    (root / name).write_bytes(figure.path.read_bytes())
    return name


def _parts(report: Report, source: Any) -> dict[str, list[dict[str, Any]]]:
    """The briefing and everything else as templates read it."""
    numbers = itertools.count()
    parts = {"briefing": report.briefing, "blocks": [*report.summary, *report.body]}
    return {
        name: [_plain(block, source, f"section-{next(numbers)}") for block in blocks]
        for name, blocks in parts.items()
    }


def _plain(block: Block, source: Any, anchor: str) -> dict[str, Any]:
    """A block as a mapping of texts and numbers, with its kind."""
    kind = {"kind": type(block).__name__}
    if isinstance(block, Table):
        return kind | _cells(block)
    if isinstance(block, Figure):
        said = {"caption": block.caption, "alt": block.alt, "command": block.command}
        return kind | said | {"number": block.number, "source": source(block)}
    if isinstance(block, Bars):
        bars = [
            bar._asdict() | {"pieces": [piece._asdict() for piece in bar.pieces]}
            for bar in block.bars
        ]
        return kind | {"title": block.title, "caption": block.caption, "bars": bars}
    return kind | {"anchor": anchor} | dataclasses.asdict(block)


def _cells(table: Table) -> dict[str, Any]:
    """A table for readers: its column of code names is a hint on the page, and in the files."""
    shown = table.cells.drop(columns=CODE, errors="ignore").fillna("").astype(str)
    codes = list(table.cells[CODE]) if CODE in table.cells else [""] * len(shown)
    return {
        "caption": table.caption, "command": table.command, "number": table.number,
        "file": f"tables/{table.file}.csv", "folded": len(shown) > MOST_ROWS,
        "cut": FIRST_ROWS if len(shown) > MOST_ON_PAPER else 0,
        "head": [capital(str(name)) for name in shown.columns], "rows": shown.to_numpy().tolist(),
        "codes": codes, "widths": widths(shown),
    }  # fmt: skip
