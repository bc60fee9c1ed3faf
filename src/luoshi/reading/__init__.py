"""Text to outline, passages and draft facts with spans; pure."""
