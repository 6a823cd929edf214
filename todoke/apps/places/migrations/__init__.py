"""Changes of the tables of places, in order."""
