"""Invented answers to "What would make life here better?" in other languages than English, by the matter they raise."""

from __future__ import annotations

SAID: dict[str, dict[str, str]] = {
    "cy": {
        "buses": """
            Mae'r bws olaf yn gadael am bump ac wedyn does dim ffordd adref
            Angen mwy o fysiau gyda'r nos, yn enwedig ar benwythnosau
            Dydy'r bws byth ar amser yn y bore
            Rwy'n aros hanner awr am y bws bob dydd
            Mae'r bysiau'n llawn pan fydd y plant yn mynd i'r ysgol
            Bws uniongyrchol i'r ysbyty os gwelwch yn dda
            Does dim bws o gwbl ar ddydd Sul
            Mae tocynnau bws yn rhy ddrud i deuluoedd
            Hoffwn weld yr amserlen bysiau wrth y safle bws
            Cafodd ein gwasanaeth bws ei dorri llynedd""",
        "library": """
            Mae'r llyfrgell ar gau ar ddydd Sadwrn pan fyddwn ni'n rhydd
            Hoffwn i'r llyfrgell agor gyda'r nos
            Mwy o lyfrau Cymraeg yn y llyfrgell os gwelwch yn dda
            Mae staff y llyfrgell yn gyfeillgar ac yn helpu gyda'r cyfrifiaduron
            Peidiwch â chau'r llyfrgell, mae fy mhlant yn darllen yno
            Llyfrgell fwy gyda lle tawel i ddarllen llyfrau
            Mae angen oriau agor hirach yn y llyfrgell
            Does gan y llyfrgell ddim digon o lyfrau newydd i blant
            Rwy'n benthyca llyfrau bob wythnos o'r llyfrgell
            Roedd y llyfrgell symudol yn arfer dod i'n pentref""",
        "park": """
            Mae'r maes chwarae yn beryglus, mae'r siglenni wedi torri
            Siglenni newydd yn y parc i blant bach
            Mae sbwriel a gwydr ym mhob rhan o'r parc
            Nid oes digon o finiau sbwriel yn y parc
            Mae'r parc yn dywyll ac mae angen goleuadau
            Meinciau yn y parc i bobl hŷn gael eistedd
            Mae'r toiledau yn y parc wastad ar gau
            Offer chwarae i blant anabl yn y maes chwarae
            Mae baw cŵn dros y maes chwarae i gyd
            Torrwch y glaswellt yn y parc yn amlach""",
        "doctor": """
            Mae'n amhosibl cael apwyntiad gyda'r meddyg
            Arhosais dair wythnos am apwyntiad meddyg teulu
            Does neb yn ateb ffôn y feddygfa am wyth y bore
            Rydw i eisiau siarad gyda meddyg yn Gymraeg
            Mae angen meddyg arall ar y feddygfa
            Apwyntiadau gyda'r nos yn y feddygfa i bobl sy'n gweithio
            Mae'r feddygfa yn rhy bell ac mae'r apwyntiadau'n brin
            Gweld yr un meddyg bob tro fyddai'n dda
            Roedd y nyrs yn y feddygfa yn wych ond roedd yr aros yn hir""",
        "nothing": """
            Dim byd
            Dim sylwadau, diolch
            Dim byd i'w ychwanegu""",
    },
    "pl": {
        "buses": """
            Autobusy powinny jeździć także w niedzielę
            Ostatni autobus odjeżdża o osiemnastej i nie mam jak wrócić do domu
            Autobus zawsze się spóźnia, czekam na przystanku pół godziny
            Więcej autobusów wieczorem, zwłaszcza w weekendy
            Bilety autobusowe są za drogie dla rodzin
            Na przystanku nie ma wiaty ani rozkładu jazdy
            Brakuje bezpośredniego autobusu do szpitala
            Rano autobus jest tak pełny, że dzieci nie mogą wsiąść
            Zlikwidowano naszą linię autobusową
            Kierowca autobusu nie poczekał na starszą panią""",
        "english": """
            Chciałabym chodzić na kurs angielskiego wieczorem
            Lekcje angielskiego są tylko rano, kiedy pracuję
            Potrzebny jest darmowy kurs języka angielskiego
            Nie mówię dobrze po angielsku i potrzebuję tłumacza
            Listy z urzędu są po angielsku i ich nie rozumiem
            Kurs angielskiego dla mam z małymi dziećmi
            Na kurs języka czeka się pół roku
            Nauczyciel angielskiego był wspaniały, ale kurs się skończył
            Tłumacz w urzędzie bardzo by nam pomógł
            Angielski dla początkujących, blisko domu""",
        "doctor": """
            Nie można dostać się do lekarza rodzinnego
            Na wizytę u lekarza czekałem trzy tygodnie
            W przychodni nikt nie odbiera telefonu
            Wizyty u lekarza po godzinach pracy bardzo by pomogły
            Przychodnia jest za daleko, a wizyt jest mało
            Chcę rozmawiać z tym samym lekarzem za każdym razem
            Potrzeba więcej lekarzy w przychodni
            Pielęgniarka w przychodni była bardzo miła
            Lekarz ma dla mnie tylko pięć minut
            Dentysta nie przyjmuje nowych pacjentów""",
        "park": """
            Plac zabaw jest niebezpieczny, huśtawki są zepsute
            W parku wszędzie leżą śmieci i szkło
            Nowe huśtawki na placu zabaw dla maluchów
            W parku jest ciemno, przydałoby się oświetlenie
            Więcej ławek w parku dla starszych osób
            Psie odchody na całym placu zabaw
            Kosze na śmieci w parku są ciągle przepełnione
            Toalety w parku są zawsze zamknięte
            Plac zabaw dla dzieci niepełnosprawnych
            Proszę częściej kosić trawę w parku""",
        "nothing": """
            Nic
            Brak uwag
            Nie mam zdania, dziękuję""",
    },
    "fr": {
        "buses": """
            Le dernier bus part à dix-huit heures et je ne peux plus rentrer
            Il faudrait plus de bus le soir et le dimanche
            Le bus est toujours en retard, j'attends une demi-heure à l'arrêt
            L'arrêt de bus n'a pas d'abri quand il pleut
            Les tickets de bus sont trop chers pour les familles
            Il manque un bus direct vers l'hôpital
            Le matin les bus sont pleins d'enfants
            On a supprimé notre ligne de bus l'an dernier
            Les horaires des bus ne sont affichés nulle part
            Le chauffeur du bus n'attend jamais les personnes âgées""",
        "library": """
            La bibliothèque est fermée le samedi quand nous sommes libres
            J'aimerais que la bibliothèque ouvre le soir
            Plus de livres en français à la bibliothèque
            L'équipe de la bibliothèque est aimable et aide avec les ordinateurs
            Ne fermez pas la bibliothèque, mes enfants y lisent
            Un coin calme pour lire des livres à la bibliothèque
            Les horaires d'ouverture de la bibliothèque sont trop courts
            La bibliothèque n'a pas assez de livres pour enfants
            J'emprunte des livres chaque semaine à la bibliothèque
            Des ateliers de lecture pour les petits avec des livres""",
        "loneliness": """
            Je mange seule tous les jours, j'aimerais de la compagnie
            Un repas partagé à midi pour les personnes seules
            La solitude est pesante depuis la mort de mon mari
            Le club du midi me manque, on y mangeait ensemble
            Quelqu'un qui passe me voir, je suis seul toute la semaine
            Des repas chauds et de la compagnie
            Les anciens restent seuls chez eux
            Un café où l'on peut s'asseoir et parler avec quelqu'un
            Manger ensemble le midi plutôt que seul devant la télé
            La solitude des personnes âgées est le vrai problème""",
        "playground": """
            L'aire de jeux est dangereuse, les balançoires sont cassées
            Il y a des déchets et du verre partout dans le parc
            De nouvelles balançoires pour les petits dans le parc
            Le parc est sombre, il faut de l'éclairage
            Davantage de bancs dans le parc
            Des crottes de chien sur toute l'aire de jeux
            Les poubelles du parc débordent
            Les toilettes du parc sont toujours fermées
            Une aire de jeux pour les enfants handicapés
            Tondez la pelouse du parc plus souvent""",
        "nothing": """
            Rien à ajouter
            Je n'ai rien à dire, merci
            RAS""",
    },
    "ar": {
        "buses": """
            الحافلة الأخيرة تغادر في الساعة السادسة ولا أستطيع العودة إلى البيت
            نريد المزيد من الحافلات في المساء وفي يوم الأحد
            الحافلة تتأخر دائما وأنتظر نصف ساعة في الموقف
            لا توجد مظلة عند موقف الحافلة
            تذاكر الحافلات غالية جدا على العائلات
            نحتاج إلى حافلة مباشرة إلى المستشفى
            الحافلات مزدحمة في الصباح بطلاب المدارس
            ألغيت حافلتنا في العام الماضي
            مواعيد الحافلات غير مكتوبة في الموقف
            سائق الحافلة لا ينتظر كبار السن""",
        "english": """
            أريد أن أتعلم اللغة الإنجليزية في المساء
            دروس اللغة الإنجليزية في الصباح فقط وأنا أعمل
            نحتاج إلى دروس مجانية لتعليم اللغة الإنجليزية
            لا أتكلم الإنجليزية جيدا وأحتاج إلى مترجم
            رسائل البلدية بالإنجليزية ولا أفهمها
            دورة لغة للأمهات مع حضانة للأطفال
            قائمة الانتظار لدروس اللغة طويلة
            المعلمة في دورة اللغة كانت ممتازة لكن الدورة انتهت
            وجود مترجم في مكتب البلدية سيساعدنا
            دروس إنجليزية للمبتدئين قريبة من البيت""",
        "doctor": """
            من الصعب الحصول على موعد مع الطبيب
            انتظرت ثلاثة أسابيع للحصول على موعد عند الطبيب
            لا أحد يرد على هاتف العيادة
            نريد مواعيد في العيادة بعد ساعات العمل
            العيادة بعيدة والمواعيد قليلة
            أريد أن أرى نفس الطبيب كل مرة
            العيادة تحتاج إلى أطباء أكثر
            الممرضة في العيادة كانت لطيفة
            الطبيب لا يعطيني وقتا كافيا
            طبيب الأسنان لا يقبل مرضى جددا""",
        "park": """
            الحديقة مظلمة في الليل وتحتاج إلى إنارة
            ملعب الأطفال خطر والأراجيح مكسورة
            القمامة والزجاج في كل مكان في الحديقة
            أراجيح جديدة للصغار في الحديقة
            مقاعد أكثر في الحديقة لكبار السن
            سلال القمامة في الحديقة ممتلئة دائما
            مراحيض الحديقة مغلقة دائما
            ملعب للأطفال المعاقين
            فضلات الكلاب في كل الملعب
            قصوا العشب في الحديقة أكثر""",
        "nothing": """
            لا شيء
            لا يوجد تعليق
            لا أعرف، شكرا""",
    },
    "de": {
        "buses": """
            Der letzte Bus fährt um sechs und danach komme ich nicht nach Hause
            Mehr Busse am Abend und am Wochenende
            Der Bus kommt immer zu spät, ich warte eine halbe Stunde an der Haltestelle
            An der Haltestelle fehlt ein Dach gegen den Regen
            Die Fahrkarten für den Bus sind für Familien zu teuer
            Uns fehlt ein direkter Bus zum Krankenhaus
            Morgens ist der Bus voll mit Schulkindern
            Unsere Buslinie wurde letztes Jahr gestrichen""",
        "library": """
            Die Bücherei ist am Samstag geschlossen, wenn wir Zeit haben
            Die Öffnungszeiten der Bücherei sind zu kurz
            Mehr Bücher für Kinder in der Bücherei
            Die Frauen in der Bücherei helfen mir mit dem Computer
            Bitte die Bücherei nicht schließen, meine Kinder lesen dort Bücher
            Eine ruhige Ecke zum Lesen in der Bücherei
            Die Bücherei sollte abends öffnen
            Ich leihe jede Woche Bücher aus""",
        "park": """
            Der Spielplatz ist gefährlich, die Schaukeln sind kaputt
            Überall im Park liegen Müll und Scherben
            Neue Schaukeln für die Kleinen auf dem Spielplatz
            Im Park ist es dunkel, dort fehlt Beleuchtung
            Mehr Bänke im Park für ältere Leute
            Hundekot auf dem ganzen Spielplatz
            Die Mülleimer im Park sind immer voll
            Ein Spielplatz auch für behinderte Kinder""",
        "nothing": """
            Keine Angabe
            Weiß nicht""",
    },
}
NOTHING = "nothing"


def list_answers(language: str) -> tuple[list[str], list[str]]:
    """The answers in a language, and the matter of each."""
    pairs = [
        (line.strip(), matter) for matter, said in SAID[language].items() for line in said.splitlines() if line.strip()
    ]
    return [text for text, _ in pairs], [matter for _, matter in pairs]
