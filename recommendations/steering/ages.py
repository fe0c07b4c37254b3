"""Who is watching, in a sentence: "with the kids", "my 6-year-old", "PG-13 at most", "nothing rated R". Pure.

Ages in years, as certificates ask for them. "With the kids" means 8, the age from which the BBFC's PG should unsettle
nobody; "the little ones" 6, "the teenagers" 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from recommendations.steering.found import Found

LITTLE, KIDS, TWEENS, TEENS = 6, 8, 10, 12
_WHO: Final = (
    (
        LITTLE,
        (
            r"(?:the |my |our |some )?(?:very )?(?:little ones?|little 1s?|toddlers?|preschoolers?|littlies|"
            r"tiny ones|tots|wee ones|(?:small|young|little) (?:kids|children|child)|kindergart\w+)"
        ),
    ),
    (TWEENS, r"(?:the |my |our |some |a )?(?:tweens?|preteens?|pre teens?)"),
    (
        TEENS,
        (
            r"(?:with|for) (?:the |my |our |some |a |2 |3 )?(?:teens?|teenagers?|teenage (?:son|daughter|"
            r"kids?|boys?|girls?|children))"
        ),
    ),
    (
        KIDS,
        (
            r"(?:movie night |film night )?(?:with|for) (?:all )?(?:the |my |our |some |a |2 |3 |4 |whole |"
            r"entire )*(?:kids?|kiddos?|kiddies|children|child|family|grandkids|grandchildren|grandchild|"
            r"grandson|granddaughter|nieces?|nephews?|son|daughter|boys|girls|youngsters)\b(?! (?:film|movie|"
            r"secret|drama|feud))"
        ),
    ),
    (
        KIDS,
        (
            r"family (?:movie |film )?night|(?:family|child|kid|kids|children) friendly|(?:suitable|ok|okay|"
            r"fine|appropriate|safe|good|right) for (?:the )?(?:kids|children|all ages|the whole family|"
            r"everyone)|for all ages|all ages|family viewing|kid safe|the whole family"
        ),
    ),
    (
        KIDS,
        (
            r"(?<=, )(?:the )?kids(?= ,|$)|^(?:the )?kids(?= ,)|(?:the )?(?:kids|children) (?:are|will be|"
            r"r) (?:watching|here|around|joining|with us|with me)(?: too)?|kids (?:in the room|included|"
            r"will watch)"
        ),
    ),
)
_AWAY: Final = re.compile(
    r" (?:are|is|were|being|r) (?:finally |already |now |all )?(?:asleep|in bed|away|gone|sleeping|"
    r"out|at )| in bed| asleep| away"
)
_YEARS_OLD: Final = re.compile(
    r"(?:(?:with|for|and|suitable for|fine for|ok for|okay for|appropriate for) )?(?:a |an |my |our |"
    r"the |his |her )*(?:(?P<other>\d\d?) (?:and|or|,) )?"
    r"(?:(?P<age>\d\d?) (?:years? olds?|yos?|yr olds?|year)\b|(?:aged|age of|ages) (?P<aged>\d\d?)\b)"
)
_CHILD: Final = (
    r"(?:kids?|boys?|girls?|child|children|sons?|daughters?|nephews?|nieces?|grandsons?|granddaughters?|grandkids)"
)
_ARE: Final = re.compile(
    rf"\b{_CHILD}(?: is| are|s|,| ,| who is| whos)? ?(?:aged )?(?P<age>\d\d?)(?: (?:and|or|"
    rf",) (?P<aged>\d\d?))?\b(?! (?:minutes|mins|hours?|h))(?P<other>)"
)
_MARKS: Final = {
    "g": 0,
    "u": 0,
    "pg": 8,
    "pg 13": 13,
    "12a": 12,
    "12": 12,
    "r": 17,
    "nc 17": 18,
    "15": 15,
    "16": 16,
    "18": 18,
    "6": 6,
    "0": 0,
    "13": 13,
}
_MARK: Final = r"\b(?P<mark>pg 13|pg|nc 17|12 ?a|12|15|16|18|13|6|0|g|u|r)\b"
_NO: Final = r"(?:no|not|nothing|isnt|nothing thats|avoid)"
_RATED: Final = (
    (
        "below",
        re.compile(rf"{_NO} (?:rated |an? )?(?:r|18|nc 17)(?: rated| rating)?\b|{_NO} (?:r|18) (?:film|movie)s?"),
    ),
    (
        "most",
        re.compile(
            rf"{_NO} (?:rated )?(?:over|above|beyond|higher than|stronger than|worse than|harsher than|"
            rf"more than) (?:an? )?{_MARK}(?: rating| certificate)?"
        ),
    ),
    (
        "most",
        re.compile(
            rf"(?:rated |certificate |rating |max |maximum |up to |at most |fsk )?(?:an? )?{_MARK}(?: rated|"
            rf" rating| certificate)?(?: or (?:lower|under|below|less|softer|milder)| at (?:the )?most|"
            rf" max(?:imum)?| tops| and (?:under|below)|ish)"
        ),
    ),
    ("most", re.compile(rf"(?:rated|certificate|fsk|bbfc|mpaa|max|rating(?: of)?) (?:an? )?{_MARK}")),
    (
        "most",
        re.compile(
            r"\b(?P<mark>pg 13|pg|12 ?a)\b(?: rated| rating| film| movie| certificate)?|\b(?:an? )(?P<cert>12|"
            r"15|6) (?:certificate|rated|rating)\b"
        ),
    ),
)
_OLDEST_CHILD: Final = 17


def ages(text: str) -> Iterator[Found]:
    """Limits of age in the plain form, as `certificate`; whoever is asleep or away limits nothing."""
    for match in (*_YEARS_OLD.finditer(text), *_ARE.finditer(text)):
        said = [int(match[name]) for name in ("other", "age", "aged") if match[name]]
        if said and min(said) <= _OLDEST_CHILD:
            yield Found("certificate", str(min(said)), match.start(), match.end())
    for kind, pattern in _RATED:
        for match in pattern.finditer(text):
            yield Found("certificate", str(_limit(kind, match)), match.start(), match.end())
    for age, who in _WHO:
        for match in re.finditer(rf"\b(?:{who})", text):
            away = _AWAY.match(text, match.end())
            yield Found("" if away else "certificate", str(age), match.start(), away.end() if away else match.end())


def _limit(kind: str, match: re.Match[str]) -> int:
    """ "Nothing rated R" is everything below 17."""
    if kind == "below":
        return _MARKS["r"] - 1 if "18" not in match.group() and "17" not in match.group() else _MARKS["18"] - 1
    groups = match.groupdict()
    mark = groups.get("mark") or groups.get("cert") or ""
    return _MARKS[mark.replace("12 a", "12a")]
