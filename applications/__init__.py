"""A funding case from call to closing: one room for each stage."""
