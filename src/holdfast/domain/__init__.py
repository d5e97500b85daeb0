"""Values and rules, one file a word. Nothing here reads a clock, a file or a table."""
