"""innverse beside what a user would pick instead: FrEIA, sbi, BayesFlow."""
