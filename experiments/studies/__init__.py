"""The kinds of study, a module each: `conduct(job)` runs, analyses, keeps, draws and says what came out."""
