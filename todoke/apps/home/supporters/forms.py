"""Forms of supporters (支援者)."""
