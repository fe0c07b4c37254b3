"""Tokenizers that transformers writes in Python alone (BERTweet's), carried as one JSON file, served like the others.

Most tokenizers have a form that the tokenizers library reads by itself, `tokenizer.json`. For the few without one the
folder holds `tokenizer_files.json`: the text files that transformers saved, which it reads again. Serving such a model
needs the full set.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ml.errors import RuntimeMissing

FILES: Final = "tokenizer_files.json"


@dataclass(frozen=True, slots=True)
class TokenIds:
    """What `ml.text.windows` wants to know of an encoded text."""

    ids: list[int]


class PlainTokenizer:
    """Any tokenizer of transformers, fast or not, with what `windows` calls of the tokenizers library."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer

    def encode(self, text: str, *, add_special_tokens: bool = True) -> TokenIds:
        """Return the ids of the whole text."""
        return TokenIds(list(self.tokenizer(text, add_special_tokens=add_special_tokens, verbose=False)["input_ids"]))

    def num_special_tokens_to_add(self, *, is_pair: bool) -> int:
        """Return how many tokens are put around a text."""
        return int(self.tokenizer.num_special_tokens_to_add(pair=is_pair))

    @property
    def wraps(self) -> bool:
        """Whether one token begins a text and one ends it, as `windows` takes for granted."""
        ids, special = self.encode("a").ids, set(self.tokenizer.all_special_ids)
        return self.num_special_tokens_to_add(is_pair=False) == 2 and {ids[0], ids[-1]} <= special  # noqa: PLR2004


def save(tokenizer: Any, folder: Path) -> None:
    """Write `tokenizer.json`, or `tokenizer_files.json` for a tokenizer without that form."""
    fast = getattr(tokenizer, "backend_tokenizer", None)
    if fast is not None:
        fast.save(str(folder / "tokenizer.json"))
        return
    with tempfile.TemporaryDirectory() as place:
        tokenizer.save_pretrained(place)
        files = {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(place).iterdir())}
    # What transformers saves of BERTweet's merges it cannot read again; so its own files stay as they came.
    for kind, name in tokenizer.vocab_files_names.items():
        source = Path(getattr(tokenizer, kind, None) or name)
        if source.is_file():
            files[name] = source.read_text(encoding="utf-8")
    (folder / FILES).write_text(json.dumps(files, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> PlainTokenizer:
    """Read `tokenizer_files.json`. RuntimeMissing without transformers."""
    try:
        from transformers import AutoTokenizer
    except ImportError as error:
        raise RuntimeMissing("transformers is not installed.") from error
    files = json.loads((folder / FILES).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / Path(name).name).write_text(text, encoding="utf-8")
        return PlainTokenizer(AutoTokenizer.from_pretrained(place, local_files_only=True, trust_remote_code=False))
