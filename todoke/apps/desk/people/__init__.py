"""Pages of the desk about residents (住民)."""
