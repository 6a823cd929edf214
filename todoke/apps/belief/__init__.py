"""Why a notice can be believed (本物の確かめ): codes, known fakes, signed wordings, stopped rules."""
