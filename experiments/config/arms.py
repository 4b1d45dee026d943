"""The plain names of the arms, the same wherever one is told of; figures need them without the model."""

NAMES = {
    "none": "no brokers",
    "single": "one full-timer",
    "single_matched": "unconnected full-timers",
    "solos": "solos",
    "team": "team",
}
