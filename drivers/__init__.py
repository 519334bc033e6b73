"""Metal and glass: printers, buttons, the screen, the speaker, the line to the server. Knows no tickets."""
