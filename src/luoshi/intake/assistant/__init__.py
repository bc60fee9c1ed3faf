"""The assistant as an option: a language model of the office's own choice is asked for spans of sentences, no more.

Off unless `LUOSHI_ASSISTANT_URL` is set. `configuring` says where it is, `asking` speaks to it, `answers` throws away
what is not in the sentence word for word, `work` orders, does and keeps it. docs/assistant.md tells the rest.
"""
