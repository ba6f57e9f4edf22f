//! `lark-cli im forward-thread`

use clap::Args;
use lark_api::{Endpoint, ids::ThreadId, im::messages::forward::ForwardThread};

use super::{
    forwarding::{ForwardTo, OnceArgs},
    sending::Sent,
};
use crate::{context::Context, error::CommandError, output::Output};

/// Forward a whole thread as one bundle
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    lark-cli im forward-thread --thread-id omt_… --chat-id oc_… --as bot\n  \
    lark-cli im forward-thread --thread-id omt_… --user wei.chen@example.com --as user")]
pub struct ForwardThreadArgs {
    /// The thread, as list-messages and reply-message show it
    #[arg(long, value_name = "OMT_ID")]
    thread_id: ThreadId,

    #[command(flatten)]
    to: ForwardTo,

    #[command(flatten)]
    once: OnceArgs,
}

pub fn run(context: &Context, args: ForwardThreadArgs) -> Result<Output<'_>, CommandError> {
    let client = context.client(ForwardThread::META.auth)?;
    let to = args.to.resolve(context, client)?;
    let uuid = args.once.uuid(args.thread_id.as_str());
    let request = ForwardThread {
        thread_id: args.thread_id,
        receive_id_type: to.kind,
        receive_id: to.id,
        uuid,
    };
    let answer = client.call_with_facts(&request)?;
    Ok(Output::value(Sent::forwarded(answer, request.uuid.is_some())))
}
