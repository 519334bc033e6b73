"""The rules of the queue. Standard library only: no clock, no disk, no network, no words."""
