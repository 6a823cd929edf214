"""The audit (監査の記録): a chain of entries for each municipality that nobody can change unnoticed."""
