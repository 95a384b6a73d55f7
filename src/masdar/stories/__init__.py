"""Stories: which articles tell one event? Articles in, in order of arrival; out come new, joined and merged stories.

Pure: what is known of the past is given to a `Desk` when it is made, and what it decided is taken with `decided`. It
remembers a bounded window of articles; older stories stand, and take nobody in.
"""

from masdar.stories.desk import Decided, Desk, Known, Rules, Told
from masdar.stories.headline import most_telling
from masdar.stories.roots import independent

__all__ = ["Decided", "Desk", "Known", "Rules", "Told", "independent", "most_telling"]
