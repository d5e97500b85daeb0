"""Holdfast: write the message down, hold it, let the wish to send it pass."""

__version__ = "0.1.0"
