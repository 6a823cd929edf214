"""Sections (課) of an office whose name decides what its staff may do."""

PROTECTION = "protection"
"""The section that keeps the shields (支援措置)."""
