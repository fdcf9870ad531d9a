//! Where platforms post. One table gives both the routes and what the API's description says of them.

use utoipa::openapi::{
    Content, HttpMethod, ObjectBuilder, PathItem, Ref, RefOr, Required, ResponseBuilder,
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
    /// What is posted there, for the API's description.
    pub(crate) summary: &'static str,
}

/// What the API's description says of every endpoint of one kind.
pub(crate) struct Description {
    /// The platform: the tag of its operations, and the name of the security scheme that proves its requests.
    pub(crate) platform: &'static str,
    pub(crate) body: &'static str,
    pub(crate) answer: &'static str,
}

impl Endpoint {
    /// One for each tool, below `base`.
    pub(crate) fn of_tools(base: &str) -> Vec<Self> {
        let endpoint =
            |tool: Tool| Self { path: format!("{base}/{}", tool.path), tool: Some(tool), summary: tool.summary };
        TOOLS.into_iter().map(endpoint).collect()
    }

    /// The endpoint as OpenAPI describes it.
    pub(crate) fn described(&self, description: &Description) -> PathItem {
        let Description { platform, body, answer } = *description;
        let object = || Content::new(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object))));
        let request = RequestBodyBuilder::new()
            .description(Some(body))
            .content("application/json", object())
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
        let operation = OperationBuilder::new()
            .tag(platform)
            .summary(Some(format!("`POST {}`: {}", self.path, self.summary)))
            .parameters(org.map(|org| [org.build()]))
            .request_body(Some(request.build()))
            .response("200", ResponseBuilder::new().description(answer))
            .response("4XX", ResponseBuilder::new().content("application/json", problem))
            .security(SecurityRequirement::new(platform, none));
        PathItem::new(HttpMethod::Post, operation)
    }
}
