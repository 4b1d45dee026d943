"""Configuration: settings, keys, plans, ensembles, priors and names."""
