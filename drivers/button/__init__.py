"""Buttons and keys that stand for them."""
