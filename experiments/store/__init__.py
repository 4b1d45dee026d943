"""The folder of a study: written, read, checked and cited."""
