"""The columns of every table that a study leaves: what each means, and in which unit it is."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.store import decision_tables as decisions
from experiments.store.parts import PARTS
from simulation.descriptions import Outcome

OWN = "that of the outcome"  # where a row's outcome decides about the unit
SETTING = "that of the setting"
TARGET = "that of the target"
YES = decisions.YES

# What a column means in every table that has it and does not say otherwise.
COMMON = {
    "set": Outcome("Parameter set of the ensemble; 0 where there is none", "number"),
    "reference": Outcome("The arm that is subtracted", "name"),
    "other": Outcome("The arm that is subtracted from the team", "name"),
    "outcome": Outcome("What is measured", "name"),
    "meaning": Outcome("The same in words", "text"),
    "unit": Outcome("Unit of mean, low and high", "text"),
    "moment": Outcome("end: end of the contracts; followup: end of the run", "name"),
    "mean": Outcome("Mean", OWN),
    "low": Outcome("Lower end of the mean's 95 % interval", OWN),
    "high": Outcome("Upper end of the mean's 95 % interval", OWN),
    "n": Outcome("Runs with a value, or parameter sets where there are several", "number"),
    "sd": Outcome("Standard deviation", OWN),
    "setting": Outcome("Dotted name of the setting", "name"),
    "candidate": Outcome("The number under which calibration drew the set", "number"),
    "sets_mean": Outcome("Mean over the parameter sets", OWN),
    "sets_low": Outcome("Lower end of that mean's 95 % interval", OWN),
    "sets_high": Outcome("Upper end of that mean's 95 % interval", OWN),
    "sets_q05": Outcome("5 % quantile over the parameter sets", OWN),
    "sets_q50": Outcome("Median over the parameter sets", OWN),
    "sets_q95": Outcome("95 % quantile over the parameter sets", OWN),
}
_QUANTILES = {
    f"q{share:02d}": Outcome(f"{share} % quantile over the runs", OWN)
    for share in (5, 25, 50, 75, 95)
}

_CONFIGURATION = Outcome(
    "Hash of the settings, the past, the files they name and the model", "name"
)
_OTHER_FUTURE = Outcome("The future that is subtracted; empty: none is", "name")
_LIVED = Outcome("Every setting of the weeks lived before these settings held, as JSON", "text")
_POINT = Outcome("Number of the point in the design", "number")

_CONTRAST = Outcome("What is explained: an arm, or the paired difference of two", "name")
_INDEX = Outcome("Share of the variance of the expected outcome", "share")
TABLES: Mapping[str, Mapping[str, Outcome]] = {
    "replicates": {},
    "weekly": _QUANTILES | {"sd": Outcome("Standard deviation over the runs", OWN)},
    "table": {
        "week": Outcome("When the outcome is taken", "week"),
        "gain_mean": Outcome("Mean gain over no brokers in the same worlds", OWN),
        "gain_low": Outcome("Lower end of the gain's 95 % interval", OWN),
        "gain_high": Outcome("Upper end of the gain's 95 % interval", OWN),
    },
    "differences": {
        "arm": Outcome("The arm that the other is subtracted from", "name"),
        "week": Outcome("When the outcome is taken", "week"),
        "mean": Outcome("Mean paired difference", OWN),
        "correlation": Outcome("Correlation of the paired runs", "number"),
        "pairing": Outcome(
            "How many times as many unpaired runs the same interval would need", "number"
        ),
    },
    "headline": {
        "same": Outcome("What the team and the other arm have equal", "text"),
        "moment": Outcome("end, followup: culture then; else the outcome by the end", "name"),
        "mean": Outcome("Mean paired difference", OWN),
        "worlds_behind": Outcome("Runs in which the team has less", "share"),
        "worlds_level": Outcome("Runs in which both have the same", "share"),
        "sets_behind": Outcome("Parameter sets in which the team has less", "share"),
        "sets_clearly_behind": Outcome("Sets whose own 95 % interval says so", "share"),
        "sets_clearly_ahead": Outcome(
            "Sets whose own 95 % interval says that it has more", "share"
        ),
        "own_percentile": Outcome(
            "Sets with a smaller difference than the study's settings", "share"
        ),
    },
    "sets": {
        "set": Outcome("Parameter set of the ensemble, counted from 0", "number"),
        "end": Outcome("The team's lead in hosts' practising at the end of contract", "share"),
        "followup": Outcome("The team's lead in hosts' practising at follow-up", "share"),
        "end_low": Outcome("Lower end of the lead's 95 % interval in this set", "share"),
        "end_high": Outcome("Upper end of it", "share"),
        "followup_low": Outcome("The same at follow-up", "share"),
        "followup_high": Outcome("The same at follow-up", "share"),
    },
    "losing": {
        "correlation": Outcome("Spearman's, of the setting with the team's lead", "number"),
        "p": Outcome("Of a test of that", "probability"),
        "q": Outcome("The same as false discovery rate over all settings", "share"),
        "median_behind": Outcome("Median of the setting where the team is behind", SETTING),
        "median_ahead": Outcome("Median of the setting where it is not", SETTING),
    },
    "ledger": {
        "pattern": Outcome("Number of the claim", "name"),
        "claim": Outcome("What is claimed", "text"),
        "effect": Outcome("One of the claim's paired effects; positive as claimed", "text"),
        "falsifier_mean": Outcome("Mean under the claim's falsifier", OWN),
        "falsifier_low": Outcome("Lower end of that mean's 95 % interval", OWN),
        "falsifier_high": Outcome("Upper end of that mean's 95 % interval", OWN),
        "holds": Outcome("Whether the interval lies above zero", YES),
        "identical": Outcome("Whether the falsifier makes the compared runs the same", YES),
        "strength": Outcome("In how many parameter sets the claim holds, in a word", "text"),
        "sets_hold": Outcome("Parameter sets in which the effect is positive", "share"),
        "verdict": Outcome("How the claim comes out at the study's own settings alone", "text"),
        "reason": Outcome("Where it falls short; empty if nowhere", "text"),
        "sets_all_hold": Outcome("Parameter sets with all effects of the claim positive", "share"),
    },
    "mechanisms": {
        "outcome": Outcome("What is shared out: culture, bids or decisions", "name"),
        "column": Outcome("The outcome's name in the table of replicates", "name"),
        "order": Outcome("1: Shapley value of a mechanism; 2: interaction of two", "number"),
        "mechanism": Outcome("The mechanism, or the two; the total", "name"),
        "mean": Outcome("Mean share in the team's advantage over solos", OWN),
        "sets_positive": Outcome("Parameter sets in which the share is positive", "share"),
    },
    "savings": {
        "arm": Outcome("The arm that the other is subtracted from", "name"),
        "mean": Outcome("Mean paired difference", OWN),
        "sd": Outcome("Standard deviation of the paired difference", OWN),
        "saving": Outcome("Variance in independent worlds over that in common ones", "ratio"),
        "saving_low": Outcome("Lower end of the saving's 95 % interval", "ratio"),
        "saving_high": Outcome("Upper end of the saving's 95 % interval", "ratio"),
    },
    "widths": {
        "arm": Outcome("The arm that the other is subtracted from", "name"),
        "mean": Outcome("Mean paired difference of the first n runs", OWN),
        "n": Outcome("Runs, counted from the first", "number"),
    },
    "plausible": {},
    "middle": {"value": Outcome("Median over the plausible parameter sets, rounded", SETTING)},
    "targets": {
        "target": Outcome("Name of the target", "name"),
        "meaning": Outcome("What is measured", "text"),
        "low": Outcome("Smallest value allowed", TARGET),
        "high": Outcome("Largest value allowed", TARGET),
        "fitted": Outcome("Whether candidates had to meet it; else it was held out", YES),
        "reached": Outcome("Candidates that were measured", "number"),
        "refused": Outcome("Candidates that it refused", "number"),
        "q05": Outcome("5 % quantile over the accepted sets, in other worlds", TARGET),
        "q50": Outcome("Median over the accepted sets, in other worlds", TARGET),
        "q95": Outcome("95 % quantile over the accepted sets, in other worlds", TARGET),
        "holds_in": Outcome("Accepted sets that meet it in other worlds", "share"),
        "middle": Outcome("Its value with the settings in the middle", TARGET),
        "middle_holds": Outcome("Whether that value is allowed", YES),
        "source": Outcome("Where the range comes from", "text"),
    },
    "parameters": {
        "prior": Outcome("Shape of the prior", "name"),
        "low": Outcome("Lower end of the prior", SETTING),
        "high": Outcome("Upper end of the prior", SETTING),
        "q05": Outcome("5 % quantile over the accepted sets", SETTING),
        "q50": Outcome("Median over the accepted sets", SETTING),
        "q95": Outcome("95 % quantile over the accepted sets", SETTING),
        "place": Outcome("Median on the scale of the prior, from 0 to 1", "share"),
        "place_q05": Outcome("5 % quantile on that scale", "share"),
        "place_q95": Outcome("95 % quantile on that scale", "share"),
        "narrowed": Outcome("By how much the spread on that scale shrank", "share"),
        "p": Outcome("Of a Kolmogorov-Smirnov test against the prior", "probability"),
        "q": Outcome("The same as false discovery rate over all parameters", "share"),
        "informed": Outcome("Whether the targets say something of it", YES),
        "pinned": Outcome("Whether they also halve its range", YES),
    },
    "pairs": {
        "first": Outcome("Dotted name of a setting", "name"),
        "second": Outcome("Dotted name of another", "name"),
        "correlation": Outcome("Spearman's rank correlation over the accepted sets", "number"),
        "q": Outcome("False discovery rate over all pairs", "share"),
    },
    "screening": {
        "contrast": _CONTRAST,
        "mu": Outcome("Mean elementary effect over the whole range", OWN),
        "mu_star": Outcome("Mean absolute elementary effect", OWN),
        "mu_star_low": Outcome("Lower end of its 95 % interval", OWN),
        "mu_star_high": Outcome("Upper end of it", OWN),
        "sigma": Outcome("Standard deviation of the elementary effects", OWN),
        "luck": Outcome("What luck alone gives as mean absolute effect, upper end", OWN),
    },
    "strengths": {
        "contrast": _CONTRAST,
        "strength": Outcome(
            "Share of all squared effects, luck taken out, mean over outcomes", "share"
        ),
        "low": Outcome("Lower end of its 95 % interval", "share"),
        "high": Outcome("Upper end of it", "share"),
        "kept": Outcome("Whether it gets Sobol indices", YES),
    },
    "ranges": {
        "low": Outcome("Lower end of what was varied", SETTING),
        "high": Outcome("Upper end of it", SETTING),
        "scale": Outcome("Whether even over the range or over its logarithm", "name"),
        "kept": Outcome("Whether it gets Sobol indices", YES),
    },
    "indices": {
        "contrast": _CONTRAST,
        "order": Outcome("first, total, or second for a pair", "name"),
        "other": Outcome("The other parameter of a pair; else empty", "name"),
        "index": _INDEX,
        "low": Outcome("Lower end of the index's 95 % interval", "share"),
        "high": Outcome("Upper end of it", "share"),
    },
    "first_points": {},
    "luck": {
        "contrast": _CONTRAST,
        "mean": Outcome("Mean of single runs over all points", OWN),
        "variance": Outcome("Variance of single runs over all points", "square of the outcome's"),
        "luck": Outcome("Luck's share of that variance", "share"),
        "luck_low": Outcome("Lower end of its 95 % interval", "share"),
        "luck_high": Outcome("Upper end of it", "share"),
    },
    "sample_size": {
        "contrast": _CONTRAST,
        "size": Outcome("Base points, counted from the first", "number"),
        "index": _INDEX,
        "low": Outcome("Lower end of the index's 95 % interval", "share"),
        "high": Outcome("Upper end of it", "share"),
    },
    **decisions.TABLES,
    PARTS: {"configuration": _CONFIGURATION},
    "plan": {
        "configuration": _CONFIGURATION,
        "first_seed": Outcome("Seed of the first replicate", "number"),
        "replicates": Outcome("Replicates, with seeds one after the other", "number"),
        "settings": Outcome("Every setting, as JSON", "text"),
        "past": _LIVED,
    },
    "failures": {
        "configuration": _CONFIGURATION,
        "error": Outcome("What the run ended with", "text"),
        "settings": Outcome("Every setting, as JSON", "text"),
        "past": _LIVED,
    },
    "stopping": {
        "n": Outcome("Paired runs at this look", "number"),
        "half_width": Outcome("Half the width of the interval", OWN),
        "power": Outcome(
            "Chance that so many runs show the difference, if it is as it seems", "share"
        ),
        "reason": Outcome("Why it stopped; empty at the looks before the last", "text"),
    },
    "course": {"n": Outcome("Paired runs, counted from the first", "number")},
    "futures": {"reference": _OTHER_FUTURE, "mean": Outcome("Mean, or mean difference", OWN)},
    "courses": _QUANTILES
    | {
        "reference": _OTHER_FUTURE,
        "mean": Outcome("Mean, or mean difference", OWN),
        "sd": Outcome("Standard deviation over the runs", OWN),
    },
    "points": {"point": _POINT},
    "sweep": {
        "point": _POINT,
        "arm": Outcome("Who brokers", "name"),
        "reference": Outcome("The arm that is subtracted; empty: none is", "name"),
    },
    "tried": {"refused_by": Outcome("Target that refused it; empty: accepted", "name")},
}
