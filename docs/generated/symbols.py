"""The symbols and the constants of docs/ODD.md: one symbol for each setting and for each constant."""

from __future__ import annotations

# Settings without a symbol are choices, files, or read by no rule.
SYMBOLS = {
    "weeks": "T",
    "population.organisations": r"n_{org}",
    "population.managers": r"n_{man}",
    "population.departments": r"n_{dep}",
    "population.academics": r"n_{aca}",
    "population.hosts": r"n_{host}",
    "population.ally_share": r"q_{ally}",
    "population.willing": r"\mu_{will}",
    "population.able": r"\mu_{able}",
    "population.threshold": r"\mu_\theta",
    "context.turnover": r"q_{turn}",
    "context.reorganisation": r"q_{reorg}",
    "context.upheaval": r"\upsilon",
    "context.pressure": r"\pi",
    "context.senior_involvement": r"\zeta",
    "context.seniors": r"\chi",
    "context.relations": r"\rho",
    "context.funding_loss": r"q_{loss}",
    "brokers.managers": r"n_{mb}",
    "brokers.academics": r"n_{ab}",
    "brokers.fte": "f",
    "brokers.interpersonal_skill": r"\sigma",
    "brokers.known_at_home": r"n_{home}",
    "brokers.elsewhere": r"q_{else}",
    "contract.start": "T_0",
    "contract.weeks": "T_c",
    "contract.exit": r"q_{exit}",
    "contract.exit_strain": r"q_\xi",
    "demands.half_days": r"D_{half}",
    "demands.people_met": r"\epsilon_{met}",
    "demands.standing_loss": r"\ell",
    "demands.strain_up": r"\iota",
    "insight.learning": r"T_{learn}",
    "team.support": r"h_{sup}",
    "team.pooling": r"h_{pool}",
    "team.introductions": r"h_{intro}",
    "team.handover": r"h_{rec}",
    "team.sharing_out": r"h_{out}",
    "team.pair": r"h_{pair}",
    "team.leading": r"h_{lead}",
    "team.hours": r"h_{all}",
    "team.half_dose": r"h_{half}",
    "team.peer_support": r"\beta_{sup}",
    "team.encouragement": r"\beta_{enc}",
    "team.pooling_rate": r"\beta_{pool}",
    "team.teaching": r"\beta_{teach}",
    "team.introduction": r"\beta_{intro}",
    "team.handed_over": r"\beta_{rec}",
    "team.shield": r"\beta_{shield}",
    "encounters.chance": r"\epsilon",
    "encounters.own_job": r"\epsilon_{own}",
    "encounters.base": "A_0",
    "encounters.presence": r"A_{pres}",
    "encounters.ally": r"A_{ally}",
    "encounters.trust": r"A_\tau",
    "encounters.tiring": r"\kappa",
    "encounters.trust_gain": r"g_\tau",
    "encounters.telling": r"g_{tell}",
    "encounters.modelling": r"g_{mod}",
    "culture.quality": "q_0",
    "culture.gain": "g",
    "culture.fading": r"T_{fade}",
    "culture.influence": r"\nu",
    "culture.norm_weight": r"\omega",
    "culture.practice": r"q_{prac}",
    "culture.meetings_a_week": "M_{max}",
    "projects.bid": r"q_{bid}",
    "projects.win": r"q_{win}",
    "projects.window": r"T_{dec}",
    "projects.find": r"q_{find}",
}

# Bounds and units that are written as numbers in the text are not repeated here.
# Constants by module and name: symbol (empty: written as the number), meaning, source.
CONSTANTS = {
    "simulation.tables.PARTNERS": (
        "", "ties to the other community that a person can keep up", "order of Dunbar 1992",
    ),
    "simulation.tables.BOOK": ("", "people in a contact book", "Dunbar 1992"),
    "simulation.rules.ties.FAINT": (
        r"w_{min}", "bond or trust at which a tie or contact ends", "",
    ),
    "simulation.rules.ties.LOOSE_BOND": (
        r"\lambda_{loose}", "weekly fading of a new bond", "Burt 2002",
    ),
    "simulation.rules.ties.CLOSE_BOND": (
        r"\lambda_{close}", "weekly fading of a full bond", "Roberts & Dunbar 2015; Catalini 2018",
    ),
    "simulation.rules.ties.TRUST_MEMORY": (
        r"T_\tau", "weeks in which trust fades while a broker is away", "",
    ),
    "simulation.rules.context.SETTLING": (
        r"T_{settle}", "weeks in which an organisation settles", "",
    ),
    "simulation.rules.context.UNSETTLED": (
        r"\beta_{turn}", "rise of turnover while unsettled, in parts of the upheaval", "King's Fund 2018",
    ),
    "simulation.rules.posts.VACANCY": (
        r"T_{vac}", "weeks without a holder", "NHS England 2023, and approval",
    ),
    "simulation.rules.posts.SERVED_SHARE": (
        r"\beta_{serve}", "most of the week that demands take", "",
    ),
    "simulation.rules.holders.RECOVERY": (
        r"\varrho", "share of strain lost in a week without support", "",
    ),
    "simulation.rules.posts.CONFIDENCE": (
        r"\gamma_0", "confidence of a new broker, and its resting level", "",
    ),
    "simulation.rules.holders.CONFIDENCE_MEMORY": (
        r"T_\gamma", "weeks in which confidence returns to it", "",
    ),
    "simulation.rules.holders.CONFIDENCE_UP": (
        r"g_\gamma", "confidence gained by a half-timer from a success", "",
    ),
    "simulation.rules.posts.INSIGHT_HOME": (r"I_{home}", "insight of a new broker at home", ""),
    "simulation.rules.posts.INSIGHT_HOST": (
        r"I_{host}", "insight of a new broker into the host", "",
    ),
    "simulation.rules.holders.INSIGHT_FADING": (
        r"T_I", "weeks in which insight fades while away", "Tatel & Ackerman 2025",
    ),
    "simulation.rules.holders.SECOND_HAND": (
        r"\beta_{hear}", "share of a mate's insight that hearsay conveys", "",
    ),
    "simulation.rules.posts.TRUSTED_AT_HOME": (
        r"\tau_{home}", "trust of those whom a new broker knows", "",
    ),
    "simulation.rules.posts.STANDING_RECOVERY": (
        r"g_G", "standing regained in a week without a lapse", "",
    ),
    "simulation.rules.posts.NEW_HOLDER": (
        r"n_{new}", "lapsed half-days that equal a change of holder", "Shi et al. 2017",
    ),
    "simulation.rules.visits.HOST_SHARE": (
        r"q_{side}", "share of visits to the host community", "",
    ),
    "simulation.rules.visits.FOLLOW_UP": (
        r"q_{known}", "share of visits to somebody in the book", "",
    ),
    "simulation.rules.encounters.FLUENCY": (r"\beta_{flu}", "dependence of a talk on insight", ""),
    "simulation.rules.encounters.NERVE": (
        r"\beta_{nerve}", "dependence of a talk on confidence", "",
    ),
    "simulation.rules.encounters.WON_OVER": (
        r"\beta_{won}", "attitude won at full trust, in parts of what is told", "",
    ),
    "simulation.rules.encounters.BRIDGING": (
        r"q_{bridge}", "chance of a bridge at full trust of both", "",
    ),
    "simulation.rules.encounters.MATE": (
        r"\beta_{mate}", "a mate's introduction in parts of a buddy's", "Ellis et al. 2006 (order)",
    ),
    "simulation.rules.encounters.REST": (r"V_{rest}", "visits of late that tire nobody", ""),
    "simulation.rules.visits.LATELY": (
        r"V_{late}", "visits of late that show a mate at work", "",
    ),
    "simulation.rules.people.BAD": (
        r"\beta_{bad}", "cost of a bad meeting in parts of a good one's gain", "Barlow et al. 2012",
    ),
    "simulation.rules.people.BOND_GAIN": (r"g_w", "growth of a bond in a good meeting", ""),
    "simulation.rules.people.UNDERSTANDING": (
        r"\beta_{und}", "effect of understanding on a meeting", "",
    ),
    "simulation.rules.people.MARGIN": (
        r"\delta_\theta", "readiness that may be missing before one stops", "",
    ),
    "simulation.rules.people.RECONSIDER": (r"q_{think}", "weekly chance of reconsidering", ""),
    "simulation.rules.people.THROUGH_COLLEAGUES": (
        r"q_{via}", "meetings that are with a colleague's partner", "",
    ),
    "simulation.rules.people.SERENDIPITY": (
        r"q_{luck}", "weekly chance of meeting some manager", "",
    ),
    "simulation.rules.people.WEARING_OFF": (
        r"\lambda_V", "share of visits of late forgotten in a week", "",
    ),
    "simulation.rules.projects.BID_WEEKS": (
        r"T_{bid}", "weeks from idea to verdict", "Sheffield: 50 of preparation; NIHR: 44",
    ),
    "simulation.rules.projects.NEED_ODDS": (
        r"\Omega", "odds of winning at full mutual knowledge", "Wisely & Haines 1995",
    ),
    "simulation.rules.projects.DECISION": (r"q_{dec}", "weekly chance of a decision", ""),
    "simulation.founders.ACQUAINTANCES": (
        r"n_{acq}", "mean number of acquaintances", "101 health professionals: 9 to 19",
    ),
    "simulation.founders.OUTSIDE": (
        r"q_{out}", "acquaintances from outside the workgroup", "Yousefi-Nooraie et al. 2012",
    ),
    "simulation.founders.SENIOR_SHARE": (r"q_{sen}", "share of people who are senior", ""),
    "simulation.founders.SPREAD": (r"\varsigma", "standard deviation of baselines", ""),
    "simulation.founders.THRESHOLD_SPREAD": (
        r"\varsigma_\theta", "standard deviation of thresholds", "",
    ),
    "simulation.founders.TIED_SHARE": (r"q_{tied}", "academics with a partner at the start", ""),
    "simulation.founders.TIED_BOND": (r"w_{tied}", "bond of those ties", ""),
}  # fmt: skip
