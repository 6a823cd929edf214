"""Pages of the desk about what leaves (発送)."""
