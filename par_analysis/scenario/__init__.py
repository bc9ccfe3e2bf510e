"""What if: scenarios over the published figures, evaluated, compared, explained, kept as small readable files."""
