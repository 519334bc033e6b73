"""The one door: every command comes in here, is decided, written down and only then told. Knows the store by its port only."""
