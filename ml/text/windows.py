"""A long text as windows that a model can read: whole sentences as far as they fit, each with its special tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ml.text.sentences import split

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from ml.text.slow_tokenizer import PlainTokenizer

MAX_WINDOWS: Final = 64


@dataclass(frozen=True, slots=True)
class Windows:
    """The token ids of each window of one text, special tokens included; `cut`: there were more than are read."""

    rows: tuple[tuple[int, ...], ...]
    cut: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.rows))

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the text that each window holds."""
        return tuple(len(row) / len(self) for row in self.rows)


def windows(tokenizer: Tokenizer | PlainTokenizer, text: str, size: int) -> Windows:
    """Return `text` in windows of at most `size` tokens; a text that fits is one window, however many sentences.

    A sentence that is longer than a window by itself is cut where the window ends.
    """
    whole = tokenizer.encode(text)
    if len(whole.ids) <= size:
        return Windows((tuple(whole.ids),))
    spare = tokenizer.num_special_tokens_to_add(is_pair=False)
    rows: list[list[int]] = [[]]
    for span in split(text):
        for piece in _pieces(tokenizer.encode(text[span.start : span.end], add_special_tokens=False).ids, size - spare):
            if len(rows[-1]) + len(piece) > size - spare:
                rows.append([])
            rows[-1].extend(piece)
    wrapped = tuple(_wrapped(whole.ids, row) for row in rows[:MAX_WINDOWS])
    return Windows(wrapped, len(rows) > MAX_WINDOWS)


def _pieces(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _wrapped(whole: Sequence[int], row: Sequence[int]) -> tuple[int, ...]:
    """Put the tokens that begin and end the whole text around a window's own."""
    return (whole[0], *row, whole[-1])
