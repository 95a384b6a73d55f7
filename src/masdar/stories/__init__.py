"""Stories: which articles tell one event? Articles in, in order of arrival; out come new, joined and merged stories.

Pure: what is known of the past is given to a `Teller` when it is made, and what it decided is taken with `decided`. It
remembers a bounded window of articles; older stories stand, and take nobody in.
"""

from masdar.stories.headline import most_telling
from masdar.stories.roots import BEHIND, independent, roots_of
from masdar.stories.rules import Rules, Told
from masdar.stories.teller import Decided, Known, Teller

__all__ = ["BEHIND", "Decided", "Known", "Rules", "Teller", "Told", "independent", "most_telling", "roots_of"]
