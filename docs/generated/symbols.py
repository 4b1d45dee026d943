"""The symbols and the constants of docs/ODD.md: one symbol for each setting and for each constant.

`symbols.csv` has the symbol of each setting; settings without one are choices, files, or read by no rule.
`constants.csv` has each constant by module and name, with its symbol (empty: it is written as the number),
meaning and source. Bounds and units that are written as numbers in the text are in neither.
"""

import csv
from pathlib import Path


def _rows(file: str) -> list[list[str]]:
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as table:
        _, *rows = csv.reader(table)
    return rows


SYMBOLS = {setting: symbol for setting, symbol in _rows("symbols.csv")}
CONSTANTS = {constant: tuple(explained) for constant, *explained in _rows("constants.csv")}
