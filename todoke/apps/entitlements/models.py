"""Tables of entitlements (申請のいらない支給)."""
