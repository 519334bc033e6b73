"""The press: a citizen chooses, one ask goes out, one number comes back. Works with no screen at all."""
