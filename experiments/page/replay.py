"""A replay to keep: one HTML file that plays two worlds, without a network or a server."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from markupsafe import Markup

from experiments.config.arms import IN_SENTENCES
from experiments.config.labels import setting_label
from experiments.config.named_files import public_values
from experiments.page import packing, scene, why
from experiments.page.choice import Choice
from experiments.page.likely import Likely
from experiments.page.play import Worlds
from experiments.page.program import program, text
from experiments.store import citation
from experiments.store.citation import Work
from experiments.store.software import source
from simulation import MODEL_VERSION, Settings, __version__

ABOUT = (
    "One run of each side with the same random numbers, played week by week. One run is not a result: chance "
    "alone may make the sides differ. Boxes are organisations, dots are people and diamonds are brokers. "
    "Press Play, or click a person to see what changed them."
)
NO_BANDS = "not in this file, so its charts have no bands"
OFTEN = 13  # weeks between the moments at which what moved people is kept, at least
MOST_TOLD = 6_000  # people at such moments: about a megabyte


def replay(
    worlds: Worlds, likely: Likely | None = None, study: str = "", data: Sequence[Work] = ()
) -> str:
    """Worlds as the text of an HTML file; plays them to their end.

    Args:
        worlds: of which no week has been played; their choice says which week is shown first.
        likely: what many runs say, to be drawn behind the worlds.
        study: the name of the stored study that the runs are from; empty: none.
        data: how that study is cited.
    """
    from jinja2 import Environment

    choice, stories = worlds.choice, []
    for week in told_weeks(worlds):
        worlds.play(week)
        stories.append(packing.squeezed(why.stories(worlds.plays).encode()))
    content = {
        "fixed": json.loads(scene.fixed(worlds)), "week": choice.week, "parts": list(packing.parts(worlds)),
        "bands": packing.bands(likely) if likely else "",
        "stories": stories,
    }  # fmt: skip
    found = source()
    software = citation.program(__version__, found.commit, bool(found.changes))
    script = program() + text("player/begin.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    environment = Environment(autoescape=True, trim_blocks=True)
    return environment.from_string(text("player/replay.html.jinja")).render(
        title=title(choice), about=ABOUT, answer=likely.sentences if likely else [],
        facts=[*facts(choice, study), *([] if likely else [("Many runs", NO_BANDS)])],
        citation=citation.text([*data, software, *citation.papers()]),
        generator=f"knowledge-brokering {__version__}", digest=f"sha256-{digest}",
        style=Markup(text("player/player.css")),
        data=Markup(json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")),
        program=Markup(script),
    )  # fmt: skip


def told_weeks(worlds: Worlds) -> list[int]:
    """Up to which weeks the file tells what moved people: as many as there is room for, and both ends."""
    last = worlds.choice.settings.weeks
    people = sum(len(play.model.people) for play in worlds.plays)
    count = max(1, min(last // OFTEN, MOST_TOLD // people))
    return sorted({min(worlds.end, last), *(round(last * n / count) for n in range(1, count + 1))})


def title(choice: Choice) -> str:
    """What is played, in words."""
    sides = " and ".join(dict.fromkeys(IN_SENTENCES[arm] for arm in choice.sides))
    return f"Knowledge brokering: {sides}, {choice.settings.weeks} weeks"


def facts(choice: Choice, study: str) -> list[tuple[str, str]]:
    """Study or command, seed, settings and versions, each with its name."""
    usual = public_values(Settings())
    said = [
        f"{setting_label(name)} ({name}): {value}"
        for name, value in public_values(choice.settings).items()
        if name != "arm" and value != usual[name]
    ]
    return [
        ("Study", study) if study else ("Command for many runs", choice.command),
        ("Seed", str(choice.seed)),
        ("Settings that differ from the defaults", "; ".join(said) or "none"),
        ("Version", f"program {__version__}, model {MODEL_VERSION}"),
    ]
