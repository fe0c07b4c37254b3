"""What can go wrong in this room."""

from moodflix_site.common.errors import BadInput, MoodFlixError, NotFound


class UnknownFilm(NotFound):
    code = "unknown_film"
    message = "There is no film by that number."


class UnusableScores(BadInput):
    code = "unusable_scores"
    message = "A mood mix needs at least one share above zero."


class UnknownFeedback(BadInput):
    code = "unknown_feedback"
    message = "A film can be liked, refused or seen, and each of these undone."


class CatalogueUnreadable(MoodFlixError):
    code = "catalogue_unreadable"
    status = 500
    message = "The film catalogue cannot be read."
