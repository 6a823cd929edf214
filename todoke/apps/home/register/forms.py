"""Forms of what was sent (送ったものの台帳)."""
