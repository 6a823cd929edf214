"""Subscriptions (購読) of private apps to programs for a child's birth month and a municipality."""
