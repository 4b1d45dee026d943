"""Figures for a paper, drawn from a results folder alone: no model is needed to draw them again.

Every module draws what one kind of study leaves behind: `draw(folder)`.
"""
