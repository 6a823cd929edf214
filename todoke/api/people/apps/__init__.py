"""What private apps may ask (民間アプリ)."""
