"""The graph `understudy`, the same object for the loop, a single run, the web and Studio.

    START ─ planner ─┬─ scanner ── planner
                     ├─ topic ─ style ─ auditor ─┬─ publisher ─ gather ─ END
                     │            └── revise ────┘                 │
                     │            style, auditor, publisher ─ approval   interrupt()
                     └─ END

Each story is a branch of its own (`Send`); branches meet in `gather`. Only when none is
under way is a human asked, so that a question holds nothing up, and about one draft at
a time, so that Studio and Agent Inbox can answer with a single value. (`defer=True`
would not do: LangGraph 1.2 runs a deferred node while `Send`s are still to come.)
"""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from graph import nodes
from graph.state import TurnInput, TurnState
from graph.team import Team


def build_graph(checkpointer: Checkpointer = None) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled state machine; `checkpointer` is the caller's to open and close."""
    graph = StateGraph(TurnState, context_schema=Team, input_schema=TurnInput)
    graph.add_node("planner", nodes.planner)
    graph.add_node("scanner", nodes.scanner)
    graph.add_node("topic", nodes.topic)
    graph.add_node("style", nodes.style)
    graph.add_node("auditor", nodes.auditor)
    graph.add_node("publisher", nodes.publisher)
    graph.add_node("gather", nodes.gather)
    graph.add_node("approval", nodes.approval)
    graph.add_edge(START, "planner")
    graph.add_conditional_edges("planner", nodes.route_plan, ["scanner", "topic", END])
    graph.add_edge("scanner", "planner")
    graph.add_conditional_edges("gather", nodes.route_gathered, ["approval", END])
    return graph.compile(checkpointer=checkpointer, name="understudy")


def studio() -> CompiledStateGraph[Any, Any, Any, Any]:
    """For `langgraph.json`: the server brings its own checkpointer."""
    return build_graph()
