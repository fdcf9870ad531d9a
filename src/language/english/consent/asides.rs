//! What people say around a wish for no more texts.

use super::{
    rule::Rule::{self, Either, End, Maybe, Name, Row, Says},
    vocabulary::{AND, TEXTING, WHOM, YOU},
};

/// What is none of the wish, and takes nothing from it.
pub(super) const ASIDE: Rule = Either(&[AND, LINK, ASKING, COURTESY, WHO, STRANGER, INSTEAD, COMPLAINT, QUOTED]);

const LINK: Rule = Says("so|but|then|also|now|right now|again|because|instead");

/// `can you stop`, `I'd like you to stop`, `I have asked you to stop`.
const ASKING: Rule = Either(&[
    Row(&[Says("can|could|would|will"), YOU]),
    Row(&[
        Says("i|we|i would|id|we would|i am|im|we are|i have|ive|i keep"),
        Says(
            "want|like|wish|need|ask|asking|asked|told|telling|said|tell|request|requesting|demand|demanding|\
             trying|choose|elect|prefer|decided",
        ),
        Maybe(&YOU),
        Maybe(&Says(
            "once|twice|before|again|now|nicely|politely|many times|three times|3 times|two times|a few times|\
             several times|\
             multiple times|so many times|repeatedly",
        )),
        Says("to|that you"),
    ]),
    Row(&[YOU, Says("need to|must|should|have to|have got to|gotta")]),
    Says("i would appreciate it|i would appreciate|id appreciate it|id appreciate|if you would|if you could"),
    Says("i said|i told you|i would like|id like|i am|im|we are|for the last time|last warning|final warning"),
]);

const COURTESY: Rule = Either(&[
    Says("no|nope|nah|no thanks|no thank you|thanks|thank you|thanks anyway|thanks in advance|thank you very much"),
    Says("thank you for understanding|good day|good morning|good afternoon|excuse me|my apologies|have a nice day"),
    Row(&[Says("thanks|thank you|regards|sincerely"), Name, Maybe(&Name), End]),
]);

/// Whoever asks who is texting, or wants nothing of the clinic.
const WHO: Rule = Either(&[
    Says("who is this|whos this|who are|who are you|who r u|who dis|new phone|i do not know you|i dont know you"),
    Says(
        "i dont know who this is|i dont know who you are|i do not know who you are|i do not know who this is|\
         i do not know",
    ),
    Says("how did you get this number|how did you get my number|where did you get my number"),
    Row(&[Maybe(&Says("im|i am")), Says("not interested|no longer interested")]),
]);

/// `this isn't Ann`, `I am no longer a patient there`.
const STRANGER: Rule = Either(&[
    Row(&[Says("this is not|this isnt|im not|i am not|not|its not|it is not"), Name, Maybe(&Name)]),
    Row(&[Says("this is"), Name, Says("number|phone|cell")]),
    Row(&[Says("no|no one named|nobody named|there is no|there is nobody named"), Name, Says("here|at this number")]),
    Row(&[Says("nobody named|no one named|i dont know|i do not know"), Maybe(&Says("a|any")), Name]),
    Row(&[
        Maybe(&Says("im|i am")),
        Says("not|no longer|not even"),
        Says("a|your"),
        Says("patient|client|customer"),
        Maybe(&Says("there|here|of yours|anymore|there anymore|here anymore|at your office|with you")),
    ]),
    Row(&[
        Says("this is a|its a|it is a|im a|i am a"),
        Says(
            "landline|business|business line|business number|work phone|private number|personal phone|different person",
        ),
    ]),
    Says("thats not me|that is not me|this isnt me|this is not me|not me"),
    Says("this isnt my appointment|this is not my appointment|not my appointment"),
    Row(&[
        Says("i have no|we have no|i dont have an|i do not have an"),
        Says("appointment|appointments"),
        Maybe(&Says("with you|there|at your office")),
    ]),
]);

/// Another way that is asked for, or what else is to be done with the number.
const INSTEAD: Rule = Either(&[
    Row(&[Says("call me|phone me|email me|call|i prefer calls|i prefer phone calls|i prefer email"), Says("instead")]),
    Says("call me|email me|remove|delete|remove it|delete it|take it off|take it off your list"),
]);

const COMPLAINT: Rule = Either(&[
    Row(&[Says("this is|its|it is|thats"), Says("harassment|illegal|spam|annoying|ridiculous|enough")]),
    Says(
        "enough|seriously|spam|harassment|i didnt sign up for this|i did not sign up for this|\
         i never signed up for this",
    ),
    Says("i did not ask for this|i didnt ask for this|i never asked for this"),
    Row(&[
        Says("or|before"),
        Says("i will|ill|im going to|i am going to|i"),
        Says("report|sue|block"),
        Maybe(&Says("you|this|this number|it|you to the fcc")),
    ]),
    Row(&[Says("why do you keep|why are you still|why are you|you keep"), TEXTING, Maybe(&WHOM)]),
]);

/// The words of the text that asks for it: `reply STOP to opt out`.
const QUOTED: Rule = Says("reply|text|reply with|to opt out|to unsubscribe|to end|to cancel|to stop");
