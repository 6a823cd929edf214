"""``todoke standin``: the stand-in of the identity provider and its cards."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from todoke.cli.instance import with_instance


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("standin", help="この計算機だけで動く、本人確認サービスの代役を扱う")
    parts = parser.add_subparsers(required=True, metavar="操作")
    serve = parts.add_parser("serve", help="代役を起動する(OIDC_ISSUERのポートで待つ)")
    serve.set_defaults(run=_serve)
    cards = parts.add_parser("cards", help="代役が見せるカードの一覧")
    cards.set_defaults(run=_cards)


@with_instance
def _serve(call: argparse.Namespace) -> int:
    from django.conf import settings
    from joserfc.jwk import ECKey

    from todoke.clients.identity.standin.cards import read_cards
    from todoke.clients.identity.standin.realm import Realm
    from todoke.clients.identity.standin.server import StandIn

    issuer = urlsplit(settings.OIDC_ISSUER)
    if settings.PRODUCTION or issuer.scheme != "http" or issuer.hostname not in ("127.0.0.1", "localhost"):
        print(
            "代役は、TODOKE_MODE=local で、OIDC_ISSUER が http://127.0.0.1:ポート/… のときだけ使えます",
            file=sys.stderr,
        )
        return 2
    realm = Realm(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        client_key=ECKey.import_key(settings.KEYS.oidc_client),
        redirect_uris=[f"{settings.SITE_URL}/login/callback"],
        cards=read_cards(settings.DATA_DIR / "standin" / "cards.yaml"),
        now=time.time,
    )
    try:
        server = StandIn(realm, port=issuer.port or 80)
    except OSError as error:
        print(f"ポート {issuer.port} で待てません: {error.strerror}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"本人確認サービスの代役: {settings.OIDC_ISSUER}", flush=True)
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


@with_instance
def _cards(call: argparse.Namespace) -> int:
    from django.conf import settings

    from todoke.clients.identity.standin.cards import read_cards

    for card in read_cards(settings.DATA_DIR / "standin" / "cards.yaml"):
        print(f"{card.id:<12}{card.name}  {card.birth_date}  {card.address}  ({card.note})")
    return 0
