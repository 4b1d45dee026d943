"""Whatever cannot be is refused in one sentence that names what is allowed, with exit status 2."""

from __future__ import annotations

import itertools
import os
import re
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from hydra.errors import ConfigCompositionException

from experiments.cli.brokering import FLAGS
from experiments.cli.refusals import sentence
from simulation.settings import ARMS

# What a refusal names: the key, the value that was given, and what is allowed or was perhaps meant.
REFUSED = {
    # unknown names
    "brokers.ftee=1": "brokers.ftee brokers.fte brokers.elsewhere",
    "+brokers.ftee=1": "brokers.ftee brokers.fte",
    "++brokers.ftee=1": "brokers.ftee brokers.fte",
    "brokers/fte=1": "brokers/fte brokers.fte",
    "fte=1": "'fte' brokers.fte",
    "replicate=3": "'replicate' 'replicates' --help",
    "+zzz=1": "zzz replicates population",
    "modle=plausible": "'modle' 'model'",
    "arm=team": "'arm' arms=[team,solos]",
    "hydra.zzz=1": "hydra.zzz --hydra-help",
    # wrong types
    "weeks=abc": "weeks 1 100000 abc",
    "weeks=5.5": "weeks 5.5",
    "weeks=null": "weeks 100000",
    "brokers.fte=two": "brokers.fte 0.05 two",
    "brokers.fte=": "brokers.fte ''",
    "contract.start=x": "contract.start 10000 'x'",
    "team.pair=maybe": "team.pair 0 10 maybe",
    "contract=5": "contract contract.start=",
    "arms=team": "arms=[team,solos]",
    "vary=null": "vary",
    "until=null": "until",
    "options=null": "options",
    "seed=x": "seed 'x'",
    "workers=x": "workers 'x'",
    "dry_run=null": "dry_run true false",
    "fail_fast=maybe": "fail_fast true false 'maybe'",
    "most_sets=x": "most_sets whole number 'x'",
    "outcomes=x": "outcomes list",
    # impossible values
    "brokers.fte=2": "brokers.fte 0.05 2",
    "brokers.fte=nan": "brokers.fte 0.05 nan",
    "brokers.embedding=two_ways": "two_ways 'two_way' one_way_managers",
    "arms=[team,solo]": f"'solo' 'solos' {' '.join(ARMS)}",
    "arms=[[team]]": " ".join(ARMS),
    "compare=[team]": "compare [team]",
    "compare=[team,team]": "compare",
    "compare=[team,zzz]": f"zzz {' '.join(ARMS)}",
    "study=team_vs_solos": "'team_vs_solos' 'team_vs_solo'",
    "executor=process": "'process' 'processes' serial",
    "workers=0": "workers 1 0",
    "replicates=1": "replicates 2 1",
    "replicates=0": "replicates 2 0",
    "replicates=1000001": "replicates 1000000 1000001",
    "set_replicates=0": "set_replicates 1 250 0",
    "accepted=1": "accepted 2 2000 1",
    "set_replicates=x": "set_replicates 'x'",
    "model=plausibel": "plausibel plausible default",
    "ensemble=plausibel": "plausibel plausible",
    "ensemble=none.csv": "none.csv",
    "kind=ledgers": "'ledgers' 'ledger'",
    "kind=ledger": "arms compare",
    "author=Ada <https://orcid.org/1>": "author",
    "author=null": "author",
    "author='<https://orcid.org/1>'": "author https:",
    "licence=CC-BY-40": "CC-BY-40 CC-BY-4.0 SPDX address",
    "seed=-1": "seed 0 -1",
    "seed=99999999999999999": "seed 0 99999999999999999",
    "contract.weeks=300": "weeks 300",
    "population.staff_file=none.csv": "none.csv",
    # values that come by interpolation
    "arms=${workers}": "arms [team,solos]",
    "arms=[${seed},team]": "arm '0' team",
    "outcomes=${seed}": "outcomes",
    "vary=${arms}": "vary",
    "options=${options}": "options",
    "weeks=${weeks}": "weeks 100000",
    "weeks=${nothing}": "weeks 100000",
    "seed=.inf": "seed",
    # what does not fit, or would take long
    "population.managers=10000000": "GiB weeks people",
    "vary=" + "[" * 400 + "]" * 400: "deeply",
    "author=" + "x" * 20_000: "10000 20007",
    # arguments that cannot be read, or do what they should not
    "brokers.fte": "brokers.fte =",
    "weeks=(": "weeks=(",
    "a=b=c": "'a=b=c' name=value",
    "results=Résumé": "results quotes",
    "population.staff_file=a (1).csv": "population.staff_file quotes",
    "brokers.=3": "brokers.=3",
    "=3": "=",
    "contract.weeks=52,104": "--multirun [team,solos]",
    "team.shield=0,5": "0.5",
    "design=latin_hypercube": "sweep decision",
    "headline": "study=headline",
    "vary={contract.weeks: [52, 104}": "bracket [52,",
    "--study": "--study study=...",
    "--contract.weeks": "contract.weeks=...",
    "--shell-completion": "install=bash install=zsh",
    "--setings": "--setings --settings --multirun",
    "+weeks=5": "weeks +",
    "~weeks": "weeks",
    "~seed=": "removed seed=7",
    "~arms": "arms",
    "~study": "question",
    "hydra/launcher=zzz": "hydra/launcher zzz basic",
}


def check(answer, named=""):
    """A refusal is one sentence, and names what is to be named."""
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and answer.err.endswith(".\n")
    assert not re.search("Traceback|Error raised|mismatched|subclass|object_type", answer.err)
    for name in named.split():
        assert name in answer.err


def test_a_key_that_is_given_twice_is_refused(installed):
    for flags in ((), ("--multirun",)):
        check(installed(*flags, "brokers.fte=0.5", "+brokers.fte=0.6"), "brokers.fte once")


@pytest.mark.parametrize("argument", REFUSED, ids=lambda argument: argument[:40])
def test_a_wrong_argument_is_refused_in_one_sentence(ask, argument):
    check(ask(argument), REFUSED[argument])


def test_settings_impossible_in_one_of_the_arms_only_are_refused_if_that_arm_runs(ask):
    one = ("brokers.managers=1", "brokers.academics=0")
    check(ask(*one), "team team.hours")
    answer = ask(
        *one, "arms=[solos]", "weeks=4", "contract.weeks=4", "replicates=2", "executor=serial"
    )
    assert answer.status == 0


def test_a_results_folder_that_cannot_be_made_is_refused_before_anything_runs(ask, tmp_path):
    (tmp_path / "file").touch()
    check(ask("results=file"), "file/team_vs_solo")


def test_a_mistake_in_a_study_file_is_refused_like_one_on_the_command_line(ask, tmp_path):
    (tmp_path / "study").mkdir()
    study = tmp_path / "study" / "mine.yaml"
    for text, part in {
        "replicats: 5": "study/mine replicats replicates",
        "contract: {weekz: 5}": "contract.weekz contract.weeks",
        "contract: {weeks: long}": "contract.weeks long",
        "contract: long": "study/mine contract contract.start=... 'long'",
        "question: a: b": "study/mine",
        "arms: [team]": "question replicates seed",
    }.items():
        study.write_text(f"# @package _global_\n{text}\n")
        check(ask("--config-dir", str(tmp_path), "study=mine"), part)
    study.write_text("question: mine\n")
    check(ask("--config-dir", str(tmp_path), "study=mine"), "@package _global_")
    study.write_text("# @package _global_: more\nquestion: mine\n")
    check(ask("--config-dir", str(tmp_path), "study=mine"), "first line _global_' _global_:")


def test_a_file_of_ones_own_that_is_near_is_found_with_the_option_that_a_refusal_names(
    ask, tmp_path
):
    check(ask("study=mine"), "'mine' --config-dir FOLDER")
    for folder, name in (("study", "mine"), ("shape", "flat")):
        (tmp_path / "configs" / folder).mkdir(parents=True)
        (tmp_path / "configs" / folder / f"{name}.yaml").touch()
    for argument, file in (("study=mine", "study/mine.yaml"), ("shape=flat", "shape/flat.yaml")):
        answer = ask(argument)
        check(answer, f"{file} --config-dir")
        assert answer.err.endswith("add --config-dir configs.\n")
    assert "--config-dir" not in ask("team_vs_sol=1").err


@pytest.mark.parametrize("given", ["own/study", "own/study/", "other"])
def test_instead_of_a_folder_that_is_not_above_the_study_the_right_one_is_named(
    ask, tmp_path, given
):
    for folder in ("own/study", "other"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "own" / "study" / "mine.yaml").touch()
    for words in (("--config-dir", given), (f"--config-dir={given}",)):
        said = ask(*words, "study=mine").err
        assert "--config-dir own instead" in said and " add " not in said
    check(
        ask("--config-dir", given, "study=nowhere"),
        f"'nowhere' {Path(given, 'study/nowhere.yaml')}",
    )


@pytest.mark.parametrize("given", ["/", "..", "link"])
def test_a_folder_is_told_from_another_by_where_it_is(ask, tmp_path, monkeypatch, given):
    inner = tmp_path / "own" / "study" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "own" / "study" / "mine.yaml").touch()
    (tmp_path / "link").symlink_to("own/study")
    monkeypatch.chdir(inner if given == ".." else tmp_path)
    said = ask("--config-dir", given, "study=mine").err
    folder = tmp_path / "own" if given == ".." else "own"
    assert f"give --config-dir {folder} instead of {given}: the folder" in said


@pytest.mark.parametrize("given", ["own", "own/", "{}/own", "other/../own"])
def test_the_folder_that_was_given_is_not_advised_in_another_spelling(ask, tmp_path, given):
    for folder, name in (("own/shape", "flat"), ("other", "")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"{name}.yaml").touch()
    check(answer := ask("--config-dir", given.format(tmp_path), "shape.x=1"), "shape")
    assert "instead" not in answer.err and "add" not in answer.err


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8-sig", ""), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")]
)
def test_a_study_file_may_begin_with_the_mark_of_an_editor(ask, tmp_path, encoding, said):
    (tmp_path / "study").mkdir()
    text = "# @package _global_\nquestion: Fünf?\narms: [team, solos]\ncompare: [team, solos]\n"
    (tmp_path / "study" / "mine.yaml").write_bytes(text.encode(encoding))
    answer = ask("--config-dir", str(tmp_path), "study=mine", "--cfg", "job")
    assert answer.status == 0 and "Fünf?" in answer.out
    assert said in answer.err and bool(answer.err) == bool(said)
    (tmp_path / "study" / "mine.yaml").write_bytes(b"# @package _global_\nquestion: \x00\n")
    check(ask("--config-dir", str(tmp_path), "study=mine"), "mine.yaml YAML line 2")


HEADER = "# @package _global_\n"
BOMB = "options:\n  a: &a [x, x]\n" + "".join(
    f"  {new}: &{new} [*{old}, *{old}]\n" for old, new in itertools.pairwise("abcdefgh")
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEADER + BOMB, "line aliases"),
        (HEADER + "vary: " + "[" * 100 + "]" * 100, "levels 50"),
        (HEADER + "author: " + "x" * 10_000_000, "bytes 4000000"),
        (HEADER + "vary: {a: b: c}", "line YAML"),
        (HEADER + "options: !!python/object:os.system [x]", "line YAML"),
    ],
    ids=["aliases", "deep", "long", "syntax", "tag"],
)
def test_a_study_file_that_would_take_long_or_is_no_yaml_is_refused(ask, tmp_path, text, named):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.yaml").write_text(text)
    check(ask("--config-dir", str(tmp_path), "study=mine"), f"mine.yaml {named}")


@pytest.mark.parametrize("value", ["x" * 9_000, "x y " * 2_000, "[a, b, c]" * 900])
def test_a_refusal_does_not_repeat_long_input(ask, value):
    answer = ask(f"licence='{value}'")
    check(answer, "licence")
    assert len(answer.err) < 1_000


def test_every_flag_of_hydra_is_known():
    from hydra._internal.utils import get_args_parser

    flags = {
        word
        for action in get_args_parser()._actions
        for word in action.option_strings
        if word.startswith("--")
    }
    assert flags | {"--settings"} == set(FLAGS)


def test_settings_of_an_unknown_group_are_refused(ask):
    check(ask("--settings", "broker"), "'broker' 'brokers' contract")


def test_a_traceback_is_there_for_who_asks_for_one(ask, monkeypatch):
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    with pytest.raises(ConfigCompositionException):
        ask("brokers.ftee=1")


def test_the_command_leaves_the_environment_as_it_was(ask):
    before = dict(os.environ)
    ask("brokers.ftee=1")
    assert dict(os.environ) == before


def test_a_worker_that_died_and_a_full_disk_are_reported_in_one_sentence():
    assert "workers" in sentence(BrokenProcessPool("A process was terminated abruptly"))
    full = sentence(OSError(28, "No space left on device", "results/table.csv"))
    assert "results/table.csv" in full and "No space left on device" in full
