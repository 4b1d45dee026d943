"""Renders what a study found as Markdown, for the documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from experiments.studies.content import Bars, Block, Code, Figure, Heading, Points, Table, Text


def rendered(blocks: Sequence[Block], beside: Path) -> str:
    """Blocks as Markdown; links to figures are relative to the folder `beside`, that of the document."""
    return "\n\n".join(_block(block, beside) for block in blocks) + "\n"


def _block(block: Block, beside: Path) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {text}"
        case Text(text):
            return text
        case Points(items, command):
            lines = [
                f"- **{one[0]}** {one[1]}" if isinstance(one, tuple) else f"- {one}"
                for one in items
            ]
            return "\n".join(lines) + _source(command)
        case Bars(title, caption, bars):
            rows = [(bar.label, bar.said, bar.note) for bar in bars]
            about = (
                f"*{caption}*\n\n" if any(bar.line for bar in bars) else ""
            )  # else of colours only
            filled = [column for column in zip(*rows, strict=True) if any(column)]
            heads = [""] * len(filled)
            return f"**{title}**\n\n{about}{markdown_table(heads, list(zip(*filled, strict=True)))}"
        case Code(text):
            return f"```sh\n{text}\n```"
        case Figure():
            figure = Path(os.path.relpath(block.path, beside)).as_posix()
            return f"![{block.alt}]({figure})\n\n*{block.caption}*{_source(block.command)}"
        case Table():
            return f"*{block.caption}*\n\n{table_of(block.cells)}{_source(block.command)}"


def _source(command: str) -> str:
    return f"\n\nReproduce with `{command}`." if command else ""


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    cells = [[str(cell).replace("|", r"\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def table_of(cells: pd.DataFrame) -> str:
    """A Markdown table of the cells of a report's table."""
    return markdown_table(list(cells.columns), cells.fillna("").astype(str).itertuples(index=False))
