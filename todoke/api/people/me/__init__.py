"""What a person may ask about the use of their own data (利用の記録)."""
