"""Ranks uncertain parameters (Morris), then decomposes the variance (Sobol)."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="sensitivity",
    about="Ranks uncertain parameters (Morris), then decomposes the variance (Sobol).",
    package=__name__,
    takes=frozenset({"outcomes"}),
    open_ended=True,
)
