"""Paid unless refused (申請のいらない支給): who is listed, told, and said no."""
