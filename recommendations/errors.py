"""What can go wrong in this room."""

from moodflix_site.common.errors import BadInput, Conflict, MoodFlixError, NotFound


class UnknownFilm(NotFound):
    code = "unknown_film"
    message = "There is no film by that number."


class UnusableScores(BadInput):
    code = "unusable_scores"
    message = "A mood mix needs at least one share above zero."


class UnknownFeedback(BadInput):
    code = "unknown_feedback"
    message = "That cannot be said about a film."


class UnknownKind(BadInput):
    code = "unknown_kind"
    message = "A kind is a genre, a director or the series of that film."


class ListFull(Conflict):
    code = "list_full"
    message = "That list is full. Take something off it first."


class UnknownAnswer(BadInput):
    code = "unknown_answer"
    message = "An answer is one of the eight moods, one of five steps, or nothing."


class NothingAsked(NotFound):
    code = "nothing_asked"
    message = "Nothing is asked about that evening."


class UnusableWish(BadInput):
    code = "unusable_wish"
    message = "One of your wishes could not be used."


class CatalogueUnreadable(MoodFlixError):
    code = "catalogue_unreadable"
    status = 500
    message = "The film catalogue cannot be read."


class UnknownRow(NotFound):
    code = "unknown_row"
    message = "There is no row by that name."
