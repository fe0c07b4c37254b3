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


class UnknownPart(BadInput):
    """A part of a reading that it does not have: neither its words nor its voice."""

    code = "unknown_part"
    message = "This reading has no such part. It is text or voice, where both were heard."


class NoRecording(BadInput):
    """A form without its file."""

    code = "no_recording"
    message = "There is no recording yet. A few seconds are plenty."


class RecordingTakesLonger(MoodFlixError):
    """More sound than is read while somebody waits; a background job needs somebody to keep the result for."""

    code = "recording_takes_longer"
    status = 413
    message = (
        "That recording is longer than we can listen to at once. Send a shorter one, or sign in to send long ones."
    )


class TooManyRecordings(Conflict):
    """As many of one person's recordings wait as may."""

    code = "too_many_recordings"
    message = "We are still busy with your earlier recordings. Send this one when they are done."


class RecordingNotFound(NotFound):
    """No such recording, one that was not kept, or somebody else's."""

    code = "recording_not_found"
    message = "There is no such recording. Unless you ask us to keep one, it is deleted when it was read."


class ReadingExpired(BadInput):
    """A guest's reading that came back too late, or was not signed by this site."""

    code = "reading_expired"
    message = "That reading is too old to keep. Read it again and it is yours."


class ModalityUnavailable(MoodFlixError):
    """Faces, pictures and film: nothing here can read them yet."""

    code = "modality_unavailable"
    status = 415
    message = "This modality is not available yet. Plain text (.txt) and sound are."


class UnsupportedFile(MoodFlixError):
    """A file of a kind that carries no mood."""

    code = "unsupported_file"
    status = 415
    message = "This kind of file cannot be read. Plain text (.txt) and sound can."


class ReadingNotFound(NotFound):
    """No such reading, or somebody else's."""

    code = "reading_not_found"
    message = "There is no such reading in your journal."


class NoWordsKept(Conflict):
    """A reading whose words were forgotten, or never kept: there is nothing to share."""

    code = "no_words_kept"
    message = "The words of this reading are not here any more, so there is nothing to share."
