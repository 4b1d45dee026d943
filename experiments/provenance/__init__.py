"""Where the files of a study come from, written beside them as an RO-Crate (Process Run Crate 0.5)."""
