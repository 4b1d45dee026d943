"""The rules of the model: compiled functions of tables, rows, parameters and dice."""
