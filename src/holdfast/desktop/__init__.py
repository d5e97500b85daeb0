"""The machine: folders, clock, zone, notifications, the lock. Decides nothing."""
