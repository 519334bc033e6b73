"""Sound: a pack of clips, put together into one sound, played. Knows no tickets: it is given the names of clips."""
