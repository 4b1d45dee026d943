"""The report of studies, made from what they left behind: what is said, and how it looks as a page and on paper."""
