"""What does the reader see? Pages, feeds out, JSON, the operator's page. The door is `application(portal)`."""

from masdar.web.portal import Portal
from masdar.web.routes import application

__all__ = ["Portal", "application"]
