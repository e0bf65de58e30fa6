"""What `make run` prints when it is ready: what was loaded, tokens, and commands to try."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from infra.local.demonstration.dispute import DISPUTING, RIGHT
from infra.local.demonstration.loading import CITY, Loaded
from infra.local.demonstration.organisations import companies, persons
from infra.local.tokens import Mint

_FIRM, _BANK = companies(3)[1:]
_MISSPELT = f"{_FIRM.name[:6]}错{_FIRM.name[7:]}"
_STAFF = {"division": CITY, "identified_by": "real-name"}
_BODY, _SYSTEM = "demo-environment", "honours-of-environment"
_ITEM, _SINCE = "honour", "2026-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a run begins with: what was loaded, the case that is open, how long it took, where the cloud listens.

    `sample` is a file as a department has it, to send again.
    """

    loaded: Sequence[Loaded]
    sample: str
    case: str
    seconds: float
    cloud: str


def what_to_try(base: str, mint: Mint, begun: Begun) -> str:
    """Return the whole text, ready to be printed."""
    lines = [f"\nLoaded through the front door in {begun.seconds:.0f} s (invented data, every name says so):"]
    lines += [f"  {_line(one)}" for one in begun.loaded]
    lines += ["", "Tokens of this run (paste into the shell you try the commands in):"]
    lines += [f"export {name}={token}" for name, token in _tokens(mint).items()]
    lines += ["", f"Serving on {base} — the interface to read: {base}/docs — and things to try:"]
    lines += [f"{number}. {what}\n   {command}" for number, (what, command) in enumerate(_commands(base), start=1)]
    lines += ["", *_sending(base, begun)]
    lines += ["", *_the_open_case(base, begun.case)]
    lines += ["", "Every look is sealed within two minutes; whoever trusts nobody verifies the whole ledger:"]
    lines += [f"   make verify-ledger FROM={begun.cloud}"]
    lines += ["", "Ctrl-C stops everything."]
    return "\n".join(lines)


def _sending(base: str, begun: Begun) -> Sequence[str]:
    """Return how a clerk sends a file by the departments' client and another lets it go on, and how a system begins."""
    client = "XINYONG_HOME=.work/client .venv/bin/python -m infra.client"
    sent = f"{begun.sample} --item administrative_penalty --reviewed-by 虚构审查人"
    lines = ["A clerk sends a file by the departments' client; spoil some cells of it before. Another lets it go on."]
    lines += [f"   echo $DEPARTMENT | {client} login --service {base} --token -", f"   {client} send {sent}"]
    lines += [f"   XINYONG_TOKEN=$CHECKER {client} execute <the batch that it told>"]
    lines += [f"   {client} annotated <the batch that it told> -o remarks.xlsx"]
    lines += [
        "A department's system sends by itself: the lead registers it and names its client, which SYSTEM is a token of"
    ]
    return [*lines, *(f"   {one}" for one in _of_a_system(base))]


def _of_a_system(base: str) -> Sequence[str]:
    """Return the commands that register a system, name its client, and have it ask for a ticket."""
    lead, json_ = '-H "Authorization: Bearer $LEAD"', "-H 'Content-Type: application/json'"
    review = f'"review":{{"reviewed_by":"虚构审查人","reviewed_on":"{_SINCE}"}}'
    form = (
        f'{{"system":"{_SYSTEM}","name":"示例荣誉系统","owner":"{_BODY}","contact":"信息中心","certifier":"法规科",'
        f'"items":[{{"item":"{_ITEM}","rhythm":"monthly",{review}}}],"channels":["rows","folder"],"since":"{_SINCE}"}}'
    )
    place = f"{base}/v1/systems/{_SYSTEM}"
    tag = f"$(curl -sSo /dev/null -D - {place} {lead} | sed -n 's/^[Ee][Tt]ag: //p' | tr -d '\\r')"
    asking = f'{{"item":"{_ITEM}","rows":true}}'
    return (
        f"curl -s -X POST {base}/v1/systems {lead} {json_} -d '{form}'",
        f"curl -s -X POST {place}/clients {lead} {json_} -H \"If-Match: {tag}\" -d '{{}}'",
        f"""curl -s -X POST {base}/v1/uploads -H "Authorization: Bearer $SYSTEM" {json_} -d '{asking}'""",
    )


def _the_open_case(base: str, case: str) -> Sequence[str]:
    """Return how a newcomer claims and decides the open case, step after step."""
    lines = [f"An objection is open, {case}: a firm says that a fine is too high. Decide it: paste the tokens above"]
    lines += [
        "and this function, then step after step. A step claims the case, which gives the version and the token of the"
    ]
    lines += ["lease that a move must show; makes its move; and prints the state it led to, or why it was refused."]
    lines += [f"   {_function_of(base, case)}"]
    lines += [f"{letter}. {what}\n   {step}" for letter, (what, step) in zip("abcde", _steps(), strict=True)]
    lines += ["After any step, what anyone reads of the firm's penalties"]
    return [*lines, f"   curl -s '{base}/v1/subjects/{DISPUTING.code}/records?item=administrative_penalty'"]


def _function_of(base: str, case: str) -> str:
    """Return a function of the shell that claims the case, makes one move, and prints what came of it."""
    asked = """-H "Authorization: Bearer ${3:-$DESK}" -H 'Content-Type: application/json'"""
    return (
        f"""move() {{ local said tag fence n; for n in 1 2 3 4 5; do """
        f"""said=$(curl -sSi -X POST {base}/v1/desk/claims {asked} -d '{{"case":"{case}"}}'); """
        """echo "$said" | grep -q step_under_way || break; sleep 1; done; """
        """tag=$(echo "$said" | sed -n 's/^[Ee][Tt]ag: //p' | tr -d '\\r'); """
        """fence=$(echo "$said" | grep -o '"fence":[0-9]*' | head -1); """
        """[ "$fence" ] || { echo "$said" | tail -1; return 1; }; """
        f"""said=$(curl -sS -X POST {base}/v1/desk/cases/{case}/$1 {asked} -H "If-Match: $tag" """
        """-d "{$fence$2}"); echo "$said" | grep -o '^{[^{]*"state":"[a-z_]*"' || echo "$said"; }"""
    )


def _steps() -> Sequence[tuple[str, str]]:
    """Return the moves up to the close of the case, each with what it is for."""
    values = f'"values":{{"fine_amount_wan":"{RIGHT}"}}'
    answered = '"on_evidence":{"e1":"决定书真实，与信源单位答复一致，予以采信。"}'
    return (
        (
            "The centre accepts it: from this answer on the record is marked as disputed for everybody",
            "move acceptance",
        ),
        (
            "The centre has what is shown compared with the row that the source sent; the next step waits for that",
            "move own-check",
        ),
        ("They agree, so the source is asked", """move referral ',"note":"请核实罚款金额。"'"""),
        (
            "The source denies its own record",
            f"""move reply ',"answer":"deny","reason":"录入有误。",{values}' "$DEPARTMENT\"""",
        ),
        (
            "The centre decides: once this is answered the fine is right everywhere, and the mark is gone",
            f"""move decision ',"outcome":"corrected","reasons":"信源单位确认录入有误。",{values},{answered}'""",
        ),
    )


def _line(one: Loaded) -> str:
    counts = one.receipt["counts"]
    told = ", ".join(
        f"{counts[name]} {name}" for name in ("added", "changed", "unchanged", "held", "refused") if counts[name]
    )
    return f"{one.file.name}: {counts['rows']} rows, {told}"


def _tokens(mint: Mint) -> dict[str, str]:
    person = persons(1)[0]
    return {
        "CITIZEN": mint.token(sub="citizen-1", role="citizen", subject=person.number, identified_by="real-name"),
        "FIRM": mint.token(sub="firm-1", role="representative", subject=_FIRM.code, identified_by="business licence"),
        "DEPARTMENT": mint.token(sub="clerk-1", role="department", body=_BODY, **_STAFF),
        "CHECKER": mint.token(sub="clerk-2", role="department", body=_BODY, **_STAFF),
        "DESK": mint.token(sub="desk-1", role="desk", body="demo-centre", **_STAFF),
        "LEAD": mint.token(sub="lead-1", role="lead", body="demo-centre", **_STAFF),
        "SYSTEM": mint.token(sub=f"{_SYSTEM}.1", role="system"),
        "COUNTER": mint.token(sub="officer-1", role="counter", body="demo-centre", **_STAFF),
        "BANK": mint.token(sub="bank-1", role="agency", subject=_BANK.code, identified_by="business licence"),
    }


def _commands(base: str) -> list[tuple[str, str]]:
    report = f"{base}/v1/subjects/{_FIRM.code}/report"
    issuing = f"curl -s -X POST {base}/v1/reports -H 'Content-Type: application/json'"
    return [
        (
            "Anyone finds an organisation, with a character of its name wrong",
            f"curl -s '{base}/v1/subjects?q={quote(_MISSPELT)}'",
        ),
        ("Anyone reads its public report", f"curl -s {report}"),
        (
            "Anyone has it issued, under a number that others can check",
            f"""{issuing} -d '{{"subject":"{_FIRM.code}","kind":"public"}}'""",
        ),
        (
            "A department reads the full one, with purpose and matter number; the look is recorded",
            (
                f"""curl -s {report} -H "Authorization: Bearer $DEPARTMENT" -H 'X-Purpose: supervision' """
                f"""-H 'X-Matter-Number: {quote("虚检〔2026〕1号")}'"""
            ),
        ),
        (
            "A citizen asks what is held about them; nobody else can",
            f"""curl -s {base}/v1/me/records -H "Authorization: Bearer $CITIZEN\"""",
        ),
        (
            "The public list of penalties, from files that no one can be shown too late",
            f"curl -s '{base}/v1/publications/penalties?limit=2'",
        ),
    ]
