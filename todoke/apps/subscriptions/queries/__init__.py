"""What is asked of subscriptions (購読)."""
