//! Each kind of wish, and what has its words and is none.

use super::*;

/// Each line is a text.
fn all_are(texts: &str, consent: Option<Consent>) {
    for text in texts.lines().map(str::trim).filter(|text| !text.is_empty()) {
        assert_eq!(read(text), consent, "{text:?}");
    }
}

#[test]
fn an_order_to_stop_names_what_is_to_stop() {
    let texts = "
        STOP CALLING ME
        stop sending appointment reminders
        stop the appointment reminders
        Pls stop messaging this phone
        stop w/ the texts
        STOP SENDING ME TEXTS EVERY DAY
        Please stop all communication
        cease all contact
        stop texting for Debbie
        end these texts please
        Cancel all future messages
        turn these texts off
        make these texts stop please
        You need to stop texting me.
        I keep asking you to stop texting me
        I'd appreciate it if you stopped texting me
        Stop fucking texting me
        Stop texting me or I'll report you
        stop calling, email me
        please refrain from texting me
        switch off reminders
    ";
    all_are(texts, Some(Consent::Stop));
    let others = "
        stop the pain
        please stop the bleeding
        stop the antibiotics?
        should I stop my blood thinner
        I can't stop at the pharmacy
        please stop by at 3
        stop for lunch?
        stop sending bills to my old address
        stop emailing me
        stop texting my wife
        stop texting at night
        stop texting me at 6 in the morning
        stop calling me, text me instead
        please stop calling and text me
        don't stop sending appointment reminders
        did you stop sending reminders
        I don't want to stop getting texts
        cancel my appointment, text me
        turn off the lights
    ";
    all_are(others, None);
}

#[test]
fn a_refusal_names_texts_or_who_gets_them() {
    let texts = "
        do not contact me
        don't text this number
        do not text
        Don't call or text.
        do not call or text me
        don't contact me by phone or text
        don't ever text me again
        Do not send any more text messages to this number.
        Don't send me any more of these
        don't call this number
        don't call me again
        I don't want you to text me
        I do not want to be contacted by text message
        I no longer wish to receive text messages from your office
        I'd prefer not to receive texts
        I never signed up for these texts
        I'm not interested in your texts
        Don't text me, call me instead
        no texts please
        No more text reminders, thank you
        No further contact please
        No more of these please
    ";
    all_are(texts, Some(Consent::Stop));
    let others = "
        do not contact my husband, contact me
        don't text my mom, text me
        don't text after 9pm
        don't text me, I'm at work
        Don't text me unless it's urgent
        don't message me on whatsapp
        don't send me the bill
        don't call me
        don't call, text me
        no calls please
        don't forget to text me
        please do not stop my reminders
        don't unsubscribe me
        no emails
        no more fillings please
        no updates
        no reminder came this time
        I don't want the 3pm
        I don't want to be contacted by the lab
        I don't need a reminder
        I'd rather get texts than calls
    ";
    all_are(others, None);
}

#[test]
fn a_number_is_taken_off_a_list() {
    let texts = "
        remove my number
        Please take my cell number off your text list
        Please take my name and number off your list
        remove both numbers from your list
        Can you take me off of this text list?
        I want to be taken off this list
        I'd like my number removed
        please do not use this number
        This number should be removed
        Hello, please remove me from the texting service. Thanks, Bob
        unsubscribe this number
        unsuscribe
        how do I unsubscribe
        Can I opt out please
        Please opt-out this number from all messages
        I would like to opt out of receiving texts
    ";
    all_are(texts, Some(Consent::Stop));
    let others = "
        remove my 3pm appointment
        remove me from the 3pm slot
        remove me from the Thursday appointment
        take me off the waitlist
        take me off the list for Friday's opening
        take my name off the cancellation list
        take me off that antibiotic
        remove my number and use 202 555 0133
        remove my old number and use this one
        remove my wife from the account
        did you remove my number?
        please don't remove me
        I accidentally unsubscribed
        opt out of fluoride
        how do I cancel
        lose the retainer
        do not give out my number
    ";
    all_are(others, None);
}

#[test]
fn consent_is_withdrawn_from_texts_alone() {
    let texts = "
        I hereby revoke my consent to receive text messages
        I revoke my permission for you to text me
        You do not have my consent to text me
        I do not consent to these messages
        Consent revoked
    ";
    all_are(texts, Some(Consent::Stop));
    let others = "
        I do not consent to the surgery
        I revoke my consent for the procedure
        I don't have permission
        you have my consent
        I withdraw my complaint
    ";
    all_are(others, None);
}

#[test]
fn nobody_at_a_wrong_number_has_agreed() {
    let texts = "
        Sorry, you have the wrong number
        wrong # pls remove
        No Maria here. Wrong number
        This is not Maria's number, please stop texting
        this number no longer belongs to Carlos
        Maria doesn't have this number anymore
        No one by that name here
        There is no Juan at this number, please remove
    ";
    all_are(texts, Some(Consent::Stop));
    let others = "
        is this a wrong number?
        this isn't the wrong number
        I gave you the wrong number
        the wrong number is on file
        This isn't Ann
    ";
    all_are(others, None);
}

/// A reason does not take a plain wish back.
#[test]
fn a_plain_wish_stands_beside_its_reason() {
    let texts = "
        My mother passed away, please stop sending these texts
        We moved away, please stop sending reminders
        he changed his number, stop texting
        I'm getting these by mistake, please stop texting me
        I am no longer a patient there. Please stop sending me reminders
        who is this stop texting me
        no thanks stop
        Not a patient. Stop.
        Juan moved out. Stop.
        this is a landline stop texting
        STOP!!! I said stop
        Reply STOP to opt out
        STPO
    ";
    all_are(texts, Some(Consent::Stop));
    let others = "
        Stop, I mean reschedule
        Sorry I can't make it. Stop by later?
        My number changed, text 202 555 0133 instead
        This is the stop. Text me
    ";
    all_are(others, None);
}

/// Patients say it of appointments. Alone it is what the law and the carriers have it for, and no text gets through any more.
#[test]
fn cancel_is_about_texts_alone_or_where_it_names_them() {
    all_are(
        "CANCEL\n\"cancel\"\nCancel!\ncancel cancel\ncancel text reminders\ncancel these texts",
        Some(Consent::Stop),
    );
    let others = "
        yes cancel
        cancel please
        please cancel
        Cancel, thanks
        ok cancel
        cancel it please
        cancel all
        CANCEL APPOINTMENT
        I need to cancel
    ";
    all_are(others, None);
    all_are("END\nplease end\nquit, thanks", Some(Consent::Stop));
}
