"""How the members of a household are called on the screen: 「あなた」, 「2人目のお子さん」."""

from __future__ import annotations

from collections.abc import Iterable

from todoke.rules.household import Member
from todoke.rules.texts import Text

_ALONE: dict[str, Text] = {
    "self": Text(ja="あなた", easy="あなた", en="You"),
    "spouse": Text(
        ja="配偶者・パートナー", easy="{夫|おっと}・{妻|つま}・パートナー", en="Your spouse or partner"
    ),
    "child": Text(ja="お子さん", easy="{子|こ}ども", en="Your child"),
    "parent": Text(ja="親", easy="{親|おや}", en="Your parent"),
    "grandparent": Text(ja="祖父母", easy="おじいさん・おばあさん", en="Your grandparent"),
    "grandchild": Text(ja="お孫さん", easy="{孫|まご}", en="Your grandchild"),
    "sibling": Text(ja="きょうだい", easy="きょうだい", en="Your sibling"),
    "other": Text(ja="そのほかの方", easy="ほかの {人|ひと}", en="Another person"),
}


def names_of(members: Iterable[Member]) -> dict[str, Text]:
    """Return what each member is called, numbered where there are several of a kind."""
    listed = list(members)
    counts: dict[str, int] = {}
    names: dict[str, Text] = {}
    for member in listed:
        alone = _ALONE[member.relation]
        if sum(one.relation == member.relation for one in listed) == 1:
            names[member.id] = alone
            continue
        place = counts[member.relation] = counts.get(member.relation, 0) + 1
        names[member.id] = Text(
            ja=f"{place}人目の{alone.ja}",
            easy=f"{place}{{人目|にんめ}}の {alone.easy}",
            en=f"{alone.en} {place}",
        )
    return names
