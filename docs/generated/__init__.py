"""The documents, or parts of them, that the code writes, and the published results that they tell of.

`python -m docs.generated` rewrites all documents; `make results` re-creates the results before (`chain`).
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
