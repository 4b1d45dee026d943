"""From a composed configuration to a plan: every value is checked before anything runs."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from experiments.config import ensembles, shipped
from experiments.config.configurations import Changes, check_staffing
from experiments.config.credit import licence_of, people
from experiments.config.files_given import files_given
from experiments.config.named_files import with_shipped
from experiments.config.observed import check_outcome
from experiments.config.plan import (
    MOST_IN_A_SET,
    MOST_REPLICATES,
    MOST_SEEDS,
    MOST_SETS,
    ROOM,
    Plan,
)
from experiments.config.schema import SETTINGS, StudyKeys, by_name, flat, model_settings, study_keys
from experiments.config.suggestions import check_known, unknown
from experiments.methods import designs
from experiments.methods.stopping import rule_of
from experiments.studies import left_out
from experiments.studies.kind import OPTIONAL, Kind
from experiments.studies.registry import kind_called, kinds
from simulation import Settings, SettingsError, change
from simulation.params import decided_by_files, whole_number
from simulation.passport import Value
from simulation.settings import ARMS


def plan_of(study: str, values: Mapping[str, Any], given: Collection[str] = ()) -> Plan:
    """The plan of a study, by its name and its composed configuration (nested mappings).

    `given` are names of settings that somebody gave a value to: it holds in every parameter set.

    Raises:
        SettingsError: what was asked cannot be done; one sentence says why.
    """
    settings = settings_of(values)
    kind = kind_called(values["kind"])
    _check_keys(kind, values)
    takes_arms = "arms" in kind.takes
    arms, compare = _arms(values["arms"], values["compare"]) if takes_arms else ((), ("", ""))
    futures = {str(name): _future(str(name), said) for name, said in values["futures"].items()}
    plan = Plan(
        study, kind.name, values["question"], arms, compare, values["replicates"],
        values["set_replicates"], values["seed"], settings, values["ensemble"], values["accepted"],
        values["most_sets"], vary=values["vary"],
        design=values["design"], size=values["size"], options=values["options"],
        outcomes=tuple(values["outcomes"]), past=values["past"], futures=futures,
        reference=values["reference"], until=values["until"], authors=people(values["author"]),
        licence=licence_of(values["licence"]), label=values["name"],
        given=frozenset(given) & SETTINGS.keys(),
    )  # fmt: skip
    if "vary" in kind.takes:
        plan = left_out.in_design(plan, given)
        plan = dataclasses.replace(plan, points=_points(plan))
    plan = left_out.in_sets(plan, kind.varies())
    if plan.ensemble:
        plan = dataclasses.replace(plan, members=_members(plan, {*given, *plan.changed()}))
    _check(plan)
    kind.check(plan)
    return plan


def _check_keys(kind: Kind, values: Mapping[str, Any]) -> None:
    """Refuse keys that studies of this kind do not take."""
    usual = {field.name: field.default for field in dataclasses.fields(StudyKeys)}
    given = [
        key
        for key in OPTIONAL
        if key not in kind.takes and values[key] and values[key] != usual[key]
    ]
    if given:
        them = "it" if len(given) == 1 else "them"
        takers = [other.name for other in kinds().values() if other.takes.issuperset(given)]
        where = f" Kinds that take {them}: {', '.join(takers)}." if takers else ""
        raise SettingsError(
            f"Studies of kind {kind.name} do not take {' or '.join(given)}; leave {them} out or empty.{where}"
        )


def _future(name: str, said: object) -> Changes:
    """What a future changes, by dotted names."""
    if not isinstance(said, Mapping):
        raise SettingsError(
            f"Future {name} must map settings to values, as in {{arm: team}}, not {said!r}."
        )
    changes: dict[str, Value] = {}
    for setting, value in flat({str(key): value for key, value in said.items()}):
        if setting in changes:
            raise SettingsError(f"Future {name} gives {setting} twice.")
        if setting == "weeks":
            raise SettingsError(f"Future {name}: weeks must be the same in all futures of a study.")
        changes[setting] = value
    return with_shipped(changes)


def _points(plan: Plan) -> tuple[Changes, ...]:
    factors = designs.factors_of(plan.vary)
    options = dict(plan.options)
    if plan.design == "csv" and "file" in options:
        options["file"] = str(shipped.path_of(str(options["file"]), "points"))
    if plan.design == "one_at_a_time" and "base" not in options:  # the study's own settings
        own = by_name(plan.settings)
        options["base"] = {
            factor.name: own[factor.name] for factor in factors if factor.name != "arm"
        }
    table = designs.points(plan.design, factors, plan.size, plan.seed, **options)
    if "arm" in table:
        raise SettingsError("arm does not vary: arms lists those that run at every point.")
    if idle := [name for name in table if name in decided_by_files(plan.settings)]:
        raise SettingsError(
            f"{' and '.join(idle)} cannot vary: population.staff_file, its ties or brokers.roster decide "
            f"that; leave {'it' if len(idle) == 1 else 'them'} out."
        )
    rows = table.to_dict("records")
    return tuple(with_shipped({str(k): v for k, v in row.items()}) for row in rows)


def _arms(arms: Sequence[str], compare: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, str]]:
    arms = tuple(dict.fromkeys(("none", *map(str, arms))))
    for arm in (*arms, *compare):
        check_known(arm, ARMS, "There is no arm")
    if len(set(compare)) != 2 or len(compare) != 2:
        raise SettingsError(f"compare must name two different arms, not [{', '.join(compare)}].")
    return arms, (compare[0], compare[1])


def _check(plan: Plan) -> None:
    if plan.ensemble and plan.until:
        raise SettingsError("until cannot be combined with an ensemble: leave one of them empty.")
    if plan.ensemble and not 2 <= len(plan.members) <= MOST_SETS:
        raise SettingsError(
            f"The ensemble {plan.ensemble} has {len(plan.members)} parameter sets; "
            f"from 2 to {MOST_SETS} are allowed."
        )
    rule_of(plan.until, plan.replicates)
    for name in plan.outcomes:
        check_outcome(name)
    if not 2 <= plan.replicates <= MOST_REPLICATES:
        raise SettingsError(
            f"replicates must be from 2 (an interval needs two runs) to {MOST_REPLICATES}, "
            f"not {plan.replicates}."
        )
    if plan.members and plan.replicates > ROOM:
        raise SettingsError(
            f"With an ensemble replicates must be at most {ROOM}, not {plan.replicates}."
        )
    whole_number("set_replicates", plan.set_replicates, 1, MOST_IN_A_SET)
    whole_number("accepted", plan.accepted, 2, MOST_SETS)
    whole_number("seed", plan.seed, 0, MOST_SEEDS)
    files_given(plan)  # reads every file, so that what is wrong in one is said before anything runs
    for arm in plan.arms:
        check_staffing(change(plan.settings, {"arm": arm}))


def _members(plan: Plan, given: Collection[str]) -> tuple[Settings, ...]:
    """The parameter sets of the ensemble, in which settings that were given a value keep it."""
    if plan.most_sets:
        whole_number("most_sets", plan.most_sets, 2, MOST_SETS)
    known = {*given, *plan.left_out}
    found = ensembles.sets_of(plan.ensemble, plan.settings, known, plan.most_sets or None)
    if len(set(found)) == len(found):
        return found
    table = ensembles.read(shipped.path_of(plan.ensemble, "ensembles"))
    replaced = ", ".join(str(name) for name in table if name in given)
    why = f", or its rows differ only in what was given a value: {replaced}" if replaced else ""
    raise SettingsError(
        f"Some parameter sets of the ensemble {plan.ensemble} are the same: it has equal rows{why}."
    )


def settings_of(values: Mapping[str, Any]) -> Settings:
    """The model's settings in a composed configuration, for `arm=none`.

    Raises:
        SettingsError: a name that means nothing, one that was removed, or an impossible value.
    """
    given = dict(flat(values))
    legal = {**model_settings(), **study_keys()}
    for name in given:
        if name not in legal:
            raise SettingsError(unknown(name))
    for name in legal:
        if name not in given:
            raise SettingsError(f"{name} cannot be removed; give it a value instead.")
    changes = with_shipped({name: given[name] for name in model_settings()})
    return change(Settings(), {"arm": "none"} | changes)
