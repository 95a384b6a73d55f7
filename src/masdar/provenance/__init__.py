"""Who had it first, and how sure are we? Passages and evidence in, origins, edges and shares out; it may abstain.

`sighting` says what counts of an article, `kind_of` what a passage means, `judge` whose words an article prints.
"""

from __future__ import annotations

from masdar.provenance.credits import Credit, credits_of
from masdar.provenance.habits import Habits
from masdar.provenance.judging import judge, own_alone
from masdar.provenance.passages import kind_of
from masdar.provenance.sighting import Sighting, count_words, sighting

__all__ = [
    "Credit",
    "Habits",
    "Sighting",
    "count_words",
    "credits_of",
    "judge",
    "kind_of",
    "own_alone",
    "sighting",
]
