"""Rewrites all generated documents and parts of documents: `python -m docs.generated`."""

from docs.generated import ROOT
from docs.generated.document import current

if __name__ == "__main__":
    for path, text in current().items():
        is_new = not path.is_file() or path.read_text("utf-8") != text
        if is_new:
            path.write_text(text, "utf-8")
        print(f"{path.relative_to(ROOT)}: {'rewritten' if is_new else 'up to date'}")
