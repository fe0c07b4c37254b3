"""What a person agrees to, in words. Change a text and `WORDING` together, and everybody is asked again."""

from dataclasses import dataclass

from accounts.models import Modality

WORDING = "2026-11-voice"
UNDO = "Take it back here whenever you like. From then on nothing more is read."


@dataclass(frozen=True, slots=True)
class ConsentText:
    """`read`: where and what for; `kept`: what stays afterwards; `undo`: how to take it back."""

    modality: str
    title: str
    read: str
    kept: str
    undo: str
    asks: bool = True  # False: sending it is the yes, and no row is kept


TEXTS = (
    ConsentText(
        Modality.TEXT,
        "Words",
        "What you type is read on this MoodFlix server, for your mood only. Sending it is your yes.",
        "Signed in, we keep your words and the mood in your journal. As a guest, we keep nothing.",
        "Delete any entry in your history, or everything at once on this page.",
        asks=False,
    ),
    ConsentText(
        Modality.VOICE,
        "Voice",
        "A recording is listened to on this MoodFlix server, for your mood only: how it sounds and, unless you switch "
        "that off, what is said. We don’t recognise who is speaking.",
        "Signed in, the mood and the words we understood, in your journal. As a guest, nothing. The recording itself "
        "is deleted when the reading is done, unless you ask us to keep it.",
        UNDO,
    ),
    ConsentText(
        Modality.FACE,
        "Face",
        "A picture of a face is read on this MoodFlix server, for your mood only. We don’t recognise who it is.",
        "The mood. The picture is deleted when the reading is done, unless you ask us to keep it.",
        UNDO,
    ),
    ConsentText(
        Modality.SCENE,
        "Pictures",
        "A picture you choose is read on this MoodFlix server, for the mood in it only.",
        "The mood. The picture is deleted when the reading is done, unless you ask us to keep it.",
        UNDO,
    ),
)
ASKING = frozenset(text.modality for text in TEXTS if text.asks)
