"""The domain, one app per noun, in tiers: an app imports tiers below it, never a peer."""
