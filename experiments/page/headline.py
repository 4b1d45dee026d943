"""The answer at the top of the page: what it shows, two large numbers, and how certain they are."""

from __future__ import annotations

import solara

from experiments.config.arms import COLOURS, IN_SENTENCES
from experiments.page import texts
from experiments.page.choice import REPLICATES, Choice
from experiments.page.likely import Likely, Moment
from experiments.studies.headline.report import FAVOURED
from experiments.studies.phrases import listed
from simulation import Settings
from simulation.params import contract_end

OTHERS = "Other plausible settings can give another answer: the study “headline” shows how often."
COMPUTING = '<span class="kb-computing">computing …</span>'
FAVOURABLE = (
    f"These default settings favour the team more than {FAVOURED} other plausible settings do: the study "
    "“headline” shows how often a team does worse. Published results come from other runs, so their "
    "numbers differ a little."
)


@solara.component
def Headline(choice: Choice, likely: Likely | None, failed: BaseException | None) -> None:
    """How many practise on each side, from many runs unless they `failed`, and how the run on screen fits."""
    whole, set_whole = solara.use_state(False)  # only a phone asks: elsewhere there is room for all
    with solara.Column(gap="0px", classes=["kb-answer", *(["kb-whole"] if whole else [])]):
        solara.HTML("p", texts.meaning(choice.sides), classes=["kb-meaning"])
        # Readers of screens are told the answer when it comes, not the state of play each week.
        with solara.v.Html(tag="div", attributes={"role": "status"}):
            if failed is not None:
                solara.HTML(
                    "p", f"The runs failed ({type(failed).__name__}): reload the page to try again."
                )
            else:
                numbers = _numbers(choice, likely.moments[0] if likely and likely.moments else None)
                solara.HTML("div", unsafe_innerHTML=numbers, classes=["kb-numbers"])
                for place, sentence in enumerate(certainty(choice, likely)):
                    solara.HTML("p", sentence, classes=["kb-further"] if place else [])
        if said := untypical(likely):
            solara.HTML("p", said, classes=["kb-here"])
        if said := basis(choice, likely):
            solara.HTML("p", said, classes=["kb-here", "kb-further"])
            solara.Button(
                "Less" if whole else "More about this answer", text=True, classes=["kb-brief"],
                on_click=lambda: set_whole(not whole), attributes={"aria-expanded": str(whole).lower()},
            )  # fmt: skip


def _numbers(choice: Choice, moment: Moment | None) -> str:
    """The share of each side in large type as HTML, once it is known."""
    week = moment.week if moment else contract_end(choice.settings)
    sides = " ".join(
        f'<span class="kb-number" style="color: {COLOURS[arm]}"><b>{texts.CALLED[arm]}</b> '
        f"<strong>{percent(moment, arm) if moment else COMPUTING}</strong></span>"
        for arm in dict.fromkeys(choice.sides)
    )
    what = f"of staff in the host organisations practise when the contracts end (week {week})"
    return f'{sides} <span class="kb-of">{what}</span>'


def percent(moment: Moment, arm: str) -> str:
    """The share of an arm, such as 54%; what is not zero does not look so."""
    share = 100 * moment.levels[arm].mean
    return f"{share:.1f}%" if 0 < share < 1 else f"{share:.0f}%"


def certainty(choice: Choice, likely: Likely | None) -> list[str]:
    """How far the arms are apart at each moment, and how certain that is."""
    if likely is None:
        return [f"Computing {_runs(choice, REPLICATES)} with these settings …"]
    if choice.sides == ("none",):
        return []  # there is nothing to compare it with
    said = list(likely.sentences)
    if len(set(choice.sides)) == 2 and len(likely.moments) > 1:
        later = likely.moments[1]
        shares = listed([f"{percent(later, arm)} with {IN_SENTENCES[arm]}" for arm in choice.sides])
        said[-1] += f" The shares are {shares}."
    return said


def basis(choice: Choice, likely: Likely | None) -> str:
    """What the numbers rest on, and what they leave open; empty while there are none."""
    if likely is None:
        return ""
    pairs = ", in pairs with the same random numbers" if len(choice.sides) > 1 else ""
    runs = (
        f"From {_runs(choice, likely.replicates)} with the settings on this page{pairs}; "
        "the run on screen is not one of them."
    )
    if choice.settings == Settings(arm=choice.left) and choice.sides == ("team", "solos"):
        return f"{runs} {FAVOURABLE}"
    return f"{runs} {OTHERS}"


def _runs(choice: Choice, count: int) -> str:
    return f"{count} runs" + (" of each side" if len(choice.sides) > 1 else "")


def untypical(likely: Likely | None) -> str:
    """A note where the run on screen has a lead outside the middle half of all runs; else empty."""
    if likely is None or not likely.moments:
        return ""
    (low, high), pair = likely.moments[0].middle, likely.moments[0].pair
    if pair[0] == pair[1] or low <= likely.here <= high:
        return ""
    first, second = (IN_SENTENCES[arm] for arm in pair)
    here = f"{_points(likely.here)} with {first} than with {second}"
    if not round(likely.here):
        here = f"about as high with {first} as with {second}"
    return (
        "The run on screen is not typical: when the contracts end, the share of people who practise is "
        f"{here}; in half of all runs, it is between {_points(low)} and {_points(high)}."
    )


def _points(lead: float) -> str:
    """How much higher or lower a share is, in whole percentage points."""
    whole = round(lead)
    side = "" if not whole else " lower" if whole < 0 else " higher"
    return f"{abs(whole)} percentage point{'' if abs(whole) == 1 else 's'}{side}"
