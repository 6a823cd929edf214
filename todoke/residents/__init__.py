"""Residents as columns: what is known of everybody, block by block, for answering all at once (住民の列データ)."""
