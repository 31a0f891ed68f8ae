"""What the scheduler sends, so that one can see who has sent what when."""

BEAT = "beats.beat"
