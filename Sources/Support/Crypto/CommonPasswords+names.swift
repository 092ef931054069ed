/// The names of common passwords, in alphabetical order.
extension CommonPasswords {
    /// First names and pet names.
    static let names = """
        aaron abby abigail abraham adam adrian adriana aisha alan albert alejandra alejandro alex
        alexa alexander alexandr alexandra alexandre alexandria alexia alexis alfred ali alice
        alicia alina alisha alison allen allison alyssa amanda amber amelia amy ana anamaria
        anastasia anderson andre andrea andreas andres andrew andrey andy angela angelica angelina
        angelo angie anita anna annabelle anne annie anthony antonio april ariana ariel arthur
        arturo ashlee ashleigh ashley ashton athena aubrey audrey austin autumn ava bailey barbara
        barney barry beatrice becky belinda ben benjamin benny bernard bernardo bernie beth bethany
        betty beverly bill billy bob bobby bonnie brad bradley brandi brandon brandy breanna brenda
        brendan brent brewster brian briana brianna bridget britney brittany brooke brooklyn brown
        bruce bryan bryce caitlin caleb calvin cameron camila camille campbell candice carl carla
        carlitos carlos carmen carol carolina caroline carolyn carrie carter casey cassandra cassidy
        cassie catherine cathy cecilia celeste cesar chad chandler charlene charles charlie
        charlotte chelsea cherry cheryl chester chris chrissy christia christian christin christina
        christine christoph christopher christy chuck cindy claire clara clarissa clarkson claude
        claudia clayton cody colin colleen coltrane connie connor cordelia corey courtney craig
        crawford cristian cristiano cristina crystal cunningham curtis cynthia daisy dakota dale
        damian damien dan dana daniel daniela daniele danielle danny darren dave david dawn dean
        deanna debbie deborah denise dennis derek derrick desiree destinee devin devon diana diane
        diego dolores dominic dominique donald donna dorothy doug douglas duncan dustin dwayne dylan
        eddie edgar eduardo edward edwin eileen elaine eleanor elena eli elias elijah elizabeth ella
        ellen emanuel emilio emily emma emmanuel eric erica erick erik erika erin ernesto esmeralda
        esther ethan eugene eva evan evangeline evelyn felicia felipe felix ferguson fernanda
        fernando fiona fletcher florence frances francesca francesco francine francis francisco
        franco francois frank frankie franklin fred freddie freddy frederic frederick gabriel
        gabriela gabriell gabrielle garcia garfunkel garrett gary gavin gemma genesis geoffrey
        george georgia gerald gerard gilbert gina giovanni gloria gonzales gonzalez gordon graham
        grant greg gregory gretchen guillermo gustavo gutierrez gwendolyn hailey hallowell hamilton
        hanna hannah harley harold harrison harry harvey hayden hayley heather hector heidi helen
        helena henry herbert hernandez holly howard hugo ian igor irene iris isaac isabel isabella
        isabelle isaiah ivan jack jackie jackson jacob jacqueline jacquelyn jade jaime jake jamal
        james jamie jane janet janice jasmin jasmine jason javier jay jayden jean jeanette jeff
        jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jess jesse jessica jessie jethro
        jethrotull jill jim jimmy joan joanna joanne jocelyn joe joel joey johanna johansen john
        johnathan johnny johnson jon jonas jonathan jones jordan jorge jose joseph josephine josh
        joshua josie joyce juan juanita judith julia julian juliana julie juliet julio justin karen
        karina karl karla kate katelyn katherine kathleen kathryn kathy katie katrina kayla kaylee
        keith kelly kelsey ken kendall kendra kenneth kenny kevin kim kimberly kirsten kristen
        kristin kristina kristine kyle kylie lance larry latoya laura lauren laurie lawrence leah
        lee leighton leo leon leonard leonardo leslie levi liam liliana lily linda lindsay lindsey
        lisa logan lois lola london lopez lorena lorenzo lori lorraine louis louise lucas lucia lucy
        luis luisa luke lydia lynn mackenzie madalina madeline madison magdalena maggie malcolm
        mandy manuel marc marcel marcela marcelo marco marcos marcus margaret margarita marguerite
        maria mariah mariana marie marielle marilyn marina mario marisa marisol marissa mark marlene
        marshall martha martin martina martinez marvin mary maryjane mason mathew matt matthew
        mattingly maureen maurice mauricio max maxime maximilian maxwell megan melanie melinda
        melissa melody mercedes meredith michael michaela micheal michel michele michelle miguel
        mike mikey milagros mildred milton mindy miranda mitchel mitchell mohamed mohammed molly
        monica monique montgomery montrose morgan mortimer moses muhammad nadia nancy naomi natalia
        natalie natasha nathan nathaniel neil nelson nicholas nick nicklaus nicky nicola nicolas
        nicole nikita nikki nina noah noel nora norma norman olga oliver olivia omar oscar pablo
        paige pamela patricia patrick paul paula pauline pedro peggy penelope penny perry peter
        peterson phil philip philippe phillip phillips phoebe pierre preston rachael rachel rachelle
        rafael ralph ramirez ramon randall randy raquel raul ray raymond rebecca regina renee
        reynolds rhonda ricardo richard richards richmond rick ricky riley rita robert roberta
        roberto robin robinson roderick rodney rodrigo rodriguez roger roland roman ronald ronaldo
        ronnie rosa rosalinda rosemary rosie ross rossignol roxanne roy ruben russell ruth ryan
        sabrina sally salvador sam samantha sammy samson samuel sanchez sandra sandy santiago sara
        sarah sasha savannah scarlett scott sean sebastian selena serena sergio seth shane shannon
        sharon shaun shawn sheila shelby shelly sherry shirley sierra simon simone skyler smith
        sofia sonia sophia sophie spencer stacey stacy stafford stanley stella stephani stephanie
        stephen sterling steve steven stuart sullivan susan suzanne sydney sylvia tamara tammy tania
        tanya tara taylor ted teresa terry theodora theodore theresa thomas thompson thomson tiffany
        tim timothy tina todd tom tommy toni tony tracey tracy travis trevor troy tyler tyrone
        valentin valentina valentine valeria valerie vanessa vera vernon veronica vicky victor
        victoria vincent viola violet virginia vivian walter wanda warren washington wayne wendy
        wesley whitney wilhelmina will william williams willie wilson winston xavier yolanda yvette
        yvonne zachariah zachary zoe
        """

    /// Cities, countries and nations.
    static let places = """
        africa alabama alaska altamira amsterdam argentina arizona athens atlanta australia austria
        baltimore bangkok barcelona bavaria beijing belgium berlin birmingham bologna brasil
        brisbane bristol britain broadway bucharest budapest buenosaires california canada caracas
        chicago chile china cincinnati cleveland colombia colorado columbia connecticut copenhagen
        corsica cuba delaware denmark denver dublin edinburgh egypt england europa europe finland
        firenze france geneva germany glasgow greece hamburg helsinki holland hollywood hongkong
        houston iceland india indiana indonesia ireland israel istanbul italia italy jamaica japan
        johannesburg kalamazoo kansas kentucky korea lasvegas lebanon lisbon lissabon londra
        losangeles louisiana malaysia manila maryland massachusetts melbourne mexico miami michigan
        milan milano milwaukee minneapolis mississippi missouri montreal morocco moscow munich
        naples napoli nebraska nevada newcastle newyorkcity newzealand nigeria norway oakland ohio
        oklahoma oregon orlando oslo pakistan palestine paris pennsylvania peru philadelphia
        philippines pittsburgh poland portland portugal prague puertorico roma romania rotterdam
        russia sacramento salzburg sandiego sanfrancisco sardinia scotland seattle sevilla shanghai
        sicily singapore spain stockholm sweden switzerland tennessee texas thailand tokyo torino
        toronto tottenham turkey ukraine usa valencia venezia venezuela venice vienna vietnam warsaw
        wisconsin wyoming yorkshire zhongguo zurich
        """
}
