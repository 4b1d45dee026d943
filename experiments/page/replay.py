"""A replay to keep: one HTML file that plays two worlds, without a network or a server."""

from __future__ import annotations

import base64
import hashlib
import json

from markupsafe import Markup

from experiments.config.arms import IN_SENTENCES
from experiments.config.labels import setting_label
from experiments.page import packing, scene, why
from experiments.page.choice import Choice
from experiments.page.likely import Likely
from experiments.page.play import Worlds
from experiments.page.program import program, style, template
from experiments.store import citation
from experiments.store.software import source
from simulation import MODEL_VERSION, __version__

ABOUT = (
    "One run of each arm with the same random numbers, played week by week. One run is not a result: chance "
    "alone may make the arms differ. An organisation's people are dots, brokers are diamonds; press Play, or "
    "click a person to see what moved them."
)
BEGIN = """
(async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const player = new BrokeringPlayer(document.getElementById("player"), data.fixed, { week: data.week });
  document.querySelector("noscript").remove();
  for (const part of data.parts) player.add(part);
  if (data.bands) player.likely(data.bands);
  player.stories(data.stories);
})();
"""


def replay(choice: Choice, likely: Likely | None = None, of: str = "") -> str:
    """The worlds of a choice as the text of an HTML file.

    Args:
        choice: what is shown.
        likely: what many runs say, to be drawn behind the worlds.
        of: the name of the stored study that the runs are from; empty: none.
    """
    from jinja2 import Environment

    worlds = Worlds(choice)
    parts = list(packing.parts(worlds))
    data = {
        "fixed": json.loads(scene.fixed(worlds)), "week": choice.week, "parts": parts,
        "bands": packing.bands(likely) if likely else "",
        "stories": packing.squeezed(why.stories(worlds.plays).encode()),
    }  # fmt: skip
    script = program() + BEGIN
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    filled = Environment(autoescape=True, trim_blocks=True).from_string(template())
    return filled.render(
        title=title(choice), about=ABOUT, facts=facts(choice, of), citation=cited(),
        generator=f"knowledge-brokering {__version__}", digest=f"sha256-{digest}", style=Markup(style()),
        data=Markup(json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")), program=Markup(script),
    )  # fmt: skip


def title(choice: Choice) -> str:
    """What is played, in words."""
    sides = " and ".join(dict.fromkeys(IN_SENTENCES[arm] for arm in choice.sides))
    return f"Knowledge brokering: {sides}, {choice.settings.weeks} weeks"


def facts(choice: Choice, of: str) -> list[tuple[str, str]]:
    """Seed, settings and versions, each with its name."""
    said = [f"{setting_label(name)} ({name}): {value}" for name, value in choice.changed().items()]
    return [
        *([("Study", of)] if of else []),
        ("Seed", str(choice.seed)),
        ("Settings that differ from the defaults", "; ".join(said) or "none"),
        ("Run many times with", choice.command),
        ("Version", f"program {__version__}, model {MODEL_VERSION}"),
    ]


def cited() -> str:
    """How to cite the program and its papers."""
    found = source()
    works = [citation.program(__version__, found.commit, bool(found.changes)), *citation.papers()]
    return citation.text(works)
