"""Pages of calendar feeds (カレンダー)."""
