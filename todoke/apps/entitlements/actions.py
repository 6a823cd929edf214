"""What changes entitlements (申請のいらない支給)."""
