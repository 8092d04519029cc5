"""Shell dynamics in parsec, Myr and solar masses: what these units are in cgs. Constants: CODATA 2018, IAU 2015."""

PARSEC = 3.0857e18  # cm
MYR = 3.15576e13  # s
SOLAR_MASS = 1.98841e33  # g

GRAVITY = 4.4985e-3  # G [pc³/(M☉ Myr²)]
SPEED_OF_LIGHT = 3.0660e5  # c [pc/Myr]
BOLTZMANN = 1.380649e-16  # k [erg/K]
HYDROGEN_MASS = 1.67353e-24  # g
MASS_PER_HYDROGEN = 1.4 * HYDROGEN_MASS  # g of gas for each H atom, helium included

DENSITY = MASS_PER_HYDROGEN * PARSEC**3 / SOLAR_MASS  # M☉/pc³ for one H atom a cm³
POWER = MYR**3 / (SOLAR_MASS * PARSEC**2)  # M☉ pc²/Myr³ for one erg/s
PRESSURE = SOLAR_MASS / (PARSEC * MYR**2)  # dyn/cm² for one M☉/(pc Myr²)
