"""What residents come to do, and how they do it on a tree, whichever way it offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.residents_day import choosing, reading
from benchmarks.residents_day.visitor import Visitor

PROVIDER = "/utforare/exempelbron/"


@dataclass(frozen=True)
class Task:
    """A resident's task; `start` is where it begins."""

    name: str
    perform: Callable[[Visitor], str]
    start: str = "/"
    looks: tuple[str, ...] = ("phone",)


TASKS: Final = (
    Task("arabiska, nära Farsta, utan trappor, kväll (filters)", choosing.four_filters, looks=("phone", "desktop")),
    Task("the same by guide", choosing.four_by_guide),
    Task("jämför tre", choosing.compare_three, looks=("phone", "desktop")),
    Task("vad kostar det", reading.what_it_costs),
    Task("vad kostar det, from a provider", reading.fee_at_provider, PROVIDER),
    Task("vi vill ha video", choosing.video),
    Task("snabbast tid", choosing.soonest),
    Task("jag är rädd (header)", reading.afraid),
    Task("jag är rädd (guide)", reading.afraid_by_guide, "/hjalp-mig-valja/"),
    Task("jag vill klaga", reading.complain),
    Task("jag vill klaga, from a provider", reading.complain_at_provider, PROVIDER),
    Task("skriv ut (list)", reading.printed("#cards.ordered"), choosing.LIST),
    Task("skriv ut (provider)", reading.printed("article.provider"), PROVIDER),
    Task("hitta på karta", reading.on_a_map, PROVIDER),
    Task("närmast mig", choosing.nearest),
    Task("dela länken osynligt", choosing.share),
    Task("halva namnet och ring", choosing.half_a_name),
    Task("felstavat", choosing.misspelt),
    Task("språk som ingen har", choosing.nobody_speaks_it),
    Task("lördag + video + tar emot nya", choosing.saturday_video_new),
    Task("teckenspråk", choosing.sign_language),
    Task("byta utförare", reading.change_provider),
    Task("vad är kvar på numret", reading.what_is_left),
    Task("vad händer på ett samtal", reading.what_happens),
    Task("16 val på en gång", choosing.sixteen, choosing.LIST),
    Task("lämna sidan", reading.leave),
)
