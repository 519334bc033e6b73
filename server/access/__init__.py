"""The gate: who comes in, with what secret, for how long. Keeps people, sessions, devices and pairings; decides nothing about the queue."""
