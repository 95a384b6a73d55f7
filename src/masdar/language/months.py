# ruff: noqa: E501 - a table's row stays one line
"""Month and weekday names: what is printed → its number.

The tables are meant to be read and mended by people who speak the languages. Arabic has four namings of the solar
months: Latin-derived in Egypt and the Gulf, their own spellings in Morocco, French-derived in Algeria and Tunisia, and
Aramaic-derived in the Levant and Iraq; papers also print two of them side by side ("مايو أيار").
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# One line a naming: its key, then January to December; other spellings of one month are separated by "|".
ARABIC: dict[str, str] = {
    "egypt": "يناير فبراير مارس أبريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس سبتمبر|سيبتمبر أكتوبر|اوكتوبر نوفمبر ديسمبر",
    "morocco": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر|شتمبر أكتوبر نونبر|نوانبر دجنبر|دجمبر",
    "algeria": "جانفي فيفري|فيفرى مارس أفريل|آفريل ماي جوان جويلية|جويليه|جولية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "mauritania": "يناير فبراير مارس إبريل مايو|مايه يونيو|يونيه يوليو|يوليه أغشت|أغسطس شتمبر|سبتمبر أكتوبر نوفمبر|نوفنبر دجمبر|ديسمبر",
    "libya": "أي_النار النوار الربيع الطير الماء الصيف ناصر هانيبال الفاتح التمور الحرث الكانون",
    "levant": "كانون_الثاني|كانون_ثاني|كانون_ثان شباط آذار|أذار نيسان أيار|ايار حزيران تموز آب أيلول تشرين_الأول|تشرين_أول "
    "تشرين_الثاني|تشرين_ثاني|تشرين_ثان كانون_الأول|كانون_أول",
}

# The Hijri months, Muharram first.
HIJRI: dict[str, str] = {
    "ar": "محرم|المحرم|محرم_الحرام صفر ربيع_الأول|ربيع_أول|ربيع_الاول ربيع_الآخر|ربيع_الثاني|ربيع_ثاني|ربيع_ثان "
    "جمادى_الأولى|جمادى_الأول|جمادي_الأول|جمادى_أولى جمادى_الآخرة|جمادى_الثانية|جمادى_الآخر|جمادى_الثاني|جمادي_الثاني "
    "رجب شعبان رمضان|رمضان_المبارك شوال ذو_القعدة|ذي_القعدة|ذوالقعدة ذو_الحجة|ذي_الحجة|ذوالحجة",
    "latin": "muharram|mouharram safar rabi_al_awwal|rabi_al-awwal|rabii_al_awal|rabi_i rabi_al_thani|rabi_al_akhir|rabi_ii "
    "jumada_al_ula|jumada_al_awwal|joumada_al_oula|jumada_i jumada_al_akhira|jumada_al_thani|joumada_al_akhira|jumada_ii "
    "rajab shaban|shaaban|chaabane ramadan|ramadhan|ramazan shawwal|chawwal|shawal dhu_al_qidah|dhul_qidah|dhul_qada|"
    "dhou_al_qida dhu_al_hijjah|dhul_hijjah|dhul_hijja|dhou_al_hijja",
}

# The three languages of the house, then those whose papers and agencies are met on the way.
OTHERS: dict[str, str] = {
    "fr": "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout septembre|sept octobre|oct "
    "novembre|nov decembre|dec",
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct "
    "november|nov december|dec",
    "de": "januar|janner|jan februar|feber|feb marz|maerz|mrz april|apr mai juni|jun juli|jul august|aug september|sep|sept "
    "oktober|okt november|nov dezember|dez",
    "es": "enero|ene febrero|feb marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set octubre noviembre "
    "diciembre|dic",
    "it": "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto|ago settembre|set ottobre|ott "
    "novembre dicembre|dic",
    "pt": "janeiro fevereiro|fev marco abril|abr maio junho julho agosto|ago setembro|set outubro|out novembro "
    "dezembro|dez",
    "ca": "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
    "gl": "xaneiro febreiro marzo abril maio xuno xullo agosto setembro outubro novembro decembro",
    "nl": "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember|des",
    "is": "januar februar mars april mai juni juli agust september oktober november desember",
    "fi": "tammikuu|tammikuuta helmikuu|helmikuuta maaliskuu|maaliskuuta huhtikuu|huhtikuuta toukokuu|toukokuuta "
    "kesakuu|kesakuuta heinakuu|heinakuuta elokuu|elokuuta syyskuu|syyskuuta lokakuu|lokakuuta marraskuu|marraskuuta "
    "joulukuu|joulukuuta",
    "pl": "stycznia|styczen lutego|luty marca|marzec kwietnia|kwiecien maja|maj czerwca|czerwiec lipca|lipiec "
    "sierpnia|sierpien wrzesnia|wrzesien pazdziernika|pazdziernik listopada|listopad grudnia|grudzien",
    "cs": "ledna|leden unora|unor brezna|brezen dubna|duben kvetna|kveten cervna|cerven cervence|cervenec srpna|srpen "
    "zari rijna|rijen listopadu prosince|prosinec",
    "hu": "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tr": "ocak|oca subat|sub mart nisan|nis mayis haziran|haz temmuz|tem agustos|agu eylul|eyl ekim|eki kasim|kas aralik|ara",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "ru": "января|январь февраля|февраль марта|март апреля|апрель мая|май июня|июнь июля|июль августа|август "
    "сентября|сентябрь октября|октябрь ноября|ноябрь декабря|декабрь",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "el": "ιανουαριου|ιαν φεβρουαριου|φεβ μαρτιου|μαρ απριλιου|απρ μαιου|μαι ιουνιου|ιουν ιουλιου|ιουλ αυγουστου|αυγ "
    "σεπτεμβριου|σεπ οκτωβριου|οκτ νοεμβριου|νοε δεκεμβριου|δεκ",
    "fa": "ژانویه فوریه مارس آوریل مه|می ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    # Arabic names as Latin letters render them on the web
    "arabizi": "yanayir|yanayer fibrayir|fabrayer maris abril|ibril mayu|mayo yunyu|younyou yulyu|youlyouz|yulyuz "
    "aghustus|ghosht|ghusht sibtambar|shutanbir|chtanbir uktubar|oktobar nufambar|nuwanbir|nounbir disambar|dujanbir",
}

# Monday first.
WEEKDAYS: dict[str, str] = {
    "ar": "الإثنين|الاثنين|اثنين الثلاثاء|الثلاثا|ثلاثاء الأربعاء|الاربعاء|أربعاء الخميس|خميس الجمعة|جمعة السبت|سبت الأحد|الاحد|أحد",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "monday|mon tuesday|tue|tues wednesday|wed thursday|thu|thurs friday|fri saturday|sat sunday|sun",
}

_MARKS = dict.fromkeys([*range(0x064B, 0x0660), 0x0670, 0x0640, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF])
_LETTERS = str.maketrans("أإآٱىئؤةیکıß", "ااااييوهيكis")
_FOLD = {**_MARKS, **_LETTERS}


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """The form under which names are compared: lower case, no accents, no diacritics or kashida, one form of each
    letter that papers write in several ways."""
    word = word.translate(_FOLD)
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


def _spellings(line: str) -> list[list[str]]:
    return [[spelling.replace("_", " ") for spelling in month.split("|")] for month in line.split()]


def _table(lines: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines.values():
        for number, spellings in enumerate(_spellings(line), 1):
            for spelling in spellings:
                found.setdefault(" ".join(fold(word) for word in spelling.split()), number)
    return found


# Folded name → month 1 to 12. Libya's old names are ordinary words, so they are read only beside a day and a year.
SOLAR: dict[str, int] = _table(ARABIC) | _table(OTHERS)
LUNAR: dict[str, int] = _table(HIJRI)
WEEKDAY: dict[str, int] = _table(WEEKDAYS)

# "كانون الثاني": the first word decides nothing, so the longest run of words is tried first.
LONGEST = max(len(name.split()) for name in (*SOLAR, *LUNAR))


def solar(name: str) -> int:
    """The month 1 to 12 that a printed solar month's name means, 0 where it means none."""
    return SOLAR.get(" ".join(fold(word) for word in name.split()), 0)


def hijri(name: str) -> int:
    """The month 1 to 12 that a printed Hijri month's name means, 0 where it means none."""
    return LUNAR.get(" ".join(fold(word) for word in name.split()), 0)
