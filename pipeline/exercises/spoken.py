"""Small numbers as words, for sentences."""

NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def counted(count: int) -> str:
    """Return `six`, or digits beyond ten."""
    return NUMERALS[count] if count < len(NUMERALS) else str(count)


def ordinal(position: int) -> str:
    """Return `sixth` for 6, or `21st` beyond ten."""
    if position <= len(ORDINALS):
        return ORDINALS[position - 1]
    teens = position % 100 in (11, 12, 13)
    return f"{position}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(position % 10, 'th')}"
