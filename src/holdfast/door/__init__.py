"""How a command reaches the daemon: one line of JSON there, one back."""
