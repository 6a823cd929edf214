"""Bringing in what offices know of accounts."""
