-- What can be booked and with whom. An org without practitioners has one calendar, the one of its Google integration; an org
-- without services books appointments of the schedule's own length. Appointments keep the names as they were.
CREATE TABLE services (
  id                    TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id                TEXT NOT NULL REFERENCES orgs (id),
  name                  TEXT NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 80),
  aliases               TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),       -- other words for it, a JSON list of strings
  minutes               INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 720),
  buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 240),
  buffer_after_minutes  INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 240),
  is_active             INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at            INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at            INTEGER NOT NULL DEFAULT (unixepoch()),
  folded_name           TEXT                                                          -- in small letters
) STRICT;

CREATE UNIQUE INDEX services_name ON services (org_id, folded_name) WHERE is_active = 1;
CREATE INDEX services_listing ON services (org_id, id);

CREATE TABLE practitioners (
  id          TEXT PRIMARY KEY CHECK (length(id) = 36),
  org_id      TEXT NOT NULL REFERENCES orgs (id),
  name        TEXT NOT NULL CHECK (length(trim(name)) BETWEEN 1 AND 80),
  aliases     TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),
  calendar_id TEXT NOT NULL CHECK (length(calendar_id) BETWEEN 1 AND 255),
  weekly      TEXT CHECK (json_valid(weekly)),                          -- own weekly hours; the clinic's when NULL
  overrides   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(overrides)), -- own days, before the clinic's overrides
  service_ids TEXT CHECK (json_valid(service_ids)),                     -- what they do; everything when NULL
  is_active   INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at  INTEGER NOT NULL DEFAULT (unixepoch()),
  updated_at  INTEGER NOT NULL DEFAULT (unixepoch()),
  folded_name TEXT                                                      -- in small letters
) STRICT;

CREATE UNIQUE INDEX practitioners_name ON practitioners (org_id, folded_name) WHERE is_active = 1;
-- Two practitioners on one calendar would block each other.
CREATE UNIQUE INDEX practitioners_calendar ON practitioners (org_id, calendar_id) WHERE is_active = 1;
CREATE INDEX practitioners_listing ON practitioners (org_id, id);

-- All of this is part of a route document, so a change of it raises the org's version.
CREATE TRIGGER services_insert AFTER INSERT ON services BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER services_update AFTER UPDATE ON services
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.name IS NOT NEW.name OR OLD.aliases IS NOT NEW.aliases OR OLD.minutes IS NOT NEW.minutes
  OR OLD.buffer_before_minutes IS NOT NEW.buffer_before_minutes OR OLD.buffer_after_minutes IS NOT NEW.buffer_after_minutes
  OR OLD.is_active IS NOT NEW.is_active
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER services_delete AFTER DELETE ON services BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

CREATE TRIGGER practitioners_insert AFTER INSERT ON practitioners BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = NEW.org_id;
END;

CREATE TRIGGER practitioners_update AFTER UPDATE ON practitioners
WHEN OLD.org_id IS NOT NEW.org_id OR OLD.name IS NOT NEW.name OR OLD.aliases IS NOT NEW.aliases
  OR OLD.calendar_id IS NOT NEW.calendar_id OR OLD.weekly IS NOT NEW.weekly OR OLD.overrides IS NOT NEW.overrides
  OR OLD.service_ids IS NOT NEW.service_ids OR OLD.is_active IS NOT NEW.is_active
BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id IN (OLD.org_id, NEW.org_id);
END;

CREATE TRIGGER practitioners_delete AFTER DELETE ON practitioners BEGIN
  UPDATE orgs SET config_version = config_version + 1 WHERE id = OLD.org_id;
END;

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

-- `folded_name` is the name in small letters. Triggers keep it, so that no statement can write one past it.
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
