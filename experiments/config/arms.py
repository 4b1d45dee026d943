"""Names, colours and marks of the arms, the same on the page, in figures, tables and sentences."""

# Okabe & Ito's colours, which colour-blind readers can tell apart; grey is for no brokers only.
BLUE, GREEN, ORANGE, VERMILION, GREY = "#0072B2", "#009E73", "#B87A00", "#D55E00", "#6e6e6e"
NAMES = {
    "none": "no brokers",
    "single": "single broker (full time)",
    "single_matched": "single brokers at equal cost",
    "solos": "solos",
    "team": "team",
}
ALIKE = ("solos", "single_matched")  # what costs as much as the team
# As the subject or the object of a sentence.
IN_SENTENCES = NAMES | {"single": "the single broker", "team": "the team"}
COLOURS = {
    "none": GREY, "single": ORANGE, "single_matched": GREEN, "solos": BLUE, "team": VERMILION,
}  # fmt: skip
IN_WORDS = {
    "none": "grey", "single": "ochre", "single_matched": "green", "solos": "blue", "team": "orange",
}  # fmt: skip
MARKERS = {"none": "o", "single": "^", "single_matched": "s", "solos": "D", "team": "o"}
