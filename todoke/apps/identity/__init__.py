"""How residents log in (本人確認): logins, visits, codes by mail, keys."""
