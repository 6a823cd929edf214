"""Settings, routes, health and logging: what turns the rooms into one running site."""
