"""One small reader a kind of file. It takes a `Source`, gives an `Extract`, and raises `Unreadable` to give up."""
