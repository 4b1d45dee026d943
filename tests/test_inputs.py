"""The one reader of input files: what it reads alike, what it tells, and that it lists all faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import Settings, SettingsError, change
from simulation.inputs.columns import choice, number, text
from simulation.inputs.faults import SHOWN, Faults
from simulation.inputs.table import checked, read_table
from simulation.params import decided_by_files
from simulation.staff import staff_of
from tests.refusals import check_sentence, refusal

HEADER = "id,community,organisation,workgroup,senior"
PEOPLE = [
    f"{'ma'[k % 2]}{k},{'manager' if k % 2 == 0 else 'academic'},"
    f"{'Trüst' if k % 2 == 0 else 'Unit'},group {k % 3},{'yes' if k < 4 else 'no'}"
    for k in range(24)
]
TIES_HEADER = "source,target,strength"
TIES = ["m0,m2,1", "m0,a1,0.5", "a3,m2,0.25", "a1,a3,1"]
STAFF_FILE, TIES_FILE = "population.staff_file", "population.ties_file"


@pytest.fixture
def load(tmp_path):
    """Write a staff file and perhaps one of ties, and give the settings that name them."""

    def settings(people=PEOPLE, ties=None, encoding="utf-8", separator=",", end="\n", **changes):
        names = {}
        for name, header, rows in (("staff", HEADER, people), ("ties", TIES_HEADER, ties)):
            if rows is not None:
                path = tmp_path / f"{name}.csv"
                said = (end.join([header, *rows]) + end).replace(",", separator)
                path.write_bytes(said.encode(encoding))
                names[f"population.{name}_file"] = str(path)
        named = {f"population.{name}": value for name, value in changes.items()}
        return change(Settings(), names | named)

    return settings


def table_of(path: Path, content: bytes | str, columns, **how):
    """The values of a file with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults = Faults()
    found = checked(
        read_table(str(path), [c.name for c in columns], faults, **how), columns, faults
    )
    faults.refuse()
    return found


# ------------------------------------------------------------------- what is read alike


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_make_no_difference_and_are_told(load, encoding, separator):
    usual = staff_of(load(ties=TIES))
    found = staff_of(load(ties=TIES, encoding=encoding, separator=separator))
    assert found.places == usual.places and found.ids == usual.ids
    assert found.ties.across == usual.ties.across
    named = {"utf-16": "UTF-16", "cp1252": "Windows-1252", "latin-1": "Windows-1252"}
    assert named.get(encoding, ".") in found.told
    assert separator == "," or "separated" in found.told


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", ",,\n"])
def test_ends_of_lines_empty_rows_and_columns_without_content_make_no_difference(load, end):
    found, usual = staff_of(load(ties=TIES, end=end)), staff_of(load(ties=TIES))
    assert found[:2] == usual[:2] and found.ties.across == usual.ties.across


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u200b"])
def test_blanks_around_names_and_ids_make_no_other_organisation_or_person(load, blank):
    people = [f"{blank}{line}".replace(",Tr", f"{blank},{blank}Tr", k % 4) for k, line in
              enumerate(PEOPLE)]  # fmt: skip
    found = staff_of(load(people, [line.replace(",", f"{blank},") for line in TIES]))
    assert found[:2] == staff_of(load())[:2]
    assert found.ties.across == staff_of(load(ties=TIES)).ties.across


def test_a_letter_and_its_accent_are_one_letter(load):
    people = [line.replace("ü", "u\u0308", k % 4) for k, line in enumerate(PEOPLE)]
    assert staff_of(load(people)).places == staff_of(load()).places


def test_the_first_row_may_name_the_separator_and_columns_in_capitals(tmp_path):
    columns = (text("id"), number("hours", 0, 10))
    found = table_of(tmp_path / "x.csv", "sep=;\nID;Remark;Hours\na;x;1.5\n", columns)
    assert found.to_dict("list") == {"id": ["a"], "hours": [1.5]}


def test_a_new_kind_of_table_is_a_tuple_of_columns(tmp_path):
    posts = (choice("home", ("manager", "academic")), text("name"), number("fte", 0.05, 1))
    found = table_of(tmp_path / "posts.csv", "name,home,fte\nAnn,academic,0.5\n", posts)
    assert found.to_dict("list") == {"home": [1], "name": ["Ann"], "fte": [0.5]}
    with refusal("posts.csv row 2 home 'boss' manager academic fte '2' 0.05 1"):
        table_of(tmp_path / "posts.csv", "name,home,fte\nAnn,boss,2\n", posts)


# ------------------------------------------------------------------- what is told


def test_a_line_tells_what_was_read_and_assumed(load):
    told = staff_of(load(ties=TIES)).told
    check_sentence(told, "staff.csv ties.csv 12 managers academics Trüst Unit colleagues 2 20")
    people = [f"{line},x" for line in PEOPLE]
    settings = load(people)
    file = Path(settings.population.staff_file)
    file.write_text(
        file.read_text(encoding="utf-8").replace("senior\n", "senior,remark\n"), "utf-8"
    )
    check_sentence(staff_of(settings).told, "'remark' generated")
    assert staff_of(Settings()).told == ""


# ------------------------------------------------------------------- all faults at once


def test_all_faults_of_both_files_are_listed_at_once(load):
    people = [*PEOPLE, "m0,manager,Trüst,g,no", "x1,boss,Unit,g,no", ",academic,Unit,g,no",
              "x3,academic,Unit,,maybe", "x4,academic,Alone,g,no"]  # fmt: skip
    ties = [*TIES, "m0,zoe,1", "m0,m0,1", "m0,m4,strong", "m0,m6,", "m0,m8,2", "m2,m0,0.5"]
    with pytest.raises(SettingsError) as refused:
        staff_of(load(people, ties))
    said = "staff.csv row 26 'm0' 27 'boss' 28 29 workgroup 'maybe' 30 'Alone' "
    said += "ties.csv row 6 'zoe' 7 8 'strong' 9 10 '2' rows 2 and 11"
    check_sentence(str(refused.value), said)


def test_a_long_list_of_faults_is_cut_and_says_so(load):
    people = [line.replace(",no", ",maybe") for line in PEOPLE]
    people += [f"x{k},academic,Unit,g,maybe" for k in range(40)]
    with pytest.raises(SettingsError) as refused:
        staff_of(load(people))
    wrong = sum(line.endswith("maybe") for line in people)
    check_sentence(str(refused.value), f"row 6 'maybe' {wrong - SHOWN} more")
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("edges", [["a1,m0,0.9", "m0,a1,0.1"], ["m0,m2,0.5", "m0,m2,1"]])
def test_two_strengths_of_one_pair_are_refused_whichever_comes_first(load, order, edges):
    found = []
    for rows in (edges, edges[::-1]):
        with refusal("ties.csv rows 2 and 3", SettingsError):
            staff_of(load(ties=[*rows[::order], "a3,a5,1"]))
        with pytest.raises(SettingsError) as refused:
            staff_of(load(ties=[*rows[::order], "a3,a5,1"]))
        found.append(str(refused.value))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"", "CSV empty"), (b"\n\n", "CSV empty"), (b"x,y\n1,2\n", "CSV id hours"),
        (b"PK\x03\x04zip", "CSV workbook"), (b"id,hours\na,\x001\n", "line 2 control"),
        (b"id,hours\na,1\n\x81\x8d", "CSV text"), (b"<graphml/>", "XML .graphml"),
        (b'id,hours\n"a,1\n', "CSV"), (b"i\0d\0,\0h\0", "control"),
        (b"id,hour\na,1\n", "row 1 'hours' 'hour' id"), (b"id,hours,id\na,1,b\n", "row 1 'id' twice"),
        (b"id,hours\na,1,5\n", "row 2 3 2"), (b'id,hours\n"a\nb",1\n', "row 2 id line break"),
        (b"\nid,hours\n\na,\n", "row 4 hours empty"), (b"id,hours\na,inf\n", "row 2 hours 'inf' 0 10"),
        (b"id;hours\na;0,5\n", "row 2 hours '0,5' decimal point"), (b"id,hours\na,1_0\n", "'1_0'"),
        (b"id,hours\na,1e999\n", "'1e999'"), (b"id,hours\na,11\n", "'11' 0 10"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_with_its_place(tmp_path, content, names):
    with refusal(f"hours.csv {names}"):
        table_of(tmp_path / "hours.csv", content, (text("id"), number("hours", 0, 10)))


def test_too_many_rows_are_refused_before_they_are_looked_at(tmp_path):
    with refusal("x.csv 3"):
        table_of(tmp_path / "x.csv", "id\n" + "a\n" * 5, (text("id"),), most=3)


def test_an_organisation_spelt_with_other_capitals_is_no_second_one(load):
    with refusal("row 4 organisation 'TRÜST' 'Trüst'"):
        staff_of(load([line.replace("Trüst", "TRÜST") if k == 2 else line
                       for k, line in enumerate(PEOPLE)]))  # fmt: skip


@pytest.mark.parametrize("mark", ["NA", "n/a", "NaN", "null"])
def test_a_mark_of_a_missing_value_is_no_name(load, mark):
    with refusal(f"row 2 organisation {mark!r}"):
        staff_of(load([PEOPLE[0].replace("Trüst", mark), *PEOPLE[1:]]))


# ------------------------------------------------------------------- what people need


def test_counts_become_strengths_by_a_factor(load):
    counts = ["m0,m2,4", "m0,a1,2", "a3,m2,1"]
    with refusal("row 2 '4' population.ties_factor=0.25 3"):
        staff_of(load(ties=counts))
    across = staff_of(load(ties=counts, ties_factor=0.25)).ties.across
    assert {strength for _, _, strength in across} == {0.5, 0.25}
    with refusal("row 2 '4' 0.5"):
        staff_of(load(ties=counts, ties_factor=0.5))


def test_the_strongest_ties_are_kept_in_any_order_of_rows(load):
    ties = [f"m0,m{2 * k},0.{k}" for k in range(1, 10)] + [
        f"m0,a{2 * k - 1},0.{k}" for k in range(1, 9)
    ]
    with refusal("row 17 'm0' 6 partners"):
        staff_of(load(ties=ties))
    found = staff_of(load(ties=ties, ties_cap=8))
    assert (found.ties.colleagues[0] >= 0).sum() == 8
    assert {s for _, _, s in found.ties.across} == {0.3, 0.4, 0.5, 0.6, 0.7, 0.8}
    check_sentence(found.told, "3")
    few, other = (staff_of(load(ties=rows, ties_cap=2)).ties for rows in (ties, ties[::-1]))
    assert set(few.across) == set(other.across) and len(few.across) == 2
    assert sorted(few.colleagues[0].tolist()) == sorted(other.colleagues[0].tolist())


SMALL = [*PEOPLE, "x0,manager,Lone,g,no", "x1,manager,Sole,g,no", "x2,academic,One,g,no",
         "x3,academic,Uno,g,no"]  # fmt: skip


@pytest.mark.parametrize("how", ["refuse", "merge", "drop"])
def test_organisations_of_one_are_refused_merged_or_dropped(load, how):
    settings = load(SMALL, [*TIES, "x0,a1,0.125"], small_groups=how)
    if how == "refuse":
        with refusal("row 26 'Lone' population.small_groups rows 27 28 29"):
            staff_of(settings)
        return
    found = staff_of(settings)
    sizes = [(place.size, place.host) for place in found.places]
    merged = [(12, True), (2, False)] * 2
    assert sizes == (merged if how == "merge" else [(12, True), (12, True)])
    assert (0.125 in {s for _, _, s in found.ties.across}) == (how == "merge")
    check_sentence(found.told, "4")


def test_one_organisation_of_one_has_none_to_merge_with(load):
    with refusal("row 28 'One' merged"):
        staff_of(load(SMALL[:-1], small_groups="merge"))


@pytest.mark.parametrize(
    ("name", "value"), [("ties_cap", 4), ("ties_factor", 0.5), ("small_groups", "drop")]
)
def test_what_is_done_with_files_is_refused_without_them(load, name, value):
    with refusal(f"population.{name} population.staff_file"):
        change(Settings(), {f"population.{name}": value})
    if name != "small_groups":
        with refusal(f"population.{name} population.ties_file"):
            load(**{name: value})


def test_text_between_two_names_is_not_taken_for_a_long_name():
    between = "words that a user must be able to read, as they say what is allowed " * 4
    message = f"t.csv, row 2: '2' {between}'q0' and the team's \"b'c\" {between}'{'x' * 900}'."
    said = str(SettingsError(message))
    assert said.startswith(message.partition("xxx")[0])
    assert len(said) < len(message) - 600


def test_what_a_file_decides_is_known_and_cannot_be_set(load):
    decided = decided_by_files(load())
    assert decided == decided_by_files(load(ties=TIES))
    assert "population.managers" in decided and "population.willing" not in decided
    assert decided_by_files(Settings()) == ()
    for name in decided:
        with refusal(name):
            change(load(), {name: 7})
