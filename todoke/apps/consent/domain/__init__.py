"""Purposes and grounds; knows no framework."""
