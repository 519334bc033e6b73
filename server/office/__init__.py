"""The one door: every command comes in here, is decided, written down and only then told. Knows what remembers for it by the port only."""
