"""What every classifier of texts has in common: which texts it admits, and in what form."""

from __future__ import annotations

from typing import Any

from ml.base import Classifier
from ml.text.normalise import check_text, normalise


class TextClassifier(Classifier):
    """A classifier whose inputs are texts of 1 to `max_text_length` characters."""

    def admit(self, given: Any) -> str:
        """Return the normalised text. InvalidInput for what is no text, shows nothing or is too long."""
        return normalise(check_text(given, self.config.max_text_length))
