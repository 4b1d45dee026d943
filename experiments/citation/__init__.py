"""How to cite what a study left behind: the data set, the program that made it, and its paper."""
