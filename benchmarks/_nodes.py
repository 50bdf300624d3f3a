"""Two turns in this process, timed node by node; prints JSON. Called by `benchmarks.turn`."""

from __future__ import annotations

import json
import operator
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypedDict
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph

from graph.build import build_graph
from graph.checkpoints import open_checkpoints
from graph.team import Team


class Stopwatch(BaseCallbackHandler):
    """Milliseconds by node, summed over its calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.calls = 0
        self._begun: dict[UUID, tuple[str, float]] = {}

    def on_chain_start(self, *_: Any, run_id: UUID, **about: Any) -> None:
        node = (about.get("metadata") or {}).get("langgraph_node")
        if node and about.get("name") == node:
            self._begun[run_id] = (node, time.perf_counter())

    def on_chain_end(self, *_: Any, run_id: UUID, **__: Any) -> None:
        if run_id in self._begun:
            node, began = self._begun.pop(run_id)
            self.spent[node] += (time.perf_counter() - began) * 1000
            self.calls += 1


class Count(TypedDict):
    """The state of the empty graph."""

    steps: Annotated[int, operator.add]


def turn(team: Team, thread: str) -> dict[str, float]:
    """One turn, and the same number of steps with nothing in them."""
    watch = Stopwatch()
    with open_checkpoints(team.settings) as saver:
        with _clocked() as whole:
            build_graph(saver).invoke({}, _config(thread, watch), context=team, durability="sync")
        empty = _empty_graph().compile(saver)
        with _clocked() as floor:
            empty.invoke(
                {"steps": 1 - watch.calls}, _config(f"{thread}-empty", None), durability="sync"
            )
    figures = dict(watch.spent)
    figures["between the nodes"] = whole[0] - sum(watch.spent.values())
    return figures | {"whole turn": whole[0], "empty nodes (the floor)": floor[0]}


def _empty_graph() -> StateGraph[Any, Any, Any, Any]:
    graph = StateGraph(Count)
    graph.add_node("nothing", lambda _: {"steps": 1})
    graph.add_edge(START, "nothing")
    graph.add_conditional_edges("nothing", lambda state: END if state["steps"] > 0 else "nothing")
    return graph


def _config(thread: str, watch: Stopwatch | None) -> RunnableConfig:
    return {
        "configurable": {"thread_id": thread},
        "recursion_limit": 200,
        "max_concurrency": 1,
        "callbacks": [watch] if watch else [],
    }


@contextmanager
def _clocked() -> Iterator[list[float]]:
    """A list that holds, afterwards, the milliseconds spent inside."""
    taken: list[float] = []
    began = time.perf_counter()
    yield taken
    taken.append((time.perf_counter() - began) * 1000)


def main() -> None:
    """Measure and print."""
    team = Team()
    try:
        print(json.dumps([turn(team, "first"), turn(team, "second")]))
    finally:
        team.close()


if __name__ == "__main__":
    main()
