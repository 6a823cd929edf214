"""Loading the registry from the files under ``data/`` and writing it back: its seed and its review format."""
