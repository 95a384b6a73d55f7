"""Masdar (مصدر): a self-hosted, Arabic-first press aggregator, archive and search engine."""

__version__ = "0.1.0"
