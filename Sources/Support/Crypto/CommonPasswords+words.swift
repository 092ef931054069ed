/// The words and names of common passwords, in alphabetical order.
extension CommonPasswords {
    /// Words that say that it is a password, words of affection, and what machines are set up with.
    static let habits = """
        abc abcd abcde abcdef abcdefg access account admin administrator alpha alright amazing amen
        angel angels anything apple asd asdf asdfg asdfgh asdfjkl ask asshole awesome babe baby
        babyboy babydoll babygirl babygirls beautiful beauty believe bella best bestfriend
        bestfriends bitch bitches biteme blabla blah blessed blessing blessme boss bubba bubbles
        buddy bullshit business butterfly butthead candy change changeit changeme charming cheeky
        cheese chocolate chosen classic college computer connect control cookie cookies cool coolguy
        cowboy crazy cute cutegirl cutie cutiepie cuties daddy daddygirl daddysgirl darling database
        default demo destiny devil diamond digital dirty donotuse dragon dream dreamer dreams easy
        elite email emergency enter entrance everyone everything example fabulous faith faithful
        family famous fantasy fearless fire flower flowers forever forget forgot freak free freedom
        freeman friend friends friendship fuck fucker fuckit fuckme fuckoff fuckyou fun funny future
        games gateway genius getmein ginger girl girls glory god godbless goddess godisgood
        godislord godislove gold golden good goodluck gorgeous grace graduate great green guest
        guitar guitars hacker hahaha happiness happy happyday hardcore heart hearts heaven hehehe
        hello hellokitty helpme hidden holy home homework honey hope hotboy hotgirl hotmail hotstuff
        house hunter hunting ilovegod iloveher ilovehim ilovejesus iloveme ilovemom ilovemusic
        ilovemymom ilovemyself ilovethis iloveu iloveyou imissyou imthebest infinity inlove innocent
        insane install internet jellybean jesus jesuschrist jesusislord jesuslives joker justdoit
        justice justme keepout keyboard killer king kingkong kisses kissme kitty knowledge lady
        ladybug laptop legend letitbe letme letmein letmeinnow letmesee letsgo liberty life
        lifeisgood light lol lollipop lonely lord love loveable lovebug loved loveforever lovehurts
        loveis loveit lovelife lovely loveme lovemom lover loverboy lovergirl lovers loveu loveya
        loveyou loving lucky luckycharm magic magical manager marriage marry master masterkey
        maximum member memory mercy millionaire mine miracle mobile mom momanddad mommy money
        moneymaker monkey mother mylife mylove mynameis mypass mypassword myself myspace mystery
        naked nasty network nobody nomore none nopass nopassword notebook nothanks nothing noway
        number office online only open opensesame operator oracle orange outlaw paradise party pass
        passcode passion passme passphrase passport passw passwd password passwords passwort peace
        peaceful peanut penis people perfect phone photo picture pimp pimpin pink pinky playboy
        player please pleaseletmein popcorn porn postgres power powerful praise precious pretty
        prettygirl prince princes princesa princess private prosper public purple pussy qazwsx queen
        question qwaszx qwe qweasd qweasdzxc qwer qwert qwerty qwertyu qwertyui qwertyuiop rainbow
        random really rebel redhead remember remote reset respect restart retard root router
        salvation sample savior scooter secret secrets secure security server service servicedesk
        sex sexy sexybabe sexyback sexybitch sexyboy sexygirl sexylady sexymama shadow shadows
        shalom shit shopping simple single sister sisters slut smart smile smiles smiley smoke
        smokey snoopy soccer someone something special spirit spring star start starter student
        stupid success sugar summer sunflower sunny sunrise sunset sunshine super superman
        supersecret superstar superuser support surprise sweet sweetheart sweetie sweetness sweetpea
        sweety swordfish sysadmin system teacher teamo telephone temp temporary temppass test tester
        testing testpass testuser thankyou thebest thunder tiger time tinker tinkerbell together
        tomorrow toor training treasure trinity truelove trust trustme trustno trustnoone truth
        tweety twilight ubuntu university unknown user username usuario vagrant victory vip virgin
        vision visitor webmaster website welcome welcomeback welcomehome whatever whatsup whoami
        wicked wildcat willow windows winner winter wisdom wizard woman wonder wonderful wordpass
        work working world xanadu xxx yahoo yellow yes yesterday youandme young yourmom zaq zaqwsx
        zxc zxcv zxcvb zxcvbn zxcvbnm zzz
        """

    /// First names and pet names.
    static let names = """
        aaron abby abigail abraham adam adrian adriana aisha alan albert alejandro alex alexa
        alexander alexandra alexandre alexandria alexia alexis alfred ali alice alicia alina alisha
        alison allen allison alyssa amanda amber amelia amy ana anastasia andre andrea andreas
        andres andrew andrey andy angela angelica angelina angelo angie anita anna annabelle anne
        annie anthony antonio april ariana ariel arthur arturo ashlee ashleigh ashley ashton athena
        aubrey audrey austin autumn ava bailey barbara barney barry beatrice becky belinda ben
        benjamin benny bernard bernie beth bethany betty beverly bill billy bob bobby bonnie brad
        bradley brandi brandon brandy breanna brenda brendan brent brian briana brianna bridget
        britney brittany brooke brooklyn brown bruce bryan bryce caitlin caleb calvin cameron camila
        camille candice carl carla carlos carmen carol carolina caroline carolyn carrie carter casey
        cassandra cassidy cassie catherine cathy cecilia celeste cesar chad charlene charles charlie
        charlotte chelsea cherry cheryl chester chris chrissy christian christina christine
        christopher christy chuck cindy claire clara claude claudia clayton cody colin colleen
        connie connor corey courtney craig cristian cristiano cristina crystal curtis cynthia daisy
        dakota dale damian damien dan dana daniel daniela daniele danielle danny darren dave david
        dawn dean deanna debbie deborah denise dennis derek derrick desiree destinee devin devon
        diana diane diego dolores dominic dominique donald donna dorothy doug douglas duncan dustin
        dwayne dylan eddie edgar eduardo edward edwin eileen elaine eleanor elena eli elias elijah
        elizabeth ella ellen emanuel emilio emily emma emmanuel eric erica erick erik erika erin
        ernesto esmeralda esther ethan eugene eva evan evelyn felicia felipe felix fernanda fernando
        fiona florence frances francesca francis francisco franco frank frankie franklin fred
        freddie freddy frederic frederick gabriel gabriela gabrielle garrett gary gavin gemma
        genesis geoffrey george georgia gerald gerard gilbert gina giovanni gloria gordon graham
        grant greg gregory guillermo gustavo hailey hanna hannah harley harold harrison harry harvey
        hayden hayley heather hector heidi helen helena henry herbert holly howard hugo ian igor
        irene iris isaac isabel isabella isabelle isaiah ivan jack jackie jackson jacob jacqueline
        jade jaime jake jamal james jamie jane janet janice jasmin jasmine jason javier jay jayden
        jean jeff jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jess jesse jessica
        jessie jill jim jimmy joan joanna joanne jocelyn joe joel joey john johnathan johnny johnson
        jon jonas jonathan jones jordan jorge jose joseph josh joshua josie joyce juan juanita
        judith julia julian juliana julie juliet julio justin karen karina karl karla kate katelyn
        katherine kathleen kathryn kathy katie katrina kayla kaylee keith kelly kelsey ken kendall
        kendra kenneth kenny kevin kim kimberly kirsten kristen kristin kristina kyle kylie lance
        larry latoya laura lauren laurie lawrence leah lee leo leon leonard leonardo leslie levi
        liam liliana lily linda lindsay lindsey lisa logan lois lola london lorena lorenzo lori
        lorraine louis louise lucas lucia lucy luis luisa luke lydia lynn mackenzie madeline madison
        maggie malcolm mandy manuel marc marcel marcela marcelo marco marcos marcus margaret
        margarita maria mariah mariana marie marilyn marina mario marisa marisol marissa mark
        marlene marshall martha martin martina marvin mary mason mathew matt matthew maureen maurice
        max maxime maxwell megan melanie melinda melissa melody mercedes meredith michael michaela
        micheal michel michele michelle miguel mike mikey mildred milton mindy miranda mitchell
        mohamed mohammed molly monica monique morgan moses muhammad nadia nancy naomi natalia
        natalie natasha nathan nathaniel neil nelson nicholas nick nicky nicola nicolas nicole
        nikita nikki nina noah noel nora norma norman olga oliver olivia omar oscar pablo paige
        pamela patricia patrick paul paula pauline pedro peggy penelope penny perry peter phil
        philip philippe phillip phoebe pierre preston rachael rachel rafael ralph ramon randall
        randy raquel raul ray raymond rebecca regina renee rhonda ricardo richard rick ricky riley
        rita robert roberta roberto robin rodney rodrigo roger roland roman ronald ronaldo ronnie
        rosa rosemary rosie ross roxanne roy ruben russell ruth ryan sabrina sally salvador sam
        samantha sammy samson samuel sandra sandy santiago sara sarah sasha savannah scott sean
        sebastian selena serena sergio seth shane shannon sharon shaun shawn sheila shelby shelly
        sherry shirley sierra simon simone skyler smith sofia sonia sophia sophie spencer stacey
        stacy stanley stella stephanie stephen steve steven stuart susan suzanne sydney sylvia
        tamara tammy tania tanya tara taylor ted teresa terry theodore theresa thomas tiffany tim
        timothy tina todd tom tommy toni tony tracey tracy travis trevor troy tyler tyrone valentina
        valentine valeria valerie vanessa vera vernon veronica vicky victor victoria vincent viola
        violet virginia vivian walter wanda warren wayne wendy wesley whitney will william williams
        willie wilson xavier yolanda yvette yvonne zachary zoe
        """

    /// Animals, sports and teams, brands and cars, food, colours, heroes of films, games and music.
    static let things = """
        accord alien alligator animal animals applepie apples arsenal astros august avatar avengers
        bacardi bacon bambam banana bananas bandit barbie baseball basket basketb basketball bastard
        batman beagle bear bears beatles beaver beer benfica bigboy bigdaddy bigdick bigdog bigfoot
        bigmac bigred bigtits bird birdie birthday blackberry blackbird blackcat blackdog blackie
        blackjack blackrose blink blizzard blondie blue blueberry bluebird bluefish bluemoon bluesky
        booboo boogie boomer boston bowling boxing braves brazil bronco broncos browneyes browns
        bruins brutus bubblegum buckeyes buddha budweiser bulldog bulldogs bulls bunny buster butter
        buttercup cadillac calculator camaro camel canon cardinal cardinals cartman casper cat
        catdog cats celtic celtics champion champions charger chargers cheer cheerleader cheesecake
        cherries chevelle chevrolet chevy cheyenne chicken chicks chiefs chipmunk chopper christmas
        chrome cinderella civic cocacola coconut coffee colts concrete cooldude cooper copper corona
        corvette cougar cougars cowboys coyote crackers creative cricket crow cupcake cyclone dallas
        dance dancer dancing deadpool death december deltaforce detroit devils diablo dinosaur
        disney disneyland dixie doctor dodge dodger dodgers dog doggie doggy dogs dolphin dolphins
        donkey donut doomsday doraemon doughnut dragonball dragonfly dragons drummer ducati duck
        ducks eagle eagles eclipse einstein elephant elephants eminem enigma enterprise everton
        excalibur explorer extreme falcon falcons february fender ferrari fireball firebird firefly
        firefox fireman fish fisher fishing flames flash florida fluffy flyers football footballer
        ford forest formula fortnite fortuna fountain fox foxtrot friday frog froggy frogs galaxy
        gambit gamer gandalf gangsta gangster garfield gargoyle generals ghost giants giraffe gizmo
        gladiator goat goblin godfather godzilla gofish goldeneye goldfish goldie golf golfer gollum
        goober goodboy gorilla gothic grasshopper greenday griffin gryphon guinness gunner gunners
        gunsnroses hammer hamster hannibal hardware hawaii hawk hawkeye hawks hayabusa heineken
        hercules highlander hockey holiday honda honeybee hornet hornets horse horses hotdog hotrod
        hummer hurricane icecream icehouse iceman impala indian indians ironman jackass jackdaniels
        jaguar jaguars january jazz jeep jersey jester jets jigsaw judo juventus kakashi kangaroo
        karate kawasaki kingdom kitten kittens kittycat knight knights koala kodiak krishna lakers
        lamborghini lancer lebron legolas leopard linkin linkinpark lion lionking lions liverpool
        lizard lollypop longhorn longhorns looking lotus mach madrid magnum mailman manchester
        manchesterunited mango manunited manutd maradona marine mariners marines marlboro marlin
        martini matrix maverick mazda mermaid messi metal metallica mets mickey mickeymouse
        microsoft midnight minecraft minnesota minnie mitsubishi monday monkeys monster montana moon
        moonlight moose motocross motorola mountain mouse mozart muffin music musica musical mustang
        mustangs naruto nascar nemo neptune newyork nike ninja nintendo nirvana nissan nokia
        northern november nugget october octopus oldman omega onedirection onelove onepiece optimus
        orion outlaws oyster pacific packers pancake panda pandabear pandas panther panthers
        papillon paramore pasta patriot patriots peach peaches pebbles penguin penguins pepper
        peppermint pepsi phantom phoenix piano pickle pickles piglet pikachu pirate pirates pitbull
        pizza platinum playstation pokemon polo polska pony pooh poohbear poop poopoo poppy porkchop
        porsche postman potato predator prodigy pumpkin puppies puppy puppydog rabbit racer racing
        radiohead raider raiders rainbows rammstein ranger rangers raptor raptors rascal raven
        ravens realmadrid redbull reddog redskins redsox redwing redwings reggae rhinoceros rock
        rocket rockets rocknroll rockon rockstar rocky romance rooster rose rosebud roses rover
        runner running sailor saints samsung samurai saturday saturn scarface scarlet scooby
        scoobydoo scorpio scorpion seahawks senators september serenity shark sharks sheep shooter
        shorty skate skateboard skater skipper skittles sky skywalker slayer slipknot smirnoff
        snickers sniper snow snowball snowboard snowflake snowman snowwhite softball soldier sonic
        sony spaghetti spanky sparky spartan spartans speed speedy spider spiderman spongebob spurs
        squirrel starcraft stardust starfish stargate starlight stars startrek starwars steelers
        stingray stitch storm strawberry stripper subaru sultan sunday supernova supra surfer
        surfing suzuki swimmer swimming tarheels taurus techno tekken tennis tequila terminator
        thumper thunderbird thursday tigers tigger timberwolf titan titanic titans tomcat toyota
        transformers trojan trooper trucker trucks tuesday tupac turtle turtles tweetybird
        undertaker unicorn unicorns united valentino vampire vampires vanilla vegeta velvet venom
        viking vikings viper vodka volcano volkswagen volleyball voodoo walker warcraft warlock
        warrior warriors water waterfall watermelon wednesday werewolf whiskey whisky whitesox wolf
        wolfgang wolverine wolves wrestler wrestling xbox yamaha yankee yankees yoda zebra zeppelin
        zombie zombies zorro
        """

    /// Cities, countries and nations.
    static let places = """
        africa alabama alaska amsterdam argentina arizona athens atlanta australia austria baltimore
        bangkok barcelona beijing belgium berlin birmingham brasil brisbane bristol britain
        california canada caracas chicago chile china cleveland colombia colorado columbia cuba
        denmark denver dublin edinburgh egypt england europa europe finland france germany glasgow
        greece hamburg holland hollywood hongkong houston iceland india indiana indonesia ireland
        israel istanbul italia italy jamaica japan kansas kentucky korea lasvegas lebanon lisbon
        londra losangeles malaysia manila maryland mexico miami michigan milan milano montreal
        morocco moscow munich napoli nebraska nevada newcastle newyorkcity newzealand nigeria norway
        oakland ohio oklahoma oregon orlando pakistan palestine paris peru philadelphia philippines
        pittsburgh poland portugal prague puertorico roma romania russia sandiego sanfrancisco
        scotland seattle sevilla shanghai singapore spain stockholm sweden switzerland tennessee
        texas thailand tokyo toronto tottenham turkey ukraine usa valencia venezuela vienna vietnam
        warsaw washington wisconsin wyoming yorkshire
        """

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
        gatito gatto geheim geheimnis hallo hallowelt haslo hasło hejhej herzblut hoffnung hola
        ichliebedich inter intermilan internacional jaimatadi jesucristo jetaime kacper karolina
        kasia kennwort kitkat kocham kochamcie kociak kotek krolik leverkusen libertad liebe
        liebling lindinha loulou lumiere maganda mahal mahalkita mahalko mamamia maman mamapapa
        manchita mariposa marseille marsella mateusz matrimonio meinschatz mercedesbenz miamor
        michal mierda minhavida misiaczek misiek mivida monamour motdepasse mozzarella mundo muneca
        nathalie niepamietam nihao nounours omsairam ordinateur pallina palmeiras paloma papa
        papamama papito parola pasaporte passer perrito pescara piccola pimpinela planeta pogi porto
        preciosa princesita princesse principe prinzessin qazxsw querida quiereme qwertz qwertzu
        qwertzuiop rahasia rapunzel rebelde reginella rosario saibaba sairam sakura salam salasana
        salut sandrine santa santos saopaulo sayang sayangku schalke schatz schatzi schatzie
        schmetterling schnecke schnucki secreto segreto senha sifre sikret slonce sloneczko sol
        soleil solnce sommer sonne sonnenschein sporting stefania stellina sterretje tamere
        teamomucho tekiero tequiero tequieromucho tesoro tigre tigresa topolino toutou trabzonspor
        ulises ursula vacanze vaffanculo vendredi verano vida vitoria wachtwoord welkom werder
        willkommen woaini wolfsburg yildiz zaqxsw zidane zlatan
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
        lapochka lastochka lbvf lbvjy lena lenka leto lexus liverpul lokomotiv loshad lubov ludmila
        lyubov lyuda maksim malina malishka malysh malyshka mamochka marinka masha mashka matrica
        medved mikhail misha moskva musyka nadezhda nastenka nastya nataha natali natalya nfnmzyf
        nikitos nikolaj nikolay njkbr ntktajy oksana oleg olenka orbita parol parolik pavel pdtplf
        petrov petrovich pfqxbr pobeda polina prikol princessa privet privetik prosto putin rabota
        raduga rctybz rfnthbyf rfnz rfrfirf rjirf rjnbr rjnjgtc rjntyjr rjvgm.nth romashka romka
        rossia rossiya rostov samara sashka sekret sentyabr serega sergei sergey sestra slava
        snezhok sobaka solnishko solnyshko spartak stalker svetik svetlana syster tanyusha tatiana
        tatyana telefon tigra tolik udacha ulyana vadim vadimka valera vasilisa vasiliy vasya vbif
        vbkfirf vfhbyf vfhbz vfif vfitymrf vfksirf vfrcbv vfvf vfvfgfgf viktor viktoria viktoriya
        vitalik vjcrdf vlad vladik vladimir vladislav vova vovan yana yaroslav yfcntymrf yfnfif
        yfnfkmz yulia zaebis zaika zayka zenit zhenya zhopa znaika zvezda админ александр алексей
        алена анастасия андрей анна антон апрель артем бабушка барсик бизнес боря валентина василий
        вася вера весна виктор виктория владимир волшебник воробей галина дарья девочка дельфин
        денис деньги дима дмитрий дракон дружба друзья евгений екатерина елена женя жизнь жопа зайка
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
