"""What can the door answer instead of an answer? Problems, in OpenAI's shape for programs and in two languages for people."""

from __future__ import annotations

from typing import Any

from bangban.errors import Problem


class DoorProblem(Problem):
    """模型网关未能处理这次调用。 | The door to the models could not serve this call."""

    code = "gateway_error"
    status = 500
    kind = "api_error"
    """OpenAI's `type`."""
    retry_after: float = 0.0

    def body(self) -> dict[str, Any]:
        """OpenAI's form of an error; the message in English, then in Chinese, as clients show it unseen."""
        message = f"{self.text('en')} | {self.text('zh-hans')}"
        return {
            "error": {
                "message": message,
                "type": self.kind,
                "param": self.details.get("param"),
                "code": self.code,
            }
        }


class NoKey(DoorProblem):
    """密钥不正确、已停用或已过期。请在“模型网关 → 密钥”中领取。 | The key is wrong, withdrawn or expired. Get one under “Models → Keys”."""

    code, status, kind = "invalid_api_key", 401, "authentication_error"


class BadRequest(DoorProblem):
    """请求不正确：{param} 应为{expected}。 | The request is not right: {param} must be {expected}."""

    code, status, kind = "invalid_request", 400, "invalid_request_error"


class OtherScenario(DoorProblem):
    """这把密钥只用于场景 {allowed}，不能用于“{given}”。请改请求头 X-Scenario，或领取用于该场景的密钥。 | This key is for the scenarios {allowed} and not for "{given}". Change the header X-Scenario, or get a key for that scenario."""

    code, status, kind = "scenario_not_allowed", 403, "permission_error"


class NoSuchAddress(DoorProblem):
    """没有 {method} {path} 这个地址。可用：/v1/chat/completions、/v1/embeddings、/v1/models。 | There is no {method} {path}. There are /v1/chat/completions, /v1/embeddings and /v1/models."""

    code, status, kind = "no_such_address", 404, "invalid_request_error"


class NoSuchMethod(DoorProblem):
    """{path} 不接受 {method}，只接受 {allowed}。 | {path} does not take {method}, only {allowed}."""

    code, status, kind = "method_not_allowed", 405, "invalid_request_error"


class MetricsClosed(DoorProblem):
    """指标只对本机开放。要从别处读取，请设置 gateway.metrics_token，并以 Authorization: Bearer 出示。 | Metrics are open to this machine only. To read them from elsewhere set gateway.metrics_token, and show it as Authorization: Bearer."""

    code, status, kind = "metrics_not_open", 403, "permission_error"


class RequestTooSlow(DoorProblem):
    """请求在 {seconds} 秒内没有发完，未处理。请检查网络后重发。 | The request was not complete within {seconds} s and was not served. Check the network and send it again."""

    code, status, kind = "request_timeout", 408, "invalid_request_error"


class HeadTooLong(DoorProblem):
    """请求头超过 {most} 字节，未处理。 | The request's headers are longer than {most} bytes; it was not served."""

    code, status, kind = "head_too_long", 431, "invalid_request_error"


class NoSuchPair(DoorProblem):
    """没有编号为“{id}”的并列回答可供选择，或它属于别的部门。 | There is no pair of answers "{id}" to choose from, or it is another agency's."""

    code, status, kind = "no_such_pair", 404, "invalid_request_error"


class TooLarge(DoorProblem):
    """请求超过 {most} 字节，未读取。请缩短内容或分次发送。 | The request is larger than {most} bytes and was not read. Send less, or in parts."""

    code, status, kind = "prompt_too_large", 413, "invalid_request_error"


class NoModel(DoorProblem):
    """没有名为“{model}”的模型，或不对你的部门开放。可用的有：{known}。 | There is no model "{model}", or it is not open to your agency. There are: {known}."""

    code, status, kind = "model_not_found", 404, "invalid_request_error"


class ClassNotAllowed(DoorProblem):
    """这段内容属于“{given}”级（{why}），这个模型没有允许处理它的提供方；内容没有发出。 | This text is of the class "{given}" ({why}), and no provider of this model may have it. Nothing was sent."""

    code, status, kind = "data_class_not_allowed", 403, "permission_error"


class Screened(DoorProblem):
    """内容未通过“{stage}”检查：{why}。没有发出。 | The text did not pass the check "{stage}": {why}. Nothing was sent."""

    code, status, kind = "content_screened", 403, "permission_error"


class OutOfQuota(DoorProblem):
    """{whose}的{what}额度不够：还剩 {left}，这次最多需要 {wanted}。额度在{when}恢复。 | The quota of {whose} ({what}) does not suffice: {left} left, this call may need {wanted}. It is renewed {when}."""

    code, status, kind = "insufficient_quota", 429, "insufficient_quota"


class QuotaUnknown(DoorProblem):
    """额度账暂时不能读写，为避免超支没有发出。请稍后再试。 | The account of quotas cannot be read or written just now, so nothing was sent. Try again shortly."""

    code, status, kind = "quota_unavailable", 503, "api_error"


class Crowded(DoorProblem):
    """调用的人太多，等了 {seconds} 秒仍未轮到。请稍后再试。 | Too many are calling; {seconds} s passed without a turn. Try again shortly."""

    code, status, kind = "gateway_busy", 429, "rate_limit_error"


class UpstreamProblem(DoorProblem):
    """模型服务 {target} 出错：{reason}。 | The model service {target} failed: {reason}."""

    code, status = "upstream_problem", 502
    again = True
    """Whether another target may do better."""
    counts = True
    """Whether it speaks against the target's health."""
    passing = False
    """Whether the same target may do better in a moment."""

    @classmethod
    def said(cls, target: str, status: str, message: str) -> UpstreamProblem:
        """A problem with the provider's own words, which may repeat the prompt: the caller reads them, no record holds them."""
        problem = cls(target=target, reason=f"{status} {message}".strip())
        problem.noted = cls(target=target, reason=status)
        return problem

    noted: UpstreamProblem | None = None
    """The same as it is recorded; None where it holds no words of the provider's."""


class UpstreamFaulty(UpstreamProblem):
    """模型服务 {target} 暂时出错：{reason}。 | The model service {target} failed for now: {reason}."""

    code = "upstream_failed"
    passing = True


class Unreachable(UpstreamProblem):
    """模型服务 {target} 连接不上（{reason}）。 | The model service {target} cannot be reached ({reason})."""

    code = "upstream_unreachable"
    passing = True


class TooSlow(UpstreamProblem):
    """模型服务 {target} 超过 {reason} 没有回应。 | The model service {target} did not answer within {reason}."""

    code, status = "upstream_timeout", 504


class UpstreamBusy(UpstreamProblem):
    """模型服务 {target} 正忙（{reason}）。 | The model service {target} is busy ({reason})."""

    code, status, kind = "upstream_busy", 429, "rate_limit_error"
    passing = True


class TooLongThere(UpstreamProblem):
    """内容超过模型服务 {target} 的上下文（{reason}）。请缩短。 | The prompt is longer than the context of the model service {target} ({reason}). Shorten it."""

    code, status, kind = "context_length_exceeded", 400, "invalid_request_error"
    counts = False


class Malformed(UpstreamProblem):
    """模型服务 {target} 的回答读不懂（{reason}）。 | The answer of the model service {target} cannot be read ({reason})."""

    code = "upstream_malformed"


class CutOff(UpstreamProblem):
    """模型服务 {target} 的回答中途断了；已收到的部分有效。 | The answer of the model service {target} broke off; what came before stands."""

    code = "upstream_cut"
    passing = True


class KeyRefused(UpstreamProblem):
    """模型服务 {target} 不接受网关的密钥。请管理员核对。 | The model service {target} does not accept the door's key. An administrator must see to it."""

    code = "upstream_refused_key"


class KeyMissing(UpstreamProblem):
    """模型服务 {target} 的密钥没有配置好：{reason}。请管理员执行 bangban check。 | The key to the model service {target} is not set up: {reason}. An administrator should run bangban check."""

    code = "upstream_no_key"


class Declined(UpstreamProblem):
    """模型服务 {target} 不接受这次请求：{reason}。 | The model service {target} does not take this request: {reason}."""

    code, status, kind = "upstream_declined", 400, "invalid_request_error"
    again = False
    counts = False


class Resting(DoorProblem):
    """“{model}”的模型服务连续出错，正在暂停；{seconds} 秒后再试。 | The services of "{model}" kept failing and are left alone for now; try again in {seconds} s."""

    code, status = "upstream_resting", 503


class AskedToWait(Resting):
    """“{model}”的模型服务要求稍候；{seconds} 秒后再试。 | The services of "{model}" ask for a pause; try again in {seconds} s."""

    code, status, kind = "upstream_paused", 429, "rate_limit_error"


class AllFailed(DoorProblem):
    """“{model}”的各个模型服务都没有答复：{tried}。 | None of the services of "{model}" answered: {tried}."""

    code, status = "upstream_all_failed", 502
