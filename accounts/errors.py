"""What can go wrong around people, typed."""

from moodflix_site.common.errors import BadInput, Conflict, MoodFlixError


class ConsentRequired(MoodFlixError):
    """Nothing was read: this modality waits for the person's yes."""

    code = "consent_required"
    status = 403
    message = "We only listen or look after you said yes. You can say so on your page."


class UnknownModality(BadInput):
    code = "unknown_modality"
    message = "There is no such way to tell us a mood."


class WordingChanged(Conflict):
    """The person was shown an older text than the one that would be agreed to."""

    code = "wording_changed"
    message = "The text of this permission has changed. Read it again, then decide."


class AddressNotConfirmed(MoodFlixError):
    code = "address_not_confirmed"
    status = 403
    message = "Open the link we sent to that address first. You sign in with the old one until then."


class AddressTaken(Conflict):
    code = "address_taken"
    message = "That address signs somebody else in already. Yours stays as it is."


class TooManyTokens(Conflict):
    code = "too_many_tokens"
    message = "You have as many tokens as we keep. Revoke one you no longer use."
