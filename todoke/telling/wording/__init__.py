"""Wordings (文面): texts of notices in five languages, filled in and checked."""
