"""Views of the family (家族)."""
