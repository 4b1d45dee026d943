"""How wide the columns of a printed table are, by what they hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

LINE = 110  # letters of a table's type on a line of the page
GAP = 2  # letters between columns
ONE_LINE = 18  # letters that take no second line if there is room
SPREAD = 3.6  # how fast a column widens with its longest cell


def widths(cells: pd.DataFrame) -> list[float]:
    """The width of each column in parts of the page's; heads count as cells."""
    columns = [[str(name), *map(str, cells[name])] for name in cells.columns]
    least = [_longest_word(column) + GAP for column in columns]
    wanted = [max(_wanted(column), word) for column, word in zip(columns, least, strict=True)]
    # Where there is not room for all, each has its longest word, and what is left is shared.
    room, more = LINE - sum(least), sum(wanted) - sum(least)
    if 0 < room < more:
        part = room / more
        wanted = [word + part * (own - word) for own, word in zip(wanted, least, strict=True)]
    elif room <= 0:
        wanted = least
    return [width / max(sum(wanted), LINE) for width in wanted]


def _longest_word(texts: Sequence[str]) -> float:
    """In letters; digits and capitals are wider."""
    words = [word for text in texts for word in text.split()]
    wide = [
        len(word) + 0.2 * sum(sign.isdigit() or sign.isupper() for sign in word) for word in words
    ]
    return max(wide, default=0)


def _wanted(texts: Sequence[str]) -> float:
    """The width of a column in letters: long cells take several lines."""
    longest = max(map(len, texts))
    return max(min(longest, ONE_LINE) + GAP, SPREAD * math.sqrt(longest))
