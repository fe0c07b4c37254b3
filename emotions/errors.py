"""What a reading can refuse, as typed errors. None of the messages repeats what somebody wrote."""

from moodflix_site.common.errors import BadInput, Conflict, MoodFlixError, NotFound


class EmptyText(BadInput):
    """Nothing that can be seen: spaces, invisible characters, or nothing at all."""

    code = "empty_text"
    message = "There are no words to read yet. A line is plenty."


class TooManyTexts(BadInput):
    """A batch with no text in it, or with more than it may hold."""

    code = "bad_batch_size"
    message = "Send between 1 and 10 texts."


class UnknownMood(BadInput):
    """A mood that is not one of the eight."""

    code = "unknown_mood"
    message = "That is not one of the eight moods."


class ReadingExpired(BadInput):
    """A guest's reading that came back too late, or was not signed by this site."""

    code = "reading_expired"
    message = "That reading is too old to keep. Read it again and it is yours."


class ModalityUnavailable(MoodFlixError):
    """Voice, faces and pictures: nothing here can read them yet."""

    code = "modality_unavailable"
    status = 415
    message = "This modality is not available yet. Plain text (.txt) is."


class UnsupportedFile(MoodFlixError):
    """A file of a kind that carries no mood."""

    code = "unsupported_file"
    status = 415
    message = "This kind of file cannot be read. Plain text (.txt) can."


class ReadingNotFound(NotFound):
    """No such reading, or somebody else's."""

    code = "reading_not_found"
    message = "There is no such reading in your journal."


class NoWordsKept(Conflict):
    """A reading whose words were forgotten, or never kept: there is nothing to share."""

    code = "no_words_kept"
    message = "The words of this reading are not here any more, so there is nothing to share."
