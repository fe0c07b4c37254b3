"""What can go wrong when several people choose a film."""

from __future__ import annotations

from moodflix_site.common.errors import BadInput, Conflict, NotFound


class UnknownEvening(NotFound):
    code = "unknown_evening"
    message = "This evening is over, or the link is not whole."


class NotAtThisEvening(NotFound):
    code = "not_at_this_evening"
    message = "You have not joined this evening."


class EveningFull(Conflict):
    code = "evening_full"
    message = "Six people are here already; there is no seat left."


class LinkClosed(Conflict):
    code = "link_closed"
    message = "Whoever started this evening has closed the link. Ask them to open it again."


class NameTaken(Conflict):
    code = "name_taken"
    message = "Somebody here goes by that name already. Choose another."


class TooManyEvenings(Conflict):
    code = "too_many_evenings"
    message = "You have three evenings open. End one of them first."


class AlreadyChosen(Conflict):
    code = "already_chosen"
    message = "A film has been chosen meanwhile. Whoever started the evening can take that back."


class NotOnTheList(Conflict):
    code = "not_on_the_list"
    message = "The list has changed, and that film is not on it any more."


class TooManyVetoes(BadInput):
    code = "too_many_vetoes"
    message = "Three films is all one person can rule out. Take one back first."


class NotYours(Conflict):
    code = "not_yours_to_end"
    message = "Only whoever started this evening can do that."


class UnusableName(BadInput):
    code = "unusable_name"
    message = "A name of 1 to 30 characters, so that the others know who is who."
