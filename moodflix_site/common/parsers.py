"""Request bodies for DRF. Apart from api.py, since DRF's views import this while they are being defined."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from moodflix_site.common.text import NotUtf8


class BoundedJSONParser(JSONParser):
    """JSON is UTF-8 (RFC 8259), and nested deeper than Python's stack it is broken input, not a crash.

    Its size is bounded by the body limit.
    """

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        if codecs.lookup((parser_context or {}).get("encoding", "utf-8")).name != "utf-8":
            raise NotUtf8
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
        except ParseError as error:
            raise (NotUtf8() if isinstance(error.__context__, UnicodeDecodeError) else error) from None
