"""Sphinx's configuration of the documentation site, which `make site` builds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from docs.generated import ROOT, catalogue
from simulation import __version__

project = "Collective and solo knowledge brokering"
author = "The knowledge-brokering authors"
copyright = f"2026, {author}"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
nitpicky = True
default_role = "literal"  # of the docstrings

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_use_rtype = False
python_use_unqualified_type_names = True
# Other libraries' names are shown and not linked: their inventories would have to be fetched.
nitpick_ignore_regex = [
    ("py:.*", r"(pd|np|pandas|numpy|collections|pathlib|mesa|dataclasses)\..*"),
    ("py:class", r"simulation\.descriptions\.Outcome"),  # what `describe` gives
    ("py:.*", r"(Path|Any|Value|Sequence|Iterator|Mapping|Iterable|Generator)"),
]

html_theme = "furo"
html_title = "Knowledge brokering"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_show_sphinx = False
html_copy_source = False


def setup(app: Sphinx) -> None:
    """Add the reference generated from the code, and equations that need no scripts."""
    app.add_object_type("setting", "setting", objname="setting")
    app.add_directive("from-code", FromCode)
    app.connect("linkcheck-process-uri", registered)
    app.add_config_value("replay", True, "html", bool)  # whether it is written
    app.connect("builder-inited", write_replay)
    app.add_html_math_renderer("mathml", (inline_equation, None), (equation, None))


class FromCode(SphinxDirective):
    """A generated section, by its name in `SECTIONS`.

    Its content is for readers of the repository, where the section is not: it says where to find it.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The parsed Markdown."""
        text = catalogue.SECTIONS[self.arguments[0]]()
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def write_replay(app: Sphinx) -> None:
    """Write the replay that the first page shows: one run with the default settings."""
    if app.builder.format == "html" and app.config.replay:
        # In a process of its own, as Sphinx would show what Mesa logs.
        line = [
            sys.executable,
            "-m",
            "docs.generated.replay",
            str(Path(app.outdir) / "replay.html"),
        ]
        subprocess.run(line, cwd=ROOT, check=True, capture_output=True)


def registered(app: Sphinx, address: str) -> str | None:
    """Where to ask whether a DOI exists: its registry, as publishers refuse robots."""
    before, doi, name = address.partition("https://doi.org/")
    return f"{doi}api/handles/{name}" if doi and not before else None


def inline_equation(translator: HTML5Translator, node: nodes.math) -> None:
    """Write an equation in a line as MathML, which browsers draw themselves."""
    translator.body.append(latex2mathml.tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def equation(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write an equation on lines of its own as MathML."""
    translator.body.append(latex2mathml.tex2mathml(node.astext(), as_block=True))
    raise nodes.SkipNode
