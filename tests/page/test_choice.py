"""What the address of the page says: links bring back the view; what cannot be is refused in a sentence."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.page import likely, presets, take_away
from experiments.page.choice import ALONE, Choice, choice_of
from experiments.page.play import COURSES, Worlds
from experiments.store import parts
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
        "right=nobody": "There is no arm 'nobody'",
        "seed=-1": "seed",
        "seed=x": "seed must be a whole number",
        "seed=" + "9" * 60: "seed",
        "contract.weeks=1e9": "contract.weeks must be a whole number",
        "contract.weeks=999": "after the run's end",
        "brokers.fte=nan": "brokers.fte",
        "brokers.fte=inf": "brokers.fte",
        "team.pair=maybe": "team.pair must be a number",
        "population.managers=5000": "A page shows at most 1000 people",
        "weeks=50000": "weeks must be at most 1040",
        "week=9999": "week must be a whole number from 0 to 260",
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


def test_the_command_and_the_yaml_run_the_same_settings(ask, tmp_path):
    changes = {**SMALL, "brokers.embedding": "none"}
    choice = Choice(change(Settings(), {**changes, "arm": "team"}), "solos")
    assert choice.command.startswith("brokering arms=[team,solos] compare=[team,solos] ")
    said = [word for word in choice.command.split()[1:] if not word.startswith("replicates=")]
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
    seeds = range(2_000_000, 2_000_003)
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
    printed = ask(*choice.command.split()[1:], "executor=serial").out
    assert answer is not None and answer.sentences[0] in " ".join(printed.split())


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


def test_every_preset_can_be_shown():
    assert len(presets.points()) > 60
    for name, changes in presets.points().items():
        chosen = Choice().with_settings(changes)
        assert choice_of(chosen.query) == chosen, name
    assert presets.with_set(Choice(), "7").settings != Settings()
    many = len(presets.plausible())
    with refusal(f"0 {many - 1} {many}"):
        presets.with_set(Choice(), str(many))


def test_a_stored_run_is_opened_by_its_name(ask, tmp_path, monkeypatch):
    small = [f"{name}={value}" for name, value in SMALL.items()]
    answer = ask("kind=sweep", "vary={contract.weeks: [13, 26]}", "arms=[team,solos]", *small,
                 "replicates=3", "executor=serial")  # fmt: skip
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "team_vs_solo").iterdir()
    monkeypatch.setattr(presets, "RESULTS", tmp_path / "results")
    from experiments import load
    from experiments.store.run_table import read_plan

    plan = read_plan(folder)
    row = plan[plan["arm"] == "team"].iloc[0]
    seed = row["first_seed"] + 1
    choice = presets.stored(f"team_vs_solo/{folder.name}/{row['configuration'][:8]}-{seed}")
    assert choice.sides == ("team",) and choice.seed == seed
    worlds = Worlds(choice)
    while worlds.running:
        worlds.step()
    runs = load(folder)
    weeks = choice.settings.contract.weeks
    stored = runs[
        (runs["arm"] == "team") & (runs["contract.weeks"] == weeks) & (runs["seed"] == seed)
    ]
    assert worlds.plays[0].frames[-1].outcomes["practising_host"] == float(
        stored["practising_host_followup"].iloc[0]
    )
    for text in ("nonsense", "../../etc/x/abcdef-1", f"team_vs_solo/{folder.name}/ffffffff-1",
                 f"team_vs_solo/{folder.name}/{row['configuration']}-x",
                 f"team_vs_solo/{folder.name}/{row['configuration']}-777", "a\0b/c/abcd-1",
                 "a" * 5000 + "/c/abcd-1", "1/2/abcd-99999999999999999999999"):  # fmt: skip
        with pytest.raises(SettingsError):
            presets.stored(text)
    monkeypatch.setattr(parts, "MODEL_VERSION", -1)
    parts._name.cache_clear()
    with refusal():
        presets.stored(f"team_vs_solo/{folder.name}/{row['configuration']}-{seed}")
    parts._name.cache_clear()
