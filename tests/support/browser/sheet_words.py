"""What headings and cells of a sheet may say, rightly and by a slip."""

HEADINGS = {
    "number": ("Nummer", "Kontrollnummer", "Klient-nr", "Kontroll nr"),
    "reference": ("Referens", "Vår ref"),
    "date": ("Datum", "Besöksdatum", "Dag"),
    "event": ("Vad", "Händelse", "Typ av besök", "Status"),
    "counsellors": ("Rådgivare", "Antal rådgivare"),
    "minutes": ("Minuter", "Tid (min)"),
    "nth": ("Gång",),
    "note": ("Anteckning", "Obs", "Känsla"),
}
WORDS = {
    "session": ("Samtal", "Besök", "genomfört"),
    "no_show": ("Uteblivet besök", "uteblev", "No-show", "kom inte"),
}
NOTES = ("", "", "ringde, sade ja", '5" skärm', "ny tid; tisdag", "bokade om", "rum 3", '"')
SLIPS = {
    "event": ("Xyz", "Hur det gick", "HÃ¤ndelse", "Handelse", ""),
    "counsellors": ("Rådgivar", "RÃ¥dgivare", "Antal", "Radgivare", "Rådgivarna", ""),
    "minutes": ("Tid", "Längd", ""),
    "nth": ("Xyz", ""),
}
ASKED = (
    ("Uteblev", "nej", "ja"),
    ("Uteblev (ja/nej)", "Nej", "Ja"),
    ("Genomfört", "Ja", "Nej"),
    ("Närvarande", "x", ""),
)
COUNTS = {"counsellors", "minutes", "nth", "note", "reference"}
"""What stands below may be a small number in each."""
