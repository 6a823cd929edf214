"""Who acts, and what they may do (操作する人と権限): pure decisions, no tables."""
