"""The command `brokering`: reads what is asked, runs the study, shows and keeps what came out."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from experiments.execution.executors import Executor

FAILED, REFUSED, INTERRUPTED = 1, 2, 130  # exit statuses
FULL_ERROR = "HYDRA_FULL_ERROR"

# What Hydra takes besides settings, and what this program adds.
FLAGS = (
    "--cfg", "--config-dir", "--config-name", "--config-path", "--experimental-rerun", "--help",
    "--hydra-help", "--info", "--multirun", "--package", "--resolve", "--run", "--settings",
    "--shell-completion", "--version",
)  # fmt: skip

INTERRUPTION = "Interrupted; no file is left half written.\n"

_interrupts: list[int] = []


def main() -> int:
    """Run the command line; gives its exit status.

    Whatever is asked that cannot be ends in one sentence on stderr. With HYDRA_FULL_ERROR=1 in the
    environment it ends in a traceback instead.
    """
    before = os.environ.get(FULL_ERROR)
    os.environ[FULL_ERROR] = "1"  # Hydra then leaves to us what it raises
    signal.signal(signal.SIGINT, _interrupt)
    try:
        if "--settings" in sys.argv:
            return _list_settings(sys.argv[sys.argv.index("--settings") + 1 :])
        if unknown := [word for word in sys.argv[1:] if _is_unknown_flag(word)]:
            return _refuse_flag(unknown[0].partition("=")[0])
        return _run_hydra(wants_traceback=before == "1")
    except KeyboardInterrupt:
        print(INTERRUPTION, end="", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        if before is None:
            del os.environ[FULL_ERROR]
        else:
            os.environ[FULL_ERROR] = before
        gc.freeze()  # collecting all that the libraries hold would only delay the end


def _is_unknown_flag(word: str) -> bool:
    return word.startswith("--") and word.partition("=")[0] not in FLAGS


def _refuse_flag(flag: str) -> int:
    """Say that there is no such flag: Hydra would answer with its usage, in which ours are missing."""
    from simulation.params import nearest

    print(f"There is no option {flag!r}; {nearest(flag, FLAGS)}", file=sys.stderr)
    return REFUSED


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Remember Ctrl-C: some libraries turn what is raised while they work into errors of theirs.

    The first one lets the runs in hand finish; the second ends everything at once.
    """
    _interrupts.append(number)
    if len(_interrupts) > 1:
        os.write(sys.stderr.fileno(), INTERRUPTION.encode())
        os._exit(INTERRUPTED)
    raise KeyboardInterrupt


def _run_hydra(wants_traceback: bool) -> int:
    import hydra
    from omegaconf.errors import OmegaConfBaseException

    from experiments.config.refusals import sentence
    from experiments.execution.worker import StudyFailed
    from simulation import SettingsError

    composed: list[bool] = []

    def job(config: DictConfig) -> None:
        composed.append(True)
        if _interrupts:
            raise KeyboardInterrupt
        try:
            run_study(config)
        except (SettingsError, OSError, OmegaConfBaseException, BrokenProcessPool) as error:
            if wants_traceback or _interrupts:
                raise
            print(sentence(error), file=sys.stderr)
            raise SystemExit(REFUSED) from None
        except StudyFailed as error:
            print(error, file=sys.stderr)
            raise SystemExit(FAILED) from None

    try:
        register()
        hydra.main(version_base="1.3", config_path="pkg://configs", config_name="config")(job)()
    except Exception as error:
        if _interrupts:
            raise KeyboardInterrupt from None
        if wants_traceback or composed:
            raise
        print(sentence(error), file=sys.stderr)
        return REFUSED
    return 0


def register() -> None:
    """Make the schema and the help page known to Hydra."""
    from hydra.core.config_store import ConfigStore
    from omegaconf import OmegaConf

    from experiments.cli import help as guide
    from experiments.config import schema

    store = ConfigStore.instance()
    tree = OmegaConf.structured(schema.configuration())
    for key in schema.OPEN:
        OmegaConf.set_struct(tree[key], False)  # else Hydra refuses any content
    store.store("schema", tree)
    page = {"app_name": "brokering", "template": guide.help_page(_studies())}
    store.store("brokering", page, "hydra/help")


def _studies() -> dict[str, str]:
    """The studies that come with the program, and what each asks."""
    from importlib.resources import files

    from omegaconf import OmegaConf

    folder = Path(str(files("configs"))) / "study"
    return {path.stem: str(OmegaConf.load(path).question) for path in sorted(folder.glob("*.yaml"))}


def _list_settings(groups: list[str]) -> int:
    from experiments.cli.help import settings_list
    from simulation import SettingsError

    try:
        print(settings_list(groups[0] if groups else None), flush=True)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return REFUSED
    return 0


def run_study(config: DictConfig) -> None:
    """Run the study of a composed configuration.

    Raises:
        SettingsError: what is asked cannot be.
        OSError: the results cannot be written.
    """
    from hydra.core.hydra_config import HydraConfig
    from omegaconf import OmegaConf

    from experiments.execution.executors import opened, workers_for
    from experiments.studies.composing import plan_of
    from experiments.studies.registry import kind_called

    values: Any = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    said = [words.partition("=")[0].lstrip("+") for words in HydraConfig.get().overrides.task]
    plan = plan_of(str(HydraConfig.get().runtime.choices["study"]), values, said)
    kind, workers = kind_called(plan.kind), workers_for(values["workers"])
    if values["dry_run"]:
        from experiments.execution.dry_run import rehearse

        print(rehearse(plan, kind.batches(plan), workers, kind.open_ended))
        return
    from experiments.reporting.console import show
    from experiments.studies.conduct import conduct

    with opened(values["executor"], values["cluster"], workers) as executor:
        study = conduct(
            kind, plan, _interruptible(executor), workers, values["results"], values["fail_fast"]
        )
    show(study)


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
