"""The engines: one meaning of the rules, answered for everybody at once (一括判定エンジン)."""
