"""Commands: each parses, calls one use case and says the result; one file a word."""
