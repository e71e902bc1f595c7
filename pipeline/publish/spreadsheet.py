"""Names in a table that is opened in a spreadsheet."""


def plain_cell(cell: str) -> str:
    """Keep a spreadsheet from running a name: a cell that begins like a formula gets an apostrophe.

    Source: OWASP, *CSV injection*.
    """
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
