"""Why does an employee not take something on? One class a reason; its docstring is what people read."""

from __future__ import annotations

from bangban.errors import BadInput, Problem, Refusal


class NeverByMachine(Refusal):
    """“{scenario}”依规定不由数字员工办理。请找：{refer_to}。 | "{scenario}" is never done by a digital employee. Ask: {refer_to}."""

    code = "never"


class NoEmployee(Refusal):
    """目前没有数字员工承担“{scenario}”，已转人工办理。 | No digital employee has "{scenario}" on its list; a person will handle it."""

    code = "no_employee"


class NotOnList(Refusal):
    """“{scenario}”不在数字员工 {employee} 的场景清单中。请转人工，或由管理员列入清单。 | "{scenario}" is not on the list of employee {employee}. Hand it to a person, or have the administrator list it."""

    code = "not_on_list"


class NotOnDuty(Refusal):
    """数字员工 {employee} 未在岗（{status}），已转人工办理。 | Employee {employee} is not on duty ({status}); a person will handle it."""

    code = "not_on_duty"


class NoGuardian(Refusal):
    """数字员工 {employee} 目前没有监护人，不能工作，已转人工办理。 | Employee {employee} has no guardian at present and may not work; a person will handle it."""

    code = "no_guardian"


class ContractEnded(Refusal):
    """数字员工 {employee} 的服务合同已于 {until} 到期，已转人工办理。 | The contract for employee {employee} ended on {until}; a person will handle it."""

    code = "contract_ended"


class Stopped(Refusal):
    """已按下停止（{scope}），数字员工暂停工作，已转人工办理。 | Work is stopped ({scope}); a person will handle it."""

    code = "stopped"


class OutOfHours(Refusal):
    """现在不在“{scenario}”的工作时间（{hours}），上班后由人工办理。 | It is outside the hours of "{scenario}" ({hours}); a person will handle it when the office opens."""

    code = "out_of_hours"


class QuotaReached(Refusal):
    """数字员工 {employee} 今日办件已达上限（{quota} 件），已转人工办理。 | Employee {employee} reached today's limit of {quota} cases; a person will handle it."""

    code = "quota"


class DataClassRefused(Refusal):
    """内容的密级或敏感级别（{given}）超出本场景允许的范围（{allowed}）。涉密内容不得在本系统处理。 | The data class of this content ({given}) is beyond what the scenario allows ({allowed}). Classified content may not be handled here."""

    code = "data_class"


class SkillUnavailable(Refusal):
    """数字员工没能给出建议（{code_of_failure}），已转人工办理。 | The employee could not make a proposal ({code_of_failure}); a person will handle it."""

    code = "no_proposal"


class PersonAsked(Refusal):
    """群众要求人工办理，数字员工不承办。 | The resident asked for a person, so no digital employee takes it on."""

    code = "person_asked"


class WrongInputs(BadInput):
    """“{field}”填写有误：{reason}。 | "{field}" is not right: {reason}."""

    code = "wrong_inputs"


class ProposalChanged(Problem):
    """您看到的建议已不是最新一版。请刷新后再决定，您填写的内容已保留。 | The proposal is no longer the one you were looking at. Reload and decide again; what you typed is kept."""

    code = "proposal_changed"
    status = 409


class AlreadyDecided(Problem):
    """这条建议已经有人决定，不能再次决定。 | This proposal has been decided already."""

    code = "already_decided"
    status = 409


class ProposalExpired(Problem):
    """这条建议已于 {at} 过期，请重新办理。 | This proposal expired at {at}. Handle the case anew."""

    code = "proposal_expired"
    status = 409


class ReasonNeeded(BadInput):
    """请写明理由。 | Give a reason."""

    code = "reason_needed"


class SamePerson(Problem):
    """此事须两人分别决定，且申请人不能批准自己的申请。请由另一位同事决定。 | This needs two different people, and nobody may approve his own request. Ask a colleague."""

    code = "same_person"
    status = 403


class RankTooLow(Problem):
    """影响等级 {impact} 的事项须由{roles}决定。 | Work of impact level {impact} is decided by: {roles}."""

    code = "rank_too_low"
    status = 403


class NotReversible(Problem):
    """这项执行不能撤销，或已经撤销。 | This effect cannot be reversed, or was reversed already."""

    code = "not_reversible"
    status = 409


class NothingToDecide(Problem):
    """这件办件当前没有等待决定的建议。 | This case has no proposal waiting for a decision."""

    code = "nothing_to_decide"
    status = 409


class CannotOrder(Problem):
    """不能为“{scenario}”设立常设授权：{reason}。 | A standing order for "{scenario}" is not possible: {reason}."""

    code = "cannot_order"
    status = 409
