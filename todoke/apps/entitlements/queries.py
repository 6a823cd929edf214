"""What is asked of entitlements (申請のいらない支給)."""
