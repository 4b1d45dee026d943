"""The documents, or parts of them, that the code writes: `python -m docs.generated` rewrites all."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
