"""The words of an answer in one language, each made once and kept (判定結果の文)."""

from functools import lru_cache

from todoke.api.wire import (
    CitationOut,
    ConditionOut,
    Language,
    NeedOut,
    ReasonOut,
    ResultOut,
    TruthName,
    Who,
)
from todoke.rules.citations import Citation
from todoke.rules.evaluation.reading import LOCAL, TEXT
from todoke.rules.household import HOUSEHOLD, MEMBERS
from todoke.rules.programs import Condition, ProgramOverlay
from todoke.rules.rulebook import Rulebook
from todoke.rules.texts import Text
from todoke.rules.values import Need
from todoke.rules.wording.values import need_text

_NOBODY = Text(
    ja="対象になる年齢や立場の人が、世帯にいません",
    easy="この {制度|せいど}を {使|つか}う {人|ひと}が、{家族|かぞく}に いません",
    en="Nobody in the household is of the age or situation this is for",
)
_WHO_ELSE = Text(
    ja="世帯にほかにだれがいますか",
    easy="{家族|かぞく}は ほかに だれが いますか",
    en="Who else belongs to the household?",
)
_RECEIVES = Text(
    ja="「{0}」をすでに受けていますか",
    easy="「{0}」を もう もらっていますか",
    en="Do you already receive “{0}”?",
)
_AT_THE_MUNICIPALITY = Text(
    ja="区市町村に確かめてください: {0}",
    easy="{{役所|やくしょ}}に {{聞|き}}いてください: {0}",
    en="Please ask your municipality: {0}",
)
_AT_THE_OFFICE = Text(
    ja="窓口で確かめてください: {0}",
    easy="{{窓口|まどぐち}}で {{聞|き}}いてください: {0}",
    en="Please confirm at the office in charge: {0}",
)


class Phrases:
    """The words of a rulebook in one language; conditions and programs are worded at most once."""

    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        """Word nothing yet."""
        self.content = rulebook.content
        self.language = language
        self._conditions: dict[tuple[int, TruthName], tuple[Condition, ConditionOut, ReasonOut]] = {}
        self._questions: dict[tuple[str, str], tuple[Who, str]] = {}
        self._envelopes: dict[tuple[str, str | None], ResultOut] = {}

    def say(self, text: Text) -> str:
        """Return a text in the language."""
        return text.in_language(self.language)

    def condition(self, condition: Condition, truth: TruthName) -> ConditionOut:
        """Return a condition of a trace."""
        return self._worded(condition, truth)[1]

    def reason(self, condition: Condition, truth: TruthName) -> ReasonOut:
        """Return a condition that decides, in words."""
        return self._worded(condition, truth)[2]

    def nobody(self) -> ReasonOut:
        """Return the reason where nobody of the household could be meant."""
        return {"truth": "false", "text": self.say(_NOBODY)}

    def need(self, need: Need) -> NeedOut:
        """Return what would settle an answer, as a question."""
        fact_id, entity = need
        # Kept by the fact alone: the ids of members are the person's own.
        kind = entity if entity in (TEXT, LOCAL) else HOUSEHOLD
        found = self._questions.get((fact_id, kind))
        if found is None:
            found = self._questions[fact_id, kind] = self._question(fact_id, kind)
        member = None if entity in (TEXT, LOCAL, HOUSEHOLD) else entity
        return {"fact": fact_id, "member": member, "ask": found[0], "question": found[1]}

    def envelope(self, program_id: str, municipality: str | None) -> ResultOut:
        """Return a result that says who is in charge and by when to apply, and nothing of a household yet."""
        key = (program_id, municipality)
        found = self._envelopes.get(key)
        if found is None:
            found = self._envelopes[key] = self._envelope(program_id, municipality)
        return found.copy()

    def _worded(self, condition: Condition, truth: TruthName) -> tuple[Condition, ConditionOut, ReasonOut]:
        # The condition itself is kept too, so that its identity is not given to another one.
        found = self._conditions.get((id(condition), truth))
        if found is None:
            label = self.say(condition.label)
            trace: ConditionOut = {
                "id": condition.id,
                "truth": truth,
                "label": label,
                "status": condition.status.value,
                "note": condition.note,
                "citation": citation(condition.cite),
            }
            found = (condition, trace, {"truth": truth, "text": label})
            self._conditions[id(condition), truth] = found
        return found

    def _question(self, fact_id: str, kind: str) -> tuple[Who, str]:
        words = need_text((fact_id, kind), self.content, self.language)
        if kind == TEXT:
            return "office", self._asked(_AT_THE_OFFICE, words)
        if kind == LOCAL:
            return "municipality", self._asked(_AT_THE_MUNICIPALITY, words)
        if fact_id == MEMBERS:
            return "resident", self.say(_WHO_ELSE)
        fact = self.content.facts.get(fact_id)
        if fact is not None:
            return "resident", self.say(fact.question or fact.label)
        program = self.content.programs.get(fact_id.removeprefix("receives:"))
        return "resident", self._asked(
            _RECEIVES, fact_id if program is None else self.say(program.program.name)
        )

    def _asked(self, phrase: Text, words: str) -> str:
        return self.say(phrase).format(words)

    def _envelope(self, program_id: str, municipality: str | None) -> ResultOut:
        loaded = self.content.programs.get(program_id)
        result: ResultOut = {
            "program": program_id,
            "name": program_id,
            "outcome": "rule_error",
            "version": None,
            "in_charge": None,
            "apply_where": None,
            "deadline": None,
            "url": None,
            "reach": None,
            "reasons": [],
            "amounts": [],
            "needs": [],
            "subjects": [],
            "message": None,
        }
        if loaded is None:
            return result
        program, overlay = loaded.program, ProgramOverlay()
        if municipality in self.content.overlays:
            overlay = self.content.overlays[municipality].programs.get(program_id, overlay)
        result["name"] = self.say(overlay.name or program.name)
        result["in_charge"] = self.say(overlay.in_charge or program.in_charge)
        result["apply_where"] = self.say((overlay.apply or program.apply).where)
        result["deadline"] = None if program.deadline is None else self.say(program.deadline.text)
        result["url"] = overlay.url or program.url
        result["reach"] = program.reach.value
        return result


@lru_cache(maxsize=12)
def phrases_of(rulebook: Rulebook, language: Language) -> Phrases:
    """Return the words of a rulebook in a language, made once per process."""
    return Phrases(rulebook, language)


def citation(cite: Citation) -> CitationOut:
    """Return a source as it is sent."""
    return {
        "law": cite.law,
        "article": cite.article,
        "url": cite.url,
        "quote": cite.quote,
        "check": cite.check.value,
        "note": cite.note,
    }
