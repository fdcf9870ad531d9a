//! One table of routes: a handler's `#[utoipa::path]` says its method, path and document, and both the router and the API's description
//! are built from the same list of handlers. A handler that is served is described, and the other way round.

use axum::routing::MethodFilter;
use utoipa::openapi::HttpMethod;

/// Defines `router()`, whose state is of the type that comes first, and `document()` for a table of `module { handler, … }`, where each handler has a `#[utoipa::path]`.
///
/// The document is built by [`utoipa`] and needed by the generator alone, so it is no part of the Worker.
macro_rules! routes {
    ($state:ty; $($($module:ident)::+ { $($handler:ident),+ $(,)? })+) => {
        /// The routes of this table.
        pub(crate) fn router() -> axum::Router<$state> {
            let router = axum::Router::new();
            $(
                let router = {
                    use $($module)::+ as resource;
                    pastey::paste! {
                        router$(.route(
                            &<resource::[<__path_ $handler>] as utoipa::Path>::path(),
                            axum::routing::on(
                                $crate::http::routes::filter(&<resource::[<__path_ $handler>] as utoipa::Path>::methods()),
                                resource::$handler,
                            ),
                        ))+
                    }
                };
            )+
            router
        }

        /// What the API's description says of them.
        pub(crate) fn document() -> utoipa::openapi::OpenApi {
            let mut document = utoipa::openapi::OpenApi::default();
            $({
                use $($module)::+ as resource;

                #[derive(utoipa::OpenApi)]
                #[openapi(paths($(resource::$handler),+))]
                struct Rows;

                document.merge(<Rows as utoipa::OpenApi>::openapi());
            })+
            document
        }
    };
}
pub(crate) use routes;

/// The methods of one handler.
pub(crate) fn filter(methods: &[HttpMethod]) -> MethodFilter {
    let filters = methods.iter().map(|method| match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Trace => MethodFilter::TRACE,
    });
    filters.reduce(MethodFilter::or).unwrap_or(MethodFilter::GET)
}
