"""Tables of audit (監査の記録)."""
