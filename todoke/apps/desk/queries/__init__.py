"""What the desk reads across tables."""
