"""Runs the samples of a page in the order in which they stand, as a reader would, in a folder of their own.

What the fenced blocks of a page do, by their language:

* `sh` is run by bash; the program's commands are in `.venv/bin`, as they are for a reader;
* `python` is run in a namespace that the page's samples share, `r` by R, where there is one;
* a first line `# name` (of a study: the second) saves a block in a file of that name, and that is all;
* `text` is what the block before it prints; `...` stands for anything;
* blocks without a language are no samples.

What runs differently from what a reader sees, so that a page takes seconds:

* a study runs in one process, as starting others takes longer than so few runs, unless the page says how,
  and its PNG files are empty;
* a study whose output is not shown has 2 replicates (`SMALLER`), and 1 in each of two parameter sets;
* `make run` runs what the Makefile says, in the folder of the page; other targets are only looked up;
* other commands are started by a process that has imported the program already (`warm`);
* `brokering-page` opens no browser, listens on a free port, and ends once it serves;
* `<hash>` stands for the newest folder beside it;
* a block after a comment `skip: next "reason"` does not run. `SKIPPED` in the tests lists them all.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import SkipTest

from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser, SkipParser

from docs.generated.document import ROOT
from tests.documentation import warm

BIN = Path(sys.executable).parent
SMALLER = "replicates=2 set_replicates=1"
LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
NO_R = "R is not installed here (apt-get install r-base-core)"
PATIENCE = 1800  # seconds that a block may take
NAMED = re.compile(r"(?:# @package _global_\n)?# ([\w./-]+\.(?:py|R|yaml))\n")
HASH = re.compile(r"([\w./-]+)/<hash>")

COMMAND = '#!/bin/sh\nexec {real} "$@"\n'
STUDY = """#!/bin/sh
alone=executor=serial
case "$*" in *executor=*|*workers=*|*--help*|*--settings*|*--version*) alone= ;; esac
[ -n "$SMALLER" ] || exec {real} "$@" $alone
for word; do # a key may be given once
    shift
    case "$word" in replicates=*|set_replicates=*|ensemble=plausible) ;; *) set -- "$@" "$word" ;; esac
done
case "$*" in *study=value*) exec {real} "$@" set_replicates=2 $alone ;; esac  # of many sets
case "$*" in *plausible*|*study=headline*)
    head -n 3 {root}/configs/ensembles/plausible.csv >sets.csv
    sets=ensemble=sets.csv ;;
esac
exec {real} "$@" $SMALLER $sets $alone
"""
PAGE = """#!/bin/sh
{real} --no-open "$@" --port {port} >page.txt 2>&1 &
for second in $(seq 60); do grep -s "The page is at" page.txt && break; sleep 0.5; done
kill -INT $!
grep -q "The page is at" page.txt
"""
MAKE = """#!/bin/sh
said=$({real} --no-print-directory -n -C {root} "$@") || exit
[ "$1" = run ] || exit 0
eval "$(echo "$said" | tail -n 1)"
"""


class Folder:
    """A folder with the commands, samples and results that a reader has; blocks of a page run in it.

    Attributes:
        path: of the folder.
        said: what the last block printed.
        compared: the number of outputs held against what pages say.
    """

    def __init__(self, path: Path, port: int, server: Path) -> None:
        self.path, self.said, self.compared = path, "", 0
        self.groups: list[int] = []
        commands = path / ".venv" / "bin"
        commands.mkdir(parents=True)
        (path / "tools").mkdir()
        for real in BIN.iterdir():
            if os.access(real, os.X_OK) and not real.is_dir():
                text = {"brokering": STUDY, "brokering-page": PAGE}.get(real.name, COMMAND)
                if real.name in warm.WARM:
                    name, real = real.name, path / "tools" / real.name
                    client = warm.CLIENT.format(python=sys.executable, path=str(server), name=name)
                    write_command(real, client)
                write_command(commands / real.name, text.format(real=real, port=port, root=ROOT))
        for there in ("results/reference", "docs/samples"):
            shutil.copytree(ROOT / there, path / there)
        write_command(path / "tools" / "make", MAKE.format(real=shutil.which("make"), root=ROOT))

    def shell(self, example: Example) -> None:
        """Run a block in bash; whatever it leaves running goes on until the page has ended."""
        script = HASH.sub(r"$(ls -dt \1/* | head -n 1)", example.parsed)
        self.run(["bash", "-e", "-c", script], "" if is_shown(example) else SMALLER)

    def run(self, command: list[str], smaller: str = SMALLER) -> None:
        """Run a command, which must end well."""
        path = f"{self.path / 'tools'}:{os.environ['PATH']}"
        names = ("MAKEFLAGS", "MAKELEVEL", "HYDRA_FULL_ERROR")
        environment = {name: value for name, value in os.environ.items() if name not in names}
        with (self.path / "said.txt").open("w+") as out:
            running = subprocess.Popen(
                command, cwd=self.path, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env=environment | {"PATH": path, "SMALLER": smaller}, start_new_session=True,
            )  # fmt: skip
            self.groups.append(running.pid)
            status = running.wait(PATIENCE)
            out.seek(0)
            self.said = out.read()
        assert status == 0, f"{command[-1]}\nended with status {status}:\n{self.said}"

    def python(self, example: Example) -> None:
        """Run a block in the page's namespace."""
        source = HASH.sub(lambda found: str(newest(self.path / found[1])), example.parsed)
        with contextlib.chdir(self.path), contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile("\n" * example.line + source, example.path, "exec"), example.namespace)
        self.said = out.getvalue()

    def r(self, example: Example) -> None:
        """Run a block in R."""
        if shutil.which("Rscript") is None:
            raise SkipTest(NO_R)
        self.run(
            ["Rscript", "-e", HASH.sub(lambda f: str(newest(self.path / f[1])), example.parsed)]
        )

    def compare(self, example: Example) -> None:
        """Hold what the last block printed against what the page says."""
        self.compared += 1
        if not doctest.OutputChecker().check_output(example.parsed, self.said, LENIENT):
            raise AssertionError(f"The page says\n{example.parsed}\nand it came\n{self.said}")

    def saving(self, run: Callable[[Example], None]) -> Callable[[Example], None]:
        """Save blocks that name their file, and run the others."""

        def evaluate(example: Example) -> None:
            if not (named := NAMED.match(example.parsed)):
                return run(example)
            path = self.path / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(example.parsed)

        return evaluate

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        """End what the blocks left running."""
        for group in self.groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


def write_command(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def newest(folder: Path) -> Path:
    """What `<hash>` stands for."""
    return max(folder.iterdir(), key=lambda path: path.stat().st_mtime)


def is_shown(example: Example) -> bool:
    """Whether the page shows what a block prints."""
    following = re.search(r"^```(\w*)", example.document.text[example.region.end :], re.MULTILINE)
    return following is not None and following[1] == "text"


def unnamed(example: Example) -> None:
    """Refuse a block that is only there to be saved, and does not say where."""
    raise AssertionError(f"{example.path}, line {example.line}: the first line must name a file.")


def parse(page: Path, folder: Folder) -> Document:
    """A page whose examples run in a folder."""
    ways = {
        "sh": folder.shell,
        "python": folder.saving(folder.python),
        "r": folder.saving(folder.r),
        "yaml": folder.saving(unnamed),
        "text": folder.compare,
    }
    parsers = [CodeBlockParser(language, way) for language, way in ways.items()]
    return Document.parse(str(page), *parsers, SkipParser())


def run_page(page: Path, folder: Folder, only_shown: bool = False) -> list[str]:
    """Run all samples of a page; gives the reasons of those that did not run.

    Args:
        page: the page.
        folder: where they run.
        only_shown: whether blocks run only to be saved or where the page shows what they print.
    """
    skipped = []
    for example in parse(page, folder):
        is_output = example.document.text[example.start :].lstrip().startswith("```text")
        if only_shown and not (is_output or is_shown(example) or NAMED.match(example.parsed)):
            continue
        try:
            example.evaluate()
        except SkipTest as reason:
            skipped.append(str(reason))
    return skipped
