"""What the address of the page says: links bring back the view; what cannot be is refused in a sentence."""

from __future__ import annotations

import dataclasses
import shlex

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import load
from experiments.config.commands import typed
from experiments.methods.estimates import CULTURE
from experiments.page import likely, presets, stored, take_away, texts
from experiments.page.choice import ALONE, TYPICAL, Choice, choice_of, read
from experiments.page.play import COURSES, Worlds
from experiments.store import parts
from experiments.studies.phrases import lower
from simulation import Settings, SettingsError, change, simulate
from simulation.settings import ARMS
from tests.refusals import refusal
from tests.strategies import examples

SMALL = {
    "population.managers": 8, "population.academics": 8, "weeks": 40,
    "contract.weeks": 26,
}  # fmt: skip


@pytest.mark.parametrize("right", [*ARMS, ALONE])
@pytest.mark.parametrize("left", ARMS)
def test_an_address_brings_back_the_view(left, right):
    settings_ = change(Settings(), {**SMALL, "arm": left, "team.pair": 0.0})
    choice = Choice(settings_, right, seed=12, week=7)
    assert choice_of(choice.query) == choice


def test_the_usual_view_needs_no_query():
    assert Choice().query == "" and choice_of("") == Choice()


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda b: b.decode("latin1")))
@examples(300)
def test_whatever_an_address_says_it_is_a_view_or_a_sentence(text):
    try:
        choice_of(text)
    except SettingsError as error:
        assert "\n" not in str(error) or "\n" in text


@pytest.mark.parametrize(
    ("query", "said"),
    {
        "contract.week=5": "did you mean 'contract.weeks'",
        "nonsense=5": "the controls list all",
        "left=teem": "did you mean 'team'",
        "right=nobody": "right cannot be 'nobody'",
        "seed=-1": "seed",
        "seed=x": "seed must be a whole number",
        "seed=" + "9" * 60: "seed",
        "contract.weeks=1e9": "contract.weeks must be a whole number",
        "contract.weeks=999": "after the run's end",
        "brokers.fte=nan": "brokers.fte",
        "brokers.fte=inf": "brokers.fte",
        "team.pair=maybe": "team.pair must be a number",
        "population.managers=5000": "The page shows at most 1000 people",
        "weeks=50000": "weeks must be at most 1040",
        "week=9999": "week must be a whole number from 0 to 1040",
        "tour=6": "tour must be a whole number from 0 to 5",
        "tour=x": "tour must be a whole number",
        "present=2": "present must be a whole number from 0 to 1",
        "population.staff_file=secrets.csv": "The address has 'population.staff_file'",
        "a=" + "x" * 5000: "at most 4000 characters",
        "a=1&" * 250: "at most 200 fields",
        "population.organisations=35&population.managers=4": "at most 20 organisations",
        "seed=9999999999999": "seed must be",
    }.items(),
)
def test_what_cannot_be_is_refused_in_one_sentence(query, said):
    with pytest.raises(SettingsError) as refused:
        choice_of(query)
    assert said in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("contract.weks=52", "contract.weks contract.weeks"), ("brokers.fte=nan", "brokers.fte 0.05 1"),
        ("contract.weeks=x", "contract.weeks x"), ("week=x", "week x"), ("left=teem", "left team"),
        ("tour=9", "tour 5 9"), ("present=2", "present 1 2"), ("weeks=5000", "weeks 1040 5000"),
        ("weeks=60", "weeks 104 60"), ("week=999", "week 260 999"),
    ],
)  # fmt: skip
def test_of_an_address_with_one_wrong_part_the_rest_is_used_and_the_part_is_named(wrong, named):
    rest = "seed=3&context.pressure=0.5&right=single"
    choice, (fault,) = read(f"{wrong}&{rest}")
    assert choice == choice_of(rest)
    assert all(word in fault for word in named.split())


def test_of_an_address_whose_settings_contradict_each_other_none_is_used_and_that_is_said():
    choice, (fault,) = read("brokers.managers=1&brokers.academics=0&context.pressure=0.5&seed=3")
    assert (
        choice == Choice(seed=3) and "cannot be shown together" in fault and "team.hours" in fault
    )
    assert read("weeks=60&contract.weeks=30")[1] == []  # each of them would be wrong alone


def test_a_week_after_the_end_of_a_shorter_run_is_its_last_one():
    late = choice_of("week=200")
    assert late.with_settings({"contract.weeks": 52}).week == 200
    shorter = late.with_settings({"contract.weeks": 52, "weeks": 60})
    assert shorter.week == 60 and choice_of(shorter.query) == shorter


def test_the_command_and_the_yaml_run_the_same_settings(ask, tmp_path):
    changes = {**SMALL, "brokers.embedding": "none"}
    choice = Choice(change(Settings(), {**changes, "arm": "team"}), "solos")
    assert choice.command.startswith(typed("brokering 'arms=[team,solos]' 'compare=[team,solos]' "))
    said = [word for word in shlex.split(choice.command)[1:] if not word.startswith("replicates=")]
    first = ask(*said, "replicates=3", "executor=serial", "results=one")
    assert first.status == 0, first.err
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.yaml").write_text(choice.yaml)
    second = ask(
        "--config-dir",
        str(tmp_path),
        "study=mine",
        "replicates=3",
        "executor=serial",
        "results=two",
    )
    assert second.status == 0, second.err
    tables = [
        pd.read_parquet(next(tmp_path.glob(f"{n}/*/*/replicates.parquet"))) for n in ("one", "two")
    ]
    pd.testing.assert_frame_equal(*tables)
    team = tables[0][tables[0]["arm"] == "team"]["practising_host_end"]
    first = 1_000_000 * (choice.seed + 1)
    seeds = range(first, first + 3)
    expected = simulate(change(Settings(), {**changes, "arm": "team"}), seeds)
    assert team.tolist() == expected["practising_host_end"].tolist()


def test_a_task_of_the_largest_world_is_one_replicate_and_of_small_ones_are_many():
    largest = {"population.managers": 100, "population.academics": 100, "population.organisations": 5,
               "population.departments": 5, "weeks": 1_040}  # fmt: skip
    assert likely.replicates_at_once(Choice(change(Settings(), largest))) == 1
    assert likely.replicates_at_once(Choice(change(Settings(), SMALL))) == likely.AT_ONCE


def test_the_command_gives_the_answer_on_the_page(ask):
    choice = Choice(change(Settings(), {**SMALL, "arm": "team"}), "solos", seed=3)
    try:
        answer = likely.Asked(choice).answer()
    finally:
        likely.close()
    printed = ask(*shlex.split(choice.command)[1:], "executor=serial").out
    assert answer is not None
    # The command says first with which settings; on the page they are in view.
    assert lower(answer.sentences[0]) in " ".join(printed.split())


def test_the_csv_is_the_run_on_the_page():
    choice = Choice(change(Settings(), {**SMALL, "arm": "team"}), "solos", seed=5)
    import io

    table = pd.read_csv(io.StringIO(take_away.csv(choice)))
    worlds = Worlds(choice)
    while worlds.running:
        worlds.step()
    for play in worlds.plays:
        own = table[table["arm"] == play.arm]
        for name in COURSES:
            played = [frame.outcomes[name] for frame in play.frames]
            pd.testing.assert_series_equal(
                own[name].astype(float), pd.Series(played), check_names=False, check_index=False
            )


def test_every_preset_can_be_shown_and_moves_something_or_is_the_default():
    chosen = [
        presets.with_preset(Choice(seed=3), preset)
        for group in texts.presets().values()
        for preset in group
    ]
    assert all(choice_of(choice.query) == choice and choice.seed == 3 for choice in chosen)
    assert len({choice.settings for choice in chosen}) == len(chosen) > 10
    assert presets.with_set(Choice(), "7").settings != Settings()
    many = len(presets.plausible())
    with refusal(f"0 {many - 1} {many}"):
        presets.with_set(Choice(), str(many))


def test_every_preset_and_step_says_what_it_is_in_one_sentence():
    said = [preset.sentence for group in texts.presets().values() for preset in group]
    said += [sentence for step in texts.tour() for sentence in (step.sentence, step.attempt)]
    for sentence in said:
        assert sentence.endswith(".") and ". " not in sentence and len(sentence) < 160, sentence


@pytest.mark.parametrize("step", range(1, 6))
def test_an_address_opens_the_tour_at_a_step_and_keeps_what_is_changed_there(step):
    choice = choice_of(f"tour={step}")
    assert choice.query == f"tour={step}"
    for changes in ({"contract.weeks": 52}, {"arm": "single_matched"}, {"brokers.fte": 0.6}):
        changed = choice.with_settings(changes)
        assert choice_of(changed.query) == changed != choice
    shown = dataclasses.replace(choice, present=True)
    assert choice_of(shown.query) == shown and shown.world == choice.world


def test_on_the_tour_a_setting_can_be_put_back_to_its_default(monkeypatch):
    step = texts.Step("A", "B.", "C.", {"contract.weeks": "52"})
    monkeypatch.setattr(texts, "tour", lambda: (step,))
    assert choice_of("tour=1").settings.contract.weeks == 52
    back = choice_of("tour=1").with_settings({"contract.weeks": 104})
    assert choice_of(back.query) == back


def typical_seed():
    """The seed whose lead at the end of the contracts is closest to the median, by default settings.

    Among seeds that are equally close, the one whose two arms are closest to their own medians.
    """
    choice, seeds = Choice(), range(1, 201)
    shares = pd.DataFrame(
        {arm: simulate(choice.settings_of(arm), seeds)[CULTURE].to_numpy() for arm in choice.sides},
        index=list(seeds),
    )
    lead = shares[choice.left] - shares[choice.right]
    far = (lead - lead.median()).abs().round(9)  # shares are whole numbers of people
    levels = (shares - shares.median()).abs().sum(axis=1).round(9)
    return int(shares.index[np.lexsort((levels, far))[0]])


@pytest.mark.slow
def test_the_run_shown_first_is_typical():
    assert typical_seed() == TYPICAL == Choice().seed


def test_a_stored_run_is_picked_without_typing_its_name(ask, tmp_path, monkeypatch):
    small = [f"{name}={value}" for name, value in SMALL.items()]
    answer = ask("kind=sweep", "vary={contract.weeks: [13, 26]}", "arms=[team,solos]", *small,
                 "replicates=3", "executor=serial")  # fmt: skip
    assert answer.status == 0, answer.err
    monkeypatch.setattr(stored, "RESULTS", tmp_path / "results")
    ((name, folder),) = stored.studies().items()
    assert folder.name not in name and name.startswith("team vs solo: ")
    assert "=" not in name and "varies: Length of contracts" in name
    runs = stored.runs_of(folder)
    assert len({run.differs for run in runs}) == 2 and {"team", "solos"} <= {
        run.arm for run in runs
    }
    run = next(run for run in runs if run.arm == "team" and "26" in run.differs)
    seed = run.row["first_seed"] + 1
    choice = stored.opened(run, seed)
    assert choice.sides == ("team",) and choice.seed == seed
    assert choice_of(choice.query) == choice
    worlds = Worlds(choice)
    while worlds.running:
        worlds.step()
    table = load(folder)
    (kept,) = table[
        (table["arm"] == "team") & (table["contract.weeks"] == 26) & (table["seed"] == seed)
    ]["practising_host_followup"]
    assert worlds.plays[0].frames[-1].outcomes["practising_host"] == kept
    with refusal(str(run.row["first_seed"] + 777)):
        stored.opened(run, run.row["first_seed"] + 777)
    monkeypatch.setattr(parts, "MODEL_VERSION", -1)
    parts._name.cache_clear()
    with refusal():
        stored.opened(run, seed)
    parts._name.cache_clear()


def test_without_results_there_is_nothing_to_pick(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "RESULTS", tmp_path / "results")
    assert stored.studies() == {}
