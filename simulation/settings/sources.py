"""Sources that many settings share."""

PAPER = "Wye et al. 2020"
SKETCH = "exploratory sketch of these rules"
