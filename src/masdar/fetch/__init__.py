"""What does the server answer, politely and safely? The only room that opens an outgoing connection."""

from masdar.fetch.fetcher import AiohttpFetcher
from masdar.fetch.operator import OperatorClient, OperatorPolicy
from masdar.fetch.policy import FetchPolicy, user_agent

__all__ = ["AiohttpFetcher", "FetchPolicy", "OperatorClient", "OperatorPolicy", "user_agent"]
