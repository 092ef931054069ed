/// The words of other languages in common passwords, in alphabetical order.
extension CommonPasswords {
    /// Words of Spanish, Portuguese, French, Italian, German, Polish, Turkish and others.
    static let otherLanguages = """
        5201314 abcdefgh acapulco administrador agosto aguila alegria alemania allah allahuakbar
        amico amigo amigos amistad amor amorcito amore amoreterno amormio amour anakku angelito
        anjinho arcoiris aventura azerty azertyuiop bailando ballena bambino barca bebe beleza
        bellissima besiktas bienvenido bienvenue bismillah bisous bonbon bonita bonjour bulaklak
        caballo cachorro calcio camaleon caonima caramelo carino cariño carolinka chiquita chocolat
        chouchou cinta cintaku coeur contrasena contraseña coracao corazon cruzazul cucciolo cuore
        deutschland diciembre dios diosesamor doudou dziecko eintracht elefante elizabet enamorada
        estrela estrella estrellita eternidad familia federica felicidad fenerbahce fiorentina
        flamengo florecita forza forzainter forzamilan fussball galatasaray ganesh ganesha gatinha
        gatito gatto geheim geheimnis hallo hallowelt haslo hasło hejhej herzblut histoire hoffnung
        hola ichliebedich inter intermilan internacional iubire iubita jaimatadi jesucristo jetaime
        kacper karolina kasia kennwort kitkat kocham kochamcie kociak kotek krolik leverkusen
        libertad liebe liebling lindinha loulou lumiere maganda mahal mahalkita mahalko mamamia
        maman mamapapa mamatata manchita mariposa marseille marsella mateusz matrimonio meinschatz
        mercedesbenz miamor michal mierda minhavida misiaczek misiek mivida monamour motdepasse
        mozzarella mundo muneca nathalie niepamietam nihao nounours omsairam ordinateur pallina
        palmeiras paloma papa papamama papito parola parolamea pasaporte passer perrito pescara
        piccola pimpinela planeta pogi porto preciosa princesita princesse principe prinzessin
        qazxsw querida quiereme qwertz qwertzu qwertzuiop rahasia rapunzel rebelde reginella rosario
        saibaba sairam sakura salam salasana salut sandrine santa santos saopaulo sayang sayangku
        schalke schatz schatzi schatzie schmetterling schnecke schnucki secreto segreto senha sifre
        sikret slonce sloneczko soarele sol soleil solnce sommer sonne sonnenschein sporting
        stefania stellina sterretje tamere teamomucho teiubesc tekiero tequiero tequieromucho tesoro
        tigre tigresa topolino toutou trabzonspor ulises ursula vacanze vaffanculo vendredi verano
        vida vitoria wachtwoord welkom werder willkommen woaini wolfsburg yildiz zaqxsw zidane
        zlatan
        """

    /// Russian words in Cyrillic letters, in Latin ones, and as typed with the other layout of
    /// keys.
    static let russian = """
        .kz aleksandr aleksandra aleksei aleksey alena alenka anastasiya andrei antoha antonina
        artem babushka barsik bhbyf bogdan cdtnf cdtnkfyf cfif cfitymrf cgfhnfr cj,frf cjafrf
        cjkysirj cjkyst ckfdf cska cthutq danil danila dasha dbrnjh dbrnjhbz denis devochka
        dfktynbyf dima dimon dinamo dmitriy dmitry drakon druzhba ekaterina evgenia evgeniy fedor
        fktrcfylh fylhtq galina gfhjkm ghbdtn ghbdtnbr ghjcnj gjgjdf gjkbyf hjccbz hjvfy igorek ilya
        irina irinka ivanov jhjk jkmuf jktu k.,jdm katerina katusha katya kirill kisa klubnika
        knopka kolbasa kolya konfetka koshka kostya kotenok kotik krasotka ksenia ksusha ktyf kzkmrf
        lapochka lastochka lbvf lbvjy lena lenka leto liverpul lokomotiv loshad lubov ludmila lyubov
        lyuda maksim malina malishka malysh malyshka mamochka marinka masha mashka matrica medved
        mikhail misha moskva musyka nadezhda nastenka nastya nataha natali natalya nfnmzyf nikitos
        nikolaj nikolay njkbr ntktajy oksana oleg olenka orbita parol parolik pavel pdtplf petrov
        petrovich pfqxbr pobeda polina prikol princessa privet privetik prosto putin rabota raduga
        rctybz rfnthbyf rfnz rfrfirf rjirf rjnbr rjnjgtc rjntyjr rjvgm.nth romashka romka rossia
        rossiya rostov samara sashka sekret sentyabr serega sergei sergey sestra slava snezhok
        sobaka solnishko solnyshko spartak stalker svetik svetlana syster tanyusha tatiana tatyana
        telefon tigra tolik udacha ulyana vadim vadimka valera vasilisa vasiliy vasya vbif vbkfirf
        vfhbyf vfhbz vfif vfitymrf vfksirf vfrcbv vfvf vfvfgfgf viktor viktoria viktoriya vitalik
        vjcrdf vlad vladik vladimir vladislav vova vovan yana yaroslav yfcntymrf yfnfif yfnfkmz
        yulia zaebis zaika zayka zenit zhenya zhopa znaika zvezda админ александр алексей алена
        анастасия андрей анна антон апрель артем бабушка барсик бизнес боря валентина василий вася
        вера весна виктор виктория владимир волшебник воробей галина дарья девочка дельфин денис
        деньги дима дмитрий дракон дружба друзья евгений екатерина елена женя жизнь жопа зайка
        зайчик звезда зенит зима золото иван игорь инна интернет ирина катя кирилл киса китай
        клубника коля компьютер конфета королева котенок котик кошка кристина ксения лапочка лариса
        лена ленка лето любимая любимка любимый любовь людмила магия максим малыш малышка мама
        мамочка марина мария маша медведь мир михаил миша монитор москва музыка надежда наталья
        наташа никита николай ниндзя новосибирск ночь оксана ольга осень павел папа пароли паролик
        пароль петр петя победа полина привет приветик принцесса природа путин пушкин работа радуга
        роман ромашка ромка россия самара саша света светлана секрет сентябрь сергей серега снежинка
        собака солнце солнышко спартак спасибо супер счастье танюша таня татьяна телефон тигр удача
        украина ульяна федор фиалка футбол хомяк хорошо цветок чемпион черный шоколад юлия юля юра
        яблоко января ярослав
        """
}
