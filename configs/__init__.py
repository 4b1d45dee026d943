"""What to run: Hydra configurations, values only."""
