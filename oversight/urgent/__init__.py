"""Urgent matters 重大紧急: reported in parallel with everything else, never in its place (条例第25条)."""
