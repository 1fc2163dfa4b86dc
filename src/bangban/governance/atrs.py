"""What would an algorithmic transparency record of this employee say? Filled from the live system.

Fields and order follow the UK Algorithmic Transparency Recording Standard v3.0, tier 1 and tier 2. What
no system can know (what was done before, which alternatives were weighed) the agency writes: `statements`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import override

from bangban import __version__, config
from bangban.governance import guardians
from bangban.governance.figures import Figures, figures_since
from bangban.governance.models import DigitalEmployee, OrderState
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import Scenario
from bangban.governance.statements import STATEMENTS, stated
from bangban.ledger.models import LedgerCheckpoint, LedgerEntry

AGENCY = "agency"
RECENT = timedelta(days=90)

GATES = {
    "advise": ("只给参考，不产生执行", "advice only, no effect"),
    "standing_order": ("人逐件决定；监护人可签署有边界的常设授权", "a person decides each case, or a guardian's bounded standing order"),
    "decide": ("人逐件决定", "a person decides each case"),
    "two_person": ("两人先后决定", "two people decide each case"),
    "never": ("一律不由数字员工办理", "never done by a digital employee"),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of the record. `source` says where it comes from; "agency": only the agency can write it."""

    section: str
    key: str
    title_zh: str
    title_en: str
    source: str
    zh: str = ""
    en: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": {"zh": self.title_zh, "en": self.title_en},
            "value": {"zh": self.zh, "en": self.en} if self.zh or self.en else None,
            "source": self.source,
        }


SECTIONS = {
    "tier1": ("第一层 概览", "Tier 1: overview"),
    "owner": ("第二层 责任主体", "Tier 2: owner and responsibility"),
    "rationale": ("第二层 说明与理由", "Tier 2: description and rationale"),
    "process": ("第二层 决策流程", "Tier 2: decision-making process"),
    "tool": ("第二层 工具规格", "Tier 2: tool specification"),
    "data": ("第二层 数据", "Tier 2: data"),
    "risks": ("第二层 风险、缓解与影响评估", "Tier 2: risks, mitigations and impact assessments"),
}


@dataclass(frozen=True)
class Subject:
    """What a record is made of."""

    employee: DigitalEmployee
    scenarios: tuple[Scenario, ...]
    ever: Figures
    recent: Figures
    now: datetime


def record_of(employee: DigitalEmployee, now: datetime | None = None) -> dict[str, Any]:
    """Return the record: {"standard", "employee", "made_at", "ledger", "figures", "missing", "sections"}.

    Each section holds its fields with their value in zh and en and their source.
    """
    now = now or timezone.now()
    listed = sorted(employee.scenario_rows.values_list("scenario", flat=True))
    found = tuple(scenarios()[code] for code in listed if code in scenarios())
    subject = Subject(employee, found, *figures_since(employee, now - RECENT), now)
    fields = list(_fields(subject))
    sealed = LedgerCheckpoint.objects.order_by("-seq").values("seq")[:1]
    last = LedgerEntry.objects.order_by("-seq").values_list("seq", Subquery(sealed)).first()
    seq, checkpoint = last or (0, None)
    return {
        "standard": "UK ATRS 3.0",
        "employee": employee.number,
        "made_at": now.isoformat(),
        "ledger": {"seq": seq, "checkpoint": checkpoint},
        "figures": {
            "ever": subject.ever.as_dict(),
            "recent_days": RECENT.days,
            "recent": subject.recent.as_dict(),
        },
        # What the agency has still to write: nobody takes an unfinished record for a whole one.
        "missing": [field.key for field in fields if not (field.zh or field.en)],
        "sections": [
            {
                "key": key,
                "title": {"zh": zh, "en": en},
                "fields": [field.as_dict() for field in fields if field.section == key],
            }
            for key, (zh, en) in SECTIONS.items()
        ],
    }


def as_text(record: dict[str, Any], language: str) -> str:
    """Return the record as Markdown in one language ("zh…" or "en…")."""
    lang = "en" if language.startswith("en") else "zh"
    missing = "_(to be written by the agency)_" if lang == "en" else "_（由部门填写）_"
    heading = "Algorithmic transparency record" if lang == "en" else "算法透明度记录"
    lines = [f"# {heading}: {record['employee']}", "", f"{record['standard']} · {record['made_at']}", ""]
    for section in record["sections"]:
        lines += [f"## {section['title'][lang]}", ""]
        for field in section["fields"]:
            value = field["value"][lang] if field["value"] else missing
            lines += [f"**{field['title'][lang]}**", "", value, ""]
    if record["missing"]:
        titles = {field["key"]: field["title"][lang] for one in record["sections"] for field in one["fields"]}
        heading = "Still to be written" if lang == "en" else "尚待填写"
        lines += [f"## {heading}", "", *(f"- {titles[key]}" for key in record["missing"]), ""]
    return "\n".join(lines)


def _fields(subject: Subject) -> Iterator[Field]:
    yield from _tier1(subject)
    yield from _owner(subject)
    yield from _rationale(subject)
    yield from _process(subject)
    yield from _tool(subject)
    yield from _risks(subject)


def _tier1(subject: Subject) -> Iterator[Field]:
    employee = subject.employee
    titles = [
        sign.join(one.title[lang] for one in subject.scenarios) for lang, sign in (("zh", "、"), ("en", "; "))
    ]
    yield Field("tier1", "name", "名称", "Name", "registry", f"{employee.name_zh}（{employee.number}）", f"{employee.name_en or employee.name_zh} ({employee.number})")  # fmt: skip
    zh = f"{employee.agency.name_zh}的数字员工，岗位为{employee.post_zh}。办理：{titles[0]}。它只提出建议，由人决定，决定之后才生效。"
    agency_en = employee.agency.name_en or employee.agency.name_zh
    en = f"A digital employee of {agency_en}, {employee.post_en or employee.post_zh}. It works on: {titles[1]}. It proposes, a person decides, and only a decision takes effect."
    yield Field("tier1", "description", "说明", "Description", "registry", zh, en)
    yield _stated(subject, "website")
    phone = employee.agency.phone
    if phone and not any(stated(employee, "contact")):
        yield Field("tier1", "contact", "联系方式", "Contact", "registry", phone, phone)
    else:
        yield _stated(subject, "contact")


def _owner(subject: Subject) -> Iterator[Field]:
    employee = subject.employee
    yield Field("owner", "organisation", "部门", "Organisation or department", "registry", employee.agency.name_zh, employee.agency.name_en or employee.agency.name_zh)  # fmt: skip
    guardian = guardians.guardian_in_force(employee, subject.now)
    deputy = guardians.deputy_in_force(employee, subject.now)
    if guardian is None:
        zh, en = (
            "目前没有受任的监护人，不工作。",
            "There is no guardian in force at present, so it does no work.",
        )
    else:
        accepted = timezone.localdate(employee.guardian_accepted_at)
        zh = f"监护人 {guardian.name}（{accepted} 本人确认受任）"
        en = f"Guardian {guardian.name_en or guardian.name}, accepted in person on {accepted}"
        zh += f"；副监护人 {deputy.name}" if deputy else "；无副监护人"
        en += f"; deputy {deputy.name_en or deputy.name}" if deputy else "; no deputy"
    yield Field("owner", "senior_responsible_owner", "负责人", "Senior responsible owner", "registry", zh, en)
    yield _stated(subject, "owner_contact")
    supplier = employee.supplier
    until = f"（合同至 {employee.contract_until}）" if employee.contract_until else ""
    until_en = f" (contract until {employee.contract_until})" if employee.contract_until else ""
    none = ("无外部供应商登记", "no external supplier is registered")
    zh, en = (f"{supplier}{until}", f"{supplier}{until_en}") if supplier else none
    yield Field("owner", "external_supplier", "外部供应商", "External supplier", "registry", zh, en)
    yield _stated(subject, "procurement_procedure")


def _rationale(subject: Subject) -> Iterator[Field]:
    details = _both(
        lambda one: (
            f"{one.title['zh']}（{one.code} v{one.version}，技能 {one.skill_name}，影响等级 {one.impact}）"
        ),
        lambda one: (
            f"{one.title['en']} ({one.code} v{one.version}, skill {one.skill_name}, impact {one.impact})"
        ),
        subject,
    )
    yield Field("rationale", "detailed_description", "详细说明", "Detailed description", "scenario", *details)
    basis = _both(
        lambda one: "；".join(words["zh"] for words in one.basis),
        lambda one: "; ".join(words["en"] for words in one.basis),
        subject,
    )
    yield Field("rationale", "scope", "范围与依据", "Scope and basis", "scenario", *basis)
    for key in ("legal_basis", "benefit", "previous_process", "alternatives_considered"):
        yield _stated(subject, key)


def _process(subject: Subject) -> Iterator[Field]:
    gates = _both(
        lambda one: f"{one.title['zh']}：{GATES[one.gate][0]}",
        lambda one: f"{one.title['en']}: {GATES[one.gate][1]}",
        subject,
    )
    yield Field("process", "process_integration", "与流程的结合", "Process integration", "scenario", *gates)
    yield Field("process", "provided_information", "提供的信息", "Provided information", "configuration", "建议内容、依据、把握程度、由什么作出（规则、检索或模型），以及待定内容的摘要值。", "The proposal, its evidence, its confidence, what made it (rules, retrieval or a model), and the digest of exactly what is decided about.")  # fmt: skip
    ever, recent = subject.ever, subject.recent
    zh = f"累计 {ever.cases} 件，近 {RECENT.days} 天 {recent.cases} 件；执行 {ever.effects} 次，撤销 {ever.reversed} 次。"
    en = f"{ever.cases} cases in all, {recent.cases} in the last {RECENT.days} days; {ever.effects} effects, {ever.reversed} reversed."
    yield Field(
        "process", "frequency_and_scale", "频率与规模", "Frequency and scale of usage", "decisions", zh, en
    )
    zh, en = _review(ever, subject.employee)
    yield Field("process", "human_decisions_and_review", "人的决定与复核", "Human decisions and review", "decisions", zh, en)  # fmt: skip
    yield _stated(subject, "required_training")
    zh = f"群众可要求人工办理，也可投诉（5 个工作日内答复）。累计投诉 {ever.complaints} 件，成立 {ever.complaints_upheld} 件；投诉成立即中止相关常设授权。"
    en = f"A resident may ask for a person, or complain (answered within 5 working days). {ever.complaints} complaints so far, {ever.complaints_upheld} upheld; one that is upheld suspends the standing order behind it at once."
    yield Field("process", "appeals_and_review", "申诉与复查", "Appeals and review", "decisions", zh, en)


def _review(ever: Figures, employee: DigitalEmployee) -> tuple[str, str]:
    orders = employee.standing_orders.filter(state=OrderState.ACTIVE).count()
    rate = "-" if ever.override_rate is None else f"{ever.override_rate:.1%}"
    seconds = "-" if ever.median_seconds is None else f"{ever.median_seconds:.0f}"
    zh = f"人决定 {ever.judged} 件：采纳 {ever.accepted}、修改后采纳 {ever.amended}、不采纳 {ever.rejected}（改变率 {rate}）；要求补充 {ever.asked_more} 件；按常设授权决定 {ever.by_standing_order} 件（现有 {orders} 项）。从打开到决定的中位数 {seconds} 秒。"
    en = f"People judged {ever.judged} proposals: {ever.accepted} accepted, {ever.amended} accepted with changes, {ever.rejected} rejected (override rate {rate}); more was asked for {ever.asked_more} times; {ever.by_standing_order} decided under standing orders ({orders} in force). Median {seconds} seconds from opening to decision."
    return zh, en


def _tool(subject: Subject) -> Iterator[Field]:
    zh = f"帮办 {__version__}：网页、执行、技能三个进程各自独立，运行技能的进程没有决定和执行的权限与密钥。"
    en = f"Bangban {__version__}: pages, executor and skill hosts are separate processes; the one that runs skills holds neither the right nor the key to decide or act."
    yield Field("tool", "system_architecture", "系统架构", "System architecture", "configuration", zh, en)
    status = []
    for language in ("zh-hans", "en"):
        with override(language):
            status.append(str(subject.employee.get_status_display()))
    yield Field("tool", "phase", "阶段", "Phase", "registry", *status)
    model = subject.employee.model_profile
    none = ("不使用语言模型，按规则和检索作出建议", "no language model: rules and retrieval")
    zh, en = none if model == "none" else (model, model)
    yield Field("tool", "models", "模型", "Models", "registry", zh, en)
    classes = _both(lambda one: f"{one.title['zh']}：{one.data_class}", lambda one: f"{one.title['en']}: {one.data_class}", subject)  # fmt: skip
    yield Field("data", "data_class", "数据级别（上限）", "Highest data class", "scenario", *classes)
    sources = ", ".join(sorted({name for one in subject.scenarios for name in one.knowledge})) or "-"
    yield Field("data", "data_sources", "数据来源", "Source data", "scenario", sources, sources)
    settings = config.load()
    months, years = settings["ledger.log_months"], settings["ledger.record_years"]
    zh = f"日志保存至少 {months} 个月，处理记录至少 {years} 年；台账只记编号和加盐摘要，内容可以删除。"
    en = f"Logs are kept at least {months} months and processing records {years} years; the ledger holds ids and salted digests only, so content can be erased."
    yield Field(
        "data", "storage_and_retention", "存储与保存期限", "Storage and retention", "configuration", zh, en
    )


def _risks(subject: Subject) -> Iterator[Field]:
    impacts = _both(
        lambda one: f"{one.title['zh']}：影响等级 {one.impact}",
        lambda one: f"{one.title['en']}: impact level {one.impact}",
        subject,
    )
    yield Field("risks", "impact_levels", "影响等级", "Impact levels", "scenario", *impacts)
    yield _stated(subject, "impact_assessment")
    yield _stated(subject, "impact_assessment_date")
    zh = "误办：人决定后才生效，可撤销的执行可以撤销；失控：监护人可随时停止，监护人离任即停；越权：不在清单、超出数据级别或次数的一律拒绝；篡改：台账逐条相连并签名。"
    en = "Wrong proposals: nothing takes effect before a person decides, and effects declared reversible can be reversed. Loss of control: the guardian can stop it at any time, and it stops when he leaves. Overreach: what is not on its list, or beyond its data class or quota, is refused. Tampering: the ledger is chained and signed."
    yield Field(
        "risks", "risks_and_mitigations", "风险与缓解措施", "Risks and mitigations", "configuration", zh, en
    )
    refusals = ", ".join(f"{code} {count}" for code, count in sorted(subject.ever.refusals.items())) or "-"
    yield Field("risks", "refusals", "拒绝承办（原因代码与次数）", "Refusals (code and count)", "decisions", refusals, refusals)  # fmt: skip


def _stated(subject: Subject, key: str) -> Field:
    about = STATEMENTS[key]
    return Field(about.section, key, about.zh, about.en, AGENCY, *stated(subject.employee, key))


def _both(zh: Any, en: Any, subject: Subject) -> tuple[str, str]:
    """One line a scenario, in both languages; "-" when the list is empty."""
    rows = subject.scenarios
    return "\n".join(zh(one) for one in rows) or "-", "\n".join(en(one) for one in rows) or "-"
