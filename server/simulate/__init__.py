"""Simulated days through the real rules of the queue. Knows the domain and no store, no office, no clock of this machine."""
