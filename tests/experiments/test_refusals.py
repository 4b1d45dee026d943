"""Whatever cannot be is refused in one sentence that names what is allowed, with exit status 2."""

from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from experiments.cli.brokering import FLAGS
from experiments.cli.refusals import sentence
from simulation.settings import ARMS

REFUSED = {
    # unknown names
    "brokers.ftee=1": ("'brokers.ftee'", "did you mean 'brokers.fte'?", "brokers.single_fte"),
    "+brokers.ftee=1": ("'brokers.ftee'", "did you mean 'brokers.fte'?"),
    "++brokers.ftee=1": ("'brokers.ftee'", "did you mean 'brokers.fte'?"),
    "brokers/fte=1": ("'brokers/fte'", "did you mean 'brokers.fte'?"),
    "fte=1": ("'fte'", "did you mean 'brokers.fte'?"),
    "replicate=3": ("'replicate'", "did you mean 'replicates'?", "seed", "weeks", "team.(...)"),
    "+zzz=1": ("'zzz'", "replicates", "population.(...)"),
    "arm=team": ("'arm'", "arms=[team,solos]"),
    "hydra.zzz=1": ("'hydra.zzz'", "--hydra-help"),
    # wrong types
    "weeks=abc": ("weeks must be a whole number from 1 to 100000 (weeks), not 'abc'.",),
    "weeks=5.5": ("weeks must be a whole number", "not '5.5'"),
    "weeks=null": ("weeks must be a whole number",),
    "brokers.fte=two": ("brokers.fte must be a number from 0.05 to 1", "not 'two'"),
    "brokers.fte=": ("brokers.fte must be a number", "not ''"),
    "contract.start=x": ("contract.start must be a whole number from 0 to 10000 (weeks)",),
    "team.buddying=maybe": ("team.buddying must be true or false, not 'maybe'",),
    "contract=5": ("contract must be changed one setting at a time", "contract.start="),
    "arms=team": ("arms must be a list, as in arms=[team,solos].",),
    "vary=null": ("vary must be a mapping of settings to their values",),
    "until=null": ("until must be a mapping, as in",),
    "options=null": ("options must be a mapping, as in",),
    "seed=x": ("seed must be a whole number, not 'x'",),
    "workers=x": ("workers must be a whole number, not 'x'",),
    # impossible values
    "brokers.fte=2": ("brokers.fte must be a number from 0.05 to 1", "not 2"),
    "brokers.fte=nan": ("brokers.fte must be a number from 0.05 to 1", "not nan"),
    "brokers.embedding=two_ways": ("did you mean 'two_way'?", "one_way_managers"),
    "arms=[team,solo]": ("no arm 'solo'", "did you mean 'solos'?", *ARMS),
    "arms=[[team]]": ("no arm", *ARMS),
    "compare=[team]": ("compare must name two different arms, not [team].",),
    "compare=[team,team]": ("compare must name two different arms",),
    "compare=[team,zzz]": ("no arm 'zzz'", *ARMS),
    "study=team_vs_solos": ("no study 'team_vs_solos'", "did you mean 'team_vs_solo'?"),
    "executor=process": ("no executor 'process'", "did you mean 'processes'?", "serial"),
    "workers=0": ("workers must be at least 1", "not 0"),
    "replicates=1": ("replicates must be from 2 (an interval needs two runs)", "not 1"),
    "replicates=0": ("replicates must be from 2", "not 0"),
    "replicates=1000001": ("to 1000000, not 1000001",),
    "set_replicates=0": ("set_replicates must be a whole number from 1 to 1000, not 0.",),
    "accepted=1": ("accepted must be a whole number from 2 to 500, not 1.",),
    "set_replicates=x": ("set_replicates must be a whole number, not 'x'",),
    "model=plausibel": ("no model 'plausibel'", "did you mean 'plausible'?", "default"),
    "ensemble=plausibel": ("no ensemble 'plausibel'", "did you mean 'plausible'?"),
    "ensemble=none.csv": ("no file 'none.csv'",),
    "kind=ledgers": ("no kind of study 'ledgers'", "did you mean 'ledger'?"),
    "kind=ledger": ("takes no arms: leave it empty",),
    "author=Ada <https://orcid.org/1>": (
        "author needs two pairs of quotes",
        "quotes within quotes: 'author=\"...\"'",
    ),
    "author=null": ("author must be a text.",),
    "author='<https://orcid.org/1>'": ("author must be a name such as 'Ada Lovelace <https:",),
    "licence=CC-BY-40": ("no licence 'CC-BY-40'", "did you mean 'CC-BY-4.0'?", "web address"),
    "seed=-1": ("seed must be a whole number from 0 to", "not -1"),
    "seed=99999999999999999": ("seed must be a whole number from 0 to", "not 99999999999999999"),
    "contract.weeks=300": ("week 300", "make weeks at least 300"),
    "population.staff_file=none.csv": ("no file 'none.csv'",),
    # arguments that cannot be read, or do what they should not
    "brokers.fte": ("'brokers.fte' cannot be read: write name=value",),
    "weeks=(": ("'weeks=(' cannot be read",),
    "brokers.=3": ("'brokers.=3' cannot be read",),
    "=3": ("name=value",),
    "contract.weeks=52,104": ("--multirun", "Lists have brackets, as in arms=[team,solos]"),
    "team.shield=0,5": ("decimals have a point, as in 0.5",),
    "design=latin_hypercube": ("takes no design",),
    "--setings": ("There is no option '--setings'; did you mean '--settings'?", "--multirun"),
    "+weeks=5": ("weeks exists already: leave out the +",),
    "~weeks": ("weeks cannot be removed",),
    "~arms": ("arms cannot be removed",),
    "~study": ("question open",),
    "hydra/launcher=zzz": ("no hydra/launcher 'zzz'", "basic"),
}


def check(answer, *parts):
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1 and answer.err.endswith(".\n")
    assert "Traceback" not in answer.err
    for part in parts:
        assert part in answer.err


@pytest.mark.parametrize("argument", REFUSED)
def test_a_wrong_argument_is_refused_in_one_sentence(ask, argument):
    check(ask(argument), *REFUSED[argument])


def test_a_wrong_value_in_a_sweep_is_refused_before_anything_runs(ask, tmp_path):
    check(ask("--multirun", "contract.weeks=52,x"), "contract.weeks must be a whole number")
    assert not list(tmp_path.rglob("*.csv"))


def test_settings_impossible_in_one_of_the_arms_only_are_refused_if_that_arm_runs(ask):
    one = ("brokers.managers=1", "brokers.academics=0")
    check(ask(*one), "A team of one broker cannot have team.buddying")
    answer = ask(
        *one, "arms=[solos]", "weeks=4", "contract.weeks=4", "replicates=2", "executor=serial"
    )
    assert answer.status == 0


def test_a_results_folder_that_cannot_be_made_is_refused_before_anything_runs(ask, tmp_path):
    (tmp_path / "file").touch()
    check(ask("results=file"), "Results cannot be written into file/team_vs_solo")


def test_a_mistake_in_a_study_file_is_refused_like_one_on_the_command_line(ask, tmp_path):
    (tmp_path / "study").mkdir()
    study = tmp_path / "study" / "mine.yaml"
    for text, part in {
        "replicats: 5": "In study/mine: There is no setting 'replicats'; did you mean 'replicates'?",
        "contract: {weekz: 5}": "did you mean 'contract.weeks'?",
        "contract: {weeks: long}": "contract.weeks must be a whole number",
        "question: a: b": "mapping values are not allowed",
        "arms: [team]": "Required key missing: question",
    }.items():
        study.write_text(f"# @package _global_\n{text}\n")
        check(ask("--config-dir", str(tmp_path), "study=mine"), part)
    study.write_text("question: mine\n")
    check(
        ask("--config-dir", str(tmp_path), "study=mine"),
        "begins with the line '# @package _global_'",
    )


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
    check(ask("--settings", "broker"), "did you mean 'brokers'?", "contract")


def test_a_traceback_is_there_for_who_asks_for_one(installed):
    answer = installed("brokers.ftee=1", HYDRA_FULL_ERROR="1")
    assert answer.status == 1 and "Traceback" in answer.err


def test_the_command_leaves_the_environment_as_it_was(ask):
    before = dict(os.environ)
    ask("brokers.ftee=1")
    assert dict(os.environ) == before


def test_a_worker_that_died_and_a_full_disk_are_reported_in_one_sentence():
    assert "fewer workers" in sentence(BrokenProcessPool("A process was terminated abruptly"))
    full = OSError(28, "No space left on device", "results/table.csv")
    assert sentence(full) == "results/table.csv: No space left on device."
