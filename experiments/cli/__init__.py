"""The commands, and how each refuses what cannot be done."""

FAILED, REFUSED, INTERRUPTED = 1, 2, 130  # exit statuses
