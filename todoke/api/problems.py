"""Problems (RFC 9457): one shape for every error of the API, each kind with a page that explains it (エラー).

Source: RFC 9457 "Problem Details for HTTP APIs"; RFC 6901 "JSON Pointer".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NotRequired

from pydantic_core import to_json
from typing_extensions import TypedDict

from todoke.api.strict_json import MOST_MISTAKES, Wrong

BASE = "/api/v1/problems/"
MEDIA_TYPE = "application/problem+json"


class ErrorAt(TypedDict):
    """One mistake and its cure; ``pointer`` is a JSON pointer into the body, ``parameter`` names a query parameter."""

    pointer: NotRequired[str]
    parameter: NotRequired[str]
    detail: str


class Problem(TypedDict):
    """An error, as ``application/problem+json``; ``type`` leads to an explanation of its kind."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ErrorAt]


class ProblemKind(TypedDict):
    """A kind of problem explained: when it happens and what helps."""

    id: str
    type: str
    title: str
    status: int
    explanation: str
    cure: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem."""

    id: str
    status: int
    title: str
    explanation: str
    cure: str

    @property
    def type(self) -> str:
        """The kind's URI, relative to the host."""
        return BASE + self.id


def _kinds(*kinds: Kind) -> dict[str, Kind]:
    return {kind.id: kind for kind in kinds}


KINDS: dict[str, Kind] = _kinds(
    Kind(
        "malformed-json",
        400,
        "JSONとして読めません",
        "送られた本文が、UTF-8のJSONになっていません。NaN や Infinity もJSONの数ではありません。",
        "detail にある行と文字の位置を確かめて、直した本文を送ってください。",
    ),
    Kind(
        "not-signed-in",
        401,
        "鍵がいります",
        "この操作には、有効な鍵(Authorization: Bearer ...)がいります。鍵がないか、期限が切れたか、取り消されています。",
        "鍵を確かめてください。本人の鍵はマイページで、アプリの鍵はアプリの登録で作れます。",
    ),
    Kind(
        "not-allowed",
        403,
        "この鍵ではできません",
        "この鍵の持ち主や目的では、この操作は許されていません。",
        "鍵の範囲と目的を確かめてください。",
    ),
    Kind(
        "consent-needed",
        403,
        "同意がいります",
        "この操作が使う項目について、本人の同意がありません。取り消されたか、期限が切れたのかもしれません。",
        "本人に、項目と目的を示して同意を求めてください。",
    ),
    Kind(
        "not-found",
        404,
        "ありません",
        "そのアドレスのもの(制度・手続・属性・ファイル・ページ)はありません。",
        "一覧(/api/v1/programs、/api/v1/records、/api/v1/facts)や説明書(/api/v1/docs)で、"
        "正しい id とアドレスを確かめてください。",
    ),
    Kind(
        "method-not-allowed",
        405,
        "その方法では呼び出せません",
        "このアドレスは、使われたHTTPメソッドを受け付けません。",
        "Allow ヘッダーにあるメソッドを使ってください。判定は POST、一覧は GET です。",
    ),
    Kind(
        "gone",
        410,
        "終わりました",
        "ここにあったもの(購読など)は、本人が終えたか、期限が過ぎたために、もうありません。",
        "新しく始めるには、もう一度本人の同意を得てください。",
    ),
    Kind(
        "body-too-large",
        413,
        "本文が大きすぎます",
        "本文は256キロバイトまでです。世帯はふつう数キロバイトです。",
        "世帯を分けて調べるか、いらない項目を除いてください。",
    ),
    Kind(
        "unsupported-media-type",
        415,
        "本文の形式が違います",
        "本文は圧縮していないJSON(Content-Type: application/json)で送ります。",
        "Content-Type を application/json にしてください。",
    ),
    Kind(
        "invalid-request",
        422,
        "依頼の書き方に誤りがあります",
        "依頼の項目や検索の条件に、知らないもの・形の違うもの・二度書かれたものがあります。",
        "errors にある場所を、それぞれの説明に沿って直してください。",
    ),
    Kind(
        "invalid-household",
        422,
        "世帯の書き方に誤りがあります",
        "世帯のなかに、知らない項目、使えない値、ありえない日付や金額などがあります。",
        "errors にある場所を直してください。項目は /api/v1/facts にあります。分からない項目は書かないでください。",
    ),
    Kind(
        "contradictory-facts",
        422,
        "両立しない答えがあります",
        "世帯のなかに、同時には成り立たない答えがあります。",
        "errors にある項目のどちらかを直すか、片方だけを書いてください。",
    ),
    Kind(
        "individual-number",
        422,
        "マイナンバーは受け取れません",
        "本文に、マイナンバー(個人番号)と思われる12桁の数字があります。todokeはマイナンバーを受け取りません。"
        "受け取った数字は保存も記録もしていません。",
        "マイナンバーを消して、もう一度送ってください。",
    ),
    Kind(
        "too-many-requests",
        429,
        "送る回数が多すぎます",
        "短い時間にたくさん送られました。だれが送ったかは記録していません。",
        "Retry-After ヘッダーの秒数だけ待ってから、もう一度送ってください。",
    ),
    Kind(
        "internal-error",
        500,
        "こちらの不具合です",
        "todokeの側で思わぬ誤りが起きました。送られた内容は記録していません。",
        "時間をおいて、もう一度送ってください。続くときは、応答の X-Request-ID を添えて知らせてください。",
    ),
)


class ProblemError(Exception):
    """A problem on its way to the one who asked."""

    def __init__(
        self,
        kind: str,
        detail: str | None = None,
        errors: Iterable[ErrorAt] = (),
        *,
        retry_after: int | None = None,
    ) -> None:
        """Keep the kind, what happened this time, the places, and after how many seconds to try again."""
        self.retry_after = retry_after
        self.kind = KINDS[kind]
        self.detail = detail or self.kind.explanation
        self.errors = list(errors)
        super().__init__(self.kind.id)

    @property
    def problem(self) -> Problem:
        """The problem as it is sent."""
        return {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "errors": self.errors[:MOST_MISTAKES],
        }


def at(wrong: Iterable[Wrong], prefix: str = "") -> list[ErrorAt]:
    """Return mistakes as the errors of a problem."""
    return [{"pointer": prefix + one.pointer, "detail": one.detail} for one in wrong]


def explained(kind: Kind) -> ProblemKind:
    """Return a kind as it is explained to a machine."""
    return {
        "id": kind.id,
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "explanation": kind.explanation,
        "cure": kind.cure,
    }


def encoded(body: Any) -> bytes:
    """Return a body as JSON; the same body is always the same bytes."""
    return to_json(body)
