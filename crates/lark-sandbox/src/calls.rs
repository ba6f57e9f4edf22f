//! What each endpoint does: the rules of Lark, one file a resource.

pub(crate) mod access;
mod auth;
mod bot;
mod chats;
mod contact;
mod files;
mod history;
mod members;
mod messages;
mod paging;
mod reactions;
mod recall;
mod search;

use std::sync::Arc;

use axum::Router;

use crate::{route::Routes, sandbox::Inner};

/// Every endpoint, at its own path.
pub(crate) fn routes(inner: Arc<Inner>) -> Router {
    Routes::new(inner)
        .open(auth::tenant_access_token)
        .endpoint(bot::info)
        .endpoint(contact::batch)
        .endpoint(contact::batch_get_id)
        .endpoint(search::users)
        .endpoint(messages::create)
        .endpoint(messages::reply)
        .endpoint(history::get)
        .endpoint(history::list)
        .endpoint(recall::delete)
        .upload(files::create_file)
        .upload(files::create_image)
        .download(files::resource)
        .endpoint(chats::create)
        .endpoint(chats::get)
        .endpoint(chats::list)
        .endpoint(chats::search)
        .endpoint(members::create)
        .endpoint(members::delete)
        .endpoint(members::get)
        .endpoint(members::list)
        .endpoint(reactions::create)
        .endpoint(reactions::list)
        .endpoint(reactions::delete)
        .finish()
}
