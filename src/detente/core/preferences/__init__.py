"""What parties want, in a form that packages can be judged by."""
