"""Whole numbers in words → digits: `six`, `seventh`, `21st`; anything else stays as it is."""

import re

CARDINALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth"),
)
GERMAN = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
FRENCH = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
VALUES = {word: str(value) for words in (CARDINALS, ORDINALS, GERMAN, FRENCH) for value, word in enumerate(words)} | {
    "zero": "0",
    "eine": "1",
    "einen": "1",
    "einem": "1",
    "einer": "1",
    "une": "1",
}

_ORDINAL = re.compile(r"(\d*)(1st|2nd|3rd|[04-9]th|1\dth)")


def in_digits(text: str) -> str:
    """Return a number in words with digits: `Six` → `6`, `21st` → `21`; `21th` and other texts stay."""
    word = text.strip().lower()
    match = _ORDINAL.fullmatch(word)
    if match and not (match[1].endswith("1") and not match[2].endswith("th")):
        return word[:-2]
    return VALUES.get(word, text)
