"""Words that people mean as they write them, so that none is taken for a typo of a keyword (K-2).

Common words of a few languages, folded, above all those that are one letter away from words that
shops use as keywords (site and size, most and cost). A keyword that is one of these still matches
itself. No other forms of words that are asked for: “prices” is meant as “price”.
"""

from __future__ import annotations

_ENGLISH = """
a about above account across add after again ago all almost alone along already also always am an
and any are area ask at away baby back bad bag ball band bank base bath be beach bear beat been
beer before began begin being best better big bike bill bird bit black blue boat body bold book
boot born both bowl box boy brand bread break bring brown buy by cake call came camp can cap car
card care case cash cast cat chair chat cheap check chip choose city class clean clear click close
coast coat code cold color come cook cool copy cost could count country course court cover cream
cross cup cut cute daily dance dark date day days dead deal dear deep delete did die diet dinner do
does dog done door down draw dream dress drink drive drop dry due during each ear early earn east
easy eat edge else end enjoy even ever every eye face fact fair fall false family far farm fast fat
fee feed feel feet fell felt few field fight file fill film final find fine fire firm first fish
fit five fix flat floor flow fly follow food foot for form found four free fresh friend from front
fruit full fun fund game garden gave get gift girl give glad glass go goal goes gold golf gone good
got great green grow guess guest guide guy had hair half hall hand hang happy hard has hat hate
have he head heads hear heard heart heat heavy held hell hello help hence her here hero high hill
him hire his hit hold hole home hope host hot hotel hour house how huge human hung hurt i idea if
ill image in inch into is issue it item its job join joke just keep kept key kick kid kids kill
kind king kiss knew know lack lady lake land large last late later laugh law lead leaf learn least
leave left leg less let letter life lift light like likely line link lip list listen lit little
live lived load loan local lock log logo long look looks loose lose loss lost lot lots loud love
lovely low luck lunch made mail main major make male man many map mark market match mate math
matter may maybe me meal mean means meant meat meet men menu mess met might mile milk mind mine
miss model mom money month more morning most mother move much music must my name near neat neck
need never new news next nice night nine no none noon nor north nose not note nothing notice now
number of off offer office often oh oil ok old on once one only open or order other our out over
own pack page paid pain paint pair palm pant pants paper park part party pass past path pay peace
people per photo pick picture piece pile pin pink place plain plan plane plant plate play please
plus point pool poor post pot pound power press pretty price pride prince print prize pull pure
push put queen quick quiet quit quite race rain ran rate rather read ready real red rest rice rich
ride right ring rise risk road rock role roll room root rope rose round row rule run rush sad safe
said sail salad sale salt same sand sat save saw say scene school sea seal seat see seed seem seen
seize self sell send sense sent serve set seven sex shade shape share sharp she sheet shelf shell
shift shine ship shipping shirt shoe shoot shop shopping short shot should show shut sick side
sight sign silk silly simple since sing sink sir sit site six size skin skip sky sleep slice slide
slow small smart smell smile smoke snow so soap sock soft sold some son song soon sore sorry sort
soul soup south space spend spot stage stand star start state stay step stick still stock stone
stop store story street strong study stuff style such sugar suit sun sure swim table take tale talk
tall tape task taste tax tea teach team tear tell ten tend tent term test than thank thanks that
the their them then there these they thick thin thing things think third this those though three
throw thus tie till time tip tired title to today toe told tone too took tool top touch tour town
toy trade train travel tree trip truck true trust truth try tune turn twice two type ugly under
unit until up upon upper us use used user usual value van very video view visit voice wait wake
walk wall want war ware warm was wash watch water wave way we wear week weight well went were west
what wheel when where which while white who whole whose why wide wife wild will win wind wine wing
winter wire wise wish with woman won wood word words work world worn worse worth would write wrong
yard yeah year years yellow yes yet you young your zero
"""
_SPANISH = """
ahora algo alguien alto amigo ano anos ante antes aqui asi aun aunque bien buena buenas bueno
buenos cada calle cama cambio cara casa casi caso cena cerca cien cinco cine claro color como con
contra copa corto cosa cosas costa cual cuando cuanta cuanto cuantos cuenta dar dato de del desde
despues dia dias dice dinero donde dos el ella ellos en entre era eres es esa ese eso esta estan
estar este esto estoy falta favor fecha feliz fin foto fue fuera gente gracias gran grande gusto
haber hace hacer hacia hasta hay hola hombre hora horas hoy igual ir jugar junto la lado largo las
le leche libre libro listo llama llave lo los luego lugar luz madre mal malo mano mas mayor me
medio mejor menos mes mesa mi mientras mio mismo modo momento muchas mucho mujer mundo muy nada
nadie ni nino no noche nombre nos nosotros nueva nuevo nunca o ocho otra otro padre pago pais para
parte pero perro peso piel poco poder por porque precio preciosa premio primero pronto puede puedo
pues que quien quiero rato ropa sala sale salir santo se seis semana senor ser si siempre siete sin
sobre sol solo son su suelo suyo tabla tal talla tambien tan tanto tarde tazas te tela telas tema
tengo tiempo tienda tiene tienen tipo toda todo todos tomar traje tres tu tus un una uno usted va
valor vamos varios veces vender ver verdad vez vida viene vino vivo voy ya yo zona
"""
_PORTUGUESE = """
acho agora ainda alem algo amanha ano antes ao aqui assim ate bem boa boas bom cada cama cara carta
casa cedo cidade coisa como compra conta cor corpo curso da dar data de depois desde dia dias
dinheiro disse dois e ela ele eles em entao entre era essa esse esta estou eu facil faz fazer feito
fica filho foi fora forma foto frente frete gente gosto grande ha hoje hora horas isso isto ja jogo
lado lhe linda lindo livre livro loja longe lugar mae mais mal mao mas medo meia meio melhor menos
mes mesa meu minha moca moda modo muito mulher mundo nada nao nem ninguem noite nome nos nossa
nosso nova novo numa nunca obrigada obrigado oi ola onde ontem ou outra outro pagar pago pai para
parte pela pelo perto pode pois por porque pouco praca prata prato prazo preco preto primeiro qual
quando quanto quarto quase que quem quer quero rua sabado sabe saia sair sala se sei sem semana
sempre ser seu sim so sobre sol sou sua tal tamanho tambem tanto tarde tem tempo tenho ter teu tipo
toda todo todos tres troca tudo um uma vai vale vamos veio vem ver verdade vez vida voce volta vou
"""
_FRENCH = """
aller alors ami amie an annee apres argent assez au aucun aussi autre aux avant avec avez avis
avoir avons beau beaucoup belle bien bon bonjour bonne bonsoir bras bruit ca car carte cas ce cela
celle celui ces cet cette chaque chat chaud cher chez chien chose ciel cinq clair code coeur coin
commande comme comment compte contre corps cote coup cours court dans date de deja demain depuis
dernier des deux dire dit dix dois donc donne du eau elle elles en encore enfin entre es est et
etait ete etes etre eu eux faire fait faut femme fete fille fils fin fois font force forme frais
froid gens gout grand gros habit heure heures hier homme ici il ils image jamais je jeu jeune jour
jours jusque la lait large le les leur lieu lire lit livre loin long lors lui main mais maison mal
marque matin me meme merci mere mes mettre mieux moi moins mois mon monde montre mort mot moyen nom
non nos notre nous nouveau nuit on ont ou oui par parce part pas passe pays peau pendant pere petit
petite peu peur peut photo pied place plein pluie plus poids point porte pour pourquoi premier
prend pres pret prix puis quand quatre que quel quelle qui quoi rien robe rose rouge rue sa sac
sais salle salut sans sante se sel sera ses seul si soir sois soleil son sont sorte sous suis sur
ta table taille tard tasse te tel temps tenir terre tes tete tien toi ton tous tout toute tres
trois trop trouver tu un une va vais vent vers vert veux vie vient ville vin vingt voici voir vos
votre vous vrai vue
"""
_GERMAN = """
aber alle alles als also alt am an andere arbeit auch auf aus bald bei beide beim bein besser beste
bett bild bin bis bist bitte blau braun breit brief brot buch da dabei damit danach dank danke dann
das dass dein dem den denn der des deshalb dich die dies dir doch dort drei du durch echt ein eine
einem einen einer eins ende er erst es etwas euch euer fahren fall farbe fast fein fest film finden
form frage fragen frau frei fuer fur ganz geben gehen geht geld gern gibt glas gleich gold gross
grosse gruen gut gute guten haar haben halb hallo hand hast hat hatte haus heiss her herr heute
hier hin hoch hose ich ihm ihn ihr im immer in ist ja jahr jede jeder jetzt kann karte kauf kaufen
kein keine kind kleid klein kommen kommt kosten kostet kurs kurz laden land lang lange lass laufen
leben leer leicht leider letzte licht lieb liebe liegt liste los machen mal man mann mehr mein
mensch menschen mich mir mit mochte monat morgen muss musste nach nacht nah name nehmen nein neu
neue nicht nichts nie noch nun nur ob oder ohne ort paar platz post preis pro probe punkt rad raum
recht reise rest rot rufen ruhe runde sache sagen sagt satz schoen schon schuh sehr sein seine seit
seite selbst sich sicher sie sind so sofort soll sonst spat spiel stadt stand stark statt stein
stelle stimmt stoff stueck stunde tag tage teil teuer text tisch tragen trotz tun uber uhr um und
uns unser unter viel viele vier voll vom von vor wagen wahl wald wann war ware warm warum was
wasser weg weil wein weiss weit welche wem wen wenig wenn wer werden wert wie wieder wind wir wird
wirklich wo woche wohl wollen wort zahl zeit ziel zimmer zu zum zur zwei
"""
_ITALIAN = """
adesso ai al alla allora altro anche ancora anni anno bella bello bene buon buona buono caldo
camera cane capo cara carne caro carta casa caso cena cento che chi ci ciao cielo cinque citta come
con conto corpo corso corto cosa cosi costa costo cui da dai dal dalla dare data davvero dei del
della dentro di dice dieci dire disponibile dita dolce domani donna dopo dove due e ecco ed era ero
esempio essere fa fare fatto fila filo fino foglio forma forse foto fra freddo fuori gente gia
giorni giorno gli grande grazie ha hai hanno ho il in io la lato lavoro le lei letto libero libro
lista luce lui lungo luogo ma madre mai male mamma mano mare mattina me meglio meno mente mese mesi
mezzo mi mia mille mio moda modo molto mondo morte ne negozio nel nella niente no noi nome non
nostro notte nuovo o oggi ogni ora ore oro otto padre paese pagare pane parte passo pelle per
perche pero persona pezzo piano piccolo piede pieno piu poco poi porta posso posta posto potere
prego prezzo prima primo pronto pure qua quale quando quanti quanto quasi quattro quello questa
questo qui ragazza resto rosa rosso sa sala sale sara scarpe se sei sempre senza sera si sia sole
solo sono sopra sotto spesa stare stata stato stesso storia strada su sua subito suo taglia taglio
tanto tardi tavola te tempo terra testa ti tipo tra tre troppo tu tua tuo tutta tutti tutto un una
uno uomo va vale vedere vendo vero verso via viene vino vita voglio voi volta vostro
"""
_RUSSIAN = """
без более больше брат был была были было быть вам вас ваш весь вечер вид видео вижу вниз вода воз
война вопрос восемь вот время все всегда всего всем всех вход вчера вы где глаз год года голос
город гость даже дай дал дала далеко дам дать два две дверь дела дело день деньги десять дети для
дня до добрый дом дома друг другой думаю его ее если есть еще ждать жду же жена жизнь за завтра
здесь земля знать знаю зовут идет идти из или им имя их как какая какие какой книга когда кого кто
куда купить лет ли лист лицо лишь лучше любой люди магазин мало мама мать машина между меня место
месяц мир мне много может можно мой моя муж мы на над надо наш не него нее нет ничего но новый нога
ноль ночь ну нужен нужно об образ один одна окно она они оно опять от ответ отец очень пара первый
перед письмо по под пока пол поле полный помощь после потом почему почти право при про просто пять
раз размер район рост рот рука руки ряд сам самый свет свой свою сделать себя сегодня сейчас село
семь сестра сила скажи сказал сколько скоро слева слово случай смерть снова со совсем спасибо спина
сразу среда срок стал стать сто стоит стол стоп стороны страна сюда так такой там твой тебе тебя
тело тема тепло то товар тогда тоже только том тот три тут ты ум утро фото хорошо хотел хочу цвет
цель цена центр час часть чем через что чтобы эта эти это этот я
"""
_TURKISH = """
ama ancak araba asil az bana bas bazi beden ben beni benim bes beyaz biliyor bin bir biraz biri biz
bize bu bugun buna bunu burada buyuk cok cunku daha de dedi degil deniz diger diye dogru dort dun
dunya eger el en ev evde evet fakat fiyat gece gel geldi gelen genc geri gibi git goz gun guzel
hafta hala hangi hani hava hayir hep her herkes hic icin iki ile ilk is iste istiyorum iyi kac
kadar kadin kalan kan kapi kar kara kere kez kim kisi kitap kiz kol konu kotu kucuk mi mu nasil ne
neden nerede nin o olan olarak oldu olsa olur on once onu onun orada oyle para saat sabah sac sana
sanki sen seni sey simdi siz son sonra soz su sure tabi tam tamam tane tek uc ur var ve veya yag
yani yap yarin yas yasa yaz yeni yer yok yol yuz zaman
"""

_LANGUAGES = (_ENGLISH, _SPANISH, _PORTUGUESE, _FRENCH, _GERMAN, _ITALIAN, _RUSSIAN, _TURKISH)
EVERYDAY = frozenset(word for language in _LANGUAGES for word in language.split())
