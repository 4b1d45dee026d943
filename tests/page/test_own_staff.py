"""A visitor's own staff: read as on the command line, refused with all faults, and gone with the session."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile

import ipyvuetify as vue
import pytest
import solara

from experiments.page import own_staff
from experiments.page.choice import Choice, choice_of
from experiments.page.own_staff import Files, Pieces, with_files, without_files
from experiments.page.play import Worlds
from simulation import SettingsError, change, simulate
from tests.refusals import refusal

STAFF = "population.staff_file"
HEAD = "id,community,organisation,workgroup,senior\n"


def staff(people=24):
    rows = [
        f"p{n},{('manager', 'academic')[n % 2]},{('Trust', 'Department')[n % 2]},group {n % 4},{n < 4}"
        for n in range(people)
    ]
    return (HEAD + "\n".join(rows) + "\n").lower().encode()


def pieces_of(content, name="staff.csv", size=100):
    text = base64.b64encode(content).decode()
    parts = [text[at : at + size] for at in range(0, len(text), size)] or [""]
    return [
        {"name": name, "number": n, "count": len(parts), "text": part}
        for n, part in enumerate(parts)
    ]


@pytest.fixture
def files():
    kept = Files()
    yield kept
    kept.close()


def test_a_file_arrives_in_pieces_as_it_was():
    together = Pieces()
    content = bytes(range(256)) * 8
    *before, last = [together.add(piece) for piece in pieces_of(content)]
    assert len(before) > 20 and not any(before) and last == ("staff.csv", content)


@pytest.mark.parametrize(
    "said", [None, "x", {}, {"name": "a", "number": "0", "count": 1, "text": ""},
             {"name": "a", "number": 1, "count": 2, "text": ""},
             {"name": "a", "number": 0, "count": 10**9, "text": ""},
             {"name": "a", "number": 0, "count": 1, "text": "x" * 10**6},
             {"name": "a", "number": 0, "count": 1, "text": "not base64!"}],
)  # fmt: skip
def test_what_is_no_file_is_refused_in_a_sentence(said):
    with pytest.raises(SettingsError) as refused:
        Pieces().add(said)
    assert str(refused.value).endswith(".")


def test_a_file_that_is_too_large_is_refused_with_the_limit():
    together = Pieces()
    pieces = pieces_of(b"x" * (own_staff.MOST_BYTES + 1), size=60_000)
    assert len(pieces) <= own_staff.MOST_PIECES
    with refusal("1,000"):
        for piece in pieces:
            together.add(piece)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\\b\\c.csv", "", "..", ".csv", "ü\0 '\".csv", "x" * 999]
)
def test_whatever_a_file_is_called_it_stays_in_its_folder(files, name):
    path = files.keep(name, b"x")
    assert path.is_file() and path.parent.parent.name.startswith(own_staff.FOLDER)
    assert len(path.name) < 80


def test_own_staff_are_played_as_the_command_line_runs_them(files):
    path = str(files.keep("staff.csv", staff()))
    choice = with_files(Choice(), {STAFF: path})
    worlds = Worlds(choice)
    worlds.play(10)
    for play in worlds.plays:
        weekly = simulate(change(choice.settings, {"arm": play.arm}), [choice.seed], weekly=True)
        assert len(play.model.people) == 24
        assert play.frames[10].outcomes["attitude_host"] == weekly["attitude_host"][10]


def test_they_replace_the_sizes_that_were_set_and_can_be_left_again(files):
    path = str(files.keep("staff.csv", staff()))
    sized = Choice().with_settings({"population.managers": 30, "contract.weeks": 52})
    own = with_files(sized, {STAFF: path})
    assert own.settings.contract.weeks == 52 and own.world != Choice().world
    assert without_files(own) == Choice().with_settings({"contract.weeks": 52})


def test_the_address_has_no_file_and_the_export_names_it_without_its_folder(files):
    own = with_files(Choice(), {STAFF: str(files.keep("my staff.csv", staff()))})
    assert choice_of(own.query) == Choice()
    for text in (own.command, own.yaml):
        assert "my_staff.csv" in text and own_staff.FOLDER not in text


def test_all_faults_are_listed_one_by_one_without_the_folder(files):
    bad = HEAD + "a,manager,Trust,g,true\na,wizard,Trust,g,true\nb,academic,,g,perhaps\n"
    path = str(files.keep("staff.csv", bad.encode()))
    with pytest.raises(SettingsError) as refused:
        with_files(Choice(), {STAFF: path})
    said = own_staff.faults(files.plain(str(refused.value)))
    assert len(said) >= 4 and own_staff.FOLDER not in " ".join(said)
    for row in ("row 3", "row 4"):
        assert any(row in each for each in said)


def test_a_message_names_the_settings_as_the_page_does(files):
    said = files.plain("set population.ties_cap; population.ties_factor=0.025 fits the largest.")
    assert "population" not in said and "=" not in said
    assert "Maximum ties per person" in said and "0.025" in said


def test_too_many_people_for_the_page_are_refused(files):
    path = str(files.keep("staff.csv", staff(1_002)))
    with refusal("1000 1002"):
        with_files(Choice(), {STAFF: path})


def test_nothing_stays_when_a_session_ends():
    first, second = Files(), Files()
    paths = [first.keep("a.csv", b"x"), second.keep("b.csv", b"x")]
    first.close()
    assert [path.exists() for path in paths] == [False, True]
    own_staff.close()
    assert not any(path.parent.parent.exists() for path in paths)


def test_the_page_takes_a_file_and_uses_it(files):
    chosen = []
    _, context = solara.render(
        own_staff.OwnStaff(Choice(), chosen.append, files), handle_error=False
    )
    assert not context.find(vue.Btn).widgets
    uploads = [w for w in context.find(vue.VuetifyTemplate).widgets if hasattr(w, "vue_piece")]
    upload = uploads[0]
    for piece in pieces_of(staff()):
        upload.vue_piece(piece)
    (button,) = context.find(vue.Btn).widgets
    button.fire_event("click")
    context.close()
    assert chosen[0].settings.population.staff_file.endswith("staff.csv")


def test_files_of_a_server_that_was_killed_are_deleted_when_the_next_one_starts(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    kept = {}
    for who in (ended.pid, os.getpid(), os.getppid()):
        with monkeypatch.context() as patch:
            patch.setattr(os, "getpid", lambda who=who: who)
            kept[who] = Files()
            path = kept[who].keep("staff.csv", b"x")
        assert path.parents[1].parent == tmp_path
    elsewhere = tmp_path / f"brokering-page.elsewhere.{ended.pid}.x"
    elsewhere.mkdir()
    own_staff.close()
    left = {path.name.split(".")[-2] for path in tmp_path.iterdir() if path != elsewhere}
    assert elsewhere.is_dir() and left == {str(os.getppid())}  # whose server lives
