"""Views of supporters (支援者)."""
