"""The safe-contact rule in words: short for a row, whole for the form and the person page."""

from caseapp.domain.person import SafeContact
from caseapp.ui.words import tr


def safe_lead(rule: SafeContact) -> str:
    """How and when: "text only, 14:00 to 18:00"."""
    return ", ".join(part.strip().rstrip(".") for part in (rule.how, rule.when) if part.strip())


def safe_rest(rule: SafeContact) -> str:
    """What may be said, whether a voice message may be left, who may do it."""
    parts: list[str] = []
    if rule.say.strip():
        parts.append(rule.say.strip())
    if rule.voicemail is not None:
        parts.append(tr("A voice message is fine.") if rule.voicemail else tr("No voice messages."))
    if rule.by_whom.strip():
        parts.append(tr("Only by {who}.", who=rule.by_whom.strip().rstrip(".")))
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def safe_sentence(rule: SafeContact) -> str:
    """The whole rule in one line."""
    lead = safe_lead(rule)
    return " ".join(part for part in (f"{lead}." if lead else "", safe_rest(rule)) if part)
