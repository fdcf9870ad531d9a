//! Where platforms post. One table gives both the routes and what the API's description says of them.

use serde_json::Value;
use utoipa::openapi::{
    Content, ContentBuilder, HttpMethod, ObjectBuilder, PathItem, Ref, RefOr, Required, ResponseBuilder,
    path::{OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::{SchemaType, Type},
    security::SecurityRequirement,
};

use super::tools::{TOOLS, Tool};

/// An address of a platform to which it posts messages.
pub(crate) struct Endpoint {
    pub(crate) path: String,
    /// The tool that is called there. Elsewhere a message says which one it calls.
    pub(crate) tool: Option<Tool>,
    /// What is posted there, for the API's description; so are the next two.
    pub(crate) summary: &'static str,
    pub(crate) body: &'static str,
    /// Empty if there is none.
    pub(crate) answer: &'static str,
    /// An example of it.
    pub(crate) example: fn() -> Value,
}

impl Endpoint {
    /// One for each tool, below `base`.
    pub(crate) fn of_tools(base: &str, body: &'static str, answer: &'static str, example: fn() -> Value) -> Vec<Self> {
        let path = |tool: Tool| format!("{base}/{}", tool.path);
        let endpoint =
            |tool: Tool| Self { path: path(tool), tool: Some(tool), summary: tool.summary, body, answer, example };
        TOOLS.into_iter().map(endpoint).collect()
    }

    /// The endpoint as OpenAPI describes it. The platform is the tag of its operations and the name of what proves its requests.
    pub(crate) fn described(&self, platform: &str) -> PathItem {
        let object = ContentBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object))))
            .example(Some((self.example)()));
        let request = RequestBodyBuilder::new()
            .description(Some(self.body))
            .content("application/json", object.build())
            .required(Some(Required::True));
        let problem = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
        let org = self.path.contains("{org}").then(|| {
            let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
            ParameterBuilder::new()
                .name("org")
                .parameter_in(ParameterIn::Path)
                .description(Some("the org's id"))
                .required(Required::True)
                .schema(Some(text))
        });
        let none: [&str; 0] = [];
        let (status, answer) = match self.answer {
            "" => ("204", "It was taken."),
            answer => ("200", answer),
        };
        let operation = OperationBuilder::new()
            .tag(platform)
            .summary(Some(format!("`POST {}`: {}", self.path, self.summary)))
            .parameters(org.map(|org| [org.build()]))
            .request_body(Some(request.build()))
            .response(status, ResponseBuilder::new().description(answer))
            .response("4XX", ResponseBuilder::new().content("application/json", problem))
            .security(SecurityRequirement::new(platform, none));
        PathItem::new(HttpMethod::Post, operation)
    }
}
