"""What each sign weighs, as log-odds that the one article has a text from the other: 1 makes it 2.7 times as likely.

Signs are taken to be independent, so a verdict is their sum. A weight is the logarithm of how much more often the sign
stands where the direction is so than where it is the other way round.
"""

from __future__ import annotations

from masdar.model import Sign

WEIGHTS: dict[Sign, float] = {
    Sign.CANONICAL: 5.0,  # a page that calls another's address its own says it outright; templates err
    Sign.AUTHOR: 4.0,  # as a credit, but by-lines also name who added to a dispatch
    Sign.MARK: 4.5,  # who credits an agency has it from there; an agency that quotes a paper names it in the text
    Sign.TOLD: 1.0,  # "told Reuters" is the agency's own phrase, and its readers' as well
    Sign.KIND: 2.5,  # agencies write for papers, and seldom carry them
    Sign.PUBLISHED: 3.0,  # printed times are right some nineteen times in twenty, until a source's are known better
    Sign.SEEN: 0.2,  # crawl order: in a real sample the agency came after the papers in 73 % of pairs
    Sign.ADDED: 0.7,  # papers put a paragraph of their own before what they carry, and cut from the end
    Sign.SHORTENED: 0.5,  # papers cut from the end; but some add there, and agencies begin with an alert and go on
    Sign.LOCALISED: 1.0,  # "مايو" becomes "ماي" in Rabat and "أيار" in Beirut, seldom the other way
    Sign.VARIED: 0.9,  # papers take a report from where it first stood, more often than from one another
    Sign.HABIT: 0.9,  # per e-fold of how much more often it went this way than that between the two
}
TAKEN_FROM = 0.8  # for each third article that says it has the text from there: it is where the others looked too
MOST_HABIT = 3.0
SOON = 8.0  # minutes: two papers' clocks, and the time between saving and printing, differ by so much
ABSTAIN = 0.5  # below this nobody is named: it is likelier to have been somebody else
CREDITING, STRAY = 0.6, 0.04  # how many that carry a dispatch credit it; how often a credit is over other words too
DISPATCHES = 0.7  # of what stands in several papers, an agency's
CREDITED = {  # how sure a credit alone makes of the agency, by the place it stands in
    "dateline": 0.97, "brackets": 0.95, "tail": 0.97, "line": 0.97, "cited": 0.6, "byline": 0.97,
}  # fmt: skip
CREDITED_THERE = 0.9  # where the credit is another page's: less than one's own, for what stands there may be a copy too
