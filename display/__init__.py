"""The waiting area's screen: hears the server, shows who is called where, and says it."""
