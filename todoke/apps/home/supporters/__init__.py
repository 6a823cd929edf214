"""Pages of supporters (支援者)."""
