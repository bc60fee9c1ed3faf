"""How fast documents are read: `python -m tools.reading.speed` (or `make bench-reading`).

Prints for one document of 20,000 characters in each format: seconds cold (the whole command, a process of its own),
seconds warm (a worker that has read before) and the most memory of the process and of its children; then for 250, 500
and 1,000 such documents in a folder the seconds, the seconds a thousand and how far that is from linear. The documents
are made here, of made-up sentences in the form of work reports; nothing is read from elsewhere.
"""

import argparse
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.intake import office_files  # noqa: E402

from luoshi.cli.reading.pool import Pool  # noqa: E402
from luoshi.intake import files  # noqa: E402

#: The installed command, whatever its place.
LUOSHI = (sys.executable, "-c", "from luoshi.cli import main; main()")
CHARACTERS = 20_000
#: The aims of issue 4: seconds warm and cold, megabytes, seconds for a thousand documents.
WARM, COLD, MEMORY, THOUSAND = 0.5, 1.5, 300, 360
_UNITS = ["县教育局", "县财政局", "县水利局", "县交通运输局", "县农业农村局", "县住建局", "县发改局", "各乡镇"]
_ACTS = (
    "新建{n}所幼儿园，增加学位{m}个", "完成{n}公里县乡道路改造", "实施{n}个重点项目，完成投资{m}万元",
    "新增城镇就业{m}人",
    "改造老旧小区{n}个，惠及居民{m}户", "建成高标准农田{m}亩", "办结群众反映事项{m}件，满意率达到9{d}%以上",
    "全面推行“一件事一次办”，压减审批时限{n}天", "持续开展安全生产专项整治，坚决防范各类事故",
)  # fmt: skip
_DUES = ["6月底前", "年底前", "三季度末", "9月30日前", "每季度末", "国庆节前"]
_FRAMES = (
    "我们要坚持以人民为中心的发展思想，以更实的作风抓落实、促发展", "过去一年，全县上下团结一心，各项工作取得明显成效",
    "要加强组织领导，层层压实责任，形成齐抓共管的工作格局",
    "全县生产总值完成{m}亿元，增长6.{d}%，一般公共预算收入增长7.{d}%",
)  # fmt: skip


def report(seed: int) -> list[str]:
    """The lines of a made-up work report of so many characters."""
    dice = random.Random(seed)
    # About as many rows a page as county reports give.
    lines = [f"柳河县2026年政府工作报告（{seed}）", "2026年1月12日", "各位代表：", "一、2025年工作回顾"]
    n = 0
    while sum(map(len, lines)) < CHARACTERS:
        n += 1
        if n == 12:
            lines.append("二、2026年重点工作")
        elif n % 9 == 0:
            lines.append(f"（{'一二三四五六七八九十'[n // 9 % 10]}）着力抓好第{n}方面工作")
        lines.append("".join(_sentence(dice) for _ in range(dice.randint(3, 7))))
    return lines


def _sentence(dice: random.Random) -> str:
    values = {"n": dice.randint(2, 60), "m": dice.randint(100, 9000), "d": dice.randint(0, 9)}
    if dice.random() < 0.6:
        return dice.choice(_FRAMES).format(**values) + "。"
    units = dice.sample(_UNITS, 2)
    return f"{dice.choice(_DUES)}，{units[0]}牵头、{units[1]}配合，{dice.choice(_ACTS).format(**values)}。"


def _docx(lines: Sequence[str]) -> bytes:
    document = office_files.new_document()
    for line in lines:
        document.add_paragraph(line)
    return office_files.saved(document)


def _pdf(lines: Sequence[str]) -> bytes:
    setting = '#set text(font: "Noto Sans CJK SC", size: 14pt, lang: "zh")\n#set par(justify: true)\n'
    return office_files.paper(setting + "\n\n".join(line.replace("#", "") for line in lines))


FORMATS: Mapping[str, Callable[[Sequence[str]], bytes]] = {
    "txt": lambda lines: "\n".join(lines).encode("gb18030"),
    "html": lambda lines: ("<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>").encode(),
    "docx": _docx,
    "pdf": _pdf,
}


def _order(path: Path) -> dict[str, object]:
    return {
        "path": str(path),
        "name": path.name,
        "year": None,
        "limit": 1 << 25,
        "form": "",
        "language": "zh",
        "out": "",
    }


def _cold(path: Path) -> tuple[float, float, float]:
    """Seconds of the clock and of the processor, and megabytes, of the whole command on one file."""
    begun = time.perf_counter()
    child = subprocess.Popen([*LUOSHI, "read", str(path), "--format", "json"], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{path.name}: status {status}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _warm(path: Path, times: int) -> float:
    """The median of seconds that a worker takes which has read before: file, child, text and reading."""
    pool = Pool(1)
    taken: list[float] = []
    last = 0.0
    for outcome in pool.outcomes([_order(path)] * (times + 1)):
        now = time.perf_counter()
        if outcome.reasons:
            raise SystemExit(f"{path.name}: {outcome.reasons[0].code}")
        taken.append(now - last)
        last = now
    return statistics.median(taken[1:])


def one_by_one(folder: Path, times: int) -> None:
    """A line for each format."""
    print(f"{'':6}{'cold s':>8}{'warm s':>8}{'MB':>6}{'cpu s':>8}   (aims {COLD} {WARM} {MEMORY}; cpu: of cold)")
    for name, make in FORMATS.items():
        path = folder / f"one.{name}"
        path.write_bytes(make(report(1)))
        cold = [_cold(path) for _ in range(times)]
        warm = _warm(path, times)
        fastest, cpu = min(cold)[:2]
        print(f"{name:6}{fastest:8.2f}{warm:8.2f}{max(mb for _, _, mb in cold):6.0f}{cpu:8.2f}")


def recognition(folder: Path) -> None:
    """Where the extra `ocr` is installed: seconds a page, and how many characters in a hundred are wrong."""
    if not files.has_ocr():
        print("\nno recognition here: python3 tools/install.py ocr")
        return
    document = pypdfium2.PdfDocument(_pdf(report(1)))
    pages = [document[number].render(scale=150 / 72).to_pil().convert("L") for number in range(2)]
    path = folder / "scan.pdf"
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=150)
    begun = time.perf_counter()
    said = re.sub(r"\s", "", files.read_path(path, limit=1 << 25).text)
    took = time.perf_counter() - begun
    meant = re.sub(r"\s", "", "".join(report(1)))[: len(said)]
    right = sum(block.size for block in SequenceMatcher(None, said, meant, autojunk=False).get_matching_blocks())
    wrong = 100 - 100 * right / max(1, len(said))
    print(f"\nscan  {took / 2:8.2f} s a page, {wrong:.2f} % of {len(said)} characters wrong")


def many(folder: Path, counts: Sequence[int]) -> None:
    """A line for each number of documents; half of them txt, half docx."""
    print(f"\n{'files':>6}{'s':>9}{'s / 1000':>10}   (aim {THOUSAND})")
    for count in counts:
        into = folder / str(count)
        into.mkdir()
        for n in range(count):
            name = "docx" if n % 2 else "txt"
            (into / f"{n}.{name}").write_bytes(FORMATS[name](report(n)))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        done = subprocess.run(
            [*LUOSHI, "read", str(into), "--format", "json", "-o", str(folder / "out.jsonl")],
            check=False,
            capture_output=True,
            text=True,
        )
        took = time.perf_counter() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(done.stderr)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{count:6}{took:9.1f}{took * 1000 / count:10.1f}   processor {used:.1f} s, {done.stderr.strip()}")


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--counts", default="250,500,1000", help="how many documents, by commas")
    asked.add_argument("--times", type=int, default=5)
    said = asked.parse_args()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{CHARACTERS} characters a document; {os.cpu_count()} processors; load before: {load}")
    with tempfile.TemporaryDirectory(prefix="luoshi-") as name:
        one_by_one(Path(name), said.times)
        recognition(Path(name))
        if said.counts:
            many(Path(name), [int(one) for one in said.counts.split(",")])


if __name__ == "__main__":
    main()
