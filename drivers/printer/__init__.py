"""Paper: a document becomes bands of dots, bands become bytes, bytes go to a printer that says what became of them."""
