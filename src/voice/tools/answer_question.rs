//! `answer_question`: what the clinic has written down for its callers.

use super::{
    ArgumentReading, Arguments, Fault, ToolContext, arguments,
    spec::{Argument, Effect, ToolSpec},
};
use crate::{
    domain::knowledge::{KnowledgeAnswer, KnowledgeBase, KnownNames, PlanAnswer, gap_of},
    language::sentences::ArgumentFault,
    log::{self, Level},
    store::clinic::{ClinicContext, gaps},
    voice::{knowledge::sentence, reply::ToolReply},
};

/// Under which names the question is sent. Older agents send `query`.
const QUESTIONS: &[&str] = &["question", "query", "q", "text", "input"];

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "answer_question",
    other_names: &["queryKnowledgeBase"],
    path: "knowledge/answer",
    summary: "what the clinic has written down: parking, prices, insurance, policies, preparation",
    description: "Answers a question about the clinic from what the clinic has written down: parking, prices, policies, what to bring, and \
                  which insurance plans it accepts. Use it for every such question, and never answer one from anything else. It books \
                  nothing and gives no medical advice.",
    says: "Let me look that up.",
    effect: Effect::Tells,
    arguments: &[Argument::text(
        "question",
        "One question, in the caller's own words and language. About insurance: with the full name of the plan, as the caller said it.",
    )
    .required()],
    out_of_time: |sentences| sentences.cannot_look_up(),
    reading: |context| {
        let question = question(context.arguments)?;
        Ok(ArgumentReading::default().with("question", Some(question)))
    },
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn question(arguments: &Arguments) -> Result<String, Fault> {
    let said = QUESTIONS.iter().find_map(|name| arguments::text(arguments, name).transpose()).transpose()?;
    said.ok_or(ArgumentFault::Missing { name: "question" })
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let question = match question(context.arguments) {
        Ok(question) => question,
        Err(fault) => return context.fault(&fault),
    };
    let route = &context.routed.route;
    let words = context.language().question_words();
    let base = match context.app.directory.knowledge(clinic, route, words).await {
        Ok(base) => base,
        Err(error) => {
            let fields = [("detail", &*error.to_string())];
            log::write(context.app.ports.log.as_ref(), Level::Error, "knowledge.unavailable", &fields);
            return ToolReply::failed(context.sentences().cannot_look_up());
        }
    };
    let answer = base.answer(&question, &route.clinic_name);
    let text = sentence(&answer, &base, route);
    match answer {
        KnowledgeAnswer::NotKnown | KnowledgeAnswer::Insurance(PlanAnswer::AskStaff) => {
            count(&context, clinic, &base, &question);
            ToolReply::declined(text)
        }
        KnowledgeAnswer::Refused => ToolReply::declined(text),
        KnowledgeAnswer::Facts(_) | KnowledgeAnswer::Insurance(_) => ToolReply::done(text),
    }
}

/// Counts a question that nothing is written down about. An agent asks here only when it was asked something; what a platform sends with
/// every turn is mostly no question, and is not counted.
fn count(context: &ToolContext<'_>, clinic: &ClinicContext, base: &KnowledgeBase, question: &str) {
    if clinic.rehearsal {
        return;
    }
    let (route, language) = (&context.routed.route, context.language().question_words());
    let is_clinics = |word: &str| base.has_word(word) || route.is_named(word);
    let (day, now) = (context.today().date, clinic.now);
    let counted = clinic.clinic.transact(|transaction| {
        let of_people = gaps::names_of(transaction, context.caller)?;
        let names = KnownNames { of_people: &of_people, is_clinics: &is_clinics };
        gap_of(question, &names, language).map_or(Ok(()), |gap| gaps::record(transaction, day, &gap, now))
    });
    if let Err(error) = counted {
        let fields = [("detail", &*error.to_string())];
        log::write(context.app.ports.log.as_ref(), Level::Warn, "knowledge.gap_not_counted", &fields);
    }
}
