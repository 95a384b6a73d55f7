"""What should be asked for, and what does a reply list?

Pure: no socket, file or clock. `request` says how a channel is asked, `read_listing` what its reply lists, `discover`
where a paper lists what it publishes, and `schedule` when it is asked again.
"""

from masdar.sources import schedule
from masdar.sources.discovery import Discovery, discover, guesses, sitemaps_of_robots
from masdar.sources.listing import read_listing, request
from masdar.sources.shapes import address_shape

__all__ = [
    "Discovery",
    "address_shape",
    "discover",
    "guesses",
    "read_listing",
    "request",
    "schedule",
    "sitemaps_of_robots",
]
