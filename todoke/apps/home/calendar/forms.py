"""Forms of calendar feeds (カレンダー)."""
