"""Reads of the registry: versions by day and by knowledge, families, the change feed."""
