"""What the tables of a study of decisions say in each column."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.descriptions import Outcome

YES = "true or false"
_STANDING = {
    "ahead": Outcome("Share in which the team is ahead", "share"),
    "tied": Outcome("Share in which it is tied", "share"),
    "behind": Outcome("Share in which it is behind", "share"),
}
TABLES: Mapping[str, Mapping[str, Outcome]] = {
    "scenarios": {
        "set": Outcome("Parameter set of the ensemble, counted from 0", "number"),
        "budget": Outcome("What the posts cost", "thousand pounds per year"),
        "academics": Outcome("Posts that academics hold", "share"),
    },
    "rules": {
        "other": Outcome("What the team is compared with", "name"),
        "holds": Outcome("Whether it is a rule for where the team is the better buy", YES),
        "method": Outcome("prim or cart", "name"),
        "rule": Outcome("Where it speaks of", "text"),
        "clear": Outcome(
            "Whether it is more often right than chance, out of sample; not, where that is not known",
            YES,
        ),
    },
    "agreement": {
        "other": Outcome("What the team is compared with", "name"),
        "judged_by": Outcome("When it counts as the better buy", "text"),
        **_STANDING,
        "wins": Outcome("Scenarios in which it does, ties as one half", "share"),
        "wins_low": Outcome("Lower end of that share's 95 % interval", "share"),
        "wins_high": Outcome("Upper end of it", "share"),
        "halves_agree": Outcome(
            "Scenarios in which two halves of the runs agree, also on a tie", "share"
        ),
        "halves_agree_low": Outcome("Lower end of that share's 95 % interval", "share"),
        "halves_agree_high": Outcome("Upper end of it", "share"),
        "by_chance": Outcome("Scenarios in which they would by chance", "share"),
        "scenarios": Outcome("How many there are", "number"),
        "sought_in": Outcome("How many rules are sought in", "number"),
        "sought_ahead": Outcome("In how many of these the team is ahead", "number"),
    },
    "regret": {
        "measure": Outcome("What is compared", "text"),
        "worth": Outcome("Mean of that over the scenarios", "as the measure says"),
        "best_in": Outcome("Scenarios in which the arm is named best", "share"),
        "mean": Outcome("Mean regret", "as the measure says"),
        "low": Outcome("Lower end of its 95 % interval over parameter sets", "as the measure says"),
        "high": Outcome("Upper end of it", "as the measure says"),
        "more": Outcome("How much more that is than the least regret", "as the measure says"),
        "more_low": Outcome("Lower end of that difference's interval", "as the measure says"),
        "more_high": Outcome("Upper end of it", "as the measure says"),
    },
    "maps": {
        "map": Outcome("The map", "name"),
        "x": Outcome("What varies to the right", "name"),
        "y": Outcome("What varies upwards", "name"),
        "x_step": Outcome("The place to the right", "text"),
        "y_step": Outcome("The place upwards", "text"),
        "x_label": Outcome("What varies to the right, with unit", "text"),
        "y_label": Outcome("What varies upwards, with unit", "text"),
        "other": Outcome(
            "What the team is compared with; all: solos, one full-timer and unconnected ones",
            "name",
        ),
        "probability": Outcome(
            "Parameter sets in which the team is the better buy, ties as one half", "share"
        ),
        **_STANDING,
        "low": Outcome("Lower end of its 95 % interval", "share"),
        "high": Outcome("Upper end of it", "share"),
        "lead": Outcome(
            "Mean over the sets of what the team gains more",
            "points; single: points per million pounds",
        ),
        "lead_low": Outcome("Lower end of its 95 % interval", "as the lead"),
        "lead_high": Outcome("Upper end of it", "as the lead"),
        "sets": Outcome("Parameter sets", "number"),
        "runs": Outcome("Runs in each, by whose mean it is judged", "number"),
        "condition": Outcome("What holds at all places of the map", "text"),
    },
    "cheapest": {
        "circumstances": Outcome("What differs from the study's settings", "text"),
        "settings": Outcome("Which these are", "text"),
        "size": Outcome("Brokers", "number"),
        "fte": Outcome("Hours of each", "share of full time"),
        "weeks": Outcome("Length of the contracts", "weeks"),
        "edges": Outcome("In what the plan is at the edge of what was tried", "text"),
        "money": Outcome("What the contracts come to", "pounds"),
        "share": Outcome("People practising in the hosts at their end, in further worlds", "share"),
        "share_low": Outcome("Lower end of its 95 % interval", "share"),
        "share_high": Outcome("Upper end of it", "share"),
        "critical": Outcome("The critical mass: the share that is to be reached", "share"),
        "worlds": Outcome("How many further worlds: none had a part in the choice", "number"),
        "in_worlds": Outcome("Further worlds that reach the critical mass", "share"),
        "in_worlds_low": Outcome("Lower end of its 95 % interval", "share"),
        "in_worlds_high": Outcome("Upper end of it", "share"),
        "set_runs": Outcome("Runs in each plausible parameter set", "number"),
        "in_sets": Outcome("Plausible parameter sets whose mean of these reaches it", "share"),
        "in_sets_low": Outcome("Lower end of its 95 % interval", "share"),
        "in_sets_high": Outcome("Upper end of it", "share"),
        "dearer": Outcome("Cost of the cheapest team less that of the cheapest solos", "pounds"),
        "dearer_low": Outcome(
            "Lower end of its 95 % interval over the worlds in which plans are chosen", "pounds"
        ),
        "dearer_high": Outcome("Upper end of it", "pounds"),
        "first_money": Outcome(
            "What the cheapest of all plans comes to by the means in the study's own worlds",
            "pounds",
        ),
        "search_money": Outcome(
            "What the cheapest by these that the search found comes to", "pounds"
        ),
        "search_agrees": Outcome("Whether that is as cheap", YES),
        "anew": Outcome("Plans that were judged anew in other worlds, to choose one", "number"),
        "chosen_in": Outcome("How many such worlds", "number"),
        "looked_at": Outcome("Plans that the search looked at", "number"),
        "plans": Outcome("All plans", "number"),
    },
}
