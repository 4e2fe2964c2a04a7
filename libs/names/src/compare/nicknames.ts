/**
 * First names and what those who have them are called. Compiled for this project; no licence of others applies. The public
 * lists (carltonnorthern/nicknames, Apache-2.0; Lingua::EN::Nickname) served to find what was missing. They come from
 * genealogy and hold two of one household for one (Anna and Hannah, John and Ian, Louis and Louise), so none is taken over.
 * Left out is whatever is a name of its own more often than somebody's short name.
 */
const CALLED = `
abigail: abby abbie gail
abraham: abe bram
adelaide: addie
agnieszka: aga
albert: al bert bertie
alberto: beto
aleksandr: sasha alex sanya shura
aleksandra: sasha ola
aleksei: alyosha lyosha
alessandro: sandro ale
alexander: alex alec lex sandy xander zander sascha sandro
alexandra: alex lexi sandra sandy sascha xandra
alfred: alf alfie fred freddie
alistair: al ali
amanda: mandy
amelia: millie mel
anastasia: nastya stacy
andreas: andi
andrew: andy drew
angela: angie
anna: annie anka anya
anne: annie
anthony: tony ant
antonio: tony toni tonio nino
antonius: ton toon
archibald: archie
arthur: art artie
augustine: gus
augustus: gus
barbara: babs barb barbie basia
bartholomew: bart
beatrice: bea trixie
benedict: ben
benjamin: ben benny benji benjy
bernadette: bernie
bernard: bernie
bernhard: bernd
bertram: bert
beverley: bev
bradley: brad
bridget: biddy bridie
calvin: cal
cameron: cam
caroline: carrie caro
cassandra: cass cassie
catherine: cathy cath kate katie kitty cat
cecilia: cissy celia
charles: charlie chas chuck
charlotte: lottie charlie lotte
christian: chris
christina: chris chrissie tina
christine: chris chrissie tina
christoph: chris
christopher: chris kit topher
clarence: clar
clifford: cliff
concepcion: concha conchita
constance: connie
cornelius: con neil
cynthia: cindy
daniel: dan danny
danielle: dani
david: dave davy
deborah: deb debbie debby
dennis: den denny
dmitri: dima mitya
dolores: lola
dominic: dom nick
dominik: dom
donald: don donnie
dorothea: thea dora
dorothy: dot dottie dolly
douglas: doug
eduardo: edu lalo
edmund: ed eddie ned ted
edward: ed eddie ned ted teddy
edwin: ed eddie
ekaterina: katya
eleanor: ellie nell nelly nora ella
elena: lena
elisabeth: lisa lisbeth else elsa sissi liz beth betty lies
elizabeth: liz lizzie lizzy beth betsy betty bess bessie eliza libby lisa elsie
emily: em emmy
emma: em emmy
enrique: quique kike
ernest: ernie
eugene: gene
evelyn: evie
ewa: ewka
felicity: flick
ferdinand: ferdi ferdie
florence: flo florrie flossie
frances: fran frankie fanny
francesca: fran franca
francesco: franco ciccio cesco
francis: frank frankie
francisco: paco pancho fran curro kiko
franziska: franzi
franklin: frank
frederick: fred freddie freddy
friedrich: fritz fred
gabriel: gabe
gabriella: gabby ella
gabrielle: gabby
geoffrey: geoff jeff
georg: schorsch
gerald: gerry jerry
gerard: gerry
gerhard: gerd
gertrude: trudy gert
gilbert: gil
giovanni: gianni nino vanni
giuseppe: beppe peppe pino
giuseppina: pina
gregory: greg
grzegorz: grzesiek
guadalupe: lupe
guillermo: memo guille
gwendolyn: gwen
hannelore: hanne lore
harold: harry hal
harriet: hattie
heather: hettie
heinrich: heinz heiner
helen: nell nellie
helena: lena
helene: lena leni
henrietta: etta hettie
henry: harry hal hank
herbert: bert herb herbie
hermann: manni
hubert: bert
ignacio: nacho
ignatius: iggy
ilse: ilschen
irina: ira
isaac: ike zac
isabel: isa izzy bella
isabella: izzy bella isa
isabelle: izzy belle isa
isidore: izzy
ivan: vanya
jacob: jake jack
jacqueline: jackie
jakob: kobi
james: jim jimmy jamie jem
jan: janek
jane: janey janie
janet: jan
jeanette: jean nettie
jeffrey: jeff
jennifer: jen jenny
jeremiah: jerry
jeremy: jem jez
jessica: jess jessie
jesus: chuy
joachim: achim jochen
joanna: jo asia
joanne: jo
johann: hans hannes
johannes: hans hannes johann jan joop
john: jack johnny jon jock
jonathan: jon jonny
jorge: coque
jose: pepe
josef: sepp beppi pepi jupp
josefa: pepa sefa
joseph: joe joey jos
josephine: jo josie fifi
joshua: josh
juan: juanito
judith: judy
julia: jule
juliette: jule
karl: kalle
karoline: caro line
katarzyna: kasia
katharina: kathi kati katja trina
katherine: kate kathy katie kitty kat
kathleen: kath kathy kay
kathryn: kate kathy katie
kenneth: ken kenny
kimberly: kim
klaus: klausi
konrad: kurt conny
krzysztof: krzys
lawrence: larry lawrie laurie
leonard: leo len lenny
leonardo: leo nardo
leopold: leo poldi
leslie: les
lillian: lily lil
louis: lou louie
louise: lou lulu
lucille: lucy
luigi: gigi gino
luis: lucho
lucinda: lucy cindy
madeleine: maddie maddy
magdalena: lena magda leni
malcolm: mal
malgorzata: gosia
manuel: manolo manu
manuela: manu
marcus: marc
margaret: maggie meg peggy madge marge margie greta daisy rita
margarete: grete gretel gretchen marga
margarita: rita
maria: mia mitzi ria maruja
maria-teresa: maite
marjorie: marge margie
mark: markie
martha: marty
martin: marty
mathilde: tilde tilda
matilda: tilly tilda
matthew: matt matty
matthias: matze hias
maureen: mo
maurice: mo
maxim: max
maximilian: max maxi
maxwell: max
melanie: mel
melissa: mel missy lissa
mercedes: merche
michael: mike mick mickey micky mikey mischa michi michel
michelle: shelly chelle
miguel: migue
mikhail: misha
mildred: millie
millicent: millie milly
mitchell: mitch
mohammad: mo
mohammed: mo
montgomery: monty
muhammad: mo
nadezhda: nadya
natalia: natasha natalie
natalya: natasha
nathan: nate nat
nathaniel: nate nat nathan
nicholas: nick nicky
nicola: nicky
nicolas: nico nick
nicole: nicky nikki
nikolai: kolya
nikolaus: klaus nick niko
norman: norm
oliver: ollie olly
olivia: liv livvy
oswald: ossie
pamela: pam
patricia: pat patty patsy tricia trish
patrick: pat paddy rick
pavel: pasha
pawel: pawelek
penelope: penny
percival: percy
peter: pete
philip: phil pip
phillip: phil pip
philippa: pippa
pietro: piero
priscilla: cilla
prudence: prue
rachel: rach
rafael: rafa
randolph: randy
raphael: rafi
raymond: ray
rebecca: becca becky
reginald: reg reggie rex
rosario: charo
reinhard: reini
ricardo: ricky
richard: dick rich richie rick ricky
robert: bob bobby rob robbie robby bert
roberta: bobbie
roberto: beto berto
roderick: rod roddy
rodney: rod
roger: rog
roland: rolli
ronald: ron ronnie
rosalind: ros roz
rosemarie: rosi romy
rosemary: rose rosie
rudolf: rudi rolf
rudolph: rudy
russell: russ
salvador: chava salva
salvatore: toto turi salvo
samantha: sam sammy
samuel: sam sammy
sandra: sandy
santiago: santi yago
sarah: sally sadie
sebastian: seb basti
sergei: seryozha
sidney: sid
siegfried: siggi sigi
simone: moni
sophia: sophie
stanislaw: staszek stan
stanley: stan
stefan: steff
stefanie: steffi
stephanie: steph steffi
stephen: steve stevie
steven: steve stevie
stewart: stu
stuart: stu
susan: sue susie suzy
susanna: sue susie suzy sanna
susanne: susi sanne
sylvester: sly
sylvia: syl
tabitha: tabby
tamara: tammy toma
tatiana: tanya
teresa: terry tess tessa terri
terence: terry
terrence: terry
thaddeus: tad
theodor: theo
theodora: dora thea
theodore: ted teddy theo
theresa: terry tess tessa resi
therese: resi
thomas: tom tommy
timothy: tim timmy
tobias: toby tobi
ulrich: uli ulli
ulrike: uli ulli ulla
ursula: uschi ulla
valentina: valya tina
valerie: val
vanessa: nessa
veronica: ronnie vera
veronika: vroni
victor: vic
victoria: vicky vikki tori
vincent: vince vinnie
vincenzo: enzo
virginia: ginny
vivian: viv
vladimir: volodya vova
walter: walt wally walti
wilfred: wilf fred
wilhelm: willi willy
wilhelmina: mina minnie wilma
william: will bill billy willie willy liam
winifred: winnie freda
winston: win
wolfgang: wolf wolfi
yekaterina: katya
yevgeny: zhenya
yitzhak: itzik
yuri: yura
zachary: zach zack zac
zygmunt: zyga
`;

const NICKNAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  CALLED.trim()
    .split('\n')
    .map((line) => {
      const [name = '', called = ''] = line.split(': ');
      return [name, new Set(called.split(' '))] as const;
    }),
);

/** Whether somebody of the first name `full` is called `short`, both in lower-case ASCII letters. Not symmetric. */
export function isNickname(short: string, full: string): boolean {
  return NICKNAMES.get(full)?.has(short) === true;
}
