"""The office: decides, remembers, prints, tells. Its porches for the other rooms are `wire` and `words`."""
