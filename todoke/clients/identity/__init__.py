"""Asking who somebody is (本人確認サービスとのやりとり): the client of デジタル認証アプリ."""
