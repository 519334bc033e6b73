"""The office's pages: forms for everything that a setup can say, the printers, and the guided first run. They save by ordinary asks."""
