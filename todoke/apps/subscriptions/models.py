"""Tables of subscriptions (購読)."""
