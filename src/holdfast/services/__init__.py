"""Use cases: a function with plain arguments and a plain value back, over the ports."""
