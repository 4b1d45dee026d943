"""How to run it: the command line, studies and their plans, executors, results, analysis, reports."""
