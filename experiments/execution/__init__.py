"""Runs what is missing, on this machine or on a cluster."""
