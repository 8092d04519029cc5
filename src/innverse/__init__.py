"""What could have caused this measurement? Posteriors p(x | y) from invertible neural networks."""
