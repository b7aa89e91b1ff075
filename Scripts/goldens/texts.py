"""Texts that are hard to make tokens of."""

EVERYDAY = [
    "a photo of a cat", "A Photo Of A BUS.", "two dogs, one cat & 3 birds", "an owl's nest", "I've seen it; they'll come, we'd go",
    "it's they're don't I'm you'd 'S 'LL 'Ve", "it''s '''re rock'n'roll 'tis o'clock", "e-mail: someone@example.org",
    "100 % of 2,345.67 km² at 12:30", "1234567890", "½ cup, ¾ full, x² + y³ = ①②③ Ⅳ ⅸ", "C++/C# <b>bold</b> [tag] {x} | \\n ~",
    "price: $5.00 €10 £3 ¥100 ₫20.000", "snake_case_word __init__ 3d_model", "a....b!!??c---d***", "hello-world re-do co-op",
    "naïve café façade jalapeño", "Größe Straße ÄÖÜ äöü ß ẞ", "İstanbul IŞIK ışık I i", "ŒUVRE œuvre ÆON æon",
    "ΟΔΥΣΣΕΥΣ ΣΊΣΥΦΟΣ Σ ΑΣ. ΑΣ-Σ ΑΣ’Σ", "Ελληνικά κείμενα με τόνους", "красный автобус на улице Щёголь",
    "יונה לבנה על עץ", "قطة سوداء في الحديقة ١٢٣", "हिन्दी में लिखा वाक्य", "ภาษาไทยไม่มีเว้นวรรค", "한국어 문장입니다", "日本語の文章です。東京タワー",
    "中文句子：一辆红色的公共汽车", "繁體中文，臺灣", "ქართული ენა ᲥᲐᲠᲗᲣᲚᲘ", "አማርኛ ጽሑፍ", "Ꭰꮿ Cherokee Ꮳꮃꭹ",
]

VIETNAMESE = [
    "Một chiếc xe buýt màu đỏ trên đường phố Hà Nội", "con mèo đang ngủ trên ghế", "Đường Nguyễn Huệ, Thành phố Hồ Chí Minh",
    "ĂÂĐÊÔƠƯ ăâđêôơư", "Mo\u0302\u0323t chie\u0302\u0301c xe", "nguye\u0302\u0303n ba\u0306\u0301c \u01a1\u0301", "phở bò tái chín",
]

COMBINED = [
    "caf\u00e9", "cafe\u0301", "A\u030a \u212b \u00c5", "\u1100\u1161\u11a8 \uac01", "q\u0307\u0323 q\u0323\u0307", "s\u0323\u0307 \u1e69",
    "\u0344 \u0958 \u2adc \ufb1f", "a\u0315\u0300\u05ae\u0062", "o\u0308\u0304\u0323", "\u2126 \u212a \u1fbe \u0345 \u03b1\u0345",
    "zalgo z\u0324\u0322a\u0355l\u0321g\u0300\u0301o\u0323", "\U0001d15e \U0001d15f", "\u0cc6\u0cc2\u0cd5", "\u1b05\u1b35",
]

EMOJI = [
    "🚌", "a red 🚌 bus", "👨‍👩‍👧‍👦 family", "👍🏽 👍", "🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇻🇳🇩🇪", "❤️ ❤ ☺️", "1️⃣2️⃣ #️⃣", "🧑‍🚀🚀✨", "🫠🫱🏿‍🫲🏻",
    "smile:)🙂text🙂🙂", "♥♠♣♦ ☃ ✈",
]

HTML = [
    "&lt;b&gt;bold&lt;/b&gt;", "fish &amp; chips", "fish &amp;amp; chips", "fish &amp;amp;amp; chips", "&amp;amp;amp;amp;lt;",
    "&quot;quoted&quot; &#39;single&#39; &apos;x&apos;", "&nbsp;&nbsp;space&nbsp;", "caf&eacute; CAF&EACUTE; caf&Eacute;",
    "BUNDESSTRA&SZLIG;E &NTILDE; &nTILDE;", "&#233;&#xe9;&#XE9; &#0; &#128; &#x80; &#150;", "&#55296; &#xD800; &#1114112; &#x110000;",
    "&#99999999999999999999;", "&#xfffe; &#11; &#x1;&#127;", "&notit; &not it &notin; &notinva;", "this&not that &copy2024 &reg",
    "&ampersand &amp &AMP; &ltfoo &LTDOT; &GT", "& && &; &#; &#x; &#xg; &a; &unknown; &unknownentitynamethatislong;",
    "<p>5 &lt; 6 &amp; 7</p>", "line one\n<i>&amp;lt;</i> &eacute;\n&amp;eacute; after", "&eacute;\n<\n&amp;eacute; &eacute;",
    "&NotEqualTilde; &bne; &fjlig; &acE; &ThickSpace;|", "&Tab;tab&NewLine;line", "&hellip;&ldquo;x&rdquo;&rsquo;s", "&#59;&#38;lt&#59;",
    "&CounterClockwiseContourIntegral; &DoubleLongLeftRightArrow;", "&#12a; &#1 &#12 &#x41", "&zwnj;a&zwj;b&shy;c",
    "&frac12; &FRAC12; &alefsym; &ALEFSYM; &ALPHA;", "&lt&lt;&gt&gt", "a&b=c&d=e&amp;f=g", "&amp;#x26;amp;",
]

SPACE = [
    "", " ", "   ", "\t\n\r", "  leading and trailing  ", "a\tb\nc\rd\r\ne\vf\fg", "a\u00a0b\u2007c\u202fd\u2003e\u3000f\u1680g",
    "a\u2028b\u2029c\u0085d", "a\u200bb\u200cc\u200dd\u2060e\ufefff", "\ufeffbom first", "a\x1cb\x1dc\x1ed\x1fe", "a\u180eb\u205fc",
    "multi\n\n\nline\n  text\n", "tab\t\tseparated\tvalues",
]

CONTROL = [
    "a\x00b\x01c\x08d\x7fe", "\x1b[31mred\x1b[0m text \x1b[1;32mgreen", "\x1b[x \x1b[12 y \x1b]0;t", "a\u0080b\u0085c\u009fd", "\u206aa\u206fb\ufff9c\ufffbd\ufffc",
    "a\u202eb\u200fc\u2066d", "\ue000private\uf8ff", "\ufffd \ufffe \uffff \U0010ffff", "\u00ad soft\u00adhyphen",
]

FORMS = [
    "ＬＯＵＤ　ＮＯＩＳＥＳ １２３！", "ｶﾀｶﾅ ﾊﾟﾋﾟ ﾌﾞ Ｕﾀｰﾝ", "ﾡﾢﾣ ￂￃ ￦ ￠￡￣￤", "ﬁne ﬂuﬀy eﬃcient aﬄict ﬅop ﬆ", "Ĳsland ĳs Ǆ ǅ ǆ Ǉ ǈ ǉ Ǌ ǋ ǌ Ǳ ǲ ǳ ŉ",
    "“curly” ‘single’ ‚low’ „low“ ‟x‛ ʼa", "it’s they’re don’t I’m", "…—–-‐‑ • · § ¶", "ⓐⒷ ⒜ ™ ℠ ℃ № ㎞ ㍻", "𝐛𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 𝔻𝕠𝕦𝕓𝕝𝕖",
    "ſhort ſ 'ſ it'ſ", "ª º ¹²³ ⁿ ₁₂", "ǰ ẖ ŉ ΐ և ﬓ", "<start_of_text> <end_of_text> <START_OF_TEXT> <|endoftext|> <|startoftext|>",
    "<ſtart_of_text>x<end_of_text>y", "Ⅷ Ⅻ ⅷ ⅻ Ⓜ", "\u1e9e\u00df \u0130\u0131 \u01c5",
]

MOJIBAKE = [
    "schÃ¶n", "cafÃ©", "âœ” No problems", "donâ€™t â€œquoteâ€\u009d", "â€œ like this â€�", "voilÃ  le travail", "voilÃ le travail", "Ã la mode", " Ã la carte",
    "fÃ cil", "Ã s vezes Ã quele", "sÃ³", "Ã³", "l’humanitÃ©", "ÃƒÂ©", "ÃƒÆ’Ã‚Â©", "&macr;\\_(ã\x83\x84)_/&macr;", "Â©Â®Â° 25 Â°C Â£5", "5 Â£",
    "Â ", "xÂ y", "the Â price", "RÃ©sumÃ© and naÃ¯ve", "Ð¿Ñ€Ð¸Ð²ÐµÑ‚ Ð¼Ð¸Ñ€", "РїСЂРёРІРµС‚", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "ÎµÎ»Î»Î·Î½Î¹ÎºÎ¬", "æ—¥æœ¬èªž",
    "ä¸­æ–‡", "í•œêµ­ì–´", "ðŸ˜€ ðŸšŒ", "ðŸš Œ", "Má»™t chiáº¿c xe buÃ½t mÃ u Ä‘á»", "Ø§Ù„Ø¹Ø±Ø¨ÙŠØ©", "Ù‚Ø·Ø©", "Ã¢â‚¬Å“quoteÃ¢â‚¬\u009d", "Ã¢â‚¬â„¢",
    "√© caf√©", "‚Äôs it‚Äôs", "‚Äú quoted ‚Äù", "r├⌐sum├⌐", "╬╡╬╗", "â•¬", "Broken text&hellip; it&#x2019;s ﬂubberiﬁc!", "abc \x93quoted\x94 \x85",
    "\x80 5 \x96 6", "CÃ´te d'Ivoire \u2014 normal dash â€” broken", "The Mona Lisa doesnÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t have eyebrows.",
    "vedere Ã¨ credere Ãˆ", "PÃ©rez\nschÃ¶n\nok", "Ä\u0085 Å‚ Å\u009b Å¼Ã³Å‚w", "ÅšwiÄ™ta", "Ăˇ Ă©", "Ĺ‚Ăłd", "Äiti Ã¤iti", "Ñ€Ð°Ð´Ð°", "à¤¹à¤¿à¤¨à¥\u008dà¤¦à¥€",
    "Å“uvre œuvre", "×©×œ×•×\u009d", "à¸\u00a0à¸²à¸©à¸²", "í\u00a0½í¸\u0080", "Ã€\n", "À la carte", "é€ 5€é", "naïve¢", "ÃÃÃ", "ÂÂ", "ã€Œã€\u008d", "Ã\u00a0", "â€",
    "ã\x81\x82ã\x81\x84", "à²®à³\u0081", "\u00c3\u009f \u00c3\u0178", "Ã\u0084Ã\u0096Ã\u009c", "caf\u00c3\ufffd", "hÃ? hÃ\x1a", "\u0432\u0402\u045a\u0432\u0402\u045c", "вЂ”", "β€™s", "ā€™s",
    "Â¿QuÃ© pasa?", "Â¡Hola!", "â‚¬ 100", "Â½ Â¼", "50Â°", "™®©°¢£§", "«citation» „Zitat“ ‹x›", "ÅÄÖ åäö", "ÀÉÎÕÜ", "×2 ²³", "¢¥ ¬¯", "|¦|", "¢¥ Ã ¬¯", "³ÎÎµº¬»Î", "à² ²", "Õ Ô",
]

LONG = [
    "word " * 100, "x" * 400, "1 2 3 " * 60, "a photo of " + "very " * 80 + "old bus", "é" * 90, "🚌" * 40, "!" * 300, "a " * 75, "a " * 76, "ab1" * 40,
]

TEXTS = EVERYDAY + VIETNAMESE + COMBINED + EMOJI + HTML + SPACE + CONTROL + FORMS + MOJIBAKE + LONG
