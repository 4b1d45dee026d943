"""Renders what studies found: on the console, as HTML, PDF and Markdown."""
