"""What did the server say, exactly, at that time? Captures in WARC files, and WARC files of others."""

from masdar.archive.foreign import WarcStream, read_warc
from masdar.archive.warc import WarcArchive

__all__ = ["WarcArchive", "WarcStream", "read_warc"]
