"""The office's voices: clip packs in the data folder, made by a program or recorded by a person. Knows no tickets and no web."""
