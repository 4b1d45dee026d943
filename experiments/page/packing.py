"""Weeks of worlds as texts for a browser: arrays, compressed and in base64; `film.js` reads them."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.page.likely import Band, Likely
from experiments.page.play import COURSES, Frame, Play, Worlds
from simulation.story import DISPOSITION, Kind

STEPS = 200  # of a share, such as a stance: 0 to 1 is sent as a whole number from 0 to this
# The last week of each part: small ones first, so that the first weeks show at once.
ENDS = (1, 8, 32, 128, 512)
KINDS = {kind: number for number, kind in enumerate(Kind)}

Arrays = Mapping[str, npt.NDArray[Any]]


def squeezed(content: bytes) -> str:
    """Bytes as a text."""
    return base64.b64encode(zlib.compress(content, 6)).decode("ascii")


def packed(arrays: Arrays) -> str:
    """Arrays as a text: the length of a list, the list of names, types and sizes, and the values.

    Args:
        arrays: of the types u1, i2, u2 and f4, by name.
    """
    listed = [(name, each.dtype.str[1:], each.size) for name, each in arrays.items()]
    head = json.dumps(listed).encode()
    values = (np.ascontiguousarray(each).tobytes() for each in arrays.values())
    return squeezed(b"".join([len(head).to_bytes(4, "little"), head, *values]))


def parts(worlds: Worlds) -> Iterator[str]:
    """Play all weeks of the worlds, and pack them as they come; ends early if they are dropped."""
    first, last = 0, worlds.choice.settings.weeks
    for end in (*(end for end in ENDS if end < last), last):
        worlds.play(end)
        if worlds.week < end:
            return
        yield weeks(worlds.plays, first, end)
        first = end + 1


def weeks(plays: Sequence[Play], first: int, last: int) -> str:
    """The weeks of the worlds from a first to a last one, which have been played."""
    arrays: dict[str, npt.NDArray[Any]] = {"count": np.array([last + 1 - first], np.uint16)}
    for side, play in enumerate(plays):
        own = _side(play.frames[first : last + 1])
        arrays |= {f"{side}.{name}": values for name, values in own.items()}
    return packed(arrays)


def bands(likely: Likely) -> str:
    """What is likely, packed: `<arm>.low`, `.mean` and `.high`, by outcome and week; NaN: unknown."""
    arrays = {}
    for arm, own in likely.bands.items():
        unknown = np.full_like(next(iter(own.values())).mean, np.nan)
        for part in Band._fields:
            courses = [getattr(own[name], part) if name in own else unknown for name in COURSES]
            arrays[f"{arm}.{part}"] = np.array(courses, np.float32)
    return packed(arrays)


def _side(frames: Sequence[Frame]) -> Arrays:
    """The arrays of one world: an entry a week or, of ties and events, as many as the counts say."""
    events = [event for frame in frames for event in frame.events]
    return {
        "practising": _differences(np.stack([frame.practising for frame in frames])),
        "stances": _differences(_steps([frame.stances for frame in frames])),
        "tie_counts": np.array([len(frame.ties) for frame in frames], np.uint16),
        "ties": np.concatenate([frame.ties for frame in frames]).astype(np.uint16),
        "bonds": _steps(np.concatenate([frame.bonds for frame in frames])),
        "posts": np.stack([_posts(frame.brokers) for frame in frames]),
        "courses": np.array([[frame.outcomes[c] for c in COURSES] for frame in frames], np.float32),
        "routes": np.array([frame.routes[:, DISPOSITION] for frame in frames], np.float32),
        "hours": np.array([frame.brokers["hours"].sum(axis=0) for frame in frames], np.float32),
        "event_counts": np.array([len(frame.events) for frame in frames], np.uint16),
        "kinds": np.array([KINDS[event.kind] for event in events], np.uint8),
        "joint": np.array([event.joint for event in events], np.uint8),
        "who": np.array([(e.person, e.other, e.broker) for e in events], np.int16).reshape(-1, 3),
    }


def _steps(values: Any) -> npt.NDArray[np.uint8]:
    """Shares as whole numbers."""
    steps: npt.NDArray[np.uint8] = np.rint(STEPS * np.clip(values, 0.0, 1.0)).astype(np.uint8)
    return steps


def _differences(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """The first week, and of each further week the difference from that before it, modulo 256."""
    whole = values.astype(np.uint8)
    return np.concatenate([whole[:1], whole[1:] - whole[:-1]])


def _posts(brokers: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """`(B, 3)`: whether each broker is in post, strain and confidence."""
    shares = [brokers["strain"], brokers["confidence"]]
    return np.stack([brokers["in_post"], *map(_steps, shares)], axis=1).astype(np.uint8)
