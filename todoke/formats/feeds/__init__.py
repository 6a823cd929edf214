"""Calendar feeds (カレンダー) as iCalendar (RFC 5545)."""
