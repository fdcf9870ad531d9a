//! Futures as the runtime takes them: what is ready at once as a value, and only the rest as a promise.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use futures_util::task::AtomicWaker;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// Works until something has to be waited for. What is done by then is answered as it is; a promise of the rest otherwise.
///
/// # Errors
/// What `work` fails with, unless it does so later: then the promise is rejected with it.
pub(crate) fn at_once_or_promised(
    work: impl Future<Output = Result<JsValue, JsValue>> + 'static,
) -> Result<JsValue, JsValue> {
    let mut work = Relayed { work: Box::pin(work), relay: Arc::default() };
    // Nobody can be woken yet. The promise polls again in any case.
    match Pin::new(&mut work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Ok(future_to_promise(work).into()),
    }
}

/// Work that is polled by one task and then by another. Some futures, such as `worker::Delay`, keep the first waker that they meet, so
/// they get one that stays the same and wakes whichever task polled last.
struct Relayed<F> {
    work: Pin<Box<F>>,
    relay: Arc<Relay>,
}

#[derive(Default)]
struct Relay(AtomicWaker);

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.0.wake();
    }
}

impl<F: Future> Future for Relayed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.relay.0.register(context.waker());
        let waker = Waker::from(Arc::clone(&self.relay));
        self.work.as_mut().poll(&mut Context::from_waker(&waker))
    }
}
