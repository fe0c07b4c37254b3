"""What a rule found in a sentence. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """`field` is one of `Steer` or `Wishes` (or "include", "avoid", … of the lexicon), `value` what it is to hold.

    `start` and `end` are places in the plain form. An empty `field` claims the words and asks for nothing.
    `words` are those that were found, where the rule says them.
    """

    field: str
    value: str
    start: int
    end: int
    words: str = ""

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end


def free(found: Found, taken: list[Found]) -> bool:
    """Whether nothing of `taken` claims any of its letters."""
    return not any(found.overlaps(other) for other in taken)
