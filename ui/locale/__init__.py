"""What the program says: a catalogue for each language, and `texts.Words`, which reads them."""
