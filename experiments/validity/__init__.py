"""What the model is held against: priors, targets and the search for parameter sets; the paper's patterns."""
