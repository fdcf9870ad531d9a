-- Who changed it: the `sub` of the token that an admin's request carried.
ALTER TABLE audit ADD COLUMN actor_id TEXT;

-- Names that differ in their case alone are one name. SQLite's NOCASE and lower() know the case of ASCII only, so `É` and `é` passed for
-- two letters. These are the capitals of the Latin, Greek, Cyrillic, Armenian and Georgian alphabets, and below each its small letter.
CREATE VIEW letter_case AS SELECT
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƁƂƄƆ' ||
  'ƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǄǅǇǈǊǋǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǱǲǴǶǷǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲȺȻȽȾɁɃ' ||
  'ɄɅɆɈɊɌɎͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОП' ||
  'РСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆ' ||
  'ԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅ' ||
  'ჇჍḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂ' ||
  'ỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙὛὝὟὨὩὪὫὬὭὮὯᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩ' ||
  'ᾪᾫᾬᾭᾮᾯᾸᾹᾺΆᾼῈΈῊΉῌῘῙῚΊῨῩῪΎῬῸΌῺΏῼ' AS capitals,
  'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžɓƃƅɔ' ||
  'ƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵơƣƥʀƨʃƭʈưʊʋƴƶʒƹƽǆǆǉǉǌǌǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǳǳǵƕƿǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟƞȣȥȧȩȫȭȯȱȳⱥȼƚⱦɂƀ' ||
  'ʉʌɇɉɋɍɏͱͳͷϳάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋϗϙϛϝϟϡϣϥϧϩϫϭϯθϸϲϻͻͼͽѐёђѓєѕіїјљњћќѝўџабвгдежзийклмноп' ||
  'рстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇ' ||
  'ԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥ' ||
  'ⴧⴭḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕßạảấầẩẫậắằẳẵặẹẻẽếềể' ||
  'ễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὑὓὕὗὠὡὢὣὤὥὦὧᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡ' ||
  'ᾢᾣᾤᾥᾦᾧᾰᾱὰάᾳὲέὴήῃῐῑὶίῠῡὺύῥὸόὼώῳ' AS small;

-- The places of the letters of a name. A trigger cannot count by itself.
CREATE VIEW letter_places AS SELECT value AS place FROM json_each(
  '[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,' ||
  '41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80]');

-- A name in small letters, kept by triggers, so that no statement can write one past it.
ALTER TABLE services ADD COLUMN folded_name TEXT;
UPDATE services SET folded_name = (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(name)) ORDER BY place), letter_case);
-- Of names that were two so far, the younger one gets its id behind it and stays what it is.
UPDATE services SET folded_name = folded_name || ' ' || id WHERE is_active = 1 AND EXISTS (
  SELECT 1 FROM services AS older
  WHERE older.org_id = services.org_id AND older.folded_name = services.folded_name AND older.is_active = 1 AND older.id < services.id);
DROP INDEX services_name;
CREATE UNIQUE INDEX services_name ON services (org_id, folded_name) WHERE is_active = 1;

CREATE TRIGGER services_name_insert AFTER INSERT ON services BEGIN
  UPDATE services SET folded_name = (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(NEW.name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(NEW.name)) ORDER BY place), letter_case)
  WHERE id = NEW.id;
END;

CREATE TRIGGER services_name_update AFTER UPDATE OF name ON services WHEN OLD.name IS NOT NEW.name BEGIN
  UPDATE services SET folded_name = (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(NEW.name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(NEW.name)) ORDER BY place), letter_case)
  WHERE id = NEW.id;
END;

CREATE TRIGGER services_name_kept BEFORE UPDATE OF folded_name ON services BEGIN
  SELECT RAISE(ABORT, 'folded_name is what the name says') WHERE NEW.folded_name IS NOT (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(NEW.name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(NEW.name)) ORDER BY place), letter_case);
END;

ALTER TABLE practitioners ADD COLUMN folded_name TEXT;
UPDATE practitioners SET folded_name = (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(name)) ORDER BY place), letter_case);
-- Of names that were two so far, the younger one gets its id behind it and stays what it is.
UPDATE practitioners SET folded_name = folded_name || ' ' || id WHERE is_active = 1 AND EXISTS (
  SELECT 1 FROM practitioners AS older
  WHERE older.org_id = practitioners.org_id AND older.folded_name = practitioners.folded_name AND older.is_active = 1 AND older.id < practitioners.id);
DROP INDEX practitioners_name;
CREATE UNIQUE INDEX practitioners_name ON practitioners (org_id, folded_name) WHERE is_active = 1;

CREATE TRIGGER practitioners_name_insert AFTER INSERT ON practitioners BEGIN
  UPDATE practitioners SET folded_name = (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(NEW.name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(NEW.name)) ORDER BY place), letter_case)
  WHERE id = NEW.id;
END;

CREATE TRIGGER practitioners_name_update AFTER UPDATE OF name ON practitioners WHEN OLD.name IS NOT NEW.name BEGIN
  UPDATE practitioners SET folded_name = (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(NEW.name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(NEW.name)) ORDER BY place), letter_case)
  WHERE id = NEW.id;
END;

CREATE TRIGGER practitioners_name_kept BEFORE UPDATE OF folded_name ON practitioners BEGIN
  SELECT RAISE(ABORT, 'folded_name is what the name says') WHERE NEW.folded_name IS NOT (
    SELECT group_concat(CASE WHEN instr(capitals, letter) > 0 THEN substr(small, instr(capitals, letter), 1) ELSE lower(letter) END, '')
    FROM (SELECT substr(trim(NEW.name), place, 1) AS letter FROM letter_places WHERE place <= length(trim(NEW.name)) ORDER BY place), letter_case);
END;
