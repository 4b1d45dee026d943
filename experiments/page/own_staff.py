"""A visitor's own staff and ties, read as the command line reads them, and deleted with the session."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import solara

from experiments.config.labels import setting_label
from experiments.page.choice import MOST_PEOPLE, Choice, attempted
from experiments.page.messages import Choose, Seen, labelled
from experiments.store.atomic import HOST, is_alive
from simulation import Settings, SettingsError
from simulation.params import FILE_SETTINGS
from simulation.passport import leaves
from simulation.staff import staff_of

MOST_BYTES = 1_000_000  # of a file
MOST_PIECES, LONGEST_PIECE = 40, 70_000  # in which it arrives, and characters of each
KINDS = ".csv,.txt,.tsv,.graphml,.xml"
LONGEST_NAME = 60
FOLDER = f"brokering-page.{HOST}."  # how the name of a folder of files begins; its process follows
LABELS = {
    "population.staff_file": "Staff (id, community, organisation, workgroup, senior)",
    "population.ties_file": "Ties, if any (source, target, strength)",
}
SMALL = {
    "report them as an error": "refuse", "merge them in their community": "merge", "leave them out": "drop",
}  # fmt: skip
# How the files are read; what a message says of these is under the same name on the page.
GROUPS, CAP, FACTOR = (f"population.{name}" for name in ("small_groups", "ties_cap", "ties_factor"))
SIZES = ("organisations", "managers", "departments", "academics")  # that a staff file decides
DEFAULTS = {leaf.name: leaf.default for leaf in leaves(Settings())}


class Files:
    """The files of one session, in a folder of their own that goes with it."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def keep(self, name: str, content: bytes) -> Path:
        """Keep a file for the session; gives its path."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix=f"{FOLDER}{os.getpid()}.")
        self._count += 1
        place = Path(self._folder.name) / str(self._count)
        place.mkdir()
        path = place / safe(name)
        path.write_bytes(content)
        return path

    def drop(self, paths: Iterable[str]) -> None:
        """Delete files that are no longer used."""
        for path in paths:
            with contextlib.suppress(OSError):  # Windows locks what is open
                Path(path).unlink()

    def plain(self, said: str) -> str:
        """A sentence with files and settings as the visitor knows them: without folder, by their labels."""
        if self._folder:
            said = re.sub(rf"{re.escape(self._folder.name)}[\\/]\d+[\\/]", "", said)
        return labelled(said)

    def close(self) -> None:
        """Delete all files."""
        if self._folder:
            self._folder.cleanup()
            self._folder = None


def close() -> None:
    """Delete the files of all sessions, and those that servers left when they were killed.

    In a container each server has the same number, so that one that begins finds such files as its own.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*.*"):
        process = folder.name.removeprefix(FOLDER).partition(".")[0]
        if process.isdecimal() and (int(process) == os.getpid() or not is_alive(int(process))):
            shutil.rmtree(folder, ignore_errors=True)


def safe(name: str) -> str:
    """A name that a file can have: its last part, with letters, digits, dots, hyphens and underscores."""
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, ending = re.sub(r"[^\w.-]", "_", last, flags=re.ASCII).rpartition(".")
    stem = stem.strip("._")[:LONGEST_NAME] or "file"
    return f"{stem}.{ending[:10]}" if dot else ending[:LONGEST_NAME] or "file"


class Pieces:
    """Puts a file together from what a browser sends."""

    def __init__(self) -> None:
        self._name, self._parts = "", [""]

    def add(self, said: Any) -> tuple[str, bytes] | None:
        """The name and content of a file, once its last piece is there.

        Raises:
            SettingsError: it is no piece of a file, or the file is too large.
        """
        match said:
            case {"name": str(name), "number": int(at), "count": int(count), "text": str(text)}:
                pass
            case _:
                raise SettingsError("The browser did not send a file: choose the file again.")
        if at == 0:
            self._name, self._parts = name, []
        if count > MOST_PIECES or len(text) > LONGEST_PIECE:
            raise SettingsError(too_large(name))
        incomplete = f"{safe(name)} was not transferred completely: choose it again."
        if name != self._name or at != len(self._parts):
            raise SettingsError(incomplete)
        self._parts.append(text)
        if len(self._parts) < count:
            return None
        try:
            content = base64.b64decode("".join(self._parts), validate=True)
        except ValueError:
            raise SettingsError(incomplete) from None
        self._parts = []
        if len(content) > MOST_BYTES:
            raise SettingsError(too_large(name))
        return name, content


def too_large(name: str) -> str:
    """Why a file is refused for its size."""
    return f"{safe(name)} is too large for the page: at most {MOST_BYTES // 1000:,} kB are allowed."


def with_files(choice: Choice, changes: Mapping[str, Any]) -> Choice:
    """The choice with the visitor's own files; they decide how many people and organisations there are.

    Raises:
        SettingsError: all that is wrong with the files, each with its place.
    """
    sizes = {f"population.{name}": DEFAULTS[f"population.{name}"] for name in SIZES}
    return dataclasses.replace(choice.with_settings({**sizes, **changes}), tour=0)


def without_files(choice: Choice) -> Choice:
    """The choice with an artificial population again."""
    return choice.with_settings({name: DEFAULTS[name] for name in FILE_SETTINGS})


def faults(said: str) -> list[str]:
    """The faults in a message, one each."""
    return [each.rstrip(".") + "." for each in re.split(r"; (?=and \d+ more|\S+, |\w+ \d+)", said)]


@solara.component
def Reading(how: dict[str, Any], set_how: Callable[[dict[str, Any]], None]) -> None:
    """How the files are read: what to do with small organisations, with many ties, and with counts.

    Args:
        how: the values of these settings by their names.
        set_how: takes them when one is changed.
    """
    called = {value: words for words, value in SMALL.items()}
    meant = {leaf.name: leaf.passport.meaning for leaf in leaves(Settings()) if leaf.passport}
    solara.Select(
        setting_label(GROUPS), values=list(SMALL), value=called[how[GROUPS]],
        on_value=lambda words: set_how({**how, GROUPS: SMALL.get(words, DEFAULTS[GROUPS])}),
    )  # fmt: skip
    for name, field in ((CAP, solara.InputInt), (FACTOR, solara.InputFloat)):
        field(
            setting_label(name), value=how[name],
            on_value=lambda said, name=name: set_how({**how, name: DEFAULTS[name] if said is None else said}),
        ).key(name)  # fmt: skip
        solara.Text(meant[name], classes=["kb-said"])


@solara.component_vue("upload.vue")
def Upload(
    label: str, accept: str, most: int, event_piece: Callable[[Any], None],
    event_too_large: Callable[[Any], None],
) -> None:  # fmt: skip
    """A file to choose, which arrives in pieces."""


@solara.component
def OwnStaff(choice: Choice, choose: Choose, files: Files) -> None:
    """Files of staff and ties to choose, what was read of them, or all that is wrong with them."""
    paths, set_paths = solara.use_state({})
    pieces = solara.use_memo(lambda: {name: Pieces() for name in LABELS}, [])
    refused, set_refused = solara.use_state("")
    used = choice.settings.population
    how, set_how = solara.use_state(
        {GROUPS: used.small_groups, CAP: used.ties_cap, FACTOR: used.ties_factor}
    )
    in_use = {used.staff_file, used.ties_file} - {""}

    def arrived(name: str, pieces: Pieces) -> Callable[[Any], None]:
        def piece(said: Any) -> None:
            file, wrong = attempted(lambda: pieces.add(said))
            set_refused(wrong)
            if file:
                files.drop({paths.get(name, "")} - in_use - {""})
                set_paths({**paths, name: str(files.keep(*file))})

        return piece

    def use() -> None:
        chosen, wrong = attempted(lambda: with_files(choice, {**paths, **how}))
        set_refused(files.plain(wrong))
        if chosen:
            choose(chosen)
            files.drop(in_use - set(paths.values()))

    def leave() -> None:
        set_paths({})
        choose(without_files(choice))
        files.close()

    solara.HTML(
        "p", f"CSV or GraphML, at most {MOST_PEOPLE:,} people. The files stay on the machine that "
        "serves the page until this session ends, and are then deleted; links do not contain them.",
        classes=["kb-said"],
    )  # fmt: skip
    for name, label in LABELS.items():
        Upload(
            label=label, accept=KINDS, most=MOST_BYTES, event_piece=arrived(name, pieces[name]),
            event_too_large=lambda said: set_refused(too_large(str(said))),
        ).key(name)  # fmt: skip
    Reading(how, set_how)
    if "population.staff_file" in paths:
        solara.Button("Use these files", on_click=use, outlined=True)
    if refused:
        items = "".join(f"<li>{escape(each)}</li>" for each in faults(refused))
        solara.HTML(
            "ul", unsafe_innerHTML=items, classes=["kb-faults"], attributes={"role": "alert"}
        )
    Seen(said=refused)
    if used.staff_file:
        told, gone = attempted(
            lambda: staff_of(choice.settings).told
        )  # the files go with the visit
        said = told or gone
        solara.HTML("p", escape(said), classes=["kb-said"], attributes={"role": "status"})
        Seen(said=said)
        solara.Button("Use artificial staff again", on_click=leave, text=True)
