"""The rules of the model, each once: small compiled functions of tables, rows, parameters and dice."""
