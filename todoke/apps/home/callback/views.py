"""Views of the way back from the identity provider, in no language."""
