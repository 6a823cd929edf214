"""行政手続等の悉皆調査 (デジタル庁): the national survey of procedures, the spine of the registry's procedures."""
