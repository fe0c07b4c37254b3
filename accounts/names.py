"""What people call themselves and their tokens: one line, nothing invisible that could fool a reader."""

import unicodedata

_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))


def printable(text: str) -> str:
    """`text` on one line, without control characters and without those that turn the direction of what follows.

    Empty when nothing is left that an eye could see.
    """
    kept = ("" if sign in _TURNING else " " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text)
    line = " ".join("".join(kept).split())
    return line if any(unicodedata.category(sign)[0] in "LNPS" for sign in line) else ""
