"""A night as it lies on the disk: one sealed file for each municipality, and who is told to be what in it."""
