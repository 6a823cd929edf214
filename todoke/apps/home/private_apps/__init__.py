"""Which apps of others there are, and what they receive (登録された民間アプリ)."""
