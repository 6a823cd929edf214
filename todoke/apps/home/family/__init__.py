"""Pages of the family (家族)."""
