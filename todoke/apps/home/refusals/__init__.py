"""Pages of payments to be refused (支給の辞退)."""
