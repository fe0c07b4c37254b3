"""A file download that works the same under WSGI and ASGI."""

from collections.abc import AsyncIterator
from typing import IO, cast

from asgiref.sync import sync_to_async
from django.http import FileResponse


class Download(FileResponse):
    """Under ASGI Django would read a whole synchronous file into memory first; this hands it on piece by piece."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        file = cast("IO[bytes]", self.file_to_stream)
        while chunk := await sync_to_async(file.read)(self.block_size):
            yield chunk
