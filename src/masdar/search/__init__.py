"""What did the reader mean, and where is it? The query language, ranking, and one file an engine."""
