"""The LLM verifier: a language model is asked about claims, and believed where code can follow."""

from agents.auditor.verifiers.llm.verifier import LLMVerifier

__all__ = ["LLMVerifier"]
