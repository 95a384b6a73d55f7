"""How a language is written: letters, words, numerals, dates, names, direction; Arabic, French, English first."""
