"""The command `brokering`: runs a study, and shows and saves its results."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from experiments.cli import FAILED, INTERRUPTED, REFUSED, sweeps, write_anywhere

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from experiments.execution.executors import Executor

FULL_ERROR = "HYDRA_FULL_ERROR"
MOST_CHARACTERS = 10_000  # of an argument; what is longer belongs into a file

# The options of Hydra, and those that this program adds.
FLAGS = (
    "--cfg", "--config-dir", "--config-name", "--config-path", "--experimental-rerun", "--help",
    "--hydra-help", "--info", "--multirun", "--package", "--resolve", "--run", "--settings",
    "--shell-completion", "--version",
)  # fmt: skip

SHELLS = "--shell-completion"
SHELL = {f"{do}={shell}" for do in ("install", "uninstall") for shell in ("bash", "fish", "zsh")}

_interrupts: list[int] = []
_folders: list[Path] = []  # of the studies that were begun


def main() -> int:
    """Run the command line; gives its exit status.

    What cannot be done ends in one sentence on stderr. With HYDRA_FULL_ERROR=1 in the environment
    it ends in a traceback instead.
    """
    if "COMP_LINE" in os.environ and any(word.startswith("query=") for word in sys.argv):
        return _complete()
    before = os.environ.get(FULL_ERROR)
    write_anywhere()
    os.environ[FULL_ERROR] = "1"  # Hydra then leaves its errors to this program
    signal.signal(signal.SIGINT, _interrupt)
    try:
        if "--version" in sys.argv:
            return _say_version()
        if asked := [word for word in sys.argv if word.partition("=")[0] == "--settings"]:
            own = asked[0].partition("=")[2:] if "=" in asked[0] else ()
            return _list_settings([*own, *sys.argv[sys.argv.index(asked[0]) + 1 :]])
        flags = [word.partition("=")[0] for word in sys.argv[1:] if word.startswith("--")]
        if unknown := [flag for flag in flags if flag not in FLAGS]:
            return _refuse_flag(unknown[0])
        if SHELLS in sys.argv and not SHELL & set(sys.argv):
            return _refuse(f"{SHELLS} needs one of {', '.join(sorted(SHELL))}; --help says more.")
        if too_long := [word for word in sys.argv[1:] if len(word) > MOST_CHARACTERS]:
            return _refuse(
                f"An argument may have at most {MOST_CHARACTERS} characters, not {len(too_long[0])}."
            )
        keys = [word.partition("=")[0].lstrip("+") for word in sys.argv[1:] if "=" in word]
        if twice := [key for place, key in enumerate(keys) if key in keys[:place]]:
            return _refuse(f"{twice[0]} is given more than once: give it once.")
        sys.argv[1:] = sorted(sys.argv[1:], key=lambda word: word not in sweeps.FLAGS)
        if not set(sweeps.FLAGS) & set(sys.argv):
            return _run_hydra(wants_traceback=before == "1")
        with sweeps.sweeping() as folder:
            return _run_hydra(wants_traceback=before == "1") or sweeps.ended(folder)
    except KeyboardInterrupt:
        print(_interruption(), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # nobody reads the output any longer
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        if before is None:
            del os.environ[FULL_ERROR]
        else:
            os.environ[FULL_ERROR] = before
        gc.freeze()  # collecting the objects of all libraries would only delay the end


def _complete() -> int:
    """Tell a shell what the word that is being typed may become."""
    from experiments.cli.completion import answer

    print(answer(sys.argv, os.environ["COMP_LINE"], FLAGS))
    return 0


def _refuse_flag(flag: str) -> int:
    """Say that there is no such option: Hydra would list its own options only."""
    from experiments.config.schema import model_settings, study_keys
    from simulation.errors import nearest

    name = flag.removeprefix("--")
    if name in ("study", "model", *study_keys(), *model_settings()):
        return _refuse(f"Settings and keys have no dashes: write {name}=... instead of {flag}.")
    return _refuse(
        f"There is no option {flag!r}; {nearest(flag, FLAGS)} Settings and keys have no dashes, as in seed=7."
    )


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return REFUSED


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Remember Ctrl-C: some libraries turn what is raised while they work into errors of theirs.

    The first one lets the runs in progress finish; the second ends everything at once.
    """
    _interrupts.append(number)
    if len(_interrupts) > 1:
        os.write(sys.stderr.fileno(), b"Interrupted.\n")
        os._exit(INTERRUPTED)
    raise KeyboardInterrupt


def _interruption() -> str:
    """The message after Ctrl-C: how many runs of the study are saved."""
    if not _folders:
        return "Interrupted before the first run: nothing was saved."
    from experiments.store.parts import Parts

    saved = len(Parts(_folders[-1]).positions().seed)
    return f"Interrupted: {saved} runs saved; run the same command again to resume."


def _run_hydra(wants_traceback: bool) -> int:
    import hydra

    from experiments.cli.refusals import EXPECTED, sentence
    from experiments.execution.worker import StudyFailed

    composed: list[bool] = []

    def job(config: DictConfig) -> None:
        composed.append(True)
        write_anywhere()
        if _interrupts:
            raise KeyboardInterrupt
        if sweeps.is_refused():
            return
        try:
            status, said = 0, run_study(config)
        except EXPECTED as error:
            if wants_traceback or _interrupts:
                raise
            status, said = REFUSED, sentence(error)
        except StudyFailed as error:
            status, said = FAILED, str(error)
        if status:
            print(said, file=sys.stderr)
        sweeps.end_job(status, said)

    try:
        register()
        if sweeps.FOLDER in os.environ and not wants_traceback:
            from experiments.cli import sweeper

            sweeper.register()
        hydra.main(version_base="1.3", config_path="pkg://configs", config_name="config")(job)()
    except BrokenPipeError:
        raise
    except Exception as error:
        if _interrupts:
            raise KeyboardInterrupt from None
        if wants_traceback or composed:
            raise
        return _refuse(sentence(error))
    return 0


def register() -> None:
    """Make the schema and, where it is asked for, the help page known to Hydra."""
    from hydra.core.config_store import ConfigStore

    from experiments.cli import config_files
    from experiments.config import schema

    config_files.register()
    store = ConfigStore.instance()
    store.store("schema", schema.tree())
    page = {"app_name": "brokering", "template": ""}
    if {"--help", "-h"} & set(sys.argv):
        from experiments.cli.help import help_page

        page["template"] = help_page()
    store.store("brokering", page, "hydra/help")


def _say_version() -> int:
    from simulation.version import MODEL_VERSION, __version__

    print(f"brokering {__version__} (model version {MODEL_VERSION})")
    return 0


def _list_settings(wanted: list[str]) -> int:
    from experiments.cli.help import settings_list
    from simulation import SettingsError

    try:
        print(settings_list(wanted[0] if wanted else None), flush=True)
    except SettingsError as error:
        return _refuse(str(error))
    return 0


def run_study(config: DictConfig) -> str:
    """Run the study of a composed configuration; gives the folder of its results, or what it needs.

    Raises:
        SettingsError: the configuration is impossible.
        OSError: the results cannot be written.
    """
    from hydra.core.hydra_config import HydraConfig
    from omegaconf import OmegaConf

    from experiments.config.schema import check_required, check_types
    from experiments.execution.dry_run import rehearse, warning
    from experiments.execution.executors import at_once, check_executor, opened, workers_for
    from experiments.store.names import check_place
    from experiments.store.parts import Parts
    from experiments.studies import left_out
    from experiments.studies.composing import plan_of
    from experiments.studies.registry import kind_called

    check_required(OmegaConf.missing_keys(config))
    values: Any = OmegaConf.to_container(config, resolve=True)
    check_types(values)
    given = [words.partition("=")[0].lstrip("+") for words in HydraConfig.get().overrides.task]
    plan = plan_of(str(HydraConfig.get().runtime.choices["study"]), values, given)
    there = Path(values["results"], plan.study, plan.name)
    kind, workers = kind_called(plan.kind), workers_for(values["workers"])
    if values["dry_run"]:
        check_executor(values["executor"], values["cluster"])
        check_place(plan, values["results"])
        if said_so := left_out.line(plan):
            print(said_so)
        saved = len(Parts(there, mends=False).positions().seed)
        needs = rehearse(plan, kind.batches(plan), workers, kind.open_ended, saved)
        if sweeps.FOLDER not in os.environ:  # those of a sweep have a table
            print(needs)
        return needs
    from experiments.reporting.console import show
    from experiments.studies.conduct import conduct

    if said_so := warning(plan, workers):
        print(said_so, file=sys.stderr)
    with opened(values["executor"], values["cluster"], workers) as executor:
        _folders.append(there)
        executor = _interruptible(executor)
        workers = at_once(values["executor"], values["cluster"], workers)
        study = conduct(kind, plan, executor, workers, values["results"], values["fail_fast"])
    show(study)
    return str(study.folder)


def _interruptible(executor: Executor) -> Executor:
    """The executor, which ends after an interrupt even where a library swallowed what was raised."""

    def executed[Item, Result](
        work: Callable[[Item], Result], items: Iterable[Item], workers: int
    ) -> Generator[tuple[int, Result], None, None]:
        with contextlib.closing(executor(work, items, workers)) as results:
            for result in results:
                yield result
                if _interrupts:
                    raise KeyboardInterrupt

    return executed


if __name__ == "__main__":
    sys.exit(main())
