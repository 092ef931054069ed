/// The English words of common passwords, in alphabetical order.
extension CommonPasswords {
    /// Words that say that it is a password, words of affection, and what machines are set up with.
    static let habits = """
        11235813 abc abcd abcde abcdef abcdefg access account admin administrator alpha alright
        amazing amen angel angels anything apple asd asdf asdfg asdfgh asdfjkl ask assface asshole
        assmunch awesome babe baby babyblue babyboy babydoll babyface babygirl babygirls babygurl
        babylove badboy badgirl ballbuster beautiful beauty believe bella best bestfriend
        bestfriends bigman bigmoney bitch bitches biteme blabla blah blessed blessing blessme
        blueeyes boss bubba bubbles buddy bullshit business butterfly buttface butthead butthole
        candy cashmoney challenge change changeit changeme charming cheeky cheese chocolate chosen
        classic classroom clueless college computer confused connect control cookie cookies cool
        coolbean coolguy coolness cowboy crazy cute cutegirl cutie cutiepie cuties daddy daddygirl
        daddysboy daddysgirl darling database deeznuts default demo destiny devil diamond dickhead
        digital dillweed director dirty donotuse dontknow dragon dream dreamer dreams dumbass easy
        elite email emergency enter entrance everyone everything example fabulous faith faithful
        family famous fantasy fearless feedback fire flower flowers forever forget forgot freak free
        freedom freeman friend friends friendship fuck fucker fuckface fuckit fuckme fuckoff
        fuckoff1 fuckyou fun funny future games gateway genius getmein ginger girl girls glory god
        godbless goddess godisgood godislord godislove gold golden good goodluck gorgeous grace
        graduate grateful great green guest guitar guitars hacker hahaha happiness happy happyday
        hardcore hateyou heart hearts heaven hehehe hello hellokitty helpdesk helpme heythere hidden
        holy home homebrew homework honey hope hosehead hotboy hotgirl hotmail hotstuff house hunter
        hunting idontknow idunno ihateyou ilovegod iloveher ilovehim ilovejesus iloveme ilovemom
        ilovemusic ilovemymom ilovemyself ilovethis iloveu iloveyou imissyou imthebest infinity
        informix inlove innocent insane install instructor integral internal internet jackoff
        jellybean jesus jesuschrist jesusislord jesuslives jobs joker justdoit justice justme
        keepout keyboard killer king kingkong kisses kissme kitty knowledge knucklehead lady ladybug
        laptop legend letitbe letme letmein letmeinnow letmepass letmesee letsgo liberty life
        lifeisgood light lipgloss lol lollipop lonely lord love loveable lovebug loved loveforever
        lovehurts loveis loveit loveless lovelife lovelove lovely loveme lovemom lover loverboy
        lovergirl lovers loveu loveya loveyou loving lucky luckycharm magic magical majordomo
        makeitso mamasboy management manager manager1 marriage marry master masterkey maximum
        mechanic member memory mercy millenium millennium millionaire mine miracle missyou mobile
        mom momanddad mommy mommysgirl money moneymaker monkey mother mylife mylove mynameis mypass
        mypassphrase mypassword mysecret myself myspace mystery naked nasty needlove network
        newaccount newcourt nobody noidea nomore none nopass nopasswd nopassword nosecret notebook
        nothanks nothing notsecure noway number obsession office online only open opendoor openit
        opensaysme opensesame operator oracle orange outlaw overkill paradigm paradise party pass
        passcode passion passme passphrase passport passw passwd password passwords passwort
        passwort1 peace peaceful peanut penis people perfect phone photo picture pictures pimp
        pimpin pink pinky pipeline playboy player playgirl please pleaseletmein politics popcorn
        porn postgres postmaster power powerful poweruser praise precious pretty prettygirl prince
        princes princesa princess printing private property prosper provider public purple pussy
        pussycat qazwsx queen question qwaszx qwe qweasd qweasdzxc qwer qwert qwerty qwertyu
        qwertyui qwertyuiop rainbow random really rebel redhead remember remote renegade research
        reset respect restart retard rock root router ruthless salvation sample savior scooter
        secret secrets secure security server service servicedesk sex sexy sexybabe sexyback
        sexybitch sexyboy sexygirl sexylady sexymama shadow shadows shalom shit shithead shopping
        signature simple single sister sisters slideshow slut smart smashing smile smiles smiley
        smoke smokey snoopy soccer someone something special spirit spring star start starter
        stranger student stupid success sugar summer sunflower sunny sunrise sunset sunshine super
        superfly superman supersecret superstar superuser support surprise sweet sweetheart sweetie
        sweetness sweetpea sweety swordfish sysadmin system teacher teamo teamwork telephone temp
        tempest temporal temporary temppass terminal test tester testing testpass testuser thankyou
        thatsme thebest thejudge thisisit thunder tiger tightend time tinker tinkerbell together
        tomorrow toor topsecret training transfer transport treasure trinity truelove trust trustme
        trustno trustnoone truth tweety twilight ubuntu ultimate university unknown user username
        userpass usuario vacation vagrant victory vip virgin vision visitor webmaster website
        welcome welcomeback welcomehome whatever whatsup whoami whoareyou whocares whoville wicked
        wildcat willow windows winner winter wisdom wizard woman wonder wonderful wordpass work
        working workstation world xanadu xxx yahoo yellow yes yesterday youandme young yourmom zaq
        zaqwsx zxc zxcv zxcvb zxcvbn zxcvbnm zzz
        """

    /// Animals, sports and teams, brands and cars, food, colours, heroes of films, games and music.
    static let things = """
        aardvark accord acropolis adidas aerobics aeroplane airborne airplane alien alligator
        allstate anaconda andromeda animal animals apache apollo applepie apples aquarius arsenal
        astros august avalanche avatar avengers babylon bacardi bacon bambam banana bananas bandit
        barbie barnyard baseball basket basketb basketball bastard batman battlefield battlestar
        beagle bear bears beatles beaver beer benfica bettyboop bigboy bigdaddy bigdick bigdog
        bigfoot bigmac bigred bigtits billabong bird birdie birthday blackberry blackbird blackcat
        blackdog blackhawk blackie blackjack blackrose blink blizzard blondie bloodhound blowfish
        blue bluebell blueberry bluebird bluefish bluejean bluejeans bluemoon bluesky bobmarley
        bonfire booboo boogie boomer boston bowling boxing braves brazil bronco broncos browneyes
        browns bruins brutus bubblegum buckeyes buddha budweiser bugatti bulldog bulldogs
        bulletproof bulls bunny buster butter buttercup butterscotch buttons cadillac calculator
        calendar callofduty camaro camel candle cannondale canon capricorn caramel cardinal
        cardinals carebear cartman casper cat catalina catdog cathedral cats catwoman celtic celtics
        chainsaw chameleon champion champions charger chargers cheer cheerleader cheesecake cherokee
        cherries chestnut chevelle chevrolet chevy cheyenne chicken chicks chiefs chinacat chipmunk
        chopper chouette chrisbrown christmas chrome chrysler cinderella cinnamon civic clover cobra
        cocacola coconut coffee colts commander compass concorde concrete cooldude cooper copper
        copperhead cornflake corona corvette cougar cougars counterstrike cowboys coyote crackers
        creative crescent cricket crocodile crow crusader crystals cucumber cupcake cyberpunk
        cyclone daedalus daffodil dallas dance dancer dancing dandelion darkangel darkness darkstar
        daytona deadhead deadpool death december deltaforce detroit devils diablo diamondback
        diamonds diesel dinosaur diplomat disney disneyland dixie doctor dodge dodger dodgers dog
        doggie doggy dogs dolphin dolphins donkey donut doomsday doraemon doughnut downtown
        dragonball dragonfly dragons drummer ducati duchess duck ducks dutchess eagle eagles
        earthquake eclipse einstein electric electronics elephant elephants emerald eminem enigma
        enterprise everest everton excalibur explorer extreme fairview falcon falcons fallout
        feather february fender ferrari finalfantasy fireball firebird firefly firefox firehouse
        fireman fireplace fireworks fish fisher fishhead fishing flames flamingo flanders flash
        florida flowerpot fluffy flyers football footballer ford forest formula fortnite fortuna
        fountain fox foxfire foxtrot freebird friday friendster frog froggie froggy frogs front242
        frontier galaxy gambit gameboy gamer gammaphi gandalf gangsta gangster gardenia garfield
        gargoyle gemini generals geronimo ghost giants gibson gilgamesh gingerbread giraffe gizmo
        glacier gladiator goat goblin godfather godzilla gofish goldeneye goldfish goldie goldmine
        golf golfer gollum goober goodboy gorilla gothic grapefruit grasshopper greenday griffin
        gryphon guinness gunner gunners gunsnroses halflife halloween hammer hamster hannibal
        hardware harleydavidson harrypotter hawaii hawk hawkeye hawks hayabusa hazelnut hedgehog
        heineken hercules hibiscus highland highlander hockey holiday honda honeybee honeymoon
        hornet hornets horse horses hotdog hotrod hummer hummingbird hurricane hydrogen hyundai
        icecream icehouse iceman iguana impala indian indians intrepid inuyasha ironman jackass
        jackdaniels jackrabbit jaguar jaguars jamesbond january jasper jazz jeep jeepster jersey
        jester jets jigsaw johncena judo juniper justinbieber juventus kakashi kangaroo karate
        kawasaki kingdom kingfish kingfisher kitten kittens kittycat knight knights koala kodiak
        krishna lacrosse ladybird ladygaga lakers lakeside lamborghini lancer laserjet lavender
        leagueoflegends lebron legolas lemonade leopard lexus lighthouse lightning linkin linkinpark
        lion lionking lions liverpool lizard loislane lollipops lollypop lonestar longhorn longhorns
        looking lotus mach macintosh madrid magnolia magnum mailman manchester manchesterunited
        mango manunited manutd maradona marathon marine mariners marines mariokart marlboro marlin
        marmalade marshmallow martini maserati matrix maverick mazda meadow meatloaf mercury mermaid
        mermaids messi metal metallic metallica metroid mets michaeljackson mickey mickeymouse
        microsoft midnight milkshake millennia minecraft minnesota minnie mitsubishi mobydick monday
        monkeys monopoly monster montana moon moonbeam moonlight moose morecats morpheus motocross
        motorola mountain mouse mozart muffin munchkin mushroom music musica musical mustang
        mustangs napoleon naruto nascar national ncc1701a ncc1701d ncc1701e nemo neptune neutrino
        newyork nightfall nighthawk nightmare nightshade nightwing nike ninja nintendo nirvana
        nissan nokia northern norton november nugget nutella october octopus oldman olympic omega
        onedirection onelove onepiece optimus orchid oreo orion ostrich outlaws overwatch oyster
        pacific packers pancake panda pandabear pandas panther panthers panzer papillon paramore
        pasta patriot patriots peach peaches peanutbutter pearljam pebbles pelican penguin penguins
        pepper peppermint pepperoni pepsi performa periwinkle peterpan peugeot phantom phialpha
        phoenix piano pianoman pickle pickles piglet pikachu pineapple pinkfloyd pirate pirates
        pitbull pizza platinum platypus playstation pokemon pokemongo polo polska pomegranate
        pontiac pony pooh poohbear poop poopoo poppy porcupine porkchop porsche postman potato
        predator pretzel primrose prodigy prometheus puddle pumpkin puppies puppy puppydog
        quicksilver rabbit racer racing radiohead raider raiders rainbows rainforest raistlin
        rammstein ranger rangers raptor raptors rascal raspberry rastafarian raven ravens realmadrid
        redbull redcloud reddog redskins redsox redwing redwings reggae reindeer renault republic
        revolution rhinoceros riverside roadrunner robinhood roblox robotech robotics rocket rockets
        rocknroll rockon rockstar rocky romance rooster rootbeer rose rosebud roses rover runescape
        runner running sailor saints samsung samurai sandman sandwich sapphire saturday saturn
        scarecrow scarface scarlet schnapps scooby scoobydoo scorpio scorpion seahawks seahorse
        sealion seashell senators september serenity shamrock shark sharks sheep shooter shorty
        sidekick sigmachi silverado simpsons skate skateboard skater skipper skittles sky skyrim
        skywalker slayer slipknot smallville smirnoff snapdragon snickerdoodle snickers sniper
        snoopdog snoopdogg snow snowball snowboard snowdrop snowflake snowman snowwhite softball
        soldier sonic sony spaghetti spanky sparky spartan spartans speed speedy spider spiderman
        spinach spitfire spongebob sprocket spurs squirrel starbuck starbucks starburst starcraft
        stardust starfish stargate starlight stars starship startrek starwars steelers stingray
        stitch stonewall storm stratocaster strawberries strawberry stripper subaru sultan sunbeam
        sundance sunday sundown sunfire sunflowers supernova supra surfer surfing suzuki swallow
        swimmer swimming tacobell tangerine tarheels taurus tazdevil tazmania techno teddybear
        tekken telecaster tennis tequila terminator tetris thelorax thrasher thumper thunderbird
        thunderstorm thursday tigers tigger timberwolf titan titanic titans tokiohotel tomcat
        tornado toyota transformers treehouse triumph trojan trombone trooper trucker trucks trumpet
        tuesday tulip tupac turquoise turtle turtles tweetybird typhoon umbrella undertaker unicorn
        unicorns united valentino valhalla valorant vampire vampires vanilla vegeta velvet venom
        viking vikings vineyard viper vixen vodka volcano volkswagen volleyball voodoo waffles
        walker walmart warcraft warlock warrior warriors water waterfall waterloo watermelon
        wednesday werewolf westlife westside whirlwind whiskey whisky whitesox wildcats wildfire
        wildflower wildwood windmill windsurf winniethepooh wolf wolfgang wolfpack wolverine wolves
        wombat woodland woodstock wrangler wrestler wrestling xbox xcountry yamaha yankee yankees
        yoda yogibear zacefron zebra zelda zeppelin zombie zombies zorro
        """
}
