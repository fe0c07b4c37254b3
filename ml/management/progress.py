"""How long work shows itself on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable


def progress_bar(rows: Iterable[str]) -> Iterable[str]:
    """Show progress on standard error where somebody looks and tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        return rows
    return tqdm(rows, unit="row", disable=not sys.stderr.isatty())  # type: ignore[no-any-return]
