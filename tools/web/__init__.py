"""Reading from the web: bounded, guarded, many at a time; and what was read, kept and replayed."""
