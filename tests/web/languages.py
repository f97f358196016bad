"""The same small case in the six languages of the United Nations."""

from __future__ import annotations

from dataclasses import dataclass

from detente.core.record.case import Case
from detente.core.record.issues import Option

from ..core.builders import (
    case_of,
    commitment,
    condition,
    deadline,
    document,
    evidence,
    issue,
    meeting,
    party,
    person,
    position,
    proposal,
    statement,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the case says in one language."""

    language: str
    title: str
    summary: str
    north: str
    south: str
    person: str
    question: str
    option: str
    meeting: str
    paper: str
    text: str


WORDINGS = (
    Wording(
        "ar",
        "محادثات السلام في الوادي (2025)",
        "تلتقي القريتان، العليا والسفلى، للمرة الثانية في 2 يونيو 2025؛ ولم تُسلَّم المذكرة بعد.",
        "القرية العليا",
        "القرية السفلى",
        "ليلى حداد",
        "هل يتوقف إطلاق النار؟",
        "وقف كامل لإطلاق النار، 30 يوماً",
        "اجتماع الثاني من يونيو",
        "مذكرة السلام",
        "قال الوفد إن المذكرة ستسلم في الاجتماع (NATO و OSCE لم يحضرا)، وإن 1,000 أسير سيطلق سراحهم.",
    ),
    Wording(
        "zh",
        "河谷和平会谈（2025年）",
        "上村与下村将于2025年6月2日举行第二次会谈；备忘录尚未移交，双方对移交时间意见不一。",
        "上村",
        "下村",
        "李明",
        "是否停火？",
        "全面停火三十天",
        "六月二日会议",
        "和平备忘录",
        "代表团表示，备忘录将在会议上移交，并将释放一千名被俘人员。双方均未说明何时恢复谈判，也没有说明由谁核查停火的执行情况。",
    ),
    Wording(
        "en",
        "Peace talks in the valley (2025)",
        "The two villages meet for the second time on 2 June 2025; the paper is not handed over.",
        "Upper village",
        "Lower village",
        "Layla Haddad",
        "Does the shooting stop?",
        "A full ceasefire of 30 days",
        "Meeting of 2 June",
        "Peace memorandum",
        "The delegation said that the paper will be handed over at the meeting.",
    ),
    Wording(
        "fr",
        "Pourparlers de paix dans la vallée (2025)",
        "Les deux villages se réunissent pour la deuxième fois le 2 juin 2025 ; rien n’est remis.",
        "Village d’en haut",
        "Village d’en bas",
        "Zoé Lefèvre",
        "Le feu cesse-t-il ?",
        "Un cessez-le-feu complet de 30 jours",
        "Réunion du 2 juin",
        "Mémorandum de paix",
        "La délégation a déclaré que le mémorandum sera remis à la réunion, « sans délai ».",
    ),
    Wording(
        "ru",
        "Мирные переговоры в долине (2025)",
        "Две деревни встречаются во второй раз 2 июня 2025 года; меморандум ещё не передан.",
        "Верхняя деревня",
        "Нижняя деревня",
        "Лейла Хаддад",
        "Прекращается ли огонь?",
        "Полное прекращение огня на 30 дней",
        "Встреча 2 июня",
        "Мирный меморандум",
        "Делегация заявила, что меморандум будет передан на встрече.",
    ),
    Wording(
        "es",
        "Conversaciones de paz en el valle (2025)",
        "Las dos aldeas se reúnen por segunda vez el 2 de junio de 2025; no se ha entregado nada.",
        "Aldea de arriba",
        "Aldea de abajo",
        "Íñigo Peña",
        "¿Cesa el fuego?",
        "Un alto el fuego total de 30 días",
        "Reunión del 2 de junio",
        "Memorándum de paz",
        "La delegación dijo que el memorándum se entregará en la reunión.",
    ),
)


def case_in(wording: Wording) -> Case:
    """Return the small case in one language."""
    words = (evidence("report", wording.text),)
    return case_of(
        party("north", name=wording.north),
        party("south", name=wording.south),
        person("speaker", name=wording.person, post=wording.meeting),
        document(title=wording.summary[:40], author=wording.person, language=wording.language),
        issue(
            "truce",
            options=(),
            question=wording.question,
            short=wording.question,
        ),
        position(
            options=(), text=wording.option, note=wording.summary, by="speaker", evidence=words
        ),
        position("no", party="south", options=(), stance="refuses", text=wording.option),
        statement(speaker="speaker", to=("south",), text=wording.text, evidence=words),
        meeting(title=wording.meeting, place=wording.north),
        proposal(title=wording.paper),
        condition(evidence=words),
        deadline(what=wording.option, for_=("north", "south"), by="2025-06-10"),
        commitment(what=wording.option, due="2025-06-20"),
        texts={"report": f"{wording.summary}\n\n{wording.text}\n"},
        title=wording.title,
        summary=wording.summary,
        language=wording.language,
    )


def options(*named: tuple[str, str]) -> tuple[Option, ...]:
    """Return options with their labels."""
    return tuple(Option(id=each, label=label) for each, label in named)
