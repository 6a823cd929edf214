"""A stand-in of the identity provider (本人確認サービスの代役) for this machine."""
