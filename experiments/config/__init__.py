"""What may be asked: settings, keys, plans, ensembles, priors, and the names of things."""
