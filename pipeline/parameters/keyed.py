"""A number that depends on a name only: Philox, and our own mapping of its words to a domain."""

from hashlib import sha256

_WORD = 64


def draw_index(name: tuple[str, ...], size: int) -> int:
    """Return a number from 0 to size − 1, every one equally likely, that depends on the name only.

    Philox in counter mode gives 64-bit words; as many as `size` needs make one candidate, and candidates beyond the
    largest multiple of `size` are drawn again, so that no value is favoured.

    Args:
        name: What is drawn; every part counts, and where it ends.
        size: At least 1.

    Source:
        Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC 2011).
    """
    if size == 1:
        return 0
    from numpy.random import Philox

    digest = _digest(name)
    words = Philox(key=int.from_bytes(digest[:16], "little"), counter=int.from_bytes(digest[16:], "little"))
    needed = ((size - 1).bit_length() + _WORD - 1) // _WORD
    span = 1 << (_WORD * needed)
    while True:
        candidate = sum(int(words.random_raw()) << (_WORD * place) for place in range(needed))
        if candidate < span - span % size:
            return candidate % size


def _digest(name: tuple[str, ...]) -> bytes:
    """Hash the parts, each after its length, so that ("a", "bc") and ("ab", "c") differ."""
    encoded = [part.encode() for part in name]
    return sha256(b"".join(len(part).to_bytes(8, "little") + part for part in encoded)).digest()
