"""Remembers: one SQLite file, one writer. SQL never leaves this room; rules never enter it."""
