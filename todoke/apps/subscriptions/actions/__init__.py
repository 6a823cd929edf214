"""What changes subscriptions (購読)."""
