"""A study made concrete: which arms, in which worlds, under which name."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from experiments.config import ensembles as ensemble
from experiments.config import shipped
from experiments.config.configurations import Changes, ParameterSet
from experiments.config.credit import USUAL_LICENCE, Licence, Person, licence_of, people
from experiments.config.refusals import unknown
from experiments.config.schema import DESIGN, HOW_TO_RUN, flat, model_settings, study_keys
from experiments.methods.estimates import check_outcome
from experiments.methods.stopping import Rule, rule_of
from experiments.store.files import digest
from experiments.studies.futures.branches import futures_of
from simulation import MODEL_VERSION, Settings, SettingsError, change
from simulation.compiling import source_hash
from simulation.params import check_posts, nearest, whole_number
from simulation.passport import Value, leaves
from simulation.past import past_of
from simulation.roster import roster
from simulation.settings import ARMS
from simulation.staff import staff_of
from simulation.tables import COMMUNITIES

MOST_REPLICATES = 1_000_000  # of one seed; the next seed's worlds begin after them
MOST_IN_A_SET = 1_000  # replicates in each parameter set of an ensemble
MOST_SETS = 500  # they take the second half of a block of worlds
ROOM = MOST_REPLICATES - MOST_SETS * MOST_IN_A_SET  # the first half, beside an ensemble
MOST_SEEDS = (2**63 - 1) // MOST_REPLICATES - 1
KINDS = (
    "arms", "calibration", "convergence", "decision", "futures", "headline", "ledger", "mechanisms",
    "sensitivity", "sweep",
)  # fmt: skip
VARYING = ("sweep", "decision")  # kinds in which settings vary by a design
WITH_ARMS = ("arms", "sweep")  # kinds in which one says who brokers
WITH_OUTCOMES = ("sweep", "futures", "sensitivity")  # kinds in which one says what is looked at


@dataclasses.dataclass(frozen=True)
class Plan:
    """A study whose every value has been checked.

    Attributes:
        study: its name.
        kind: what is done, one of `KINDS`.
        question: what it asks.
        arms: who brokers; `none` is always the first.
        compare: the two arms that the headline compares.
        replicates: runs of each arm with the study's own settings.
        set_replicates: runs of each arm in each parameter set of an ensemble.
        seed: which block of worlds the replicates are.
        settings: those of the model, for `arm=none`.
        ensemble: name or file of the parameter sets that the study runs over; empty: there are none.
        accepted: parameter sets that a calibration looks for.
        members: the model's settings in each parameter set of the ensemble, for `arm=none`.
        vary: what varies in a sweep, as the study says it.
        design: which points of that run.
        size: of the design.
        options: of the design.
        outcomes: what a sweep keeps, or what futures are compared in.
        points: the points, each as changes to the settings.
        past: weeks that are lived once, without brokers, before the futures part; 0: there are none.
        futures: what the past goes on to, each by its name as changes to the settings.
        reference: the future that all others are compared with.
        until: when to stop before all replicates are run; see `experiments.methods.stopping`.
        authors: who is credited with the results.
        licence: of the results.
    """

    study: str
    kind: str
    question: str
    arms: tuple[str, ...]
    compare: tuple[str, str]
    replicates: int
    set_replicates: int
    seed: int
    settings: Settings
    ensemble: str
    accepted: int
    members: tuple[Settings, ...] = ()
    vary: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    design: str = DESIGN
    size: int = 5
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    points: tuple[Changes, ...] = ()
    past: int = 0
    futures: Mapping[str, Changes] = dataclasses.field(default_factory=dict)
    reference: str = ""
    until: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    authors: tuple[Person, ...] = ()
    licence: Licence = USUAL_LICENCE

    @property
    def own(self) -> list[ParameterSet]:
        """The study's own settings, as the only parameter set."""
        first = self.seed * MOST_REPLICATES
        seeds = range(first, first + self.replicates)
        return [ParameterSet(0, self.settings, seeds, self._past(self.settings))]

    @property
    def rule(self) -> Rule | None:
        """When to stop before all replicates are run; None: never.

        Raises:
            SettingsError: `until` cannot be.
        """
        return rule_of(self.until, self.replicates)

    @property
    def sets(self) -> list[ParameterSet]:
        """The parameter sets of the ensemble.

        Worlds differ for every `seed` and, so that luck averages out over the ensemble, in every set;
        none is one of the study's own, which begin at the other end of the block.
        """
        end = (self.seed + 1) * MOST_REPLICATES
        firsts = range(end - MOST_SETS * MOST_IN_A_SET, end, MOST_IN_A_SET)
        return [
            ParameterSet(
                number, settings, range(first, first + self.set_replicates), self._past(settings)
            )
            for number, (settings, first) in enumerate(zip(self.members, firsts, strict=False))
        ]

    def _past(self, settings: Settings) -> Settings | None:
        return past_of(settings, self.past) if self.past else None

    def settings_for(self, arm: str) -> Settings:
        """The model's settings for one arm."""
        return change(self.settings, {"arm": arm})

    def changed(self) -> dict[str, Value]:
        """The settings that differ from the model's defaults."""
        found = leaves(self.settings)
        return {
            leaf.name: leaf.value
            for leaf in found
            if leaf.value != leaf.default and leaf.name != "arm"
        }

    def planned_fte_weeks(self, arm: str) -> float:
        """Full-time-equivalent weeks of an arm's contracts if no post ever falls vacant."""
        return fte_weeks(self.settings_for(arm))

    def description(self) -> str:
        """All that the numbers depend on, as YAML: the composed configuration and what is behind it."""
        said = {key: getattr(self, key) for key in study_keys() if key not in HOW_TO_RUN}
        tree: dict[str, Any] = {"study": self.study, "model_version": MODEL_VERSION}
        tree["model_source"] = source_hash()  # a rule may be tried before the version is raised
        tree |= {
            key: list(value) if isinstance(value, tuple) else value for key, value in said.items()
        }
        for leaf in leaves(self.settings):
            group, _, name = leaf.name.rpartition(".")
            if leaf.name != "arm":
                (tree.setdefault(group, {}) if group else tree)[name] = leaf.value
        if files := self.files():  # their content counts beside their name
            tree["files"] = {name: digest(path) for name, path in files.items()}
        return OmegaConf.to_yaml(OmegaConf.create(tree))

    def files(self) -> dict[str, Path]:
        """The files that the settings name, by what the settings call them."""
        population = self.settings.population
        files = {name: Path(name) for name in (population.staff_file, population.ties_file) if name}
        if self.ensemble:
            files[self.ensemble] = shipped.path_of(self.ensemble, "ensembles")
        if self.design == "csv" and "file" in self.options:
            name = str(self.options["file"])
            files[name] = shipped.path_of(name, "points")
        return files

    @property
    def name(self) -> str:
        """The hash of `description`: the same name means the same numbers."""
        return hashlib.sha256(self.description().encode()).hexdigest()[:12]


def fte_weeks(settings: Settings) -> float:
    """Full-time-equivalent weeks of the contracts of the settings' arm if no post ever falls vacant."""
    contract = settings.contract
    return sum(post.fte for post in roster(settings)) * contract.weeks * (1 + contract.renewals)


def plan_of(study: str, values: Mapping[str, Any], said: Collection[str] = ()) -> Plan:
    """The plan of a composed configuration.

    Args:
        study: its name.
        values: the configuration, as nested mappings.
        said: names of settings that somebody gave a value to: it holds in every parameter set.

    Raises:
        SettingsError: what was asked cannot be; one sentence says why.
    """
    settings = settings_of(values)
    kind = values["kind"]
    if kind not in KINDS:
        raise SettingsError(f"There is no kind of study {kind!r}; {nearest(kind, KINDS)}")
    arms, compare = _arms(values["arms"], values["compare"], kind)
    plan = Plan(
        study, kind, values["question"], arms, compare, values["replicates"],
        values["set_replicates"], values["seed"], settings, values["ensemble"], values["accepted"],
        vary=values["vary"], design=values["design"], size=values["size"],
        options=values["options"], outcomes=_outcomes(values["outcomes"], kind), until=values["until"],
        authors=people(values["author"]), licence=licence_of(values["licence"]),
    )  # fmt: skip
    plan = dataclasses.replace(plan, points=_points(plan))
    if futures := futures_of(plan.kind, settings, values):
        plan = dataclasses.replace(plan, **futures._asdict())
    _check_held(plan, said)
    if plan.ensemble:
        kept = {*said, *plan.changed()}
        plan = dataclasses.replace(plan, members=ensemble.sets_of(plan.ensemble, settings, kept))
        if len(set(plan.members)) < len(plan.members):
            raise SettingsError(
                f"Some parameter sets of the ensemble {plan.ensemble} are the same: it has equal rows, or "
                "what they differ in was given a value."
            )
    if plan.until and (plan.kind != "arms" or plan.ensemble):
        raise SettingsError(
            "until is for a comparison of arms without an ensemble: leave it empty."
        )
    _ = plan.rule
    return _checked(plan)


def _check_held(plan: Plan, said: Collection[str]) -> None:
    """Refuse a value that was given and would hold nowhere."""
    given = {leaf.name for leaf in leaves(plan.settings) if leaf.name in said}
    if plan.kind == "decision":
        varied = {name for point in plan.points[:1] for name in point}
        for name in sorted((given | {*plan.changed()}) & varied):
            raise SettingsError(
                f"{name} varies in this study, so that the value given to it would hold nowhere: leave it "
                "out, or vary something else in a study of your own."
            )
    if plan.kind == "sensitivity":
        for name in sorted(given - {*plan.changed(), "arm"}):
            raise SettingsError(
                f"{name} was given its default, which a study of kind sensitivity cannot tell from no value, "
                "so that it would vary: leave it out, or give it another value."
            )


def _outcomes(names: Sequence[str], kind: str) -> tuple[str, ...]:
    if names and kind not in WITH_OUTCOMES:
        raise SettingsError(
            f"Outcomes are chosen in a study of kind {' or '.join(WITH_OUTCOMES)} only."
        )
    for name in names:
        check_outcome(name)
    return tuple(names)


def _points(plan: Plan) -> tuple[Changes, ...]:
    """The points of a sweep; none in any other kind of study."""
    from experiments.methods import designs

    if plan.kind not in VARYING:
        for what, said in (
            ("Settings vary", plan.vary),
            ("A design is chosen", plan.design != DESIGN),
        ):
            if said:
                raise SettingsError(f"{what} in a study of kind {' or '.join(VARYING)} only.")
        return ()
    factors = designs.factors_of(plan.vary)
    options = dict(plan.options)
    if plan.design == "csv" and "file" in options:
        options["file"] = str(shipped.path_of(str(options["file"]), "points"))
    if plan.design == "one_at_a_time" and "base" not in options:  # the study's own settings
        own = {leaf.name: leaf.value for leaf in leaves(plan.settings)}
        options["base"] = {
            factor.name: own[factor.name] for factor in factors if factor.name != "arm"
        }
    table = designs.points(plan.design, factors, plan.size, plan.seed, **options)
    if "arm" in table:
        raise SettingsError("arm does not vary: arms lists those that run at every point.")
    return tuple({str(k): v for k, v in row.items()} for row in table.to_dict("records"))


def _arms(
    arms: Sequence[str], compare: Sequence[str], kind: str
) -> tuple[tuple[str, ...], tuple[str, str]]:
    if kind not in WITH_ARMS:
        if arms or compare:
            raise SettingsError(
                f"A study of kind {kind} says itself who brokers: leave arms and compare empty."
            )
        return (), ("", "")
    arms = tuple(dict.fromkeys(("none", *map(str, arms))))
    for arm in (*arms, *compare):
        if arm not in ARMS:
            raise SettingsError(f"There is no arm {arm!r}; {nearest(arm, ARMS)}")
    return arms, _pair(compare)


def _checked(plan: Plan) -> Plan:
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
    if plan.ensemble and not 2 <= len(plan.members) <= MOST_SETS:
        raise SettingsError(
            f"The ensemble {plan.ensemble} has {len(plan.members)} parameter sets; "
            f"from 2 to {MOST_SETS} are allowed."
        )
    whole_number("seed", plan.seed, 0, MOST_SEEDS)
    staff = staff_of(plan.settings)
    people = [staff.people(community) for community in range(len(COMMUNITIES))]
    for arm in plan.arms:
        check_posts(roster(plan.settings_for(arm)), people)
    return plan


def _pair(arms: Sequence[str]) -> tuple[str, str]:
    if len(set(arms)) != 2 or len(arms) != 2:
        raise SettingsError(f"compare must name two different arms, not [{', '.join(arms)}].")
    return arms[0], arms[1]


def settings_of(values: Mapping[str, Any]) -> Settings:
    """The model's settings in a composed configuration, for `arm=none`.

    Raises:
        SettingsError: a name that means nothing, one that was taken away, or an impossible value.
    """
    given = dict(flat(values))
    legal = {**model_settings(), **study_keys()}
    for name in given:
        if name not in legal:
            raise SettingsError(unknown(name))
    for name in legal:
        if name not in given:
            raise SettingsError(f"{name} cannot be taken away; give it a value instead.")
    changes = {name: given[name] for name in model_settings()}
    return change(Settings(), {"arm": "none"} | changes)
