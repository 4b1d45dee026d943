"""The report of studies, made from what they left behind: a page, a paper, and tables."""
