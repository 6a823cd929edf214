"""Pages of the desk about payments that need no application (申請のいらない支給)."""
