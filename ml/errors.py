"""What can go wrong while a mood is read, as typed errors."""

from __future__ import annotations

from moodflix_site.common.errors import MoodFlixError


class MlError(MoodFlixError):
    """Base of the errors of this package."""

    code = "ml_error"
    status = 500
    message = "The mood could not be read."


class InvalidInput(MlError):
    """The text is empty, not text, or too long."""

    code = "invalid_input"
    status = 400
    message = "That text could not be read."


class UnknownModel(MlError):
    """No registered model goes by this name."""

    code = "unknown_model"
    status = 400
    message = "There is no model by that name."


class NoUsableModel(MlError):
    """Every candidate of the tier list failed."""

    code = "no_usable_model"
    status = 503
    message = "No model can read moods right now."


class WeightsMissing(MlError):
    """A file of a model's weights is not there."""

    code = "weights_missing"
    status = 503
    message = "The model's weights are missing."


class WeightsCorrupted(MlError):
    """A file of a model's weights does not match its checksum, or cannot be read."""

    code = "weights_corrupted"
    status = 503
    message = "The model's weights are damaged."


class RuntimeMissing(MlError):
    """The model needs a library or a device that this installation does not have."""

    code = "runtime_missing"
    status = 503
    message = "This installation cannot run the model."


class HeadMissing(MlError):
    """The model does not give the labels that were asked for."""

    code = "head_missing"
    status = 400
    message = "The model does not give these labels."


class ModelLoading(MlError):
    """The model is being fetched or read in the background and cannot answer yet."""

    code = "model_loading"
    status = 503
    message = "The model is still being loaded."
    retry_after = 10


class HubUnreachable(MlError):
    """The model hub gave no answer in time, or this installation works offline."""

    code = "hub_unreachable"
    status = 503
    message = "The model hub cannot be reached."


class LabelsUnmapped(MlError):
    """A model gives labels that stand for no mood."""

    code = "labels_unmapped"
    status = 503
    message = "The model's labels stand for no mood."


class LicenceRefused(MlError):
    """The configuration allows only models of a permissive licence, and this is not one."""

    code = "licence_refused"
    status = 403
    message = "This installation does not use models of this licence."


class DeadlineExceeded(MlError):
    """The time allowed was over before an answer came."""

    code = "deadline_exceeded"
    status = 503
    message = "Reading the mood took too long."
    retry_after = 1


class BadRecipe(MlError):
    """A training recipe or its data does not hold what it must."""

    code = "bad_recipe"
    status = 400
    message = "The training recipe cannot be used."


class LeakedRows(MlError):
    """Training rows repeat rows that the model is to be tested or validated on."""

    code = "leaked_rows"
    status = 409
    message = "Training rows repeat test rows."


class LabelsDiffer(MlError):
    """A table of labels says otherwise than the product's own."""

    code = "labels_differ"
    status = 409
    message = "The label tables differ."


class NotExportable(MlError):
    """The model has no form that runs without this project, or the folder for it holds something."""

    code = "not_exportable"
    status = 400
    message = "The model cannot be exported."


class BadManifest(MlError):
    """An evaluation manifest does not hold what it must."""

    code = "bad_manifest"
    status = 400
    message = "The manifest cannot be used."


class BadAudio(MlError):
    """Base of what is wrong with a recording that somebody sent; another one may do."""

    code = "bad_audio"
    status = 400
    message = "That recording could not be used."


class UnreadableAudio(BadAudio):
    """No sound of a known kind could be read out of the bytes."""

    code = "unreadable_audio"
    status = 415
    message = "No sound could be read from that file. WAV, FLAC, MP3, OGG, M4A and WebM work."


class FilmGiven(BadAudio):
    """A film was sent where sound alone is listened to."""

    code = "film_given"
    status = 415
    message = "That is a film. So far we listen to sound alone."


class AudioTooLarge(BadAudio):
    """More bytes than are allowed; reading stopped there."""

    code = "audio_too_large"
    status = 413
    message = "That recording is too large. Nothing was kept."


class AudioTooLong(BadAudio):
    """More seconds of sound than are allowed; decoding stopped there."""

    code = "audio_too_long"
    status = 413
    message = "That recording is too long. Nothing was kept."


class DecodeTimeout(BadAudio):
    """The time allowed for decoding was over."""

    code = "decode_timeout"
    status = 503
    message = "Opening that recording took too long. A shorter one may work."
    retry_after = 5


class TooShortAudio(BadAudio):
    """There is too little sound to tell anything."""

    code = "audio_too_short"
    message = "That was too short. Speak for a few seconds."


class SilentAudio(BadAudio):
    """There is nothing to hear."""

    code = "silent_audio"
    message = "There was only silence. Is the microphone on?"


class NoSpeech(BadAudio):
    """There is sound, and nobody speaks."""

    code = "no_speech"
    message = "Nobody could be heard speaking. Come closer to the microphone and try again."


class MusicOnly(BadAudio):
    """There is music, and nobody speaks."""

    code = "music_only"
    message = "That sounded like music without anyone speaking. Say a few words and try again."
