"""Glass: a picture is a list of values (ops); one driver draws it. Knows no tickets and no words."""
