"""Sources that many settings share."""

PAPER = "Wye et al. 2020"
SKETCH = "an exploratory version of the rules"
