"""Actors, verbs and the one table of who may do what; knows no framework."""
