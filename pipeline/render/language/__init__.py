"""The language of a page: sentences in a catalogue, the decimal sign, words of the page itself."""
