"""The commands: what a clerk or a script asks for, and the exit code it ends with (`telling.Ending`)."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn, TextIO

from tqdm import tqdm

from infra.client import signing_in
from infra.client.sending import Letter, report_nothing, send, waited_for
from infra.client.service import ClientError, NotSignedInError, RefusedError, Service, UnreachableError
from infra.client.telling import Ending, ending_of, lines_of

_WAIT_SECONDS = 900
_FINDINGS = 20
_TRIES, _BETWEEN_TRIES_SECONDS = 60, 2
_WORKBOOK = b"PK"
_HANDED_OVER = "-"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint has an exit code of its own."""

    def error(self, message: str) -> NoReturn:
        """Say how it is used, and end."""
        self.print_usage(sys.stderr)
        self.exit(Ending.USAGE, f"{self.prog}: {message}\n")


def main(
    arguments: Sequence[str] | None = None, *, sleep: Callable[[float], None] = time.sleep, typed: TextIO | None = None
) -> int:
    """Do what the arguments say, reading what is handed over from `typed`; return the exit code."""
    asked = _parser().parse_args(arguments, argparse.Namespace(typed=typed or sys.stdin))
    try:
        return int(asked.act(asked, sleep))
    except NotSignedInError as error:
        return _ended(error, Ending.NOT_SIGNED_IN)
    except UnreachableError as error:
        return _ended(error, Ending.UNREACHABLE)
    except RefusedError as error:
        return _ended(error, Ending.REFUSED)
    except ClientError as error:
        return _ended(error, Ending.USAGE)
    except KeyboardInterrupt:
        return _ended("已中断；重新执行同一命令即可继续。", Ending.UNREACHABLE)


def _ended(words: object, ending: Ending) -> int:
    print(words, file=sys.stderr)
    return int(ending)


def _login(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    if asked.token is not None:
        token = asked.typed.readline().strip() if asked.token == _HANDED_OVER else asked.token
    else:
        token = signing_in.device_token(asked.issuer, asked.client, tell=print, sleep=sleep)
    if not token:
        message = "没有得到令牌。"
        raise NotSignedInError(message)
    print(f"已登录，令牌保存在 {signing_in.keep(Service(asked.service, token))}")
    return Ending.TAKEN


def _logout(_: argparse.Namespace, __: Callable[[float], None]) -> Ending:
    signing_in.forget()
    print("已退出。")
    return Ending.TAKEN


def _send(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    letter = Letter(
        path=asked.file,
        item=asked.item,
        reviewed_by=asked.reviewed_by,
        reviewed_on=asked.reviewed_on,
        dry_run=asked.dry_run,
        message=asked.message,
    )
    service = signing_in.kept(asked.service)
    with tqdm(unit="B", unit_scale=True, desc="发送", disable=None) as bar:
        batch = send(letter, service, progress=lambda done, whole: _moved(bar, done, whole), sleep=sleep)
    print(f"批次 {batch}", flush=True)
    return _awaited(asked, service, batch, sleep)


def _zero(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    """Report that there was nothing of an item, and wait for it."""
    service = signing_in.kept(asked.service)
    batch = report_nothing(asked.item, first=asked.first, last=asked.last, service=service)
    print(f"批次 {batch}", flush=True)
    return _awaited(asked, service, batch, sleep)


def _receipt(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    return _awaited(asked, signing_in.kept(asked.service), asked.batch, sleep)


def _execute(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    """Let a planned batch be applied, as another person than who sent it, and wait for it."""
    service = signing_in.kept(asked.service)
    service.call("POST", f"/v1/uploads/{asked.batch}/execution")
    return _awaited(asked, service, asked.batch, sleep)


def _undo(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    """Take a batch back by one of its own, and wait for that."""
    service = signing_in.kept(asked.service)
    undoing = str(service.call("POST", f"/v1/uploads/{asked.batch}/undo")["batch"])
    print(f"批次 {undoing}", flush=True)
    return _awaited(asked, service, undoing, sleep)


def _annotated(asked: argparse.Namespace, sleep: Callable[[float], None]) -> Ending:
    service, path = signing_in.kept(asked.service), f"/v1/uploads/{asked.batch}/annotated"
    for _ in range(_TRIES):
        content = service.download(path)
        if content.startswith(_WORKBOOK):
            break
        sleep(_BETWEEN_TRIES_SECONDS)
    else:
        return Ending(_ended("带批注的文件还在制作，请稍后重新执行。", Ending.WAITS))
    asked.output.write_bytes(content)
    print(f"带批注的文件已保存到 {asked.output}")
    return Ending.TAKEN


def _awaited(asked: argparse.Namespace, service: Service, batch: str, sleep: Callable[[float], None]) -> Ending:
    with tqdm(unit="行", desc="核验入库", disable=None) as bar:
        state = waited_for(
            batch, service, seconds=asked.wait, progress=lambda rows: _moved(bar, rows, None), sleep=sleep
        )
    for line in lines_of(service.call("GET", f"/v1/uploads/{batch}/receipt"), most=asked.findings):
        print(line)
    return ending_of(state)


def _moved(bar: "tqdm[NoReturn]", done: int, whole: int | None) -> None:
    bar.total = whole
    bar.update(done - bar.n)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m infra.client", description="信用资阳报送客户端")
    commands = parser.add_subparsers(required=True, metavar="命令")
    login = commands.add_parser("login", help="登录")
    login.add_argument("--service", required=True, help="平台地址,https://…")
    way = login.add_mutually_exclusive_group(required=True)
    way.add_argument("--issuer", help="认证机构地址：在浏览器里确认登录")
    way.add_argument("--token", metavar="-", help="送入已有的令牌；- 表示从标准输入读取，不留在命令历史里")
    login.add_argument("--client", default="department-client", help="在认证机构登记的客户端名称")
    login.set_defaults(act=_login)
    commands.add_parser("logout", help="删除保存的令牌").set_defaults(act=_logout)
    sending = commands.add_parser("send", help="报送一个文件并等待回执")
    sending.add_argument("file", type=Path)
    sending.add_argument("--item", required=True, help="信息项，如 administrative_penalty")
    sending.add_argument("--reviewed-by", help="保密审查人(拟公开的信息项须有)")
    sending.add_argument("--reviewed-on", type=date.fromisoformat, default=date.today(), help="审查日期，默认今天")  # noqa: DTZ011 -- the clerk's own day
    sending.add_argument("--dry-run", action="store_true", help="只核验，不入库")
    sending.add_argument("--message", help="报文类型，如 revoke、list_out；不填为报送")
    sending.set_defaults(act=_send)
    zero = commands.add_parser("zero", help="零报告：某段时间没有某个信息项的记录")
    zero.add_argument("--item", required=True, help="信息项，如 administrative_penalty")
    zero.add_argument("--first", type=date.fromisoformat, required=True, help="起始日期")
    zero.add_argument("--last", type=date.fromisoformat, required=True, help="截止日期")
    zero.set_defaults(act=_zero)
    receipt = commands.add_parser("receipt", help="等待并打印一个批次的回执")
    receipt.add_argument("batch")
    receipt.set_defaults(act=_receipt)
    execute = commands.add_parser("execute", help="复核后执行一个已核验的批次（须由另一人）")
    execute.set_defaults(act=_execute)
    undo = commands.add_parser("undo", help="撤回一个已入库的批次")
    undo.set_defaults(act=_undo)
    for one in (execute, undo):
        one.add_argument("batch")
    annotated = commands.add_parser("annotated", help="取回带批注的文件（XLSX）")
    annotated.add_argument("batch")
    annotated.add_argument("-o", "--output", type=Path, required=True, help="保存为哪个文件")
    annotated.set_defaults(act=_annotated)
    for one in (sending, zero, receipt, execute, undo, annotated):
        one.add_argument("--service", help="平台地址，默认是登录的那一个")
    for one in (sending, zero, receipt, execute, undo):
        one.add_argument("--wait", type=float, default=_WAIT_SECONDS, help="最多等待的秒数")
        one.add_argument("--findings", type=int, default=_FINDINGS, help="逐条打印的问题数")
    return parser
