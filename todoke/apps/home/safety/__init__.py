"""The page about how people are kept safe (安全のしくみ)."""
