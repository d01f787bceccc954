"""All rules over one WorkSpace: what to do with it, or why each rule says nothing."""

from collections.abc import Mapping

from app.services.recommendations.rules import hygiene, removing, sizing, switching, timeouts, volumes
from app.services.recommendations.rules.facts import Facts
from app.services.recommendations.rules.finding import Finding, Quiet, Rule
from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.rules.parameters import Parameters

RULES: tuple[Rule, ...] = (
    *removing.RULES,
    switching.RULE,
    timeouts.RULE,
    sizing.RULE,
    volumes.RULE,
    *hygiene.RULES,
)
_LEAVING = frozenset({"PENDING", "TERMINATING", "TERMINATED"})
_EVERYTHING = frozenset({"", "off", "none", "no", "false", "ignore"})


def opted_out(facts: Facts, parameters: Parameters) -> frozenset[str]:
    """The kinds that are not wanted: by the parameters, or by the WorkSpace's own tag."""
    value = None
    for key, told in (facts.tags or {}).items():
        if parameters.opt_out_tag and key.lower() == parameters.opt_out_tag.lower():
            value = told.strip().lower()
    if value is None:
        return parameters.off
    if value in _EVERYTHING:
        return frozenset(KINDS)
    return parameters.off | {kind.strip() for kind in value.replace(";", ",").replace(" ", ",").split(",")}


def advise(facts: Facts, parameters: Parameters) -> tuple[dict[str, Finding], Mapping[str, str]]:
    """Findings by kind, and for the other kinds why there is none.

    One reason to delete it is enough: the strongest is given. Savings of one WorkSpace's findings are each against what
    it is now, so that they do not add up.
    """
    found: dict[str, Finding] = {}
    quiet: dict[str, str] = {}
    refused = opted_out(facts, parameters)
    for rule in RULES:
        kinds = [kind for kind in rule.kinds if kind not in refused]
        quiet.update(dict.fromkeys(set(rule.kinds) - set(kinds), "It is opted out of this advice."))
        if not kinds:
            continue
        if facts.state in _LEAVING:
            quiet.update(dict.fromkeys(kinds, f"It is in state {facts.state}."))
            continue
        answer = rule.advise(facts, parameters)
        if isinstance(answer, Finding) and KINDS[answer.kind].removes:
            stronger = next((kind for kind in found if KINDS[kind].removes), None)
            if stronger:
                answer = Quiet(f"There is a stronger reason to delete it: {KINDS[stronger].label}.")
        reason = answer.reason if isinstance(answer, Quiet) else "Another kind fits."
        quiet.update(dict.fromkeys(kinds, reason))
        if isinstance(answer, Finding) and answer.kind in kinds:
            found[answer.kind] = answer
            del quiet[answer.kind]
    return found, quiet
