"""The page in the browser: two worlds under the same dice, side by side."""
