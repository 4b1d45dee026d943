"""Export: configuration, command, figures, numbers and a replay."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import solara

from experiments.config.arms import COLOURS, NAMES
from experiments.page.choice import Choice
from experiments.page.folds import Fold
from experiments.page.likely import Likely
from experiments.page.play import COURSES, Play, Worlds
from experiments.page.replay import replay
from experiments.page.scene import HEIGHT, WIDTH, boxes, scene
from experiments.studies.style import blank, styled
from simulation import simulate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["png", "svg"]
File = tuple[str, bytes | str]  # a name and what is in it


def csv(choice: Choice) -> str:
    """Every week of the worlds on the page, as `simulate` gives them."""
    tables = [
        simulate(choice.settings_of(arm), [choice.seed], weekly=True)
        for arm in dict.fromkeys(choice.sides)
    ]
    return str(pd.concat(tables).to_csv(index=False, lineterminator="\n"))


@styled()
def courses(worlds: Worlds, likely: Likely | None, kind: Kind) -> bytes:
    """All courses of both worlds so far, over what is likely, as a figure."""
    columns = 3
    rows = -(-len(COURSES) // columns)
    figure = blank(3.6 * columns, 2.1 * rows, left=0.5, top=0.35, bottom=0.45)
    grid = figure.subplots(
        rows, columns, squeeze=False, gridspec_kw={"hspace": 0.5, "wspace": 0.25}
    )
    for axes in grid.flat[len(COURSES) :]:
        axes.set_axis_off()
    for axes, (name, title) in zip(grid.flat, COURSES.items(), strict=False):
        for play in worlds.plays:
            colour = COLOURS[play.arm]
            if likely and name in likely.bands[play.arm]:
                band = likely.bands[play.arm][name]
                axes.fill_between(
                    range(len(band.low)), band.low, band.high, color=colour, alpha=0.2
                )
            values = [frame.outcomes[name] for frame in play.frames]
            axes.plot(values, color=colour, label=NAMES[play.arm])
        axes.axvspan(worlds.choice.settings.contract.start, worlds.end, color="#f2eadb", zorder=0)
        axes.set_xlim(0, worlds.choice.settings.weeks)
        axes.set_title(title, fontsize=8.5)
    grid[0, 0].legend(frameon=False, fontsize=8)
    for axes in grid[-1]:
        axes.set_xlabel("week")
    return _saved(figure, kind)


@styled()
def picture(worlds: Worlds, week: int, kind: Kind) -> bytes:
    """The worlds in a week that has been played, and their culture so far, as a figure."""
    figure = blank(5.2 * len(worlds.plays), 5.6, left=0.55, top=0.35, bottom=0.5)
    grid = figure.subplots(
        2, len(worlds.plays), squeeze=False, height_ratios=(2.2, 1), gridspec_kw={"hspace": 0.16}
    )
    for play, (above, below) in zip(worlds.plays, grid.T, strict=True):
        _world(above, play, week)
        for each in worlds.plays:
            values = [frame.outcomes["practising_host"] for frame in each.frames]
            below.plot(values, color=COLOURS[each.arm], label=NAMES[each.arm])
        below.axvline(week, color="#222222", linewidth=0.8)
        below.set_xlim(0, worlds.choice.settings.weeks)
        below.set_ylim(0, 1)
        below.set_xlabel("week")
    grid[1, 0].set_ylabel(COURSES["practising_host"], fontsize=7.5)
    grid[1, 0].legend(frameon=False, fontsize=8)
    return _saved(figure, kind)


def _saved(figure: Figure, kind: Kind) -> bytes:
    out = io.BytesIO()
    # Without the date and the version of the library, it is the same bytes each time.
    figure.savefig(out, format=kind, metadata={"Date" if kind == "svg" else "Software": None})
    return out.getvalue()


def _world(axes: Axes, play: Play, week: int) -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Rectangle

    frame, spots = play.frames[week], np.array(scene(play)["spots"])
    for left, top, width, height, name, host in boxes(play):
        axes.add_patch(
            Rectangle(
                (left, top), width, height, fill=host, facecolor="#f4efe6", edgecolor="#999999"
            )
        )
        axes.text(left + 8, top + 20, name + (" · host" if host else ""), fontsize=6.5, va="center")
    segments = [[tuple(spots[i]), tuple(spots[j])] for i, j in frame.ties]
    shades = [(0.0, 0.45, 0.7, 0.15 + 0.6 * float(bond)) for bond in frame.bonds]
    axes.add_collection(LineCollection(segments, colors=shades, linewidths=0.7))
    filled = np.where(frame.practising, "#00518a", "#ffffff")
    x, y = spots.T
    axes.scatter(x, y, s=13, c=filled.tolist(), edgecolors="#777777", linewidths=0.5, zorder=3)
    axes.set_title(f"{NAMES[play.arm]}, week {week}", color=COLOURS[play.arm])
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(HEIGHT, 0)
    axes.set_axis_off()


@solara.component
def Links(choice: Choice) -> None:
    """The configuration as YAML and as a command."""

    def links() -> None:
        solara.Preformatted(choice.command)
        solara.FileDownload(choice.yaml, "page.yaml", label="Study file (YAML)")

    Fold("Export the configuration", links)


@solara.component
def Downloads(choice: Choice, worlds: Worlds, likely: Likely | None, week: int) -> None:
    """Figures, a replay and numbers."""
    now = solara.use_ref((likely, week))
    now.current = likely, week

    def replay_file() -> str:
        likely, week = now.current
        return replay(Worlds(dataclasses.replace(choice, week=week)), likely)

    def figure(kind: Kind) -> File:
        # The week on screen may not have been computed yet.
        at = min(now.current[1], worlds.week)
        return called(choice, f"week{at}.{kind}"), picture(worlds, at, kind)

    def drawn(kind: Kind) -> File:
        return called(choice, f"courses.{kind}"), courses(worlds, now.current[0], kind)

    def files() -> dict[str, Callable[[], File]]:
        """What makes each file, by its label."""
        return {
            "Figure (PNG)": lambda: figure("png"), "Figure (SVG)": lambda: figure("svg"),
            "Time courses (PNG)": lambda: drawn("png"), "Time courses (SVG)": lambda: drawn("svg"),
            "Replay (HTML)": lambda: (called(choice, "replay.html"), replay_file()),
            "Every week (CSV)": lambda: (called(choice, "weeks.csv"), csv(choice)),
        }  # fmt: skip

    # The same functions each week: Solara starts a thread for each new one.
    with solara.Row(classes=["kb-downloads"]):
        for label, make in solara.use_memo(files, [choice, worlds]).items():
            Download(label, make).key(label)


def called(choice: Choice, what: str) -> str:
    """The name of a file, which tells it from those of other worlds."""
    return "-".join([*dict.fromkeys(choice.sides), f"seed{choice.seed}", what])


@solara.component
def Download(label: str, make: Callable[[], File]) -> None:
    """A button that makes a file; it says so and cannot be pressed again until the file is there."""
    making, set_making = solara.use_state(False)
    name, set_name = solara.use_state("")

    def made() -> bytes | str:
        set_making(True)
        try:
            own, content = make()
            set_name(own)
            return content
        finally:
            set_making(False)

    with solara.v.Html(tag="span", attributes={"aria-live": "polite"}):
        solara.FileDownload(
            solara.use_memo(lambda: made, [make]), name,
            children=[solara.Button(f"{label}: being made …" if making else label, disabled=making)],
        )  # fmt: skip
