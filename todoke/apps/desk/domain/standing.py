"""What stands against publishing changed rules (公開の関門): faults, failing golden households, people who lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """How many lose one program: in the sample (those no longer certain included), and in words for all Tokyo."""

    program: str
    number: int
    told: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the approval of changed rules has to look at.

    ``key`` names the effect that was shown: a tick counts only for the numbers that stood beside it.
    """

    broken: bool = False
    failing: int = 0
    losses: tuple[Loss, ...] = ()
    failures: tuple[str, ...] = ()
    untried: bool = False
    """Residents are there to try it on, and trying it failed."""
    key: str = ""

    @property
    def asks_for_tick(self) -> bool:
        """Whether somebody loses a program."""
        return bool(self.losses)

    @property
    def asks_for_reason(self) -> bool:
        """Whether it may be published only with a reason written down."""
        return bool(self.failing or self.failures or self.untried)

    @property
    def tick(self) -> str:
        """The words beside the tick."""
        told = "、".join(f"「{loss.program}」は{loss.told}" for loss in self.losses)
        return f"受けられなくなるか、決められなくなる住民がいることを見ました({told})"

    def against(self, *, note: str, seen: str) -> str:
        """Return what stands against publishing, in words for the approver; empty where nothing does."""
        if self.broken:
            return "規則の文書に誤りがあるため、公開できません。差し戻してください"
        if self.failing and not note:
            return (
                f"検算世帯{self.failing}件が、予定の答えと合いません。"
                "それでも公開するときは、理由を書いてください"
            )
        if self.failures and not note:
            return (
                f"{'、'.join(self.failures)}の規則が、計算できない住民がいます。"
                "それでも公開するときは、理由を書いてください"
            )
        if self.untried and not note:
            return "影響を試算できませんでした。それでも公開するときは、理由を書いてください"
        if self.losses and seen != self.key:
            if seen:
                return "試算の数が新しくなりました。もう一度見て、しるしを付けてください"
            return "受けられなくなる住民がいます。試算を見て、「見ました」にしるしを付けてください"
        return ""

    def remembered(self, note: str) -> str:
        """Return the note with what was seen and passed over, as it is kept with the decision."""
        passed = []
        if self.failing:
            passed.append(f"検算世帯の食い違い{self.failing}件")
        if self.untried:
            passed.append("影響の試算なし")
        passed += [f"「{loss.program}」を失う{loss.told}" for loss in self.losses]
        told: Sequence[str] = [note, f"[確認: {'、'.join(passed)}]" if passed else ""]
        return " ".join(part for part in told if part)
