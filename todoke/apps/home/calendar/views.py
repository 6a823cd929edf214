"""Views of calendar feeds (カレンダー)."""
