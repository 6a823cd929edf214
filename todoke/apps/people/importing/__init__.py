"""Bringing whole populations of synthetic residents into the tables."""
