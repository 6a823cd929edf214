"""The way back from the identity provider, in no language."""
