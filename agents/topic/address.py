"""Is a sentence said by somebody to somebody rather than of the world? Then it is no fact.

Orders, requests, promises to "you" and what "I" am and want are rejected wherever they
stand: a wide net, as a sentence that is wrongly left out costs nothing while there are
others.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]{0,600}[\"”»“]")
_YOU = re.compile(
    r"\b(?:you|your|yours|yourself|du|dich|dir|dein\w{0,2}|sie bitte|usted|vous|votre|vos|toi)\b"
    r"|\bmy\b",
    re.IGNORECASE,
)
_I = re.compile(r"(?:^|[^\w\s]\s*|\b[a-z]+ )I (?=[a-z])|\bI['’](?:m|d|ll|ve)\b")
"""Not the number: "World War I ended"."""
_LEAD_IN = (
    r"(?:please|kindly|now|then|so|and|but|also|next|first|second|finally|instead|just|simply|only"
    r"|always|never|ok|okay|stop|hey|hi|hello|well|note|task|important|attention|bitte|jetzt|nun)"
)
_BID = re.compile(
    rf"^\W*(?:{_LEAD_IN}\W+)*(?:please|kindly|bitte|do not|don['’]t|let['’]?s|make sure"
    r"|be sure|forget|ignore|disregard|pretend|imagine|repeat|remember|suppose)\b",
    re.IGNORECASE,
)
_VERB = (
    r"(?:access|act|add|adjust|advertise|alter|analy[sz]e|answer|append|apply|approve|archive|ask"
    r"|assess|attach|authori[sz]e|begin|book|break|build|buy|calculate|call|cancel|change|check|choose"
    r"|classify|claim|click|come|compare|compile|compose|compute|conduct|conclude|confirm|connect"
    r"|consider|construct|contact|convert|copy|count|create|decode|delete|describe|design|detect"
    r"|determine|develop|devise|disable|discover|discuss|display|download|draft|draw|edit|elaborate"
    r"|embed|emphasi[sz]e|encode|encourage|encrypt|end|enhance|ensure|enter|erase|establish|estimate"
    r"|evaluate|examine|execute|explain|explore|export|express|extract|fetch|fill|filter|find|finish"
    r"|focus|follow|format|formulate|forward|gather|generate|get|give|go|grant|group|guess|help|hide"
    r"|highlight|identify|implement|improve|include|incorporate|inform|initiate|insert|inspect|install"
    r"|integrate|interpret|introduce|investigate|invite|join|jumble|keep|learn|leave|let|list|look"
    r"|maintain|make|manage|mention|misspell|mix|modify|monitor|move|name|note|obtain|offer|open"
    r"|optimi[sz]e|outline|output|paraphrase|perform|persuade|play|post|praise|predict|prepare|present"
    r"|print|produce|promote|propose|provide|publish|put|rank|rate|read|rearrange|recommend|record"
    r"|redirect|remind|remove|render|replace|reply|rephrase|report|rerank|research|respond|retrieve"
    r"|retweet|return|reveal|reverse|review|rewrite|run|say|scan|schedule|scramble|search|select|sell"
    r"|send|set|share|shift|show|simulate|solve|speak|spell|start|state|steal|store|submit|subscribe"
    r"|substitute|suggest|summari[sz]e|switch|take|talk|tease|tell|test|track|train|transfer|transform"
    r"|translate|treat|trigger|try|turn|tweet|unlock|update|upload|use|validate|verify|visit|watch"
    r"|weave|withdraw|write)"
)
_OBJECT = (
    r"(?:an?|the|this|that|these|those|all|any|every|each|some|my|our|your|its|their|it|them|him|me|us"
    r"|only|just|whether|how|what|why|about|for me|with|as|up|out|yes|no|one|two"
    r"|three|at least|key|random|letters|words|vowels|numbers)"
)
_COMMAND = re.compile(
    rf"^\W*(?:{_LEAD_IN}\W+)*{_VERB}(?:\s+|\W+(?=[\"'“‘]))(?:{_OBJECT}(?!\w)|[\"“'‘@$#])",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?:^|\s)@\w{2,}|https?://|\bwww\.")


def addresses(text: str) -> bool:
    """Whether a sentence bids its reader do something, or says "you" or "I". Never raises."""
    if _COMMAND.match(text) or _BID.match(text) or _HANDLE.search(text):
        return True
    unquoted = _QUOTED.sub(" ", text)
    return bool(_YOU.search(unquoted) or _I.search(unquoted))
