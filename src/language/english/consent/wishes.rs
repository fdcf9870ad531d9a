//! Wishes for no more texts: an order or a refusal, and what it is about.

use super::{
    rule::Rule::{self, Either, Many, Maybe, Row, Says},
    vocabulary::{
        AGAIN, ANYTHING, CALL, LIST, NUMBER, TAIL, TEXTED, TEXTING, TEXTS, TEXTS_AT_ALL, TO_BOTHER, TO_TEXT, WHICH,
        WHOM, YOU,
    },
};

/// What asks for no more texts by itself.
pub(super) const WISH: Rule =
    Either(&[ABOUT_TEXTS, HALT, REFUSED_CALLS, REMOVAL, OPT_OUT, NO_CONSENT, WRONG_NUMBER, LEAVE_ALONE]);
/// Those of them that name texts, or who gets them. They are plain beside whatever else is said.
pub(super) const ABOUT_TEXTS: Rule =
    Row(&[Either(&[Row(&[Either(&[HALT_TEXTS, REFUSAL, NO_MORE]), Maybe(&FOR_SOMEBODY)]), OFF_LIST, UNWANTED]), TAIL]);

/// Words of the law that make a sentence by themselves.
pub(super) const WORD: Rule = Either(&[HALT, OPT_OUT]);

/// Words that the law and Twilio name, as <https://help.twilio.com/articles/223134027> has them.
const HALT: Rule = Row(&[
    Either(&[Row(&[Says("stop|quit"), Maybe(&Says("it|this|that|all"))]), Says("stopall|end|cease|revoke")]),
    Many(&AGAIN),
]);
/// `quit texting me`, `cancel the appointment reminders`.
const HALT_TEXTS: Rule = Either(&[
    Row(&[STOP, TEXTING, Maybe(&WHOM), Maybe(&ANYTHING)]),
    Row(&[STOP, Maybe(&Says("with|getting|receiving")), TEXTS]),
    Row(&[Says("end|cancel|disable|turn off|shut off|switch off|enough|enough with|enough of"), TEXTS]),
    Row(&[Says("turn|shut|switch"), TEXTS, Says("off")]),
    Row(&[Says("stop"), Says("these|those|them")]),
    Row(&[Maybe(&HOW), Says("make|get"), TEXTS, Says("stop|to stop")]),
    Row(&[Says("if you stopped|if you quit"), TEXTING, Maybe(&WHOM), Maybe(&ANYTHING)]),
]);
/// Whoever gets texts for somebody else wants none of them.
const FOR_SOMEBODY: Rule = Row(&[Says("for"), Rule::Name]);
const STOP: Rule = Says("quit it|stop it|refrain from|stop|quit|cease|discontinue|halt|end");

const NOT: Rule = Either(&[
    Says("dont|dnt|do not|never|not|no longer|dont ever|do not ever|never ever"),
    Says("you may not|you must not|you should not|you cannot|you can not|you cant|you are not to"),
    Row(&[Says("i|we"), Says("dont want|do not want|never want"), YOU, Maybe(&Says("to"))]),
]);
/// `do not contact me`, `never text this number again`.
const REFUSAL: Rule = Either(&[
    Row(&[NOT, TO_TEXT, Maybe(&WHOM), Maybe(&ANYTHING)]),
    Row(&[NOT, TO_BOTHER, WHOM]),
    Row(&[NOT, SEND, Maybe(&WHOM), ANYTHING]),
    Row(&[NOT, SEND, WHOM, AGAIN]),
    Row(&[NOT, SEND, Says("to"), NUMBER]),
    Row(&[Says("i dont want|i do not want|we dont want"), YOU, TEXTING, Maybe(&WHOM), Maybe(&ANYTHING)]),
]);
const SEND: Rule = Says("send|send out");
/// Who wants no calls may want texts, unless it is said of what has come until now.
const REFUSED_CALLS: Rule = Row(&[
    Either(&[
        Row(&[NOT, CALL, NUMBER]),
        Row(&[NOT, CALL, Maybe(&WHOM), AGAIN]),
        Row(&[Says("never|never ever|dont ever|do not ever"), CALL, WHOM]),
        Row(&[Says("no more|no further"), Says("calls|calling|phone calls")]),
    ]),
    TAIL,
]);

/// `remove me`, `lose my number`.
const REMOVAL: Rule = Row(&[
    Either(&[
        Row(&[REMOVE, WHOM]),
        Row(&[Says("take|get"), WHOM, Says("off")]),
        Row(&[Says("lose"), NUMBER]),
        Row(&[NOT, Says("use|keep|store"), NUMBER]),
        Row(&[REMOVE, Says("my contact|my contact info|my contact information")]),
        Row(&[NUMBER, Says("should|needs to|must|has to"), Says("be removed|be deleted|be taken off")]),
        Row(&[NUMBER, Says("should not be on|shouldnt be on"), LIST]),
        Row(&[Maybe(&Says("have")), WHOM, Says("removed|deleted|taken off"), Maybe(&Row(&[Says("from|of"), LIST]))]),
    ]),
    TAIL,
]);
/// `take this number off your list`, `I want to be removed from these texts`.
const OFF_LIST: Rule = Either(&[
    Row(&[REMOVE, LISTED, Says("from|off|off of|out of"), LIST]),
    Row(&[Says("take|get"), LISTED, Says("off|off of|out of|from"), LIST]),
    Row(&[Says("be|get"), Says("removed|deleted|taken|unsubscribed"), Says("from|off|off of|out of"), LIST]),
]);
const LISTED: Rule = Either(&[WHOM, Says("my name|my info|my information|my contact info|my contact|my details")]);
const REMOVE: Rule = Says("remove|delete|erase|unsubscribe|block|exclude");

/// `unsubscribe`, `opt me out of these texts`. Whoever asks how to do it wants it done.
const OPT_OUT: Rule = Row(&[
    Maybe(&HOW),
    Either(&[
        Row(&[
            Says("unsubscribe|unsub|optout|opt out|opting out|i opt out|i want out|want out"),
            Maybe(&WHOM),
            Maybe(&OF_TEXTS),
        ]),
        Says("unsubscribe all|opt out all"),
        Row(&[Says("opt"), WHOM, Says("out"), Maybe(&OF_TEXTS)]),
        Row(&[HOW, STOP, Says("getting|receiving"), ANYTHING]),
        Row(&[HOW, STOP, TEXTS]),
        Row(&[HOW, Says("turn off|cancel|get off|get off of"), Either(&[TEXTS, LIST])]),
    ]),
    TAIL,
]);
const HOW: Rule =
    Says("how do i|how do we|how can we|can we|how can i|how to|can i|how does one|where do i|is there a way to");
const OF_TEXTS: Rule =
    Row(&[Says("of|from|off|to|of receiving|of getting"), Either(&[TEXTS, LIST, Says("these|this|all|everything")])]);

/// `no more texts`, `no further contact`. One text that did not come is no refusal: `no message`.
const NO_MORE: Rule = Either(&[
    Row(&[
        Says("no"),
        WHICH,
        Says("texts|txts|texting|messages|msgs|messaging|sms|reminders|notifications|alerts|spam|contact"),
    ]),
    Row(&[Says("no more|no further|no additional|no longer any"), TEXTS]),
    Row(&[Says("no more of|no more"), Says("these|those|them")]),
]);

/// `I don't want to get texts`, `I never signed up for these messages`.
const UNWANTED: Rule = Row(&[
    Maybe(&Says("i|we|i would|id|im")),
    Either(&[
        Row(&[DO_NOT, Says("want|like|appreciate|wish for"), TEXTS]),
        Row(&[DO_NOT, Says("need"), TEXTS_AT_ALL]),
        Row(&[Maybe(&Says("am")), Says("not interested in|no longer interested in|not wanting"), TEXTS]),
        Row(&[DO_NOT, CARE_TO, Says("get|receive|see|have|keep getting|keep receiving"), ANYTHING]),
        Row(&[DO_NOT, CARE_TO, Says("be|get|keep being"), TEXTED]),
        Row(&[DO_NOT, CARE_TO, Says("hear from"), YOU]),
        Row(&[DO_NOT, CARE_TO, Says("be on"), LIST]),
        Row(&[Says("rather not|prefer not to|prefer to not"), Says("get|receive|have"), TEXTS]),
        Row(&[Says("rather not|prefer not to|prefer to not"), Says("be|get"), TEXTED]),
        Row(&[DO_NOT, Says("sign up for|signed up for|agree to|agreed to|ask for|asked for|request|requested"), TEXTS]),
        Row(&[
            DO_NOT,
            Says("subscribe to|subscribed to|opt in to|opt into|opted in to|opted into|sign up to get"),
            TEXTS,
        ]),
    ]),
]);
const DO_NOT: Rule = Says("dont|do not|no longer|never|didnt|did not|would not|wouldnt|havent|have not");
const CARE_TO: Rule = Says("want to|wish to|care to|like to|need to|desire to|consent to|agree to");

/// `I revoke my consent`, `you don't have permission to text me`.
const NO_CONSENT: Rule = Row(&[
    Either(&[
        Row(&[Maybe(&I), Says("revoke|revoking|withdraw|withdrawing|rescind|retract"), CONSENT, Maybe(&TO_BE_TEXTED)]),
        Row(&[Maybe(&I), DO_NOT, Says("give|give you|grant|grant you"), CONSENT, Maybe(&TO_BE_TEXTED)]),
        Row(&[
            YOU,
            Either(&[Row(&[DO_NOT, Says("have"), CONSENT]), Says("have no consent|have no permission")]),
            Maybe(&TO_BE_TEXTED),
        ]),
        Row(&[YOU, Says("have no right"), TO_BE_TEXTED]),
        Row(&[Maybe(&I), DO_NOT, Says("consent|consented"), Maybe(&TO_BE_TEXTED)]),
        Row(&[CONSENT, Says("revoked|withdrawn|is revoked|is withdrawn")]),
    ]),
    TAIL,
]);
const I: Rule = Says("i|we|i am|im|we are");
const CONSENT: Rule = Row(&[Many(&Says("my|any|all|the|prior|previous")), Says("consent|permission|authorization")]);
const TO_BE_TEXTED: Rule = Either(&[
    Row(&[Says("to|for|to receive|to receiving|to get|to getting"), TEXTS]),
    Row(&[Says("to be|to being"), TEXTED]),
    Row(&[Says("to|for you to"), TO_TEXT, Maybe(&WHOM)]),
    Row(&[Says("to|for you to"), SEND, Maybe(&WHOM), ANYTHING]),
]);

/// Nobody at a wrong number has agreed to texts.
const WRONG_NUMBER: Rule = Row(&[
    Either(&[
        Row(&[
            Maybe(&Says("i think|i believe|i am afraid")),
            Maybe(&Either(&[
                Says("this is|its|it is|thats|that is|youre texting|u have|u got"),
                Row(&[YOU, Says("have|got|have got|are texting|texted|have texted|reached|have reached|must have")]),
                Says("youve got|youve reached|you mustve"),
            ])),
            Maybe(&Says("the|a")),
            Says(
                "wrong number|wrong person|wrong phone|wrong phone number|wrong cell|wrong cell number|wrong nbr|\
                 wrong num|wrong guy|wrong lady",
            ),
            Maybe(&Row(&[Says("for"), Rule::Name])),
        ]),
        Row(&[Says("this is not|this isnt|this aint"), Rule::Name, Maybe(&Rule::Name), Says("number|phone|cell")]),
        Row(&[Says("this is not|this isnt"), Says("the number for|the phone of|the number of"), Rule::Name]),
        Row(&[Says("there is no|theres no|no"), Rule::Name, Says("at this number|at this phone|on this number")]),
        Row(&[
            Maybe(&Says("there is|theres")),
            Says("no one by that name|nobody by that name|no one here by that name|nobody here by that name"),
            Maybe(&Says("here|at this number")),
        ]),
        Row(&[Says("this is no longer"), Rule::Name, Says("number|phone|cell")]),
        Row(&[
            Says("this number no longer belongs to|this number does not belong to|this number doesnt belong to"),
            Rule::Name,
        ]),
        Row(&[
            Rule::Name,
            Says("no longer|doesnt|does not"),
            Says("has|have|uses|use|owns|own"),
            Says("this number|this phone"),
            TAIL,
        ]),
    ]),
    TAIL,
]);

const LEAVE_ALONE: Rule = Either(&[
    Row(&[Says("leave"), WHOM, Says("alone")]),
    Says("cease and desist|cut it out|knock it off|go away|get lost|fuck off|f off|piss off|buzz off"),
]);
